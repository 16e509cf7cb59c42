"""The ledger of deadlines: each is written down when it becomes known, and settled once, whatever a later look still says of it.

Kept: a talk that meets it was held by its last day. Broken: that day passed without one. A deadline that a change of the customer
makes void (another status, another rule) is neither, unless its day had passed. The chain of invitations is no deadline.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from operator import is_

from scheduler.simulation.parts import NEVER, Part


@dataclass(slots=True)
class Deadline:
    """One deadline of a customer; days as ordinals.

    Attributes:
        opens: first day on which a talk meets it; 0 = any.
        last_day: by which it is kept.
        is_broken: it was counted as broken already.
        is_known: the latest look still names it.
    """

    opens: int
    last_day: int
    is_broken: bool = False
    is_known: bool = True


@dataclass(slots=True)
class Account:
    """The deadlines of one customer; days as ordinals.

    Attributes:
        deadlines: what it is → deadline that is not settled.
        named: by the latest look; None = the next look is taken over in full.
        held: a talk was held on this day, and the customer not looked at since; 0 = none.
    """

    deadlines: dict[tuple[str, int], Deadline] = field(default_factory=dict)
    named: Sequence[Part] | None = None
    held: int = 0


class Ledger:
    """The deadlines of all customers of a world."""

    def __init__(self) -> None:
        self._accounts: dict[str, Account] = {}
        self._next_day: dict[str, int] = {}
        """Customer id → the first day that settles something if nothing is held before; may lie too early, never too late."""

    def held(self, customer_id: str, day: int) -> None:
        """Note that a talk was held; what it settles is seen when the customer is looked at next."""
        self._account(customer_id).held = day

    def learn(self, customer_id: str, named: Sequence[Part], *, has_changed: bool) -> tuple[int, int]:
        """Take over what is due now; return how many deadlines were kept and how many are broken by it.

        Args:
            customer_id: whose.
            named: everything that is due and has a deadline.
            has_changed: the customer has another status or the like, so that deadlines may have become void.
        """
        account = self._account(customer_id)
        if not account.held and not has_changed and _are_same(named, account.named):
            return 0, 0
        account.named, held, account.held = named, account.held, 0
        settled = self._take_over(account, named, held, has_changed=has_changed)
        days = [deadline.last_day for deadline in account.deadlines.values()]
        self._next_day[customer_id] = days[0] if len(days) == 1 else min(days, default=NEVER)
        return settled

    def _account(self, customer_id: str) -> Account:
        found = self._accounts.get(customer_id)
        if found is None:
            found = self._accounts[customer_id] = Account()
        return found

    @staticmethod
    def _take_over(account: Account, named: Sequence[Part], held: int, *, has_changed: bool) -> tuple[int, int]:
        due, known, void = {part.key: part for part in named}, account.deadlines, []
        kept = broken = 0
        for key, deadline in known.items():
            part = due.pop(key, None)
            if part is not None and part.deadline == deadline.last_day:
                continue
            if held and deadline.opens <= held:
                kept += held <= deadline.last_day
                broken += held > deadline.last_day and not deadline.is_broken
                if part is None:
                    void.append(key)
                else:  # the next one of the same kind
                    deadline.opens, deadline.last_day, deadline.is_broken, deadline.is_known = (
                        part.opens,
                        part.deadline,
                        False,
                        True,
                    )
            elif part is not None:  # moved without a talk: the wider window of a measure, a grace
                deadline.last_day, deadline.is_broken = part.deadline, False
            elif has_changed and not deadline.is_broken:
                void.append(key)
            else:  # over, or about to be: it stays until its day has passed
                deadline.is_known = False
        for key in void:
            del known[key]
        for key, part in due.items():
            known[key] = Deadline(part.opens, part.deadline)
        return kept, broken

    def forget(self, customer_id: str) -> None:
        """Forget a customer who has left."""
        self._accounts.pop(customer_id, None)
        self._next_day.pop(customer_id, None)

    def pass_days(self, evening: int) -> Iterator[tuple[str, int, int]]:
        """Settle what has passed until an evening; yield whose, how many are newly broken, and for how many days one is overdue.

        Whoever has only deadlines that the latest look no longer names is overdue for no day: 0.
        """
        for customer_id in [name for name, day in self._next_day.items() if day <= evening]:
            yield customer_id, *self._pass_days(self._accounts[customer_id], evening)

    @staticmethod
    def _pass_days(account: Account, evening: int) -> tuple[int, int]:
        broken, longest = 0, 0
        for key, deadline in list(account.deadlines.items()):
            if deadline.last_day > evening:
                continue
            broken += not deadline.is_broken
            deadline.is_broken = True
            if deadline.is_known:
                longest = max(longest, 1 + evening - deadline.last_day)
            else:
                del account.deadlines[key]
                account.named = None
        return broken, longest


def _are_same(parts: Sequence[Part], others: Sequence[Part] | None) -> bool:
    return parts is others or (others is not None and len(parts) == len(others) and all(map(is_, parts, others)))

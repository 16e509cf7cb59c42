"""What a week does about people who do not come, beyond single seats: the telephone list first, then double seats.

How many double seats there are follows from numbers that nobody's own rate changes (the mean rate of all who could be invited),
so the same people are invited whoever has which rate. How many names the telephone list needs is worked out exactly at the end.
Source: docs/model.md, Overbooking.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil

from constraints import Assignment, Talk
from constraints.cells import block
from constraints.double_seats import Chance, Seated, add_doubles, chances, half_days
from constraints.standby import Block, chance, contacts_pmf, expected, names_needed
from constraints.view import PlanView
from constraints.weekly_number import missing
from scheduler.attendance import PER_MILLE
from scheduler.concept import CLASSES, Concept
from scheduler.prepare import Prepared, blind_key
from scheduler.roster import Customer
from scheduler.weekly_target import WeeklyNumber


@dataclass(frozen=True, slots=True)
class Promise:
    """What a week with all its instruments promises: expected talks and the chance of reaching the target, per mille."""

    expected_per_mille: int
    chance_per_mille: int


def suits(seated: Seated, talk: Talk) -> bool:
    """Tell whether somebody could be phoned in place of a planned talk: they have time then, and no pin speaks against it."""
    is_busy = block(seated.start, seated.start + talk.cells) & talk.customer_busy
    return seated.talk is not None and not is_busy and bool(talk.pinned_cells >> seated.start & 1)


@dataclass(frozen=True, slots=True)
class Guests:
    """Who could be invited or phoned in a specialist's week.

    Attributes:
        number: the weekly number.
        order: customer ids in the rate-blind order.
        rates: customer id → show rate, per mille.
        phoneable: ids of those who agreed to be phoned and whose talk may be held by telephone.
        returning: as in `Prepared`.
    """

    number: WeeklyNumber
    order: Sequence[str]
    rates: Mapping[str, int]
    phoneable: Collection[str]
    returning: tuple[int, ...] = ()


def guests_of(prepared: Prepared) -> Guests:
    """Return who could be invited or phoned in a week that was prepared."""
    by_id, needs = prepared.problem.by_id, prepared.needs
    return Guests(
        number=prepared.number,
        order=sorted(needs, key=lambda name: blind_key(needs[name], by_id[name])),
        rates=prepared.rates,
        phoneable=frozenset(name for name, need in needs.items() if may_be_phoned(need.customer, need.kind)),
        returning=prepared.returning,
    )


def may_be_phoned(customer: Customer, kind: str) -> bool:
    """Tell whether somebody agreed to be phoned and the talk is none of those that a cover order ranks."""
    return "phone_ok" in customer.flags and kind not in CLASSES


class Instruments:
    """The telephone list and the double seats of one specialist's week.

    Args:
        guests: who could be invited or phoned.
        concept: the team's concept.
        reach: which share of people is reached by telephone, per mille.
        view: the plan.
    """

    def __init__(self, guests: Guests, concept: Concept, reach: int, view: PlanView) -> None:
        self.guests = guests
        self.view = view
        self.policy = concept.overbooking
        self._has_standby = self.policy.standby and "phone" in concept.weekly_channels
        self._reach = reach

    def with_doubles(self) -> Assignment:
        """Return the plan with its double seats; where the ladder alone is beyond the share, only for people who are due."""
        wanted = self._doubles_wanted()
        if wanted < 1:
            return self.view.assignment
        left_out = {talk.talk_id for talk in self.view.left_out}
        is_full = sum(talk.minutes for talk, _ in self.view.placed) > self.view.problem.workers[0].minutes_left
        order = [t for t in self._blind_order() if t.talk_id in left_out and t.counts and (t.is_due or not is_full)]
        return add_doubles(self.view, 0, [talk.talk_id for talk in order], wanted, self._chances)

    @cached_property
    def names(self) -> list[Talk]:
        """Who stands on the telephone list of the plan as it is, in the order in which they are called."""
        target, wanted = self.guests.number.target, missing(self.view, 0) - len(self.view.doubled)
        if target is None or (wanted <= 0 and not self.guests.number.exhausted):
            return []
        pool = self._pool()
        number = names_needed(target, self._blocks(None), [self._reach] * len(pool), self.policy.alpha)
        return pool if number is None else pool[:number]

    def promise(self) -> Promise:
        """Return what the week promises with its double seats and its telephone list."""
        contacts = contacts_pmf(self._blocks(None), [self._reach] * len(self.names))
        target = self.guests.number.target
        reached = chance(contacts, ceil(target)) if target is not None else 1.0
        return Promise(round(PER_MILLE * expected(contacts)), round(PER_MILLE * reached))

    def double_seats(self) -> list[tuple[Chance, Talk]]:
        """Return the doubled seats of the plan with the second person, in order of time."""
        seats = {chance.seat.start: chance for chance in self._chances}
        return [(seats[start], talk) for talk, start in sorted(self.view.doubled, key=lambda d: d[1]) if start in seats]

    def rates_in(self, half_day: Sequence[Seated]) -> list[int]:
        """Return the rate of everybody in a half-day, per mille."""
        return [seated.rate if seated.talk is None else self.guests.rates[seated.talk.talk_id] for seated in half_day]

    def _doubles_wanted(self) -> int:
        """Return how many people are to be invited in addition: none where the telephone list will do."""
        target, wanted = self.guests.number.target, missing(self.view, 0)
        if target is None or wanted <= 0:
            return 0
        most = min(wanted, len(self._chances))
        if not most:
            return 0
        reach = [self._reach] * len(self._pool())
        mean = self._mean_rate()
        for number in range(most):
            if names_needed(target, self._blocks(mean, number), reach, self.policy.alpha) is not None:
                return number
        return most

    def _mean_rate(self) -> int:
        rates = [self.guests.rates[talk.talk_id] for talk in self._blind_order() if talk.counts]
        return round(sum(rates) / len(rates)) if rates else 0

    def _blocks(self, rate: int | None, doubles: int = 0) -> list[Block]:
        """Return the rates of the people in each seat of each half-day, as far as the talk counts.

        Args:
            rate: of everybody who is planned; None = everybody's own.
            doubles: so many of the seats that could be doubled are (where the plan has no double seats yet).
        """
        second = {start: self.guests.rates[talk.talk_id] for talk, start in self.view.doubled if rate is None}
        second |= {chance.seat.start: rate or 0 for chance in (self._chances[:doubles] if doubles else ())}
        blocks: list[Block] = []
        for half_day in self._half_days:
            seats: dict[int, list[int]] = {}
            for seated, own in zip(half_day, self.rates_in(half_day), strict=True):
                if seated.counts:
                    people = seats.setdefault(seated.start, [])  # two bookings of one time share a seat
                    people.append(own if rate is None or seated.talk is None else rate)
                    people += [second[seated.start]] if seated.talk and seated.start in second else []
            blocks.append(list(seats.values()))
        inside = {seated.start for half_day in self._half_days for seated in half_day}
        outside = [b for b in self.view.problem.bookings if b.is_talk and b.counts and b.start not in inside]
        returning = ([[rate]] for rate in self.guests.returning)
        return [*blocks, *([[booking.rate]] for booking in outside), *returning]

    @cached_property
    def _half_days(self) -> list[tuple[Seated, ...]]:
        """What stands in each half-day."""
        return half_days(self.view, 0)

    @cached_property
    def _chances(self) -> list[Chance]:
        """The seats that could be doubled."""
        return chances(self.view, 0, self._half_days)

    @cached_property
    def _ranks(self) -> dict[str, int]:
        return {name: rank for rank, name in enumerate(self.guests.order)}

    def _blind_order(self) -> list[Talk]:
        """Return the talks that have an admissible start, in the rate-blind order."""
        talks = [talk for talk in self.view.problem.talks if self.view.allowed_starts[talk.key]]
        return sorted(talks, key=lambda talk: self._ranks[talk.talk_id])

    def _pool(self) -> list[Talk]:
        """Return who could be phoned, in the rate-blind order: who agreed to it, is not invited and needs no protected talk."""
        if not self._has_standby:
            return []
        invited = {placement.talk_id for placement in self.view.assignment}
        seats = [seated for half_day in self._half_days for seated in half_day]
        able = [talk for talk in self.view.problem.talks if talk.talk_id not in invited and self._may_be_phoned(talk)]
        pool = [talk for talk in able if any(suits(seated, talk) for seated in seats)]
        return sorted(pool, key=lambda talk: self._ranks[talk.talk_id])

    def _may_be_phoned(self, talk: Talk) -> bool:
        is_open = not talk.has_open_invitation and (talk.may_fill or talk.is_due or talk.is_soon)
        return is_open and talk.talk_id in self.guests.phoneable and not talk.is_protected

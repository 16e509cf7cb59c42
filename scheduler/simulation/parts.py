"""Parts of a need as plain numbers, and what one talk of a week meets of them: the same merging as in `needs.py`.

Days are ordinals (`date.toordinal`), so that a simulated week compares integers; `NEVER` = none. That both ways of merging agree
is tested on random customers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil
from operator import attrgetter
from typing import NamedTuple

from scheduler.attendance import ShowRates
from scheduler.concept import CLASSES, FORCES, KINDS, Concept
from scheduler.due import Due
from scheduler.intervals import half_year
from scheduler.needs import is_chain, talk_minutes
from scheduler.roster import Customer, Team
from scheduler.rule import MeasureEnd, TimesPerHalfYear
from scheduler.workdays import DAYS_A_WEEK

NEVER = date.max.toordinal()
PORTAL, LETTER = "portal", "letter"
STRICTNESS = attrgetter("strictness")


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is due.

    Attributes:
        deadline: last day.
        kind: place of the kind among `KINDS`, 0 = highest.
        rule_id: of the rule it follows from.
        force: place of the force among `FORCES`, 0 = strongest.
        opens: first day on which a talk meets it; 0 = any.
        past_from: first day on which the concept's share of the interval has passed.
        pace_on: day of the even pace.
        minutes: length of the talk.
        channel: named by an occasion; empty = none.
        channels: that count.
        phone_suffices: the contact may generally be by phone.
        is_chain: it keeps up the chain of invitations; its day is an orientation.
        is_wide: a graduate's talk in the wide window.
        window: what of several alike it is: the last day of a measure, the number of a half-year; else 0.
        key: what it is, however its deadline moves.
        strictness: what orders parts.
        opens_in: Monday of the week of the day on which it opens, and of the first week that begins open; empty = it is open.
        ends_in: Monday of the week of the deadline.
        over_from: Monday of the first week that begins after the deadline.
    """

    deadline: int
    kind: int
    rule_id: str
    force: int
    opens: int
    past_from: int
    pace_on: int
    minutes: int
    channel: str
    channels: frozenset[str]
    phone_suffices: bool
    is_chain: bool
    is_wide: bool
    window: int = 0

    key: tuple[str, int] = field(init=False, compare=False)
    strictness: tuple[int, int, str] = field(init=False, compare=False)
    opens_in: tuple[int, ...] = field(init=False, compare=False)
    ends_in: int = field(init=False, compare=False)
    over_from: int = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Work out once what every week asks for: what it is, what orders parts (deadline, kind, rule), when it changes."""
        object.__setattr__(self, "key", (self.rule_id, self.window))
        object.__setattr__(self, "strictness", (self.deadline, self.kind, self.rule_id))
        object.__setattr__(self, "opens_in", (monday_before(self.opens), monday_from(self.opens)) if self.opens else ())
        object.__setattr__(self, "ends_in", monday_before(self.deadline))
        object.__setattr__(self, "over_from", monday_from(self.deadline + 1))


def part_of(due: Due, customer: Customer, concept: Concept, team_kind: str) -> Part:
    """Return something that is due for a customer as numbers."""
    assert due.deadline is not None
    return Part(
        deadline=due.deadline.toordinal(),
        kind=KINDS.index(due.kind),
        rule_id=due.rule.rule_id,
        force=FORCES.index(due.rule.force),
        opens=due.not_before.toordinal() if due.not_before else 0,
        past_from=_past_from(concept, due),
        pace_on=due.pace_on.toordinal() if due.pace_on else NEVER,
        minutes=due.minutes or talk_minutes(concept, due.kind, team_kind),
        channel=due.channel,
        channels=due.rule.channels or concept.contact_channels,
        phone_suffices=due.rule.phone_suffices,
        is_chain=is_chain(due),
        is_wide=due.is_wide,
        window=_window(due, customer),
    )


def _window(due: Due, customer: Customer) -> int:
    assert due.deadline is not None
    if isinstance(due.rule.kind, MeasureEnd) and due.not_before is not None:
        return due.not_before.toordinal() - due.rule.kind.from_days
    if isinstance(due.rule.kind, TimesPerHalfYear):
        return half_year(customer, due.deadline)[1]
    return 0


def _past_from(concept: Concept, due: Due) -> int:
    end = due.pace_on or due.deadline
    if due.since is None or end is None:
        return 0
    return due.since.toordinal() + max(0, ceil(concept.fill_share * (end - due.since).days))


class Wanted(NamedTuple):
    """What is wanted of a customer's next talk; as of the week that was looked at.

    Attributes:
        kind: of the talk.
        step: of the ladder.
        force: place of the force among `FORCES`, 0 = strongest.
        minutes: length.
        cells: length on the grid.
        channel: of the talk.
        delivery: of the invitation.
        rate: show rate, per mille.
        counts: towards the weekly number.
        is_protected: never sits beside somebody else.
        deadline: strictest deadline; `NEVER` = nothing is due.
        pace_on: day of the even pace.
        opens: first day on which a talk meets it; 0 = any.
        fill_from: day from which the talk may make up the weekly number.
    """

    kind: str = KINDS[-1]
    step: str = FORCES[-1]
    force: int = len(FORCES) - 1
    minutes: int = 1
    cells: int = 1
    channel: str = ""
    delivery: str = ""
    rate: int = 0
    counts: bool = False
    is_protected: bool = False
    deadline: int = NEVER
    pace_on: int = NEVER
    opens: int = 0
    fill_from: int = NEVER


NOTHING = Wanted()


class Merging:
    """Merges parts for the customers of one team.

    Args:
        team: the team.
        concept: its concept.
        rates: show rates.
        grid_minutes: of the office.
    """

    def __init__(self, team: Team, concept: Concept, rates: ShowRates, grid_minutes: int) -> None:
        self._team = team.name
        self._concept = concept
        self._rates = rates
        self._grid_minutes = grid_minutes
        self._talks: dict[tuple[int, int, int, str, bool, bool], tuple[object, ...]] = {}

    def wanted(self, customer: Customer, parts: Sequence[Part], first_day: int, sunday: int) -> Wanted:
        """Return what a talk of a week should meet, or the next one that opens later.

        Args:
            customer: who.
            parts: everything that is due for them.
            first_day: first day of the week that can be planned.
            sunday: last day of the week.
        """
        if not parts:
            return NOTHING
        leading, others = _together(parts, first_day, sunday)
        rank, force, minutes, opens, fill_from = leading.kind, leading.force, leading.minutes, leading.opens, leading.past_from
        for part in others:
            rank, minutes = min(rank, part.kind), max(minutes, part.minutes)
            opens, fill_from = max(opens, part.opens), min(fill_from, part.past_from)
            force = min(force, part.force) if part.deadline <= sunday else force
        key = (rank, force, minutes, _channel(customer, leading, others), "portal_ok" in customer.flags, bool(customer.needs))
        talk = self._talks.get(key)
        if talk is None:
            talk = self._talks[key] = self._talk(*key)
        return Wanted._make((*talk, leading.deadline, leading.pace_on, opens, fill_from))

    def _talk(self, rank: int, force: int, minutes: int, channel: str, by_portal: bool, has_needs: bool) -> tuple[object, ...]:
        """Return what is wanted of a talk but for its days; many talks have it in common."""
        kind, delivery = KINDS[rank], PORTAL if by_portal else LETTER
        wanted = Wanted(
            kind=kind,
            step=kind if kind in CLASSES else FORCES[force],
            force=force,
            minutes=minutes,
            cells=-(-minutes // self._grid_minutes),
            channel=channel,
            delivery=delivery,
            rate=self._rates.per_mille(self._team, kind, channel, delivery),
            counts=channel in self._concept.weekly_channels,
            is_protected=kind in CLASSES or has_needs,
        )
        return wanted[: Wanted._fields.index("deadline")]


def _together(parts: Sequence[Part], first_day: int, sunday: int) -> tuple[Part, Sequence[Part]]:
    """Return what one talk meets: the leading part, and others."""
    if len(parts) == 1:
        return parts[0], ()
    candidates = [part for part in parts if part.opens <= sunday] or parts
    if len(candidates) == 1:
        return candidates[0], ()
    leading = _leading(candidates, sunday)
    return leading, [part for part in candidates if part is not leading and _joins(part, leading, first_day, sunday)]


def _leading(candidates: Sequence[Part], sunday: int) -> Part:
    ending = [part for part in candidates if not part.is_chain and part.deadline <= sunday]
    return min(ending or candidates, key=STRICTNESS)


def _joins(part: Part, leading: Part, first_day: int, sunday: int) -> bool:
    """Tell whether the talk of the leading part meets another one too: it is open, or opens and ends in this week."""
    if part.opens <= first_day:
        return True
    return part.deadline <= sunday and (not first_day <= leading.deadline < part.opens or part.kind < leading.kind)


def _channel(customer: Customer, leading: Part, others: Sequence[Part]) -> str:
    together = (leading, *others)
    for part in sorted([part for part in together if part.channel], key=STRICTNESS):
        if all(part.channel in other.channels for other in together):
            return part.channel
    by_phone = "phone_ok" in customer.flags and leading.phone_suffices and all(part.phone_suffices for part in others)
    return "phone" if by_phone else "in_person"


def changes_of(parts: Sequence[Part]) -> list[int]:
    """Return the Mondays of the weeks from which on another part may lead, join in or be over, in any order."""
    mondays = [part.ends_in for part in parts] if len(parts) > 1 else []
    some_open_later = False
    for part in parts:
        if part.opens:
            some_open_later = True
            mondays += part.opens_in
    return mondays + [part.over_from for part in parts if some_open_later or part.is_wide]


def next_after(changes: Iterable[int], day: int) -> int:
    """Return the first of some Mondays after a day; `NEVER` = none."""
    return min([monday for monday in changes if monday > day], default=NEVER)


def monday_before(day: int) -> int:
    """Return the Monday of the week of a day: the first week that reaches the day."""
    return day - (day - 1) % DAYS_A_WEEK


def monday_from(day: int) -> int:
    """Return the first Monday from a day on: the first week that begins when the day has come."""
    return monday_before(day + DAYS_A_WEEK - 1)

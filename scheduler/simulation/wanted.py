"""What is wanted of a customer's next talk: a need as plain numbers, worked out once for all who are in the same position.

Needs come from the same code as those of the plan (`needs.py`, `deadlines.py`). Two customers are in the same position when
nothing but the latest contact, the latest miss and what the rules ask about people decides: then the need of one is that of the
other. Days are ordinals (`date.toordinal`), so that a simulated week compares integers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from scheduler.attendance import ShowRates
from scheduler.concept import CLASSES, FORCES, Concept
from scheduler.due import Case, Due
from scheduler.intervals import HALF_YEAR_MONTHS, half_year
from scheduler.needs import Meeting, WeekLook, is_chain
from scheduler.roster import Customer, Team
from scheduler.rule import TimesPerHalfYear
from scheduler.workdays import add_months, birthday, monday_of

NEVER = date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of the next talk; days as ordinals, `NEVER` = none.

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
        keep_until: the deadline that counts as kept or broken (never one of the chain of invitations).
        fill_from: Monday from which the talk may make up the weekly number.
        last_contact: last contact that counts; 0 = none.
        is_unseen: never seen since registration.
        look_again: first later day on which a window or deadline may change something.
    """

    kind: str = "regular"
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
    keep_until: int = NEVER
    fill_from: int = NEVER
    last_contact: int = 0
    is_unseen: bool = False
    look_again: int = NEVER


def wanted_of(case: Case, talks: Sequence[Due], look: WeekLook, rates: ShowRates) -> Wanted:
    """Return what is wanted of a customer's next talk, as a week sees it.

    Args:
        case: the customer on the first day of the week.
        talks: everything that is due for them.
        look: the week.
        rates: show rates.
    """
    if not talks:
        return Wanted(is_unseen=case.is_unseen, look_again=_look_again(case, talks, look))
    meeting = look.meeting(case, talks)
    need = look.need(case, meeting)
    team = look.roster.team_of(case.customer).name
    return Wanted(
        kind=need.kind,
        step=need.step,
        force=FORCES.index(need.force),
        minutes=need.minutes,
        cells=-(-need.minutes // look.presence.grid_minutes),
        channel=need.channel,
        delivery=need.delivery,
        rate=rates.per_mille(team, need.kind, need.channel, need.delivery),
        counts=need.channel in case.concept.weekly_channels,
        is_protected=need.kind in CLASSES or bool(case.customer.needs),
        deadline=need.deadline.toordinal(),
        pace_on=need.pace_on.toordinal() if need.pace_on else NEVER,
        opens=need.not_before.toordinal() if need.not_before else 0,
        keep_until=min((d.deadline.toordinal() for d in talks if d.deadline and not is_chain(d)), default=NEVER),
        fill_from=_fill_from(case.concept, meeting).toordinal(),
        last_contact=need.last_contact_on.toordinal() if need.last_contact_on else 0,
        is_unseen=case.is_unseen,
        look_again=_look_again(case, talks, look),
    )


def _fill_from(concept: Concept, meeting: Meeting) -> date:
    """Return the first day on which so much of an interval has passed that the talk may make up the weekly number."""
    return min(_past_from(concept, due) for due in meeting.together)


def _past_from(concept: Concept, due: Due) -> date:
    end = due.pace_on or due.deadline
    if due.since is None or end is None:
        return date.min
    return due.since + timedelta(days=max(0, ceil(concept.fill_share * (end - due.since).days)))


def _look_again(case: Case, talks: Sequence[Due], look: WeekLook) -> int:
    """Return the first later day on which a window, a measure, an exception or a half-year may change something.

    Birthdays are not among them (`Positions.next_birthday`).
    """
    customer = case.customer
    days = [due.not_before for due in talks if due.not_before is not None]
    days += [due.deadline for due in talks if due.deadline is not None and len(talks) > 1]
    days += [(measure.ended_early_on or measure.last_day) + timedelta(days=1) for measure in case.measures]
    days += [due.deadline + timedelta(days=1) for due in talks if due.is_wide and due.deadline]
    days += [deviation.until + timedelta(days=1) for deviation in case.deviations]
    days += [customer.elternzeit_until + timedelta(days=1)] if customer.elternzeit_until else []
    days += _profile_days(customer, case.concept)
    if any(isinstance(due.rule.kind, TimesPerHalfYear) for due in talks):
        anchor, number = half_year(customer, case.on)
        days.append(add_months(anchor, HALF_YEAR_MONTHS * (number + 1)))
    return min((day.toordinal() for day in days if day > look.sunday), default=NEVER)


def _profile_days(customer: Customer, concept: Concept) -> Iterable[date]:
    """Return the days on which a rule begins or ceases to hold by the months since the profile was assigned."""
    since = customer.profile_since
    return [add_months(since, months) for months in _profile_months(concept)] if since else []


def _profile_months(concept: Concept) -> frozenset[int]:
    groups = [rule.group for rule in concept.rules]
    begins = {group.profile_months_from for group in groups if group.profile_months_from}
    return frozenset(begins | {group.profile_months_to + 1 for group in groups if group.profile_months_to is not None})


Position = tuple[object, ...]
"""What decides about the need of somebody who has been seen and for whom nothing special is recorded."""


class Positions:
    """Tells the position of customers of one team.

    Args:
        team: the team.
        concept: its concept.
    """

    def __init__(self, team: Team, concept: Concept) -> None:
        self.team = team
        self.concept = concept
        groups = [rule.group for rule in concept.rules]
        ages = {g.age_from for g in groups if g.age_from is not None} | {g.age_to + 1 for g in groups if g.age_to is not None}
        self._ages = sorted(ages)
        self._channels = concept.contact_channels.intersection(*(rule.channels for rule in concept.rules if rule.channels))
        self._valid_from = max(rule.valid_from for rule in concept.rules)
        self._is_counting = any(isinstance(rule.kind, TimesPerHalfYear) for rule in concept.rules) or bool(
            _profile_months(concept)
        )
        self._birthdays: dict[date, list[date]] = {}

    def next_birthday(self, customer: Customer, after: date) -> int:
        """Return the ordinal of the next birthday after a day with which a rule begins or ceases to hold."""
        return next((day.toordinal() for day in self._birthdays_of(customer) if day > after), NEVER)

    def _birthdays_of(self, customer: Customer) -> list[date]:
        born = customer.birth_date
        if born not in self._birthdays:
            self._birthdays[born] = [birthday(born, age) for age in self._ages]
        return self._birthdays[born]

    def of(self, customer: Customer, last: date, channel: str, missed: date | None, on: date) -> Position | None:
        """Return the position of somebody without measures, occasions or exceptions; None where something else decides.

        Args:
            customer: who.
            last: latest contact.
            channel: its channel.
            missed: latest invitation since then that led to no talk.
            on: first day of the week.
        """
        if self._is_counting or channel not in self._channels or last < max(customer.registered_on, self._valid_from):
            return None
        if customer.elternzeit_until is not None:
            return None
        if (customer.status_since or last) > last or (customer.profile_since or last) > last:
            return None
        days = self._birthdays_of(customer)
        band = sum(day <= on for day in days)
        if band != sum(day <= last for day in days):
            return None
        has_plan = customer.plan_since is not None
        return (self.team.name, customer.status, customer.profile, customer.flags, has_plan, band, last, channel, missed)


def monday_ordinal(ordinal: int) -> int:
    """Return the Monday of the week of a day, both as ordinals."""
    return monday_of(date.fromordinal(ordinal)).toordinal()

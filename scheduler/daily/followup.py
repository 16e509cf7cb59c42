"""Follow-up: what the next talk with a customer has to meet, and on which days it should lie.

At the end of a talk the contact clock begins anew, even before the outcome is recorded. Meaning: docs/model.md, At the desk.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil

from msgspec import structs

from scheduler.concept import KINDS, Concept
from scheduler.deadlines import talks_due
from scheduler.due import Case, Due
from scheduler.history import NO_TALK_KINDS
from scheduler.needs import Cases, channel_of, talk_minutes
from scheduler.roster import FREED_STATES, HELD_OUTCOMES, OPEN_STATES, Booking, Contact, Customer, Occasion, Roster

AGREED = "agreed"
TALKED, RECORDED, SAID, NOT_HELD, NO_TALK = "talked", "recorded", "said", "not_held", "no_talk"
"""Why today's talk counts as held, or does not: a booking of today, its recorded outcome, the word of the specialist."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for at the desk; empty = as concept and customer have it.

    Attributes:
        customer_id: for whom.
        today: day of the talk.
        specialist_id: who shall hold the next talk; empty = the customer's own specialist.
        held: whether the talk of today took place; None = yes where there was an appointment today.
        kind: kind of the next talk, recorded as an occasion of today where nothing of the kind is due.
        channel: channel of the next talk.
        minutes: its length.
        after: first day that suits.
        until: last day that suits.
    """

    customer_id: str
    today: date
    specialist_id: str = ""
    held: bool | None = None
    kind: str = ""
    channel: str = ""
    minutes: int | None = None
    after: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class FollowUp:
    """The next talk of a customer.

    Attributes:
        customer: who.
        concept: concept of the customer's team.
        team_kind: kind of that team.
        leading: what has the strictest deadline; None = nothing is due.
        dues: everything that is due, with the channels that count for it.
        channel: channel of the talk.
        minutes: length that was asked for; None = by concept.
        earliest: first day that the agreement allows and on which the talk meets what leads.
        good_from: first day that is not needlessly early.
        ideal: the day to aim at: a second attempt would still be in time.
        in_time_until: last day that keeps the deadline, or closes the time in which the talk should be.
        last: last day that is offered at all.
    """

    customer: Customer
    concept: Concept
    team_kind: str
    leading: Due | None
    dues: tuple[tuple[Due, frozenset[str]], ...]
    channel: str
    minutes: int | None
    earliest: date
    good_from: date
    ideal: date
    in_time_until: date
    last: date

    @property
    def is_late(self) -> bool:
        """Whether the deadline is over before any talk can be agreed."""
        return self.leading is not None and (self.leading.deadline or date.max) < self.earliest

    def met_on(self, day: date) -> list[Due]:
        """Return what a talk on a day meets: the window is open, the deadline not over (unless it was before any talk)."""
        return [
            due
            for due, channels in self.dues
            if self.channel in channels
            and (due.not_before or day) <= day
            and (day <= (due.deadline or day) or (due.deadline or day) < self.earliest)
        ]

    def about(self, day: date) -> list[Due]:
        """Return what a talk on a day is about: what it meets, after the deadline what it should have met."""
        leading = self.leading
        is_past = leading is not None and (leading.not_before or day) <= day and day > (leading.deadline or day)
        return self.met_on(day) or ([leading] if leading is not None and is_past else [])

    def kind_of(self, about: Sequence[Due]) -> str:
        """Return the kind of a talk: the highest of what it is about, else a follow-up."""
        return min((due.kind for due in about), key=KINDS.index, default="follow_up")

    def minutes_of(self, about: Sequence[Due]) -> int:
        """Return the length of a talk: the one asked for, else the longest of what it is about."""
        if self.minutes is not None:
            return self.minutes
        usual = talk_minutes(self.concept, self.kind_of(about), self.team_kind)
        return max((due.minutes or talk_minutes(self.concept, due.kind, self.team_kind) for due in about), default=usual)


def held_today(roster: Roster, request: Request) -> tuple[Roster, str]:
    """Return the roster as it will be once today's talk is recorded, and why the talk counts as held or not."""
    rows = [b for b in roster.bookings if b.customer_id == request.customer_id and b.start.date() == request.today]
    rows = [b for b in rows if b.state not in FREED_STATES and b.kind not in NO_TALK_KINDS]
    talks = [c for c in roster.contacts if c.customer_id == request.customer_id and c.on == request.today]
    if any(c.outcome in HELD_OUTCOMES and c.kind not in NO_TALK_KINDS for c in talks) and request.held is not False:
        return _with_state(roster, rows, "held"), RECORDED
    took_place = [b for b in rows if b.state in OPEN_STATES | HELD_OUTCOMES]
    if request.held is False:
        return _with_state(roster, took_place, "missed"), NOT_HELD
    if not took_place and not request.held:
        return roster, NO_TALK
    channel = took_place[0].channel if took_place else ""
    kind = took_place[0].kind if took_place else ""
    contact = Contact(request.customer_id, request.today, channel or "in_person", "held", kind)
    with_talk = replace(roster, contacts=(*roster.contacts, contact))
    return _with_state(with_talk, took_place, "held"), TALKED if took_place else SAID


def _with_state(roster: Roster, rows: Sequence[Booking], state: str) -> Roster:
    changed = {b.booking_id: structs.replace(b, state=state) for b in rows}
    return replace(roster, bookings=tuple(changed.get(b.booking_id, b) for b in roster.bookings)) if changed else roster


def follow_up(roster: Roster, request: Request) -> FollowUp:
    """Return what the next talk of a customer has to meet.

    Args:
        roster: as it will be once today's talk is recorded.
        request: what is asked for.
    """
    customer = roster.customer_by_id[request.customer_id]
    concept = roster.concepts[roster.team_of(customer).concept]
    soonest = request.today + timedelta(days=concept.lead_days[AGREED])
    case, dues = _dues(roster, customer, soonest)
    if request.kind and all(due.kind != request.kind for due in dues):
        wanted = Occasion(customer.customer_id, request.kind, recorded_on=request.today)
        case, dues = _dues(replace(roster, occasions=(*roster.occasions, wanted)), customer, soonest)
    leading = min(dues, key=_strictness, default=None)
    earliest = max(soonest, (leading.not_before if leading else None) or soonest)
    opened = [due for due in dues if (due.not_before or earliest) <= earliest]
    channel = request.channel or channel_of(case, opened or dues)
    return FollowUp(
        customer=customer,
        concept=concept,
        team_kind=case.team_kind,
        leading=leading,
        dues=tuple((due, case.channels(due.rule)) for due in dues),
        channel=channel,
        minutes=request.minutes,
        earliest=earliest,
        **_days(case, leading, earliest, request),
    )


def _dues(roster: Roster, customer: Customer, on: date) -> tuple[Case, list[Due]]:
    case = Cases(roster, on).of(customer)
    return case, talks_due(case)


def _strictness(due: Due) -> tuple[date, int, str]:
    return due.deadline or date.max, KINDS.index(due.kind), due.rule.rule_id


def _days(case: Case, leading: Due | None, earliest: date, request: Request) -> dict[str, date]:
    """Return the days between which the talk should lie, the one to aim at, and the last one that is offered."""
    concept, grace = case.concept, timedelta(days=case.concept.newly_due_days)
    deadline = _horizon(case, earliest) if leading is None or leading.deadline is None else leading.deadline
    is_late = deadline < earliest
    in_time_until = earliest + grace if is_late else deadline
    good_from, ideal = earliest, earliest
    if not is_late:
        reserve = timedelta(days=concept.lead_days["portal" if "portal_ok" in case.customer.flags else "comfortable"])
        target = (leading.pace_on if leading else None) or deadline
        ideal = max(earliest, min(target, deadline - reserve))
        if leading is not None and leading.since is not None:
            passed = ceil(concept.fill_share * (target - leading.since).days)
            good_from = min(max(earliest, leading.since + timedelta(days=passed)), ideal)
    if request.after is not None:
        good_from = max(earliest, request.after)
        ideal = max(ideal, good_from)
    last = request.until or in_time_until + (timedelta(0) if is_late or leading is None else grace)
    return {
        "good_from": good_from,
        "ideal": min(ideal, request.until or ideal),
        "in_time_until": in_time_until,
        "last": last,
    }


def _horizon(case: Case, earliest: date) -> date:
    """Return the day by which a talk is looked for where nothing is due: as for a follow-up that somebody asked for."""
    limit = case.concept.occasions["follow_up"]
    return case.calendar.add_working_days(earliest, limit.days) if limit.working else earliest + timedelta(days=limit.days)

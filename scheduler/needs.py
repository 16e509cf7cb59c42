"""Needs: what is due for the people of a roster in one week, merged to at most one talk a customer.

Meaning: docs/model.md, Needs. Everything is looked at on the first day that can be planned: the Monday of the week, or
today where the week has begun. What was due before and is not booked is late and stands on this week's ladder.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from constraints.fill import SOON_DAYS
from scheduler.bycustomer import by_customer
from scheduler.concept import CHANNELS, FORCES, KINDS, Concept
from scheduler.cover import Colleagues
from scheduler.deadlines import all_due, talks_among
from scheduler.due import REVIEW, Case, Due
from scheduler.history import NO_TALK_KINDS, History
from scheduler.need import PIN, Need, WeekNeeds
from scheduler.presence import Presence
from scheduler.roster import HELD_OUTCOMES, OPEN_STATES, Booking, Customer, Roster
from scheduler.rule import AfterMiss, AfterTurnedAway, Exempt, Group, Rule
from scheduler.workdays import monday_of


def needs_of_week(roster: Roster, monday: date, today: date, presence: Presence | None = None) -> WeekNeeds:
    """Work out what is due for everybody.

    Args:
        roster: the roster.
        monday: first day of the week to be planned.
        today: day of planning.
        presence: of the same roster, where it is at hand.
    """
    first_day = max(monday, today)
    cases = Cases(roster, first_day)
    look = WeekLook(roster, monday, today, presence or Presence(roster))
    pinned = {(w.specialist_id, w.customer_id) for w in roster.wishes if w.must and w.concerns(monday)}
    needs, upcoming, exempt, reviews, missed = [], [], [], [], []
    for customer in sorted(roster.customers, key=lambda c: c.customer_id):
        case = cases.of(customer)
        dues = all_due(case)
        misses = case.history.misses_in_a_row(today)
        missed += [(customer, misses)] if len(misses) >= case.concept.misses_shown else []
        reviews += [(customer, due.rule, due.deadline) for due in dues if due.kind == REVIEW and due.deadline is not None]
        talks = talks_among(dues)
        if not talks:
            exempt += [(customer, due.rule) for due in dues if due.deadline is None]
        if (customer.specialist_id, customer.customer_id) in pinned and all(look.opens_later(due) for due in talks):
            needs.append(look.need(case, look.meeting(case, [_pinned(look.sunday)])))
        elif talks:
            needs.append(look.need(case, look.meeting(case, talks)))
            upcoming.append(look.next_one(case, talks, needs[-1]))
    reviews.sort(key=lambda review: (review[2], review[0].customer_id))
    return WeekNeeds(monday, first_day, tuple(needs), tuple(upcoming), tuple(exempt), tuple(reviews), tuple(missed))


def _pinned(sunday: date) -> Due:
    """Somebody for whom nothing is due but whom a pin demands."""
    rule = Rule(PIN, Exempt(), Group(), "", "recommendation", "wishes.csv", "", date.min, frozenset(CHANNELS))
    return Due("regular", rule, sunday)


class Cases:
    """Makes the case of each customer; groups the tables by customer once."""

    def __init__(self, roster: Roster, on: date) -> None:
        self.roster = roster
        self.on = on
        self.contacts = by_customer(roster.contacts)
        self.measures = by_customer(roster.measures)
        self.occasions = by_customer(roster.occasions)
        self.deviations = by_customer(roster.deviations)

    def of(self, customer: Customer) -> Case:
        """Return the case of a customer."""
        team = self.roster.team_of(customer)
        concept = self.roster.concepts[team.concept]
        key = customer.customer_id
        return Case(
            customer=customer,
            team_kind=team.kind,
            concept=concept,
            history=History.of(customer, self.contacts.get(key, ()), concept.advice_required),
            calendar=self.roster.office.calendar,
            on=self.on,
            measures=tuple(self.measures.get(key, ())),
            occasions=tuple(self.occasions.get(key, ())),
            deviations=tuple(self.deviations.get(key, ())),
        )


@dataclass(frozen=True, slots=True)
class Meeting:
    """What one talk of a customer meets.

    Attributes:
        leading: the strictest thing that is due.
        together: everything that the talk meets, the leading one first.
        booking: the open appointment that meets it; None = not booked.
    """

    leading: Due
    together: tuple[Due, ...]
    booking: Booking | None


class WeekLook:
    """Merges what is due for a customer into the need of one week.

    Args:
        roster: the roster.
        monday: first day of the week.
        today: day of planning.
        presence: of the same roster.

    Attributes:
        first_day: that can be planned.
        sunday: last day of the week.
        soon_until: last day of the two weeks after the week.
    """

    def __init__(self, roster: Roster, monday: date, today: date, presence: Presence) -> None:
        self.monday = monday
        self.first_day = max(monday, today)
        self.sunday = monday + timedelta(days=6)
        self.soon_until = self.sunday + timedelta(days=SOON_DAYS)
        self.presence = presence
        self.roster = roster
        self.colleagues = Colleagues(roster)
        met = (b for b in roster.bookings if is_open(b, today) or (is_held(b) and monday_of(b.start.date()) == monday))
        self.bookings = by_customer(b for b in met if b.customer_id and b.kind not in NO_TALK_KINDS)

    def meeting(self, case: Case, dues: Sequence[Due]) -> Meeting:
        """Return what a talk of the week should meet, or the next one that opens later."""
        open_dues = [due for due in dues if not self.opens_later(due)]
        booking_of = {id(due): self._booking(case, due) for due in open_dues}
        unbooked = [due for due in open_dues if booking_of[id(due)] is None]
        candidates = unbooked or open_dues or list(dues)
        leading = self._leading(candidates)
        return Meeting(leading, tuple(self._together(leading, candidates)), booking_of.get(id(leading)))

    def _leading(self, candidates: Sequence[Due]) -> Due:
        """Return the strictest; the chain of invitations never stands before a deadline that ends by this week.

        Its days are an orientation, and must make nobody later than the deadline that the concept sets.
        """
        ending = [due for due in candidates if not is_chain(due) and (due.deadline or date.max) <= self.sunday]
        return min(ending or candidates, key=_strictness)

    def next_one(self, case: Case, dues: Sequence[Due], need: Need) -> Need:
        """Return the need with the next deadline, also where its window opens after the week."""
        first = min(dues, key=_strictness)
        is_later = self.opens_later(first) and (first.deadline or date.max) < need.deadline
        return self.need(case, Meeting(first, (first,), None)) if is_later else need

    def opens_later(self, due: Due) -> bool:
        """Tell whether the window of something due opens after the week."""
        return due.not_before is not None and due.not_before > self.sunday

    def _together(self, leading: Due, candidates: Sequence[Due]) -> list[Due]:
        """Return what the talk of the leading one meets too: everything that is open, and what opens and ends in this week.

        What opens only after the leading deadline is left for another talk, unless it is of a higher class.
        """
        found = [leading]
        for due in candidates:
            opens = due.not_before or self.first_day
            if due is leading or (opens > self.first_day and (due.deadline or date.max) > self.sunday):
                continue
            fits = not self.first_day <= (leading.deadline or date.max) < opens
            if opens <= self.first_day or fits or KINDS.index(due.kind) < KINDS.index(leading.kind):
                found.append(due)
        return found

    def _booking(self, case: Case, due: Due) -> Booking | None:
        """Return the open appointment that meets what is due, if there is one that counts.

        It must lie inside the window and before the deadline; where that has passed or ends this week, by the end of this week,
        because nothing planned now could be sooner. The chain of invitations is kept up by any open one.
        """
        assert due.deadline is not None
        latest = date.max if is_chain(due) else max(due.deadline, self.sunday)
        for booking in self.bookings.get(case.customer.customer_id, ()):
            day = booking.start.date()
            in_window = (due.not_before or day) <= day <= latest
            if in_window and (booking.channel or "in_person") in case.channels(due.rule):
                return booking
        return None

    def need(self, case: Case, meeting: Meeting) -> Need:
        """Return the need that a talk meets, as the week sees it."""
        leading, together = meeting.leading, meeting.together
        customer, deadline = case.customer, leading.deadline
        assert deadline is not None
        kind = min((due.kind for due in together), key=KINDS.index)
        minutes = max(due.minutes or talk_minutes(case.concept, due.kind, case.team_kind) for due in together)
        opens = max((due.not_before for due in together if due.not_before), default=None)
        last_chance = self.last_chance(customer, opens, deadline, minutes)
        due_now = [due for due in together if due is leading or (due.deadline or deadline) <= self.sunday]
        return Need(
            customer=customer,
            kind=kind,
            rule=leading.rule,
            force=min((due.rule.force for due in due_now), key=FORCES.index),
            deadline=deadline,
            last_chance=last_chance,
            is_late=last_chance is None or last_chance > deadline,
            weeks_late=0 if case.is_unseen else max(0, (self.monday - monday_of(deadline)).days // 7),
            not_before=opens,
            pace_on=leading.pace_on,
            past_share=any(self._past_share(case.concept, due) for due in together),
            minutes=minutes,
            channel=channel_of(case, together),
            delivery="portal" if "portal_ok" in customer.flags else "letter",
            also_meets=tuple(sorted({due.rule.rule_id for due in together} - {leading.rule.rule_id})),
            is_new=leading.is_new,
            is_wide=any(due.is_wide for due in together),
            booking=meeting.booking,
            last_contact_on=case.history.last(case.concept.contact_channels, self.first_day),
            comes_first=any(isinstance(due.rule.kind, AfterTurnedAway) for due in due_now),
        )

    def last_chance(self, customer: Customer, opens: date | None, deadline: date, minutes: int) -> date | None:
        """Return the last day on which a talk can be held in time, else the next one; None = not within a year.

        Args:
            customer: who.
            opens: first day on which the talk meets the need; None = any.
            deadline: last day of the need.
            minutes: length of the talk.
        """
        specialist = self.roster.specialist_by_id[customer.specialist_id]
        first = max(self.first_day, opens or self.first_day)
        cells = -(-minutes // self.presence.grid_minutes)
        return self.presence.last_chance(
            specialist, customer, first, deadline, cells, lambda: self.colleagues.who_could_cover(customer)
        )

    def _past_share(self, concept: Concept, due: Due) -> bool:
        """Tell whether so much of the interval has passed that the talk may make up the weekly number."""
        end = due.pace_on or due.deadline
        if due.since is None or end is None:
            return True
        return (self.monday - due.since).days >= concept.fill_share * (end - due.since).days


def is_chain(due: Due) -> bool:
    """Tell whether something is due to keep up the chain of invitations; its days are an orientation."""
    return isinstance(due.rule.kind, AfterMiss)


def _strictness(due: Due) -> tuple[date, int, str]:
    return due.deadline or date.max, KINDS.index(due.kind), due.rule.rule_id


def channel_of(case: Case, dues: Sequence[Due]) -> str:
    """Return a channel that counts for everything the talk meets: named by an occasion, phone where it suffices, in person."""
    for due in sorted(dues, key=_strictness):
        if due.channel and all(due.channel in case.channels(other.rule) for other in dues):
            return due.channel
    by_phone = "phone_ok" in case.customer.flags and all(due.rule.phone_suffices for due in dues)
    return "phone" if by_phone else "in_person"


def talk_minutes(concept: Concept, kind: str, team_kind: str) -> int:
    """Return the length of a talk in minutes: the longest match of kind and team kind."""
    minutes = concept.talk_minutes
    for key in (f"{kind}.{team_kind}", kind, f"default.{team_kind}", "default"):
        if key in minutes:
            return minutes[key]
    raise KeyError("default")


def is_open(booking: Booking, today: date) -> bool:
    """Tell whether a booking is an open invitation: approved or sent, with its start from today on."""
    return booking.state in OPEN_STATES and booking.start.date() >= today


def is_held(booking: Booking) -> bool:
    """Tell whether a booking is a talk that took place."""
    return booking.state in HELD_OUTCOMES

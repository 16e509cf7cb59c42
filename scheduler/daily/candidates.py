"""What could be changed for one customer, kind by kind, the earliest first: everything that is worth a try.

Nothing is tried here; whether a change helps is for `trials.py` to find out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from msgspec import structs

from constraints import Problem, Talk
from scheduler.cellvalues import DAY_MINUTES
from scheduler.daily.changes import Change, Model, as_it_is, setting, with_entry
from scheduler.daily.edits import (
    with_customer,
    with_specialist,
    with_wishes,
    without_bookings,
    without_hours,
)
from scheduler.daily.planned import PlannedWeek
from scheduler.daily.seats import Seats, without_booked
from scheduler.deadlines import all_due
from scheduler.need import Need
from scheduler.needs import Cases, is_open
from scheduler.pins import NOON_MINUTES, pins_of_week
from scheduler.presence import DAYS
from scheduler.roster import Wish
from scheduler.rule import Rule

HALF_DAYS = (("am", 0, NOON_MINUTES), ("pm", NOON_MINUTES, DAY_MINUTES))
CHANNELS = ("phone", "video", "in_person")
"""The channels through which a talk could be held instead, in the order in which they are tried."""
DELIVERY_MARKS = ("letter_too_soon", "reached_from", "comfortable_from")
"""What the delivery of the invitation decides of a talk."""


class Candidates:
    """The changes that could be tried for one customer.

    Args:
        planned: the week and its plan.
        need: what the customer needs.
    """

    def __init__(self, planned: PlannedWeek, need: Need) -> None:
        self.planned = planned
        self.need = need
        self._roster = planned.to_plan.roster
        self._talks = planned.to_plan.preparation.talks
        self._id = need.customer.customer_id

    def of(self, kind: str) -> list[Change]:
        """Return the changes of one kind, in the order in which they are tried."""
        match kind:
            case "channel":
                return self._channels()
            case "half_day":
                return [change for day in self._days() for half in HALF_DAYS for change in self._half_day(day, *half)]
            case "colleague":
                return self._colleagues()
            case "seat":
                return Seats(self.planned, self.need).all()
            case "delivery":
                return self._deliveries()
        return self._withdrawals()

    def _days(self) -> Iterator[date]:
        """Yield the days of the week that can still be planned."""
        week = self.planned.to_plan.week
        for day in (week.monday + timedelta(days=n) for n in range(DAYS)):
            if day >= week.first_day and self._roster.office.calendar.is_working_day(day):
                yield day

    def _channels(self) -> list[Change]:
        """Another channel, where the concept counts it for everything that the talk meets."""
        case = Cases(self._roster, self.planned.to_plan.week.first_day).of(self.need.customer)
        names = {self.need.rule.rule_id, *self.need.also_meets}
        rules = [due.rule for due in all_due(case) if due.rule.rule_id in names] or [self.need.rule]
        counting = [c for c in CHANNELS if c != self.need.channel and all(c in case.channels(rule) for rule in rules)]
        return [change for channel in counting for change in self._channel(channel, rules)]

    def _channel(self, channel: str, rules: Sequence[Rule]) -> list[Change]:
        flags = self.need.customer.flags
        counts = self._talks.own(structs.replace(self.need, channel=channel), None).counts

        def model(problem: Problem, talk: Talk) -> Problem:
            holder = self._roster.specialist_by_id[problem.workers[talk.worker].worker_id]
            resources = self._talks.resources_of(self.need.customer, channel, holder)
            return with_entry(problem, structs.replace(talk, counts=counts, resources=resources))

        if channel != "phone":
            return [Change("channel", channel, model)]
        if "phone_ok" in flags or not all(rule.phone_suffices for rule in rules):
            return []
        return [Change("channel", channel, model, with_customer(self._id, flags=flags | {"phone_ok"}))]

    def _half_day(self, day: date, name: str, start: int, stop: int) -> Iterator[Change]:
        """Yield what opens a half-day: the customer's hours there, the wishes that keep the talk away from it."""
        customer = self.need.customer
        values = {"day": day, "half_day": name}
        hours = without_hours(customer.unavailable, day.weekday(), start, stop)
        if hours != customer.unavailable:
            freed = structs.replace(self.need, customer=structs.replace(customer, unavailable=hours))
            busy = self._talks.own(freed, None).customer_busy
            edit = with_customer(self._id, unavailable=hours)
            yield Change("half_day", "hours", setting(customer_busy=busy), edit, values)
        wishes = tuple(row for wish in self._roster.wishes for row in self._released(wish, day, name))
        if wishes != self._roster.wishes:
            yield Change("half_day", "wish", self._pinned(wishes), with_wishes(wishes), values)

    def _pinned(self, wishes: tuple[Wish, ...]) -> Model:
        """Return the model of other wishes about the customer; a "must" binds the own specialist only."""
        presence = self.planned.to_plan.presence
        pins = {name: of.get(self._id) for name, of in pins_of_week(wishes, self.planned.to_plan.week).items()}

        def model(problem: Problem, talk: Talk) -> Problem:
            own = pins.get(self.need.customer.specialist_id)
            other = pins.get(problem.workers[talk.worker].worker_id) if talk.is_cover else None
            cells = -1 if own is None else own.allowed_cells(presence) if talk.is_cover else own.cells(presence)
            cells &= -1 if other is None else other.allowed_cells(presence)
            return with_entry(problem, structs.replace(talk, pinned_cells=cells))

        return model

    def _released(self, wish: Wish, day: date, half_day: str) -> list[Wish]:
        """Return the rows that are left of a wish when it no longer keeps the customer away from one half-day."""
        monday = self.planned.to_plan.week.monday
        if (wish.specialist_id, wish.customer_id) != (self.need.customer.specialist_id, self._id) or not wish.concerns(monday):
            return [wish]
        weekday = wish.weekday if wish.day is None else wish.day.weekday()
        is_about = weekday in (None, day.weekday()) and wish.half_day in ("", half_day)
        if wish.must:
            return [wish] if is_about else [wish, replace(wish, day=day, weekday=None, half_day=half_day)]
        if not is_about:
            return [wish]
        days = [monday + timedelta(days=n) for n in (range(DAYS) if weekday is None else (weekday,))]
        halves = [(other, name) for other in days for name, _, _ in HALF_DAYS if wish.half_day in ("", name)]
        kept = [(other, name) for other, name in halves if (other, name) != (day, half_day)]
        return [replace(wish, day=other, weekday=None, half_day=name) for other, name in kept]

    def _colleagues(self) -> list[Change]:
        """A colleague who knows and speaks what it takes; where the team is asked anyway, one who would have to."""
        colleagues, customer = self._talks.colleagues, self.need.customer
        own = self._roster.specialist_by_id[customer.specialist_id]
        required = colleagues.required_skills(customer)
        asked = {week.specialist.specialist_id for week, _ in self.planned.to_plan.offers_of(self._id)}
        written = [other for other in colleagues.of(own) if other.specialist_id in self.planned.to_plan.written]
        able: list[Change] = []
        others: list[Change] = []
        for other in sorted(written, key=lambda s: (-self._room(s.specialist_id), s.specialist_id)):
            name, missing = other.specialist_id, required - other.skills
            if missing:
                values = {"specialist": name, "skills": ", ".join(sorted(missing))}
                edit = with_specialist(name, skills=other.skills | required)
                skilled = setting(skills=frozenset())
                others.append(Change("colleague", "skill", skilled, edit, values, name, is_own=False, touches_all=True))
            elif name not in asked:
                values = {"specialist": name, "skills": ", ".join(sorted(required))}
                able.append(Change("colleague", "skilled" if required else "any", as_it_is, None, values, name))
        return able + (others if asked else [])

    def _room(self, specialist_id: str) -> int:
        """Return the cells that a specialist has left beside bookings and planned talks."""
        problem = self.planned.to_plan.week_of[specialist_id].problem
        taken = sum(problem.by_id[p.talk_id].cells for p in self.planned.plans[specialist_id] if not p.is_double)
        return (problem.workers[0].open_cells & ~problem.taken[0]).bit_count() - taken

    def _deliveries(self) -> list[Change]:
        """An invitation that takes less time than it does now: through the portal, or agreed and handed over."""
        found = []
        if self.need.delivery == "letter":
            edit = with_customer(self._id, flags=self.need.customer.flags | {"portal_ok"})
            found.append(Change("delivery", "portal", self._delivered("portal"), edit))
        return [*found, Change("delivery", "agreed", self._delivered("agreed"))]

    def _delivered(self, delivery: str) -> Model:
        talk = self._talks.own(structs.replace(self.need, delivery=delivery), None)
        return setting(**{mark: getattr(talk, mark) for mark in DELIVERY_MARKS})

    def _withdrawals(self) -> list[Change]:
        """The open appointment cancelled, so that an earlier one can be made."""
        to_plan = self.planned.to_plan
        rows = [b for b in self._roster.bookings if b.customer_id == self._id and is_open(b, to_plan.today)]
        if not rows:
            return []
        first = min(rows, key=lambda booking: (booking.start, booking.booking_id))

        def model(problem: Problem, talk: Talk) -> Problem:
            return without_booked(to_plan, with_entry(problem, structs.replace(talk, has_open_invitation=False)), rows)

        return [
            Change(
                kind="withdraw",
                form="one" if len(rows) == 1 else "several",
                model=model,
                edit=without_bookings({booking.booking_id for booking in rows}),
                values={"moment": first.start, "specialist": first.specialist_id, "number": len(rows)},
                is_own=not any(to_plan.week.monday <= b.start.date() <= to_plan.week.sunday for b in rows),
            )
        ]

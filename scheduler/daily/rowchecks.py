"""Checks of single appointments against today's roster, without a solver: what cannot be, and what a person has to answer for.

Rules have the names that they have in the model (docs/model.md, Hard rules); `past`, `day_off` and `absence` are asked only here.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from constraints.cells import runs
from scheduler.concept import CLASSES, Concept
from scheduler.cover import Colleagues
from scheduler.daily.proposals import Proposal
from scheduler.need import PIN, Need, WeekNeeds
from scheduler.needs import is_open
from scheduler.pins import pins_of_week
from scheduler.post import first_day_reached
from scheduler.presence import Presence
from scheduler.roster import FREED_STATES, Booking, Customer, Roster
from scheduler.talks import Talks, last_letters
from scheduler.texts import text
from scheduler.workdays import minute_of_day

POLICY = ("lead_time", "letter_spacing", "consulting_hours", "customer_hours", "skills", "pins", "fill")
"""Rules that a person may decide against; everything else that is found cannot be."""


@dataclass(frozen=True, slots=True)
class RowFinding:
    """What is wrong with one row: under which rule, in words."""

    rule: str
    row: Proposal
    words: str

    @property
    def is_policy(self) -> bool:
        """Whether a person may decide against the rule."""
        return self.rule in POLICY


class RowChecks:
    """Checks rows against one roster on one day.

    Args:
        roster: the roster as it is today.
        week: the needs of the week that the rows are for.
        today: the day on which the invitations would go out.
        rows: all rows that shall become bookings.
        pairs: customer id → customer id of those who may share a seat, at the seats of `seats`.
        seats: customer id → specialist and start of the plan.
    """

    def __init__(
        self,
        roster: Roster,
        week: WeekNeeds,
        today: date,
        rows: Sequence[Proposal],
        pairs: Mapping[str, str],
        seats: Mapping[str, tuple[str, datetime]],
    ) -> None:
        self.roster = roster
        self.week = week
        self.today = today
        self.rows = rows
        self.pairs = pairs
        self.seats = seats
        self.presence = Presence(roster)
        self.need_of: dict[str, Need] = {need.customer.customer_id: need for need in week.needs}
        self._colleagues = Colleagues(roster)
        self._talks = Talks(roster, week, today, self.presence, ())
        self._last_letter = last_letters(roster.contacts, roster.bookings)
        self._pins = pins_of_week(roster.wishes, week)
        self._bookings: defaultdict[str, list[Booking]] = defaultdict(list)
        self._open: dict[str, Booking] = {}
        for booking in roster.bookings:
            if booking.state not in FREED_STATES:
                self._bookings[booking.specialist_id].append(booking)
            if booking.customer_id and is_open(booking, today):
                self._open[booking.customer_id] = booking
        self._rows: defaultdict[str, list[Proposal]] = defaultdict(list)
        for row in rows:
            self._rows[row.specialist_id].append(row)

    def findings(self) -> list[RowFinding]:
        """Return everything that is wrong, in order of the rows."""
        return [RowFinding(rule, row, words) for row in self.rows for rule, words in self._of(row)]

    def _of(self, row: Proposal) -> Iterator[tuple[str, str]]:
        if row.day < self.today:
            yield "past", text("approve.past", today=f"{self.today:%d.%m.%Y}")
        yield from self._hours(row)
        yield from self._overlaps(row)
        yield from self._double_seat(row)
        yield from self._resources(row)
        yield from self._customer(row)
        yield from self._invitation(row)
        yield from self._choice(row)

    def _hours(self, row: Proposal) -> Iterator[tuple[str, str]]:
        """Office, absences and consulting hours of whoever holds the talk."""
        specialist = self.roster.specialist_by_id[row.specialist_id]
        if not self.roster.office.calendar.is_working_day(row.day):
            yield "day_off", text("approve.day_off", day=f"{row.day:%d.%m.%Y}")
        elif self._is_absent(row.specialist_id, row):
            yield "absence", text("approve.absence", specialist=row.specialist_id)
        elif self._cells(row) & ~self.presence.open_cells(specialist, row.day):
            yield "consulting_hours", text("approve.consulting_hours", specialist=row.specialist_id)

    def _is_absent(self, person_id: str, row: Proposal) -> bool:
        first, last = minute_of_day(row.start), minute_of_day(row.end)
        mine = (absence for absence in self.roster.absences if absence.person_id == person_id)
        return any(a.on(row.day) and a.from_time < last and first < a.to_time for a in mine)

    def _overlaps(self, row: Proposal) -> Iterator[tuple[str, str]]:
        """One talk at a time, double seats of the plan aside."""
        for booking in self._bookings.get(row.specialist_id, ()):
            if booking.start < row.end and row.start < booking.end and not self._is_pair(row, booking.customer_id, booking.start):
                what = booking.customer_id or text("approve.block")
                yield "no_overlap", text("approve.taken", specialist=row.specialist_id, what=f"{what} ({booking.booking_id})")
        for other in self._rows[row.specialist_id]:
            is_other = other is not row and other.start < row.end and row.start < other.end
            if is_other and not self._is_pair(row, other.customer_id, other.start):
                yield "no_overlap", text("approve.taken", specialist=row.specialist_id, what=other.customer_id)

    def _is_pair(self, row: Proposal, other: str, start: datetime) -> bool:
        """Tell whether a row and another talk are a double seat of the plan, where the plan put it."""
        is_there = row.seat == self.seats.get(row.customer_id) and not row.is_moved and start == row.start
        return bool(other) and is_there and self.pairs.get(row.customer_id) == other

    def _double_seat(self, row: Proposal) -> Iterator[tuple[str, str]]:
        """Nobody with a talk that must not wait shares a seat or sits behind one in the half-day."""
        if not row.double_booked:
            return
        booked = [booking for booking in self._bookings.get(row.specialist_id, ()) if booking.customer_id]
        talks: list[Proposal | Booking] = [*self._rows[row.specialist_id], *booked]
        behind = [talk.customer_id for talk in talks if self._is_protected(talk) and self._is_behind(row, talk.start)]
        if behind:
            yield "double_seats", text("approve.double_seats", customers=", ".join(dict.fromkeys(behind)))

    def _is_protected(self, talk: Proposal | Booking) -> bool:
        return talk.kind in CLASSES or bool(self.roster.customer_by_id[talk.customer_id].needs)

    def _is_behind(self, row: Proposal, start: datetime) -> bool:
        """Tell whether a talk begins with a row or after it, in the same consulting hours without a break or internal block."""
        if start.date() != row.day:
            return False
        specialist = self.roster.specialist_by_id[row.specialist_id]
        free = self.presence.open_cells(specialist, row.day)
        for booking in self._bookings.get(row.specialist_id, ()):
            if not booking.customer_id and booking.start.date() == row.day:
                free &= ~self.presence.taken(booking.start, booking.end)
        seat, other = (minute_of_day(moment) // self.presence.grid_minutes for moment in (row.start, start))
        return seat <= other and any(first <= seat and other < stop for first, stop in runs(free))

    def _resources(self, row: Proposal) -> Iterator[tuple[str, str]]:
        wanted = self._resources_of(row.customer_id, row.channel, row.specialist_id)
        for resource in self.roster.resources:
            if resource.resource in wanted:
                cells = self._cells(row)
                used = [
                    mask
                    for name, mask, holder in self._resource_use.get((resource.resource, row.day), ())
                    if holder != row.customer_id
                ]
                is_short = any(sum(mask >> cell & 1 for mask in used) >= resource.capacity for cell in _bits(cells))
                if is_short or cells & ~self.presence.resource_cells(resource, row.day):
                    yield "resources", text("approve.resources", resource=resource.resource)

    def _resources_of(self, customer_id: str, channel: str, specialist_id: str) -> tuple[str, ...]:
        customer, holder = self.roster.customer_by_id[customer_id], self.roster.specialist_by_id[specialist_id]
        return self._talks.resources_of(customer, channel or "in_person", holder)

    @cached_property
    def _resource_use(self) -> dict[tuple[str, date], list[tuple[str, int, str]]]:
        """What bookings and rows take of every resource: (resource, day) → (resource, cells, customer)."""
        found: defaultdict[tuple[str, date], list[tuple[str, int, str]]] = defaultdict(list)
        booked = [b for rows in self._bookings.values() for b in rows if b.customer_id]
        talks: list[Proposal | Booking] = [*booked, *self.rows]
        for talk in talks:
            for name in self._resources_of(talk.customer_id, talk.channel, talk.specialist_id):
                cells = self.presence.taken(talk.start, talk.end)
                found[name, talk.start.date()].append((name, cells, talk.customer_id))
        return dict(found)

    def _customer(self, row: Proposal) -> Iterator[tuple[str, str]]:
        """What the customer's other appointments and hours say."""
        customer = self._customer_of(row)
        taken = self._open.get(row.customer_id)
        if taken is not None:
            when = f"{taken.start:%d.%m.%Y %H:%M}"
            yield "one_open_invitation", text("approve.one_open_invitation", booking=taken.booking_id, when=when)
        if self._cells(row) & self.presence.busy_cells(customer, row.day):
            yield "customer_hours", text("approve.customer_hours")
        if row.specialist_id != customer.specialist_id:
            required = self._colleagues.required_skills(customer)
            missing = required - self.roster.specialist_by_id[row.specialist_id].skills
            if missing:
                yield "skills", text("approve.skills", specialist=row.specialist_id, skills=", ".join(sorted(missing)))

    def _invitation(self, row: Proposal) -> Iterator[tuple[str, str]]:
        """Whether the invitation arrives in time, and whether one may go out."""
        concept = self._concept(row)
        days = concept.lead_days[row.invited_by]
        if first_day_reached(concept, self.roster.office.calendar, row.invited_by, self.today) > row.day >= self.today:
            yield "lead_time", text(f"approve.lead_time.{row.invited_by}", days=days, left=(row.day - self.today).days)
        last = self._last_letter.get(row.customer_id)
        if row.invited_by == "letter" and last is not None and (self.today - last).days < concept.letter_spacing_days:
            words = text("approve.letter_spacing", last=f"{last:%d.%m.%Y}", days=concept.letter_spacing_days)
            yield "letter_spacing", words

    def _choice(self, row: Proposal) -> Iterator[tuple[str, str]]:
        """Wishes of the specialists, and that nobody is called in who needs no talk now."""
        customer = self._customer_of(row)
        if self.week.monday <= row.day <= self.week.sunday:
            cell = row.day.weekday() * self.presence.cells_per_day + minute_of_day(row.start) // self.presence.grid_minutes
            for specialist_id in dict.fromkeys((customer.specialist_id, row.specialist_id)):
                pin = self._pins.get(specialist_id, {}).get(row.customer_id)
                if pin is not None and not pin.allowed_cells(self.presence) >> cell & 1:
                    yield "pins", text("approve.pins", specialist=specialist_id)
        if not row.is_added and not self.is_wanted(row.customer_id):
            yield "fill", text("approve.fill")

    def is_wanted(self, customer_id: str) -> bool:
        """Tell whether somebody is due, soon due, past the share of the interval, or demanded by a pin."""
        need = self.need_of.get(customer_id)
        if need is None:
            return False
        is_asked = need.rule.rule_id == PIN or need.past_share or self.week.is_on_ladder(need) or self.week.is_soon(need)
        pin = self._pins.get(need.customer.specialist_id, {}).get(customer_id)
        return (is_asked and need.booking is None) or (pin is not None and pin.must)

    def _customer_of(self, row: Proposal) -> Customer:
        return self.roster.customer_by_id[row.customer_id]

    def _concept(self, row: Proposal) -> Concept:
        return self.roster.concepts[self.roster.team_of(self._customer_of(row)).concept]

    def _cells(self, row: Proposal) -> int:
        return self.presence.taken(row.start, row.end)


def _bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low

"""Talks: a need becomes an entry of the model, with the own specialist or a colleague. The only place where dates become cells.

Meaning of the fields: `constraints/problem.py`.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date, timedelta

from msgspec import structs

from constraints import Talk
from scheduler.concept import CLASSES, Concept
from scheduler.cover import Colleagues
from scheduler.need import Need, WeekNeeds
from scheduler.pins import Pin
from scheduler.post import COMFORTABLE, LETTER, first_day_reached
from scheduler.presence import DAYS, Presence
from scheduler.roster import Booking, Contact, Customer, Roster, Specialist
from scheduler.workdays import add_months

VIDEO_SEATS = frozenset({"video", "videoplatz"})
"""Resources that every video talk needs where the house has them."""
FAR_DAYS = 365
"""Slack of somebody who cannot be met within a year."""


class Talks:
    """Makes the entries of one week; looks everything up once."""

    def __init__(self, roster: Roster, week: WeekNeeds, today: date, presence: Presence, taken_up: Collection[str]) -> None:
        self.roster = roster
        self.week = week
        self.today = today
        self.presence = presence
        self.colleagues = Colleagues(roster)
        self._taken_up = taken_up
        self._reached: dict[tuple[str, str], date] = {}
        self._last_letter = last_letters(roster.contacts, roster.bookings)
        self._burdens = _burdens(roster, today)
        self._resources = frozenset(resource.resource for resource in roster.resources)

    def own(self, need: Need, pin: Pin | None) -> Talk:
        """Return the entry of a need with the specialist who looks after the customer; worker 0."""
        week, customer = self.week, need.customer
        concept = self._concept(customer)
        days = [week.monday + timedelta(days=n) for n in range(DAYS)]
        on_ladder = week.is_on_ladder(need)
        return Talk(
            talk_id=customer.customer_id,
            worker=0,
            cells=-(-need.minutes // self.presence.grid_minutes),
            minutes=need.minutes,
            step=need.step if on_ladder else None,
            urgency=need.urgency if on_ladder else 1,
            slack_days=0 if on_ladder else self._slack_days(need),
            is_soon=week.is_soon(need) and need.booking is None,
            may_fill=need.past_share and need.last_chance is not None and need.booking is None,
            counts=need.channel in concept.weekly_channels,
            customer_busy=self.presence.week(self.presence.busy_cells(customer, day) for day in days),
            not_before=self.first_cell(need.not_before or week.monday),
            reached_from=self.first_cell(self.first_day_reached(concept, need.delivery)),
            comfortable_from=self.first_cell(
                self.first_day_reached(concept, COMFORTABLE if need.delivery == LETTER else need.delivery)
            ),
            in_time_before=self._in_time_before(need) if on_ladder else 0,
            preferred=self.presence.preferred_cells(customer),
            has_open_invitation=customer.customer_id in self._taken_up,
            letter_too_soon=self._letter_too_soon(need, concept),
            pinned_cells=-1 if pin is None else pin.cells(self.presence),
            must=(pin is not None and pin.must) or (need.comes_first and on_ladder),
            household=self._household(customer),
            resources=self.resources_of(customer, need.channel, self.roster.specialist_by_id[customer.specialist_id]),
            is_protected=need.kind in CLASSES or bool(customer.needs),
            burden=self._burdens[customer.customer_id],
        )

    def cover(self, need: Need, own: Talk, colleague: Specialist, pins: Iterable[Pin]) -> Talk:
        """Return the entry of a need of the ladder with a colleague; worker 0.

        A "never" of either specialist holds; a "must" of the own one names hours that are theirs.

        Args:
            need: the need.
            own: its entry with the own specialist.
            colleague: who would hold it.
            pins: the wishes of both specialists about the customer.
        """
        allowed = -1
        for pin in pins:
            allowed &= pin.allowed_cells(self.presence)
        return structs.replace(
            own,
            is_cover=True,
            pinned_cells=allowed,
            skills=self.colleagues.required_skills(need.customer),
            resources=self.resources_of(need.customer, need.channel, colleague),
        )

    def _concept(self, customer: Customer) -> Concept:
        return self.roster.concepts[self.roster.team_of(customer).concept]

    def first_day_reached(self, concept: Concept, delivery: str) -> date:
        """Return the first day of a talk by delivery (`post.py`), worked out once a concept."""
        key = (concept.name, delivery)
        if key not in self._reached:
            self._reached[key] = first_day_reached(concept, self.roster.office.calendar, delivery, self.today)
        return self._reached[key]

    def _slack_days(self, need: Need) -> int:
        """Days from the end of the week to the last chance; where a pace is kept, to its day if that comes first."""
        if need.last_chance is None:
            return FAR_DAYS
        day = need.last_chance if self.week.is_soon(need) else min(need.last_chance, need.pace_on or need.last_chance)
        return max(1, (day - self.week.sunday).days)

    def first_cell(self, day: date) -> int:
        """Return the first cell of a day; of earlier days the week's first, of later ones the cell after its last."""
        return min(max((day - self.week.monday).days, 0), DAYS) * self.presence.cells_per_day

    def _in_time_before(self, need: Need) -> int:
        """Return the first cell after the deadline where it lies in the week; 0 for what is late anyway or due after the week."""
        if need.is_late or need.deadline >= self.week.sunday:
            return 0
        return self.first_cell(need.deadline + timedelta(days=1))

    def _letter_too_soon(self, need: Need, concept: Concept) -> bool:
        last = self._last_letter.get(need.customer.customer_id)
        return need.delivery == "letter" and last is not None and (self.today - last).days < concept.letter_spacing_days

    def _household(self, customer: Customer) -> str:
        """Return the household inside the team where the customer agreed to joint talks."""
        if not customer.household_id or "joint_ok" not in customer.flags:
            return ""
        return f"{self.roster.team_of(customer).name}/{customer.household_id}"

    def resources_of(self, customer: Customer, channel: str, holder: Specialist) -> tuple[str, ...]:
        """Return what a talk needs out of resources.csv."""
        return tuple(sorted(resource_names(customer, channel, holder) & self._resources))


def resource_names(customer: Customer, channel: str, holder: Specialist) -> set[str]:
    """Return what a talk needs if the house has it: the customer's needs, a seat for video, a room that is shared."""
    wanted = set(customer.needs)
    if channel == "video":
        wanted |= VIDEO_SEATS
    if channel == "in_person":
        wanted.add(holder.room)
    return wanted


def _burdens(roster: Roster, today: date) -> Counter[str]:
    """Return in how many double seats each customer has been in the concept's months, either of the two people in it."""
    seats = {(b.specialist_id, b.start) for b in roster.bookings if b.double_booked}
    burdens: Counter[str] = Counter()
    for booking in roster.bookings:
        if booking.customer_id and (booking.specialist_id, booking.start) in seats:
            team = roster.team_of(roster.customer_by_id[booking.customer_id])
            since = add_months(today, -roster.concepts[team.concept].overbooking.rotation_months)
            burdens[booking.customer_id] += booking.start.date() >= since
    return burdens


def last_letters(contacts: tuple[Contact, ...], bookings: tuple[Booking, ...]) -> dict[str, date]:
    """Return the day of the last letter to every customer."""
    last: dict[str, date] = {}
    rows: list[Contact | Booking] = [*contacts, *bookings]
    for row in rows:
        if row.invited_by == "letter" and row.invited_on is not None and row.customer_id:
            last[row.customer_id] = max(row.invited_on, last.get(row.customer_id, row.invited_on))
    return last

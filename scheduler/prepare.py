"""Preparing: the needs of one specialist's customers become a `Problem`. The only place where dates become cells."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from constraints import Booking as BookedCells
from constraints import Problem, Talk, Worker
from constraints.lead_time import NAME as LEAD_TIME
from constraints.rules import RULES, RuleBook
from scheduler.attendance import show_rate_per_mille
from scheduler.concept import FORCES, Concept
from scheduler.history import NO_TALK_KINDS
from scheduler.need import Need, WeekNeeds
from scheduler.needs import is_held, is_open
from scheduler.pins import Pin, pins_of_week
from scheduler.presence import DAYS, Presence
from scheduler.roster import FREED_STATES, Booking, Contact, Roster, Specialist
from scheduler.weekly_target import WeeklyNumber, booking_per_mille, invitations_needed, week_target


@dataclass(frozen=True)
class Prepared:
    """One specialist's week, ready for the model.

    Attributes:
        specialist: whose week.
        problem: the week as integers, one worker.
        needs: customer id → need, for every talk of the problem.
        number: the weekly number.
        rates: customer id → show rate per mille.
        booked_ahead: talks booked that still lie ahead.
        ahead_per_mille: how many of them can be expected, per mille.
    """

    specialist: Specialist
    problem: Problem
    needs: dict[str, Need]
    number: WeeklyNumber
    rates: dict[str, int]
    booked_ahead: int
    ahead_per_mille: int


class Preparation:
    """Prepares the specialists of a roster for one week; looks everything up once."""

    def __init__(self, roster: Roster, week: WeekNeeds, today: date, presence: Presence) -> None:
        self.roster = roster
        self.week = week
        self.today = today
        self.presence = presence
        self._needs: defaultdict[str, list[Need]] = defaultdict(list)
        for need in week.needs:
            self._needs[need.customer.specialist_id].append(need)
        self._bookings: defaultdict[str, list[Booking]] = defaultdict(list)
        for booking in roster.bookings:
            if week.monday <= booking.start.date() <= week.sunday and booking.state not in FREED_STATES:
                self._bookings[booking.specialist_id].append(booking)
        held = {b.customer_id for rows in self._bookings.values() for b in rows if is_held(b)}
        self._taken_up = held | {b.customer_id for b in roster.bookings if b.customer_id and is_open(b, today)}
        self._last_letter = _last_letters(roster.contacts, roster.bookings)
        self._pins = pins_of_week(roster.wishes, week)

    def of(self, specialist: Specialist) -> Prepared:
        """Return one specialist's week."""
        bookings = self._bookings[specialist.specialist_id]
        pins = self._open_pins(specialist.specialist_id, bookings)
        needs = {
            need.customer.customer_id: need for need in self._needs[specialist.specialist_id] if self._can_be_planned(need, pins)
        }
        concept, rates = self._concept(specialist), {}
        for customer_id, need in needs.items():
            rates[customer_id] = show_rate_per_mille(concept.show_rates, need.kind, need.channel, need.delivery)
        problem = Problem(
            workers=(self._worker(specialist, bookings),),
            talks=tuple(self._talk(need, pins.get(customer_id)) for customer_id, need in needs.items()),
            bookings=tuple(self._booked_cells(booking) for booking in bookings),
            cells_per_day=self.presence.cells_per_day,
        )
        number = self._number(specialist, problem, needs, rates, bookings)
        worker = replace(problem.workers[0], invitations_wanted=number.invitations)
        ahead = [booking for booking in bookings if booking.customer_id and is_open(booking, self.today)]
        expected = self._booked_per_mille(ahead)
        return Prepared(specialist, replace(problem, workers=(worker,)), needs, number, rates, len(ahead), expected)

    def _concept(self, specialist: Specialist) -> Concept:
        return self.roster.concepts[self.roster.office.teams[specialist.team].concept]

    def _open_pins(self, specialist_id: str, bookings: list[Booking]) -> dict[str, Pin]:
        """Return the pins of a specialist that no appointment of the week has met already."""
        met = {
            booking.customer_id
            for booking in bookings
            if (pin := self._pins[specialist_id].get(booking.customer_id)) is not None
            and pin.must
            and pin.cells(self.presence) >> self._booked_cells(booking).start & 1
        }
        return {customer_id: pin for customer_id, pin in self._pins[specialist_id].items() if customer_id not in met}

    def _can_be_planned(self, need: Need, pins: dict[str, Pin]) -> bool:
        """Whoever has an appointment in time needs nothing; a window that opens later needs nothing yet, but for a pin."""
        opens_later = need.not_before is not None and need.not_before > self.week.sunday
        pin = pins.get(need.customer.customer_id)
        return (need.booking is None and not opens_later) or (pin is not None and pin.must)

    def _worker(self, specialist: Specialist, bookings: list[Booking]) -> Worker:
        concept, office = self._concept(specialist), self.roster.office
        days = [self.week.monday + timedelta(days=n) for n in range(DAYS)]
        open_cells = [self.presence.open_cells(specialist, day) if day >= self.week.first_day else 0 for day in days]
        shares, contract_days = self.presence.present_shares(specialist, self.week.monday)
        presence = sum(shares) / contract_days if contract_days else 0.0
        share = concept.consulting_share or 0.0
        minutes = 60 * office.weekly_hours * specialist.fte * presence * share
        booked = sum(_minutes(booking) for booking in bookings if booking.customer_id)
        return Worker(
            worker_id=specialist.specialist_id,
            open_cells=self.presence.week(open_cells),
            invitations_wanted=None,
            minutes_left=int(round(minutes, 6)) - booked,
            fill_seats=office.fill == "seats" or self._full_time_target(specialist) is None,
        )

    def _full_time_target(self, specialist: Specialist) -> float | None:
        team = self.roster.office.teams[specialist.team]
        return self._concept(specialist).target_for(team.kind) if team.weekly_target is None else team.weekly_target or None

    def _booked_cells(self, booking: Booking) -> BookedCells:
        first = (booking.start.date() - self.week.monday).days * self.presence.cells_per_day
        cells = self.presence.touched(_minute_of_day(booking.start), _minute_of_day(booking.end))
        start = (cells & -cells).bit_length() - 1
        return BookedCells(0, first + start, first + cells.bit_length(), is_talk=bool(booking.customer_id))

    def _talk(self, need: Need, pin: Pin | None) -> Talk:
        week, customer_id = self.week, need.customer.customer_id
        concept = self.roster.concepts[self.roster.team_of(need.customer).concept]
        days = [week.monday + timedelta(days=n) for n in range(DAYS)]
        on_ladder = week.is_on_ladder(need)
        return Talk(
            talk_id=customer_id,
            worker=0,
            cells=-(-need.minutes // self.presence.grid_minutes),
            minutes=need.minutes,
            step=need.step if on_ladder else None,
            urgency=need.urgency if on_ladder else 1,
            slack_days=0 if on_ladder else self._slack_days(need),
            is_soon=week.is_soon(need) and need.booking is None,
            may_fill=need.past_share and need.last_chance is not None and need.booking is None,
            counts=need.channel in concept.weekly_channels,
            customer_busy=self.presence.week(self.presence.busy_cells(need.customer, day) for day in days),
            not_before=self._first_cell(need.not_before or week.monday),
            reached_from=self._first_cell(self.today + timedelta(days=concept.lead_days[need.delivery])),
            comfortable_from=self._first_cell(self.today + timedelta(days=_comfortable_days(concept, need))),
            in_time_before=self._in_time_before(need) if on_ladder else 0,
            preferred=self._preferred(need),
            has_open_invitation=customer_id in self._taken_up,
            letter_too_soon=self._letter_too_soon(need, concept),
            pinned_cells=-1 if pin is None else pin.cells(self.presence),
            must=pin is not None and pin.must,
        )

    def _slack_days(self, need: Need) -> int:
        """Days from the end of the week to the last chance; where a pace is kept, to its day if that comes first."""
        if need.last_chance is None:
            return 365
        day = need.last_chance if self.week.is_soon(need) else min(need.last_chance, need.pace_on or need.last_chance)
        return max(1, (day - self.week.sunday).days)

    def _first_cell(self, day: date) -> int:
        """Return the first cell of a day; of earlier days the week's first, of later ones the cell after its last."""
        return min(max((day - self.week.monday).days, 0), DAYS) * self.presence.cells_per_day

    def _in_time_before(self, need: Need) -> int:
        """Return the first cell after the deadline where it lies in the week; 0 for what is late anyway or due after the week."""
        if need.is_late or need.deadline >= self.week.sunday:
            return 0
        return self._first_cell(need.deadline + timedelta(days=1))

    def _preferred(self, need: Need) -> int:
        days = [0] * DAYS
        for hours in need.customer.preferred:
            days[hours.weekday] |= self.presence.inner(hours.start, hours.stop)
        return self.presence.week(days)

    def _letter_too_soon(self, need: Need, concept: Concept) -> bool:
        last = self._last_letter.get(need.customer.customer_id)
        return need.delivery == "letter" and last is not None and (self.today - last).days < concept.letter_spacing_days

    def _number(
        self, specialist: Specialist, problem: Problem, needs: dict[str, Need], rates: dict[str, int], bookings: list[Booking]
    ) -> WeeklyNumber:
        """Return the weekly number from the rate-blind order of those who can be invited at all."""
        shares, contract_days = self.presence.present_shares(specialist, self.week.monday)
        target = week_target(self._full_time_target(specialist), specialist.fte, shares, contract_days)
        booked = self._booked_per_mille(bookings)
        number = invitations_needed(target, booked, _blind_rates(problem, needs, rates, RULES))
        if number.exhausted:  # only a lead time in the way is no lack of people
            in_time = invitations_needed(target, booked, _blind_rates(problem, needs, rates, RULES.without(LEAD_TIME)))
            return replace(number, exhausted=in_time.exhausted)
        return number

    def _booked_per_mille(self, bookings: list[Booking]) -> int:
        total = 0
        for booking in bookings:
            if booking.customer_id and booking.kind not in NO_TALK_KINDS:
                concept = self.roster.concepts[self.roster.team_of(self.roster.customer_by_id[booking.customer_id]).concept]
                channel, delivery = booking.channel or "in_person", booking.invited_by or "letter"
                rate = show_rate_per_mille(concept.show_rates, booking.kind or "regular", channel, delivery)
                total += booking_per_mille(booking.state, rate) if channel in concept.weekly_channels else 0
        return total


def _blind_rates(problem: Problem, needs: dict[str, Need], rates: dict[str, int], rules: RuleBook) -> list[int]:
    """Return the show rates (per mille) of those who can be invited at all, in the rate-blind order."""
    allowed = rules.allowed_starts(problem)
    order = sorted((_blind_key(needs[t.talk_id], t), t.talk_id) for t in problem.talks if t.counts and allowed[t.talk_id])
    return [rates[talk_id] for _, talk_id in order]


def _blind_key(need: Need, talk: Talk) -> tuple[int, date, int, date, str]:
    """The rate-blind order: force, last chance, slack, last contact, id."""
    return (
        FORCES.index(need.force),
        need.last_chance or date.max,
        talk.slack_days,
        need.last_contact_on or date.min,
        talk.talk_id,
    )


def _comfortable_days(concept: Concept, need: Need) -> int:
    return concept.lead_days["comfortable"] if need.delivery == "letter" else concept.lead_days[need.delivery]


def _minute_of_day(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute


def _minutes(booking: Booking) -> int:
    return int((booking.end - booking.start).total_seconds()) // 60


def _last_letters(contacts: tuple[Contact, ...], bookings: tuple[Booking, ...]) -> dict[str, date]:
    """Return the day of the last letter to every customer."""
    last: dict[str, date] = {}
    rows: list[Contact | Booking] = [*contacts, *bookings]
    for row in rows:
        if row.invited_by == "letter" and row.invited_on is not None and row.customer_id:
            last[row.customer_id] = max(row.invited_on, last.get(row.customer_id, row.invited_on))
    return last

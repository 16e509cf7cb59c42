"""Preparing: the needs of one specialist's customers become a `Problem` with its weekly number."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from constraints import Booking as BookedCells
from constraints import Problem, Talk, Worker
from constraints import Resource as ResourceLeft
from constraints.lead_time import NAME as LEAD_TIME
from constraints.rules import RULES, RuleBook
from scheduler.attendance import PER_MILLE, ShowRates
from scheduler.concept import CLASSES, FORCES, Concept
from scheduler.doubles import double_limits
from scheduler.history import NO_TALK_KINDS
from scheduler.need import Need, WeekNeeds
from scheduler.needs import is_held, is_open, talk_minutes
from scheduler.pins import Pin, pins_of_week
from scheduler.presence import DAYS, Presence
from scheduler.roster import FREED_STATES, OPEN_STATES, Booking, Office, Resource, Roster, Specialist
from scheduler.talks import Talks
from scheduler.weekly_target import WeeklyNumber, booking_per_mille, invitations_needed, week_target
from scheduler.workdays import minutes_between


@dataclass(frozen=True)
class Prepared:
    """One specialist's week, ready for the model.

    Attributes:
        specialist: whose week.
        problem: the week as integers, one worker.
        needs: customer id → need, for every talk of the problem; those of other specialists' customers are cover.
        number: the weekly number.
        rates: customer id → show rate per mille.
        booked_ahead: talks booked that still lie ahead.
        ahead_per_mille: how many of them can be expected, per mille.
        share_minutes: consulting minutes of the week by the share of working time, bookings not deducted.
        talk_minutes: length of a regular talk.
        returning: one chance per mille for each talk that people who miss an earlier one will probably need once more.
    """

    specialist: Specialist
    problem: Problem
    needs: dict[str, Need]
    number: WeeklyNumber
    rates: dict[str, int]
    booked_ahead: int
    ahead_per_mille: int
    share_minutes: int
    talk_minutes: int
    returning: tuple[int, ...] = ()

    def covers_for(self, customer_id: str) -> str:
        """Return whom the specialist covers in a talk; "" for the own customers."""
        own = self.needs[customer_id].customer.specialist_id
        return "" if own == self.specialist.specialist_id else own


class Preparation:
    """Prepares the specialists of a roster for one week; looks everything up once.

    Args:
        roster: the roster.
        week: the needs of the week.
        today: day of planning.
        presence: of the same roster.
        rates: show rates; None = what the roster says on that day.
    """

    def __init__(self, roster: Roster, week: WeekNeeds, today: date, presence: Presence, rates: ShowRates | None = None) -> None:
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
        taken_up = held | {b.customer_id for b in roster.bookings if b.customer_id and is_open(b, today)}
        self.talks = Talks(roster, week, today, presence, taken_up)
        self._pins = pins_of_week(roster.wishes, week)
        self.rates = rates or ShowRates(roster, today)
        self._own: dict[str, list[tuple[Need, Talk]]] = {}
        self._returns = {returns.specialist_id: returns for returns in roster.returns}
        self._resources = tuple(self._resource_left(resource) for resource in roster.resources)

    def of(self, specialist: Specialist, elsewhere: Collection[str] = (), covered: Sequence[tuple[Need, Talk]] = ()) -> Prepared:
        """Return one specialist's week.

        Args:
            specialist: whose week.
            elsewhere: own customers whose talks colleagues hold.
            covered: needs of colleagues' customers with their entries, which the specialist holds.
        """
        bookings = self._bookings[specialist.specialist_id]
        own = [(need, talk) for need, talk in self.own_talks(specialist) if talk.talk_id not in elsewhere]
        pairs = [*own, *covered]
        needs = {talk.talk_id: need for need, talk in pairs}
        concept = self._concept(specialist)
        rates = {
            customer_id: self.rates.per_mille(specialist.team, need.kind, need.channel, need.delivery)
            for customer_id, need in needs.items()
        }
        problem = Problem(
            workers=(self._worker(specialist, bookings),),
            talks=tuple(talk for _, talk in pairs),
            bookings=tuple(self.booked_cells(booking) for booking in bookings),
            cells_per_day=self.presence.cells_per_day,
            ladder=concept.ladder,
            resources=self._resources,
        )
        number = self._number(specialist, problem, needs, rates, bookings)
        doubles = double_limits(concept.overbooking, [rates[talk.talk_id] for talk in problem.talks if talk.counts])
        worker = replace(problem.workers[0], invitations_wanted=number.invitations, doubles=doubles)
        ahead = [booking for booking in bookings if booking.customer_id and is_open(booking, self.today)]
        returning = self._returning(specialist)
        expected = sum(self._booked_per_mille(ahead)) + sum(returning)
        return Prepared(
            specialist=specialist,
            problem=replace(problem, workers=(worker,)),
            needs=needs,
            number=number,
            rates=rates,
            booked_ahead=len(ahead),
            ahead_per_mille=expected,
            share_minutes=self._share_minutes(specialist),
            talk_minutes=talk_minutes(concept, "regular", self.roster.office.teams[specialist.team].kind),
            returning=returning,
        )

    def own_talks(self, specialist: Specialist) -> list[tuple[Need, Talk]]:
        """Return the needs of a specialist's customers that the week could meet, with their entries."""
        name = specialist.specialist_id
        if name not in self._own:
            pins = self._open_pins(name, self._bookings[name])
            needs = [need for need in self._needs[name] if self._can_be_planned(need, pins)]
            self._own[name] = [(need, self.talks.own(need, pins.get(need.customer.customer_id))) for need in needs]
        return self._own[name]

    def cover_talk(self, need: Need, own: Talk, colleague: Specialist) -> Talk:
        """Return the entry of a need with a colleague."""
        customer = need.customer
        both = (self._pins[name].get(customer.customer_id) for name in (customer.specialist_id, colleague.specialist_id))
        return self.talks.cover(need, own, colleague, [pin for pin in both if pin is not None])

    def is_away(self, specialist: Specialist) -> bool:
        """Tell whether an absence takes consulting hours of a specialist in what is left of the week."""
        return self.presence.is_away_between(specialist, self.week.first_day, self.week.sunday)

    def _resource_left(self, resource: Resource) -> ResourceLeft:
        """Return what windows, days off and bookings leave of a resource."""
        days = [self.week.monday + timedelta(days=n) for n in range(DAYS)]
        hours = self.presence.week(self.presence.resource_cells(resource, day) for day in days)
        left = ResourceLeft(resource.resource, (hours,) * resource.capacity)
        for booking in (booking for rows in self._bookings.values() for booking in rows if booking.customer_id):
            customer = self.roster.customer_by_id[booking.customer_id]
            holder = self.roster.specialist_by_id[booking.specialist_id]
            if resource.resource in self.talks.resources_of(customer, booking.channel or "in_person", holder):
                left = left.with_one_less(self.booked_cells(booking).mask)
        return left

    def _concept(self, specialist: Specialist) -> Concept:
        return self.roster.concepts[self.roster.office.teams[specialist.team].concept]

    def _open_pins(self, specialist_id: str, bookings: list[Booking]) -> dict[str, Pin]:
        """Return the pins of a specialist that no appointment of the week has met already."""
        met = {
            booking.customer_id
            for booking in bookings
            if (pin := self._pins[specialist_id].get(booking.customer_id)) is not None
            and pin.must
            and pin.cells(self.presence) >> self.booked_cells(booking).start & 1
        }
        return {customer_id: pin for customer_id, pin in self._pins[specialist_id].items() if customer_id not in met}

    def _can_be_planned(self, need: Need, pins: dict[str, Pin]) -> bool:
        """Whoever has an appointment in time needs nothing; a window that opens later needs nothing yet, but for a pin."""
        opens_later = need.not_before is not None and need.not_before > self.week.sunday
        pin = pins.get(need.customer.customer_id)
        return (need.booking is None and not opens_later) or (pin is not None and pin.must)

    def _worker(self, specialist: Specialist, bookings: list[Booking]) -> Worker:
        office = self.roster.office
        days = [self.week.monday + timedelta(days=n) for n in range(DAYS)]
        open_cells = [self.presence.open_cells(specialist, day) if day >= self.week.first_day else 0 for day in days]
        booked = sum(minutes_between(booking.start, booking.end) for booking in bookings if booking.customer_id)
        returns = self._returns.get(specialist.specialist_id)
        return Worker(
            worker_id=specialist.specialist_id,
            open_cells=self.presence.week(open_cells),
            invitations_wanted=None,
            minutes_left=self._share_minutes(specialist) - booked - (returns.minutes if returns else 0),
            fill_seats=office.fill == "seats" or self._full_time_target(specialist) is None,
            skills=specialist.skills,
        )

    def _share_minutes(self, specialist: Specialist) -> int:
        """Return the consulting minutes of the week by the share of working time."""
        shares = self.presence.present_shares(specialist, self.week.monday)
        return share_minutes(self.roster.office, self._concept(specialist), specialist, *shares)

    def _full_time_target(self, specialist: Specialist) -> float | None:
        return full_time_target(self.roster.office, self._concept(specialist), specialist)

    def booked_cells(self, booking: Booking) -> BookedCells:
        """Return a booking of the week as the model sees it; worker 0."""
        first = (booking.start.date() - self.week.monday).days * self.presence.cells_per_day
        cells = self.presence.taken(booking.start, booking.end)
        start = (cells & -cells).bit_length() - 1
        span = (first + start, first + cells.bit_length())
        if not booking.customer_id:
            return BookedCells(0, *span, is_talk=False)
        customer = self.roster.customer_by_id[booking.customer_id]
        team = self.roster.team_of(customer)
        channel, kind = booking.channel or "in_person", booking.kind or "regular"
        rate = self.rates.per_mille(team.name, kind, channel, booking.invited_by or "letter")
        can_count = channel in self.roster.concepts[team.concept].weekly_channels and booking.kind not in NO_TALK_KINDS
        return BookedCells(
            0,
            *span,
            rate=booking_per_mille(booking.state, rate),
            is_protected=kind in CLASSES or bool(customer.needs),
            counts=can_count and (booking.state in OPEN_STATES or is_held(booking)),
        )

    def _number(
        self, specialist: Specialist, problem: Problem, needs: dict[str, Need], rates: dict[str, int], bookings: list[Booking]
    ) -> WeeklyNumber:
        """Return the weekly number from the rate-blind order of those who can be invited at all."""
        shares, contract_days = self.presence.present_shares(specialist, self.week.monday)
        target = week_target(self._full_time_target(specialist), specialist.fte, shares, contract_days)
        booked, policy = self._booked_per_mille(bookings), self._concept(specialist).overbooking
        booked += self._returning(specialist)
        number = invitations_needed(target, booked, _blind_rates(problem, needs, rates, RULES), policy)
        if number.exhausted:  # only a lead time in the way is no lack of people
            in_time = invitations_needed(target, booked, _blind_rates(problem, needs, rates, RULES.without(LEAD_TIME)), policy)
            return replace(number, exhausted=in_time.exhausted)
        return number

    def _returning(self, specialist: Specialist) -> tuple[int, ...]:
        """Return the chances of the talks that the week keeps free for people who probably miss an earlier one."""
        returns = self._returns.get(specialist.specialist_id)
        if returns is None or not returns.talks_per_mille:
            return ()
        talks = -(-returns.talks_per_mille // PER_MILLE)
        each, rest = divmod(returns.held_per_mille, talks)
        return tuple(each + (number < rest) for number in range(talks))

    def _booked_per_mille(self, bookings: list[Booking]) -> list[int]:
        """Return what each booking adds to the expected talks of the weekly number."""
        return [cells.rate for cells in map(self.booked_cells, bookings) if cells.is_talk and cells.counts]


def share_minutes(office: Office, concept: Concept, specialist: Specialist, shares: Sequence[float], contract_days: int) -> int:
    """Return the consulting minutes of a week by the share of working time.

    Args:
        office: hours of a full-time week.
        concept: share of the working time.
        specialist: who.
        shares: which share of each contract day they are there.
        contract_days: number of contract days.
    """
    presence = sum(shares) / contract_days if contract_days else 0.0
    return int(round(60 * office.weekly_hours * specialist.fte * presence * (concept.consulting_share or 0.0), 6))


def full_time_target(office: Office, concept: Concept, specialist: Specialist) -> float | None:
    """Return the held talks of a full-time week: by team agreement, else by the concept; None = no weekly number."""
    team = office.teams[specialist.team]
    return concept.target_for(team.kind) if team.weekly_target is None else team.weekly_target or None


def _blind_rates(problem: Problem, needs: dict[str, Need], rates: dict[str, int], rules: RuleBook) -> list[int]:
    """Return the show rates (per mille) of those who can be invited at all, in the rate-blind order."""
    allowed = rules.allowed_starts(problem)
    order = sorted((blind_key(needs[t.talk_id], t), t.talk_id) for t in problem.talks if t.counts and allowed[t.key])
    return [rates[talk_id] for _, talk_id in order]


def blind_key(need: Need, talk: Talk) -> tuple[int, date, int, date, str]:
    """The rate-blind order: force, last chance, slack, last contact, id."""
    return (
        FORCES.index(need.force),
        need.last_chance or date.max,
        talk.slack_days,
        need.last_contact_on or date.min,
        talk.talk_id,
    )

"""The fast engine: the same needs, hours, numbers and order of concerns as the plan, but seats in the order of the list.

The ladder first, for the team in one piece; then every specialist alone: who is due in the next two weeks, then the least slack
up to the weekly number, as far as seats and the share of consulting time go. Then households come together, days are evened,
preferred hours are kept; at last double seats. No solver: how near it comes is measured by `benchmarks/simulation_quality.py`.
Source: docs/simulation.md.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from operator import attrgetter

from scheduler.history import NO_TALK_KINDS
from scheduler.needs import WeekLook
from scheduler.prepare import full_time_target, share_minutes
from scheduler.roster import Booking, Specialist
from scheduler.simulation.comforts import make_comfortable
from scheduler.simulation.desk import Desk, desk_of
from scheduler.simulation.engine import Planned, Week
from scheduler.simulation.house import House
from scheduler.simulation.ladder import Due, seat_ladder
from scheduler.simulation.record import Record
from scheduler.simulation.records import Records
from scheduler.simulation.seconds import seconds_of
from scheduler.simulation.world import World
from scheduler.weekly_target import WeeklyNumber, booking_per_mille, invitations_needed, week_target
from scheduler.workdays import DAYS_A_WEEK

BLIND_KEY = attrgetter("blind_key")


def fast_week(world: World, records: Records, look: WeekLook, today: date) -> Planned:
    """Plan a week without the solver."""
    return _FastWeek(world, records, look, today).planned()


class _FastWeek:
    """One week of a world."""

    def __init__(self, world: World, records: Records, look: WeekLook, today: date) -> None:
        self.world = world
        self.records = records
        self.look = look
        self.today = today
        self._monday = look.monday.isoformat()
        days = [look.monday + timedelta(days=number) for number in range(DAYS_A_WEEK)]
        self.house = House(look, [world.resources_on(day) for day in days])
        self.bookings = self._bookings_of_week()
        self._booked: list[Booking] = []
        self._weeks: list[Week] = []
        self._left_out: list[str] = []

    def planned(self) -> Planned:
        """Plan team after team."""
        teams: defaultdict[str, list[Specialist]] = defaultdict(list)
        for specialist in sorted(self.world.setting.specialists, key=lambda s: s.specialist_id):
            teams[specialist.team].append(specialist)
        for _, members in sorted(teams.items()):
            self._plan_team(members)
        return Planned(tuple(self._booked), tuple(self._weeks), tuple(self._left_out))

    def _bookings_of_week(self) -> defaultdict[str, list[Booking]]:
        found: defaultdict[str, list[Booking]] = defaultdict(list)
        first, last = self.look.monday, self.look.sunday
        for block in self.world.blocks:
            if first <= block.start.date() <= last:
                found[block.specialist_id].append(block)
        for number in range((last - first).days + 1):
            for booking in self.world.by_day.get(first + timedelta(days=number), ()):
                found[booking.specialist_id].append(booking)
        return found

    def _plan_team(self, members: Sequence[Specialist]) -> None:
        desks = {specialist.specialist_id: self._desk(specialist) for specialist in members}
        sunday, posted = self.house.sunday, self.today.toordinal()
        people = {name: list(self.records.candidates(name, self.look)) for name in desks}
        due = [record for records in people.values() for record in records if record.stands_from <= sunday]
        by_post = [record for record in due if record.letter_from <= posted]
        seat_ladder([Due(record, self._who_may_hold(record, desks)) for record in by_post], desks)
        seated = {id(record) for desk in desks.values() for record, _ in desk.placed}
        free = {
            name: desk.able([r for r in people[name] if r.letter_from <= posted and id(r) not in seated])
            for name, desk in desks.items()
        }
        numbers = {name: self._fill(desk, free[name]) for name, desk in desks.items()}
        make_comfortable(desks, free)
        for name, desk in desks.items():
            self._invite(desk, free[name], numbers[name])
        invited = {booking.customer_id for booking in self._booked}
        self._left_out += [r.customer.customer_id for r in due if r.customer.customer_id not in invited]

    def _desk(self, specialist: Specialist) -> Desk:
        positions = self.records.memory.teams[specialist.team]
        shares = self.look.presence.present_shares(specialist, self.look.monday)
        minutes = share_minutes(self.world.setting.office, positions.concept, specialist, *shares)
        return desk_of(self.house, specialist, positions, self.bookings[specialist.specialist_id], minutes)

    def _who_may_hold(self, record: Record, desks: dict[str, Desk]) -> list[Desk]:
        """Return the own desk, and those of colleagues where the own specialist is away."""
        own = desks[record.customer.specialist_id]
        others = self.look.colleagues.who_could_cover(record.customer) if own.is_away else []
        return [own, *(desks[other.specialist_id] for other in others)]

    def _fill(self, desk: Desk, candidates: Sequence[Record]) -> WeeklyNumber:
        """Seat who makes up the weekly number, and who is due soon; return the number."""
        number = self._number(desk, [*(record for record, _ in desk.placed), *candidates])
        wanted = number.invitations or 0
        left = max(0, desk.share_minutes - desk.booked_minutes) - desk.minutes
        soon = self.look.soon_until.toordinal()
        fills = self.world.setting.office.fill == "seats" or number.target is None
        others = self._least_slack_first([record for record in candidates if record.stands_from > self.house.sunday], soon)
        missing = wanted - desk.counted
        for record in others:
            is_wanted = record.last_chance <= soon or fills or (record.wanted.counts and missing > 0)
            if is_wanted and record.wanted.minutes <= left and desk.place(record):
                left -= record.wanted.minutes
                missing -= record.wanted.counts
        self._squeeze(desk, others, wanted, left)
        return number

    def _invite(self, desk: Desk, candidates: Iterable[Record], number: WeeklyNumber) -> None:
        """Invite who has a seat; where that is too few, others to the same seats, be they due or not."""
        shortfall = max(0, (number.invitations or 0) - desk.counted)
        doubles = seconds_of(desk, candidates, number, self.records.memory.rates) if shortfall else []
        self._weeks.append(Week(desk.specialist.team, shortfall - len(doubles)))
        self._booked += [self._booking(desk, record, start) for record, start in desk.placed]
        self._booked += [self._booking(desk, record, start, is_double=True) for record, start in doubles]

    @staticmethod
    def _squeeze(desk: Desk, others: Iterable[Record], wanted: int, left: int) -> None:
        """Shift talks of a day where that makes room for one that is missing to the weekly number."""
        missing, free = wanted - desk.counted, desk.free.bit_count()
        if missing <= 0:
            return
        seated = {id(record) for record, _ in desk.placed}
        for record in others:
            if missing <= 0 or free < record.wanted.cells:
                return
            fits = record.wanted.counts and record.wanted.minutes <= left and id(record) not in seated
            if fits and desk.squeeze(record):
                left -= record.wanted.minutes
                missing, free = missing - 1, free - record.wanted.cells

    @staticmethod
    def _least_slack_first(records: Sequence[Record], soon: int) -> list[Record]:
        """Return who is due soon, then the others; by the last chance, or by the day of an even pace if it comes first."""
        keys = []
        for number, record in enumerate(records):
            chance, pace = record.last_chance, record.wanted.pace_on
            is_later = chance > soon
            keys.append((is_later, pace if is_later and pace < chance else chance, record.customer.customer_id, number))
        return [records[number] for *_, number in sorted(keys)]

    def _number(self, desk: Desk, people: Iterable[Record]) -> WeeklyNumber:
        """Return the weekly number from the rate-blind order of those who can be invited."""
        shares, contract_days = self.look.presence.present_shares(desk.specialist, self.look.monday)
        concept = desk.positions.concept
        full_time = full_time_target(self.world.setting.office, concept, desk.specialist)
        target = week_target(full_time, desk.specialist.fte, shares, contract_days)
        counting = [record for record in people if record.wanted.counts]
        rates = [record.wanted.rate for record in sorted(counting, key=BLIND_KEY)]
        return invitations_needed(target, self._booked_rates(desk), rates, concept.overbooking)

    def _booked_rates(self, desk: Desk) -> list[int]:
        team, channels = desk.specialist.team, desk.positions.concept.weekly_channels
        rates = self.records.memory.rates
        return [
            booking_per_mille(
                b.state, rates.per_mille(team, b.kind or "regular", b.channel or "in_person", b.invited_by or "letter")
            )
            for b in desk.bookings
            if (b.channel or "in_person") in channels and b.kind not in NO_TALK_KINDS
        ]

    def _booking(self, desk: Desk, record: Record, start: int, *, is_double: bool = False) -> Booking:
        customer, wanted, holder = record.customer, record.wanted, desk.specialist.specialist_id
        begin, end = self.house.times(start, wanted.minutes)
        return Booking(
            booking_id=f"{customer.customer_id}/{self._monday}",
            specialist_id=holder,
            customer_id=customer.customer_id,
            start=begin,
            end=end,
            state="approved",
            kind=wanted.kind,
            channel=wanted.channel,
            invited_by=wanted.delivery,
            invited_on=self.today,
            covers_for="" if customer.specialist_id == holder else customer.specialist_id,
            double_booked=is_double,
        )

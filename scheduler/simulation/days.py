"""A day: who falls ill, who takes over, who comes, who does not."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from msgspec import structs

from scheduler.attendance import PER_MILLE
from scheduler.concept import KINDS
from scheduler.cover import Colleagues
from scheduler.history import NO_TALK_KINDS
from scheduler.roster import Booking, Contact, Customer, Specialist
from scheduler.simulation.away import Illness
from scheduler.simulation.dice import Dice
from scheduler.simulation.people import People
from scheduler.simulation.scenario import Assumptions
from scheduler.simulation.tally import Tally
from scheduler.simulation.welcome import FIRST, first_talk
from scheduler.simulation.world import World, in_order_of_time
from scheduler.workdays import minutes_between

HELD, MISSED, EXCUSED, CANCELLED = "held", "missed", "excused", "cancelled"


class Days:
    """Lives through the days of a world.

    Args:
        world: who is there.
        people: who comes and goes.
        illness: who falls ill.
        assumptions: with which share of newcomers the first talk is agreed, which share of absentees say so beforehand.
        dice: of the replication.
        tally: counts, and knows what customers need.
    """

    def __init__(
        self, world: World, people: People, illness: Illness, assumptions: Assumptions, dice: Dice, tally: Tally
    ) -> None:
        self._world = world
        self._records = tally.records
        self._people = people
        self._illness = illness
        self._assumptions = assumptions
        self._dice = dice
        self._tally = tally
        self._colleagues = Colleagues(world.setting)

    def live(self, day: date) -> None:
        """Let a day pass."""
        for team in self._people.go(self._world, day):
            self._tally.add(team, "departures")
        for customer in self._people.come(self._world, day):
            self._tally.add(self._world.team_of(customer.customer_id), "arrivals")
            self._agree_first_talk(customer, day)
        if self._world.setting.office.calendar.is_working_day(day):
            for absence in self._illness.begins(self._world.setting.specialists, day):
                self._world.add_absence(absence)
        bookings = self._world.take_day(day)
        if bookings:
            self._happen(self._with_cover(bookings, day), day)

    def _agree_first_talk(self, customer: Customer, day: date) -> None:
        name = customer.customer_id
        record = self._records.learn(customer)
        if record.wanted.kind == FIRST and self._dice.uniform(f"agreed/{name}") < self._assumptions.agreed:
            booking = first_talk(self._world, self._records.memory.team_of[customer.specialist_id], customer, day)
            if booking is not None:
                self._world.invite(booking)
                self._tally.booked(booking)

    def _with_cover(self, bookings: list[Booking], day: date) -> list[Booking]:
        """Return who holds which talk of a day; talks of people who are away go to colleagues who are free, or are taken back."""
        away = self._away_cells(bookings, day)
        if not away:
            return bookings
        there: list[Booking] = []
        homeless: list[Booking] = []
        for booking in bookings:
            is_away = booking.specialist_id in away and away[booking.specialist_id] & self._mask(booking)
            (homeless if is_away else there).append(booking)
        if not homeless:
            return there
        taken = self._taken(there, day)
        for booking in sorted(homeless, key=lambda b: (_rank(b), b.start, b.booking_id)):
            colleague = self._free_colleague(booking, there, taken)
            if colleague is None:
                self._note(booking, day, CANCELLED, self._world.team_of(booking.customer_id))
            else:
                there.append(structs.replace(booking, specialist_id=colleague.specialist_id, covers_for=self._own(booking)))
                taken[colleague.specialist_id] |= self._mask(booking)
        return sorted(there, key=in_order_of_time)

    def _away_cells(self, bookings: Iterable[Booking], day: date) -> dict[str, int]:
        """Return specialist id → cells of a day that absences take, of those who have talks and are away."""
        presence, names = self._world.presence, {booking.specialist_id for booking in bookings}
        return {name: cells for name in names if (cells := presence.away_cells(name, day))}

    def _taken(self, there: Iterable[Booking], day: date) -> defaultdict[str, int]:
        """Return specialist id → cells of a day that talks and internal blocks take."""
        taken: defaultdict[str, int] = defaultdict(int)
        cells_of = self._world.presence.taken
        for booking in (*there, *self._world.blocks_on(day)):
            taken[booking.specialist_id] |= cells_of(booking.start, booking.end)
        return taken

    def _own(self, booking: Booking) -> str:
        return booking.covers_for or booking.specialist_id

    def _mask(self, booking: Booking) -> int:
        return self._world.presence.taken(booking.start, booking.end)

    def _free_colleague(self, booking: Booking, there: Sequence[Booking], taken: Mapping[str, int]) -> Specialist | None:
        """Return a colleague who knows what it takes and is free at that time, the one with the fewest talks that day."""
        world, day, mask = self._world, booking.start.date(), self._mask(booking)
        able = self._colleagues.who_could_cover(world.customers[booking.customer_id])
        able.sort(key=lambda other: (taken.get(other.specialist_id, 0).bit_count(), other.specialist_id))
        for other in able:
            hours = world.presence.open_cells(other, day) & ~taken.get(other.specialist_id, 0)
            if not mask & ~hours and self._has_room(booking, other, there):
                return other
        return None

    def _has_room(self, booking: Booking, holder: Specialist, there: Sequence[Booking]) -> bool:
        """Tell whether what a talk needs out of resources.csv is left at its time, if a colleague holds it."""
        world = self._world
        needs = world.units_of(structs.replace(booking, specialist_id=holder.specialist_id))
        if not needs:
            return True
        capacity = {resource.resource: resource.capacity for resource in world.setting.resources}
        mask = self._mask(booking)
        at_that_time = [other for other in there if other.customer_id and self._mask(other) & mask]
        used = Counter(name for other in at_that_time for name in world.units_of(other))
        return all(used[name] < capacity[name] for name in needs)

    def _happen(self, bookings: Iterable[Booking], day: date) -> None:
        """Draw what becomes of the appointments of a day."""
        counts, customers, team_name = self._tally.running, self._world.customers, self._world.team_name
        ledger, today = self._records.ledger, day.toordinal()
        for booking in bookings:
            customer = customers[booking.customer_id]
            team = team_name[customer.specialist_id]
            outcome = self._outcome(booking, team)
            if outcome == HELD and booking.kind not in NO_TALK_KINDS:
                counts[team, "minutes_held"] += minutes_between(booking.start, booking.end)
                if booking.covers_for:
                    counts[team, "cover"] += 1
                ledger.held(booking.customer_id, today)  # whether it keeps a deadline shows at the next look
                if booking.kind == FIRST and customer.registered_on >= self._world.began:
                    counts[team, "first_talks"] += 1
                    counts[team, "first_wait_days"] += (day - customer.registered_on).days
            self._note(booking, day, outcome, team)

    def _note(self, booking: Booking, day: date, outcome: str, team: str) -> None:
        """Count what became of an appointment and write it down."""
        if booking.kind not in NO_TALK_KINDS:
            self._tally.add(team, outcome)
        self._world.add_contact(
            Contact(
                customer_id=booking.customer_id,
                on=day,
                channel=booking.channel or "in_person",
                outcome=outcome,
                kind=booking.kind,
                invited_by=booking.invited_by,
                invited_on=booking.invited_on,
                booking_id=booking.booking_id,
                double_booked=booking.double_booked,
            )
        )

    def _outcome(self, booking: Booking, team: str) -> str:
        """Draw whether somebody comes; the luck belongs to their next invitation, on whatever day it is."""
        rate = self._world.rates.per_mille(
            team, booking.kind or "regular", booking.channel or "in_person", booking.invited_by or "letter"
        )
        name = booking.customer_id
        place = f"{name}/{len(self._world.contacts.get(name, ()))}"
        if self._dice.uniform(f"comes/{place}") < rate / PER_MILLE:
            return HELD
        return EXCUSED if self._dice.uniform(f"excuse/{place}") < self._assumptions.excused else MISSED


def _rank(booking: Booking) -> int:
    """Return the place of the kind of a talk in the order of cover; what is no consultation comes last."""
    kind = booking.kind or "regular"
    return KINDS.index(kind) if kind in KINDS else len(KINDS)

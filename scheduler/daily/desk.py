"""The desk: ranked free slots for the next talk, and whether one that somebody names can be booked.

Meaning: docs/model.md, At the desk.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from heapq import heapify, heappop, heappush

from constraints.cells import block
from scheduler.cover import Colleagues
from scheduler.daily.displaced import Displaced, Watch
from scheduler.daily.followup import Request, follow_up, held_today
from scheduler.daily.slots import AFTER, EARLY, GOOD, Diary, Key, Slot
from scheduler.daily.weeks_ahead import WeeksAhead
from scheduler.needs import is_open
from scheduler.pins import NOON_MINUTES
from scheduler.presence import Presence
from scheduler.roster import Booking, Roster
from scheduler.workdays import minute_of_day

MOST_LOOKS, MOST_SOLVES = 80, 10
"""In crowded weeks: slots that are looked at, and those of them that are decided by solving: somebody waits for the answer."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A slot that is offered.

    Attributes:
        start: local time without offset.
        slot: the slot.
        displaced: whom it would displace; None = nobody.
    """

    start: datetime
    slot: Slot
    displaced: Displaced | None = None

    @property
    def end(self) -> datetime:
        """When the talk ends."""
        return self.start + timedelta(minutes=self.slot.minutes)


class Desk:
    """One customer at the end of a talk.

    Args:
        roster: the roster as it stands.
        request: what is asked for.
        is_thorough: whether every slot of crowded weeks is decided, however long it takes.
    """

    def __init__(self, roster: Roster, request: Request, *, is_thorough: bool = False) -> None:
        self.request = request
        self.recorded = roster
        self.roster, self.held = held_today(roster, request)
        self.follow = follow_up(self.roster, request)
        own = self.roster.specialist_by_id[self.follow.customer.specialist_id]
        self.holder = self.roster.specialist_by_id[request.specialist_id] if request.specialist_id else own
        self.covers_for = "" if self.holder is own else own.specialist_id
        self.presence = Presence(self.roster)
        self.diary = Diary(self.roster, self.presence, self.holder, self.follow, request.today)
        self._most_looks: int | None = None if is_thorough else MOST_LOOKS
        self._most_solves: int | None = None if is_thorough else MOST_SOLVES
        self.is_cut_short = False

    @cached_property
    def watch(self) -> Watch:
        """Tells whom slots would displace."""
        return Watch(WeeksAhead(self.roster, self.presence, self.diary, self.request.today))

    @cached_property
    def open_booking(self) -> Booking | None:
        """The appointment that the customer already has; then no other one can be agreed."""
        customer_id = self.follow.customer.customer_id
        rows = [b for b in self.roster.bookings if b.customer_id == customer_id and is_open(b, self.request.today)]
        return min(rows, key=lambda b: (b.start, b.booking_id), default=None)

    @cached_property
    def missing_skills(self) -> list[str]:
        """What a colleague who shall hold the talk would have to know or speak."""
        if not self.covers_for:
            return []
        return sorted(Colleagues(self.roster).required_skills(self.follow.customer) - self.holder.skills)

    def offers(self, number: int) -> list[Offer]:
        """Return the best slots, at most so many.

        Slots by the deadline that displace nobody come first, the right part of the interval before what is needlessly early.
        Only where there is none at all: slots after the deadline that displace nobody; only where there is none of these
        either: slots by the deadline that displace somebody, the cheapest first.
        """
        if self.open_booking is not None or self.missing_skills:
            return []
        found, refused = self._harmless((GOOD, EARLY), number)
        if not found:
            found, late = self._harmless((AFTER,), number)
            refused = refused or late
        if found:
            return found
        refused.sort(key=_dearness)
        return refused[:number]

    def _harmless(self, parts: tuple[int, ...], number: int) -> tuple[list[Offer], list[Offer]]:
        """Return the best slots of some parts of the interval that displace nobody, and those seen that would.

        Slots that surely nobody else needs are found without solving and come before those for which the week has to be solved.
        """
        found: list[Offer] = []
        open_slots: list[Slot] = []
        for slot in (slot for part in parts for slot in self._ranked(part, found)):
            if self.watch.is_surely_harmless(slot):
                found.append(Offer(self.moment(slot), slot))
            else:
                open_slots.append(slot)
            if len(found) == number or len(open_slots) == self._most_looks:
                break
        refused: list[Offer] = []
        for slot in open_slots if len(found) < number else ():
            if self._most_solves is not None and self.watch.solves >= self._most_solves:
                self.is_cut_short = True
                break
            offer = Offer(self.moment(slot), slot, self.watch.displaced(slot))
            (found if offer.displaced is None else refused).append(offer)
            if len(found) == number:
                break
        self.is_cut_short |= len(found) < number and len(open_slots) == self._most_looks
        return found, refused

    def _ranked(self, part: int, found: list[Offer]) -> Iterator[Slot]:
        """Yield the slots of a part of the interval, the best first; of equal weight, half-days take turns."""
        halves: defaultdict[tuple[date, bool], list[Slot]] = defaultdict(list)
        for slot in self.diary.slots(*self._span(part), part):
            halves[_half_day(self, slot)].append(slot)
        queue: list[tuple[Key, int, Key, tuple[date, bool], int]] = []
        for half_day, slots in halves.items():
            slots.sort(key=lambda slot: (slot.coarse, slot.fine))
            queue.append((slots[0].coarse, 0, slots[0].fine, half_day, 0))
        heapify(queue)
        while queue:
            _, taken, _, half_day, position = heappop(queue)
            before = len(found)
            yield halves[half_day][position]
            taken += len(found) - before
            if position + 1 < len(halves[half_day]):
                following = halves[half_day][position + 1]
                heappush(queue, (following.coarse, taken, following.fine, half_day, position + 1))

    def _span(self, part: int) -> tuple[date, date]:
        """Return the first and the last day of a part of the interval."""
        follow, day = self.follow, timedelta(days=1)
        if part == EARLY:
            return max(follow.earliest, self.request.after or follow.earliest), min(follow.good_from - day, follow.last)
        if part == AFTER:
            return max(follow.in_time_until + day, follow.good_from), follow.last
        return follow.good_from, min(follow.in_time_until, follow.last)

    def moment(self, slot: Slot) -> datetime:
        """Return the local time of a slot."""
        return datetime.combine(slot.day, time()) + timedelta(minutes=slot.cell * self.presence.grid_minutes)

    def offer_at(self, start: datetime) -> Offer | None:
        """Return the slot at a time with whom it displaces, None where the time is not free (`obstacles` says why)."""
        slot = self.diary.slot(start)
        if slot is None or self.obstacles(start):
            return None
        return Offer(start, slot, self.watch.displaced(slot))

    def obstacles(self, start: datetime) -> list[tuple[str, dict[str, str]]]:
        """Return what no booking may break at a time: keys of texts below `desk.obstacle`, with their values."""
        found: list[tuple[str, dict[str, str]]] = []
        if self.open_booking is not None:
            booking = self.open_booking
            found.append(("open", {"booking": booking.booking_id, "moment": f"{booking.start:%d.%m.%Y %H:%M}"}))
        if self.missing_skills:
            found.append(("skills", {"specialist": self.holder.specialist_id, "skills": ", ".join(self.missing_skills)}))
        soonest = self.request.today + timedelta(days=self.follow.concept.lead_days["agreed"])
        if start.date() < soonest:
            found.append(("too_soon", {"day": f"{soonest:%d.%m.%Y}"}))
        if start.minute % self.presence.grid_minutes or start.second:
            return [*found, ("grid", {"minutes": str(self.presence.grid_minutes)})]
        return found + self._taken_at(start)

    def _taken_at(self, start: datetime) -> list[tuple[str, dict[str, str]]]:
        """Return who or what is not free at a time."""
        day, diary = start.date(), self.diary
        minutes = diary.minutes(day)
        first = minute_of_day(start) // self.presence.grid_minutes
        wanted = block(first, first - -minutes // self.presence.grid_minutes)
        found: list[tuple[str, dict[str, str]]] = []
        if wanted & ~self.presence.open_cells(self.holder, day):
            found.append(("hours", {"specialist": self.holder.specialist_id, "day": f"{day:%d.%m.%Y}"}))
        found += [
            ("booked", {"booking": b.booking_id, "start": f"{b.start:%H:%M}", "end": f"{b.end:%H:%M}"})
            for b in diary.bookings(day)
            if wanted & diary.cells(b)
        ]
        if wanted & self.presence.busy_cells(self.follow.customer, day):
            found.append(("customer", {"customer": self.follow.customer.customer_id}))
        found += [
            ("resource", {"resource": resource.resource})
            for resource in diary.resources
            if wanted & ~diary.left_of(resource.resource, day)
        ]
        if not diary.allowed_by_pins(day) >> first & 1:
            found.append(("pin", {"customer": self.follow.customer.customer_id}))
        return found


def _dearness(offer: Offer) -> tuple[Key, int, Key, Key]:
    return offer.displaced.cost if offer.displaced else (), offer.slot.part, offer.slot.coarse, offer.slot.fine


def _half_day(desk: Desk, slot: Slot) -> tuple[date, bool]:
    return slot.day, slot.cell * desk.presence.grid_minutes >= NOON_MINUTES

"""One seat more: a unit of a resource, an internal block given free, or longer consulting hours, the earliest first."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from constraints import Booking as BookedCells
from constraints import Problem, Talk
from constraints import Resource as ResourceLeft
from scheduler.cellvalues import DAY_MINUTES
from scheduler.daily.changes import Change
from scheduler.daily.edits import with_one_more, with_specialist, without_bookings
from scheduler.daily.planned import PlannedWeek
from scheduler.need import Need
from scheduler.presence import DAYS, Presence
from scheduler.roster import FREED_STATES, Booking, Hours, Specialist
from scheduler.week_to_plan import WeekToPlan


class Seats:
    """The ways to one seat more for one customer, with everybody who may hold the talk.

    Args:
        planned: the week and its plan.
        need: what the customer needs.
    """

    def __init__(self, planned: PlannedWeek, need: Need) -> None:
        self.to_plan = planned.to_plan
        self.need = need
        self._roster = planned.to_plan.roster
        own = self._roster.specialist_by_id[need.customer.specialist_id]
        offers = planned.to_plan.offers_of(need.customer.customer_id)
        self._holders = [own, *(week.specialist for week, _ in offers)]

    def all(self) -> list[Change]:
        """Return all of them, in the order in which they are tried."""
        spans = [(day, start, h) for h in self._holders for day, start in self._spans(h)]
        spans.sort(key=lambda s: (not self.to_plan.presence.window_cells(s[2], s[0].weekday()), s[0], s[1]))
        return [*self._units(), *self._blocks(), *(self._longer(*span) for span in spans)]

    def _units(self) -> Iterator[Change]:
        """Yield one unit more of what the talk needs."""
        week, presence = self.to_plan.week, self.to_plan.presence
        names = {
            name
            for holder in self._holders
            for name in self.to_plan.preparation.talks.resources_of(self.need.customer, self.need.channel, holder)
        }
        for resource in self._roster.resources:
            if resource.resource in names:
                days = [week.monday + timedelta(days=n) for n in range(DAYS)]
                hours = presence.week(presence.resource_cells(resource, day) for day in days)
                yield Change(
                    kind="seat",
                    form="unit",
                    model=partial(_with_unit, resource.resource, hours),
                    edit=with_one_more(resource.resource),
                    values={"resource": resource.resource},
                    is_own=False,
                )

    def _blocks(self) -> Iterator[Change]:
        """Yield the internal blocks of the week that could be given free."""
        week = self.to_plan.week
        names = {holder.specialist_id for holder in self._holders}
        blocks = [b for b in self._roster.bookings if not b.customer_id and b.specialist_id in names]
        for block in sorted(blocks, key=lambda b: (b.start, b.booking_id)):
            if week.first_day <= block.start.date() <= week.sunday and block.state not in FREED_STATES:
                yield Change(
                    kind="seat",
                    form="block",
                    model=partial(_free, self.to_plan, block),
                    edit=without_bookings({block.booking_id}),
                    values={"specialist": block.specialist_id, "moment": block.start, "end": block.end},
                    holder=block.specialist_id,
                    is_own=False,
                )

    def _spans(self, holder: Specialist) -> Iterator[tuple[date, int]]:
        """Yield (day, first minute) of as many minutes as the talk takes, before or after the hours of a day.

        Before them only in the hours of the house; on a day without hours when the house opens.
        """
        opens = min((hours.start for s in self._roster.specialists for hours in s.windows), default=0)
        length = self._minutes
        for day in self._days():
            windows = [hours for hours in holder.windows if hours.weekday == day.weekday()]
            starts = [min(w.start for w in windows) - length, max(w.stop for w in windows)] if windows else [opens]
            for start in starts:
                if opens <= start and start + length <= DAY_MINUTES:
                    yield day, start

    @property
    def _minutes(self) -> int:
        """The length of the talk in whole steps of the grid."""
        grid = self.to_plan.presence.grid_minutes
        return -(-self.need.minutes // grid) * grid

    def _days(self) -> Iterator[date]:
        week = self.to_plan.week
        for day in (week.monday + timedelta(days=n) for n in range(DAYS)):
            if day >= week.first_day and self._roster.office.calendar.is_working_day(day):
                yield day

    def _longer(self, day: date, start: int, holder: Specialist) -> Change:
        """Return longer consulting hours on one day; an absence still takes what it takes."""
        stop = start + self._minutes
        edit = with_specialist(holder.specialist_id, windows=_joined([*holder.windows, Hours(day.weekday(), start, stop)]))

        def model(problem: Problem, _: Talk) -> Problem:
            roster = edit(self._roster)
            cells = Presence(roster).open_cells(roster.specialist_by_id[holder.specialist_id], day)
            more = cells << (day - self.to_plan.week.monday).days * problem.cells_per_day
            worker = problem.workers[0]
            return replace(problem, workers=(replace(worker, open_cells=worker.open_cells | more),))

        values = {"day": day, "start": start, "stop": stop, "minutes": stop - start, "specialist": holder.specialist_id}
        return Change("seat", "hours", model, edit, values, holder.specialist_id, is_own=False, touches_all=True)


def _joined(hours: list[Hours]) -> tuple[Hours, ...]:
    """Return windows in order, those that touch as one."""
    found: list[Hours] = []
    for span in sorted(hours, key=lambda h: (h.weekday, h.start)):
        if found and (found[-1].weekday, found[-1].stop) == (span.weekday, span.start):
            span = Hours(span.weekday, found.pop().start, span.stop)
        found.append(span)
    return tuple(found)


def _free(to_plan: WeekToPlan, block: Booking, problem: Problem, _: Talk) -> Problem:
    """Return a week without an internal block."""
    return without_booked(to_plan, problem, [block])


def _with_unit(name: str, hours: int, problem: Problem, _: Talk) -> Problem:
    """Return a week with one unit more of a resource, in all of its hours."""
    more = (ResourceLeft(r.name, (hours, *r.left)) if r.name == name else r for r in problem.resources)
    return replace(problem, resources=tuple(more))


def without_booked(to_plan: WeekToPlan, problem: Problem, rows: Collection[Booking]) -> Problem:
    """Return the week of one specialist without the cells that some bookings take."""
    name = problem.workers[0].worker_id
    gone = [_span(to_plan, row) for row in rows if row.specialist_id == name]
    kept: list[BookedCells] = []
    for booked in problem.bookings:
        if (booked.start, booked.stop) in gone:
            gone.remove((booked.start, booked.stop))
        else:
            kept.append(booked)
    return replace(problem, bookings=tuple(kept))


def _span(to_plan: WeekToPlan, row: Booking) -> tuple[int, int]:
    """Return the first cell and the cell after the last that a booking takes."""
    presence = to_plan.presence
    first = (row.start.date() - to_plan.week.monday).days * presence.cells_per_day
    cells = presence.taken(row.start, row.end)
    return first + (cells & -cells).bit_length() - 1, first + cells.bit_length()

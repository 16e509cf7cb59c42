"""Counting: what happened in the running week of each team, and how things stand at its end."""

from collections import defaultdict
from datetime import date, timedelta

from scheduler.roster import Booking
from scheduler.simulation.engine import Planned
from scheduler.simulation.figures import FIGURES, Observation
from scheduler.simulation.parts import NEVER
from scheduler.simulation.record import Record
from scheduler.simulation.records import Records
from scheduler.simulation.world import World
from scheduler.workdays import DAYS_A_WEEK, monday_of


class Tally:
    """The figures of the running week.

    Args:
        world: what is counted.
        records: what its customers need.
        monday: first day of the running week.
    """

    def __init__(self, world: World, records: Records, monday: date) -> None:
        self._world = world
        self.records = records
        self._counts: defaultdict[tuple[date, str, str], float] = defaultdict(float)
        self._monday = monday
        self._teams = sorted({s.team for s in world.setting.specialists})

    def add(self, team: str, figure: str, number: float = 1.0) -> None:
        """Count something of the running week."""
        self._counts[self._monday, team, figure] += number

    def planned(self, planned: Planned, monday: date) -> None:
        """Count what a week that was planned asks for and holds."""
        for week in planned.weeks:
            self._count(monday, week.team, "target", week.target)
            self._count(monday, week.team, "shortfall", week.shortfall)
            self._count(monday, week.team, "minutes_available", week.minutes_available)
        for booking in planned.bookings:
            self.booked(booking)
        for customer_id in planned.left_out:
            self._count(monday, self._world.team_of(customer_id), "left_out", 1)

    def booked(self, booking: Booking) -> None:
        """Count an appointment in its week."""
        monday, team = monday_of(booking.start.date()), self._world.team_name[booking.specialist_id]
        self._count(monday, team, "invited", 1)
        self._count(monday, team, "double_seats" if booking.double_booked else "minutes_planned", self._weight(booking))

    def _count(self, monday: date, team: str, figure: str, number: float) -> None:
        self._counts[monday, team, figure] += number

    @staticmethod
    def _weight(booking: Booking) -> int:
        """Return what an appointment adds: a double seat is counted, a single one takes its minutes."""
        return 1 if booking.double_booked else (booking.end - booking.start).seconds // 60

    def held(self, customer_id: str, day: date) -> None:
        """Count whether a talk keeps a deadline; one that had passed is counted as broken, once."""
        record = self.records.by_id.get(customer_id)
        if record is None or record.wanted.keep_until == NEVER:
            return
        if day.toordinal() <= record.wanted.keep_until:
            self.add(self._world.team_of(customer_id), "kept")
        else:
            self._break(self._world.team_of(customer_id), record)

    def _break(self, team: str, record: Record) -> None:
        if record.broken != record.wanted.keep_until:
            record.broken = record.wanted.keep_until
            self.add(team, "broken")

    def close(self, week: int) -> list[Observation]:
        """Count what the end of the running week shows, return its figures by team, and begin the next.

        Args:
            week: number of the week.
        """
        monday, sunday = self._monday, self._monday + timedelta(days=DAYS_A_WEEK - 1)
        evening = sunday.toordinal()
        for specialist_id, records in self.records.by_specialist.items():
            team = self._world.team_name[specialist_id]
            cared_for = [record for record in records.values() if record.wanted.keep_until != NEVER]
            overdue = [record for record in cared_for if record.wanted.keep_until <= evening]
            self.add(team, "caseload", len(cared_for))
            self.add(team, "waiting_first", sum(record.is_unseen for record in cared_for))
            self.add(team, "overdue", len(overdue))
            self.add(team, "overdue_days", sum(evening - record.wanted.keep_until for record in overdue))
            for record in overdue:
                self._break(team, record)
        self._count_posts(monday)
        values = {team: tuple(self._counts.pop((monday, team, figure), 0.0) for figure in FIGURES) for team in self._teams}
        self._monday += timedelta(days=DAYS_A_WEEK)
        return [Observation(week, monday, team, values[team]) for team in self._teams]

    def _count_posts(self, monday: date) -> None:
        presence = self._world.presence
        for specialist in self._world.setting.specialists:
            shares, days = presence.present_shares(specialist, monday)
            self.add(specialist.team, "posts", specialist.fte)
            self.add(specialist.team, "posts_present", specialist.fte * sum(shares) / days if days else 0.0)

"""Counting: what happened in the running week of each team, and how things stand at its end."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from scheduler.prepare import full_time_target, share_minutes
from scheduler.roster import Booking
from scheduler.simulation.engine import Planned
from scheduler.simulation.figures import FIGURES, Observation
from scheduler.simulation.parts import NEVER
from scheduler.simulation.record import Record
from scheduler.simulation.records import Records
from scheduler.simulation.world import World
from scheduler.weekly_target import week_target
from scheduler.workdays import DAYS_A_WEEK, minutes_between, monday_of

Counts = defaultdict[tuple[str, str], float]
"""(team, figure) → how many."""


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
        self._counts: defaultdict[date, Counts] = defaultdict(lambda: defaultdict(float))
        self._monday = monday
        self._teams = sorted({s.team for s in world.setting.specialists})

    def add(self, team: str, figure: str, number: float = 1.0) -> None:
        """Count something of the running week."""
        self._counts[self._monday][team, figure] += number

    def planned(self, planned: Planned, monday: date) -> None:
        """Count what a week that was planned asks for and holds."""
        for week in planned.weeks:
            self._count(monday, week.team, "shortfall", week.shortfall)
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
        self._counts[monday][team, figure] += number

    @staticmethod
    def _weight(booking: Booking) -> int:
        """Return what an appointment adds: a double seat is counted, a single one takes its minutes."""
        return 1 if booking.double_booked else minutes_between(booking.start, booking.end)

    def held(self, customer_id: str, day: date) -> None:
        """Note that a talk was held; whether it keeps a deadline shows when the customer is looked at next."""
        self.records.ledger.held(customer_id, day.toordinal())

    def close(self, week: int) -> list[Observation]:
        """Count what the end of the running week shows, return its figures by team, and begin the next.

        Args:
            week: number of the week.
        """
        monday, sunday = self._monday, self._monday + timedelta(days=DAYS_A_WEEK - 1)
        for team, kept, broken in self.records.settled:
            self.add(team, "kept", kept)
            self.add(team, "broken", broken)
        self.records.settled.clear()
        for specialist_id, records in self.records.by_specialist.items():
            self._count_people(self._world.team_name[specialist_id], records.values())
        for customer_id, broken, overdue_days in self.records.ledger.pass_days(sunday.toordinal()):
            team = self._world.team_of(customer_id)
            self.add(team, "broken", broken)
            self.add(team, "overdue", overdue_days > 0)
            self.add(team, "overdue_days", max(0, overdue_days - 1))
        self._count_posts(monday)
        counts = self._counts[monday]
        del self._counts[monday]
        values = {team: tuple(counts[team, figure] for figure in FIGURES) for team in self._teams}
        self._monday += timedelta(days=DAYS_A_WEEK)
        return [Observation(week, monday, team, values[team]) for team in self._teams]

    def _count_people(self, team: str, records: Iterable[Record]) -> None:
        unseen = [record.is_unseen for record in records if record.wanted.deadline != NEVER]
        self.add(team, "caseload", len(unseen))
        self.add(team, "waiting_first", sum(unseen))

    def _count_posts(self, monday: date) -> None:
        presence, office, teams = self._world.presence, self._world.setting.office, self.records.memory.teams
        for specialist in self._world.setting.specialists:
            shares, days = presence.present_shares(specialist, monday)
            team, concept = specialist.team, teams[specialist.team].concept
            target = week_target(full_time_target(office, concept, specialist), specialist.fte, shares, days)
            self.add(team, "posts", specialist.fte)
            self.add(team, "posts_present", specialist.fte * sum(shares) / days if days else 0.0)
            self.add(team, "target", float(target or 0))
            self.add(team, "minutes_available", share_minutes(office, concept, specialist, shares, days))

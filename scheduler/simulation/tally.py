"""Counting: what happened in the running week of each team, and how things stand at its end."""

from collections import Counter, defaultdict
from datetime import date, timedelta

from scheduler.prepare import full_time_target, share_minutes
from scheduler.roster import Booking, Specialist
from scheduler.simulation.engine import Planned
from scheduler.simulation.figures import FIGURES, Observation
from scheduler.simulation.parts import NEVER
from scheduler.simulation.records import Records
from scheduler.simulation.world import World
from scheduler.weekly_target import week_target
from scheduler.workdays import DAYS_A_WEEK, minutes_between, monday_of

Counts = defaultdict[tuple[str, str], float]
"""(team, figure) → how many."""
POST_FIGURES = ("posts", "posts_present", "target", "minutes_available")


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
        self._standing: dict[str, tuple[str, bool] | None] = {}  # customer id → team, never seen; None = no contact density
        self._caseload: Counter[str] = Counter()
        self._waiting: Counter[str] = Counter()

    def add(self, team: str, figure: str, number: float = 1.0) -> None:
        """Count something of the running week."""
        self._counts[self._monday][team, figure] += number

    @property
    def running(self) -> Counts:
        """The counts of the running week."""
        return self._counts[self._monday]

    def planned(self, planned: Planned, monday: date) -> None:
        """Count what a week that was planned asks for and holds."""
        counts, team_name = self._counts[monday], self._world.team_name
        for week in planned.weeks:
            counts[week.team, "shortfall"] += week.shortfall
        for booking in planned.bookings:
            _count_booking(counts, team_name[booking.specialist_id], booking)
        for customer_id in planned.left_out:
            counts[self._world.team_of(customer_id), "left_out"] += 1

    def booked(self, booking: Booking) -> None:
        """Count an appointment in its week."""
        counts = self._counts[monday_of(booking.start.date())]
        _count_booking(counts, self._world.team_name[booking.specialist_id], booking)

    def close(self, week: int) -> list[Observation]:
        """Count what the end of the running week shows, return its figures by team, and begin the next.

        Args:
            week: number of the week.
        """
        monday, sunday = self._monday, self._monday + timedelta(days=DAYS_A_WEEK - 1)
        counts = self._counts[monday]
        for team, kept, broken in self.records.settled:
            counts[team, "kept"] += kept
            counts[team, "broken"] += broken
        self.records.settled.clear()
        self._count_people()
        for customer_id, broken, overdue_days in self.records.ledger.pass_days(sunday.toordinal()):
            team = self._world.team_of(customer_id)
            counts[team, "broken"] += broken
            counts[team, "overdue"] += overdue_days > 0
            counts[team, "overdue_days"] += max(0, overdue_days - 1)
        self._count_posts(monday)
        del self._counts[monday]
        values = {team: tuple(counts[team, figure] for figure in FIGURES) for team in self._teams}
        self._monday += timedelta(days=DAYS_A_WEEK)
        return [Observation(week, monday, team, values[team]) for team in self._teams]

    def _count_people(self) -> None:
        """Bring the levels up to date with those whose standing has changed."""
        by_id, standing = self.records.by_id, self._standing
        for name in self.records.changed_level:
            record, before = by_id.get(name), standing.get(name)
            if record is None or record.wanted.deadline == NEVER:
                now = None
            else:
                now = self._world.team_name[record.customer.specialist_id], record.is_unseen
            standing[name] = now
            self._stand(before, -1)
            self._stand(now, 1)
        self.records.changed_level.clear()
        for team in self._teams:
            self.add(team, "caseload", self._caseload[team])
            self.add(team, "waiting_first", self._waiting[team])

    def _stand(self, standing: tuple[str, bool] | None, number: int) -> None:
        """Count one customer more or less."""
        if standing is not None:
            team, is_unseen = standing
            self._caseload[team] += number
            self._waiting[team] += number * is_unseen

    def _count_posts(self, monday: date) -> None:
        presence = self._world.presence
        for specialist in self._world.setting.specialists:
            post = self._post(specialist, *presence.present_shares(specialist, monday))
            for figure, number in zip(POST_FIGURES, post, strict=True):
                self.add(specialist.team, figure, number)

    def _post(self, specialist: Specialist, shares: tuple[float, ...], days: int) -> tuple[float, ...]:
        """Return the figures of a post in a week; most weeks are alike, in all replications."""
        known, key = self.records.memory.posts, (specialist.specialist_id, shares, days)
        if key not in known:
            office, concept = self._world.setting.office, self.records.memory.teams[specialist.team].concept
            target = week_target(full_time_target(office, concept, specialist), specialist.fte, shares, days)
            present = specialist.fte * sum(shares) / days if days else 0.0
            minutes = share_minutes(office, concept, specialist, shares, days)
            known[key] = specialist.fte, present, float(target or 0), minutes
        return known[key]


def _count_booking(counts: Counts, team: str, booking: Booking) -> None:
    """Count an appointment: a double seat as one, a single one by its minutes."""
    counts[team, "invited"] += 1
    if booking.double_booked:
        counts[team, "double_seats"] += 1
    else:
        counts[team, "minutes_planned"] += minutes_between(booking.start, booking.end)

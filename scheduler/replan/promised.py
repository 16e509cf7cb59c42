"""Promised: which appointments of a week cannot be held as promised, which may move for them, and who could hold them.

Only what is promised takes part: appointments that nobody has approved are proposals, and are planned anew by `turnus plan`.
Meaning: docs/model.md, Replanning.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property

from constraints import Problem, Talk
from constraints.cells import block
from constraints.problem import join
from scheduler.need import Need
from scheduler.needs import is_open
from scheduler.prepare import Preparation
from scheduler.presence import DAYS, Presence
from scheduler.replan.disruption import Disruption
from scheduler.roster import Booking, Customer, Roster, Specialist
from scheduler.talks import Talks
from scheduler.teamweek import TeamWeek, cover_weights
from scheduler.week_to_plan import WeekToPlan, prepare_week

SENT = "sent"
LETTER = "letter"


def talk_id_of(booking: Booking) -> str:
    """Return the id of a promised talk in the model; no customer's id looks like it."""
    return f"#{booking.booking_id}"


@dataclass(frozen=True)
class Promised:
    """A week in which promises cannot be kept.

    Attributes:
        roster: the roster with the absences as they are now, all bookings in it.
        people: the specialists whose absences changed.
        to_plan: the week without the appointments below: who is there, what is due.
        displaced: open appointments whose specialist is away.
        movable: open appointments of the same teams that may move where the ladder demands it.
        fixed: all other open appointments of these teams in the week, from today on.
        later: how many appointments after the week lie in the same absences.
    """

    roster: Roster
    people: frozenset[str]
    to_plan: WeekToPlan
    displaced: tuple[Booking, ...]
    movable: tuple[Booking, ...]
    fixed: tuple[Booking, ...]
    later: int

    @cached_property
    def need_of(self) -> dict[str, Need]:
        """Customer id → need, as it is without the appointments that cannot be held."""
        return {need.customer.customer_id: need for need in self.to_plan.week.needs}

    @cached_property
    def booking_of(self) -> dict[str, Booking]:
        """Talk id → promised appointment."""
        return {talk_id_of(booking): booking for booking in (*self.displaced, *self.movable)}

    @cached_property
    def problems(self) -> dict[str, Problem]:
        """Team → what it decides in one piece."""
        return _with_what_was_promised({team.team: _TeamProblem(self, team).problem for team in self.to_plan.teams})

    def moment(self, cell: int) -> datetime:
        """Return the time of a cell, local to the office, without offset."""
        day, step = divmod(cell, self.to_plan.presence.cells_per_day)
        midnight = datetime.combine(self.to_plan.week.monday + timedelta(days=day), datetime.min.time())
        return midnight + timedelta(minutes=step * self.to_plan.presence.grid_minutes)

    def cell(self, moment: datetime) -> int | None:
        """Return the cell of a time, None when it is not on the grid of the week."""
        day = (moment.date() - self.to_plan.week.monday).days
        step, rest = divmod(_minute(moment), self.to_plan.presence.grid_minutes)
        if rest or moment.second or not 0 <= day < DAYS:
            return None
        return day * self.to_plan.presence.cells_per_day + step

    def is_due(self, booking: Booking) -> bool:
        """Tell whether this week is the last chance of a customer whose appointment cannot be held (the first of several)."""
        need = self.need_of.get(booking.customer_id)
        first = next(b for b in self.displaced if b.customer_id == booking.customer_id)
        return booking == first and need is not None and self.to_plan.week.is_on_ladder(need)


def promised_week(roster: Roster, disruption: Disruption, monday: date, today: date) -> Promised:
    """Look at a week that is disrupted.

    Args:
        roster: the roster, without the disruption.
        disruption: who is away, back, or kept from working.
        monday: first day of the week.
        today: day of planning.
    """
    roster = disruption.applied(roster)
    presence = Presence(roster)
    sunday = monday + timedelta(days=DAYS - 1)
    ahead = [b for b in roster.bookings if b.customer_id and is_open(b, today)]
    week = [b for b in ahead if monday <= b.start.date() <= sunday]
    away = [b for b in ahead if b.specialist_id in disruption.people and _is_away(presence, b)]
    displaced = [b for b in away if b in week]
    teams = {roster.specialist_by_id[name].team for name in disruption.people}
    teams |= {roster.team_of(roster.customer_by_id[b.customer_id]).name for b in displaced}
    others = [b for b in week if b not in displaced and roster.specialist_by_id[b.specialist_id].team in teams]
    movable = [b for b in others if _may_move(roster, presence, b, today)]
    gone = {b.booking_id for b in (*displaced, *movable)}
    bare = replace(roster, bookings=tuple(b for b in roster.bookings if b.booking_id not in gone))
    members = [s.specialist_id for s in roster.specialists if s.team in teams]
    fixed = tuple(b for b in others if b.booking_id not in gone)
    to_plan = prepare_week(bare, monday, today, members)
    later = sum(b.start.date() > sunday for b in away)
    return Promised(roster, disruption.people, to_plan, _in_order(displaced), _in_order(movable), fixed, later)


def _in_order(bookings: Sequence[Booking]) -> tuple[Booking, ...]:
    return tuple(sorted(bookings, key=lambda b: (b.start, b.booking_id)))


def _is_away(presence: Presence, booking: Booking) -> bool:
    return bool(presence.away_cells(booking.specialist_id, booking.start.date()) & _cells_of_day(presence, booking))


def _cells_of_day(presence: Presence, booking: Booking) -> int:
    return presence.touched(_minute(booking.start), _minute(booking.end))


def _minute(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute


def _may_move(roster: Roster, presence: Presence, booking: Booking, today: date) -> bool:
    """Tell whether the customer can still be told of another time, and nothing but the appointment itself is at its time.

    What lies outside the consulting hours or on another booking has its reasons, and stays.
    """
    holder = roster.specialist_by_id[booking.specialist_id]
    told = reached_on(roster, booking, today)
    cells = _cells_of_day(presence, booking)
    beside = [
        b
        for b in roster.bookings
        if b.specialist_id == booking.specialist_id and b is not booking and b.start < booking.end and booking.start < b.end
    ]
    is_ordinary = not beside and not cells & ~presence.open_cells(holder, booking.start.date())
    return is_ordinary and told is not None and told <= booking.start.date()


def reached_on(roster: Roster, booking: Booking, today: date) -> date | None:
    """Return the first day of which the customer can still be told, None = of none: a letter that was sent stands."""
    delivery = booking.invited_by or LETTER
    if delivery == LETTER and booking.state == SENT:
        return None
    concept = roster.concepts[roster.team_of(roster.customer_by_id[booking.customer_id]).concept]
    return today + timedelta(days=concept.lead_days[delivery])


class _TeamProblem:
    """Makes the problem of one team."""

    def __init__(self, promised: Promised, team: TeamWeek) -> None:
        self.promised = promised
        self.team = team
        self.staff = [member.specialist for member in team.members]
        self.preparation: Preparation = promised.to_plan.preparation
        self.talks: Talks = self.preparation.talks

    @property
    def problem(self) -> Problem:
        """All that is promised and may change, one entry for each who could hold it."""
        entries: dict[str, list[Talk]] = {specialist.specialist_id: [] for specialist in self.staff}
        for booking in self.promised.displaced:
            for name, talk in self._displaced(booking):
                entries[name].append(talk)
        for booking in self.promised.movable:
            if booking.specialist_id in entries:
                for name, talk in self._staying(booking):
                    entries[name].append(talk)
        return self._joined(entries)

    def _joined(self, entries: Mapping[str, Sequence[Talk]]) -> Problem:
        weeks = [
            replace(member.problem, talks=tuple(entries[member.specialist.specialist_id]), is_timed=True)
            for member in self.team.members
        ]
        weights = cover_weights(weeks)
        weeks = [
            replace(week, workers=(replace(week.workers[0], cover_weight=weight),))
            for week, weight in zip(weeks, weights, strict=True)
        ]
        return join(weeks, weeks[0].ladder)

    def _displaced(self, booking: Booking) -> list[tuple[str, Talk]]:
        """Return who could hold an appointment instead, each with the entry: the own specialist, colleagues if it cannot wait."""
        customer = self.promised.roster.customer_by_id[booking.customer_id]
        own = self.promised.roster.specialist_by_id[customer.specialist_id]
        if own not in self.staff:
            return []
        found = [(own.specialist_id, self._promised(booking, own))]
        if self.promised.is_due(booking):
            need = self.promised.need_of[booking.customer_id]
            found[0] = (own.specialist_id, self._with_need(found[0][1], need))
            found += [
                (other.specialist_id, self._with_colleague(booking, need, found[0][1], customer, other))
                for other in self.staff
                if other is not own
            ]
        return found

    def _staying(self, booking: Booking) -> list[tuple[str, Talk]]:
        """Return who could hold an appointment that stays: its holder, and the own specialist who is back."""
        roster, people = self.promised.roster, self.promised.people
        holder = roster.specialist_by_id[booking.specialist_id]
        own = roster.specialist_by_id[roster.customer_by_id[booking.customer_id].specialist_id]
        is_back = own is not holder and own.specialist_id in people and own in self.staff
        kept = replace(self._promised(booking, holder), stays=True, is_cover=own is not holder and own in self.staff)
        if not is_back:
            return [(holder.specialist_id, kept)]
        return [(own.specialist_id, replace(self._promised(booking, own), stays=True)), (holder.specialist_id, kept)]

    def _promised(self, booking: Booking, holder: Specialist) -> Talk:
        """Return an appointment as a talk with a specialist; worker 0."""
        roster, week = self.promised.roster, self.promised.to_plan.week
        customer = roster.customer_by_id[booking.customer_id]
        cells = self.preparation.booked_cells(booking)
        told = reached_on(roster, booking, self.promised.to_plan.today)
        days = [week.monday + timedelta(days=n) for n in range(DAYS)]
        presence = self.promised.to_plan.presence
        return Talk(
            talk_id=talk_id_of(booking),
            worker=0,
            cells=cells.stop - cells.start,
            minutes=int((booking.end - booking.start).total_seconds()) // 60,
            customer_busy=presence.week(presence.busy_cells(customer, day) for day in days),
            reached_from=self.talks.first_cell(week.sunday + timedelta(days=1) if told is None else told),
            resources=self.talks.resources_of(customer, booking.channel or "in_person", holder),
            promised=cells.start,
        )

    def _with_need(self, talk: Talk, need: Need) -> Talk:
        own = self.talks.own(need, None)
        return replace(talk, step=own.step, urgency=own.urgency, in_time_before=own.in_time_before)

    def _with_colleague(self, booking: Booking, need: Need, talk: Talk, customer: Customer, colleague: Specialist) -> Talk:
        """Return the entry of an appointment with a colleague; a "never" of either specialist holds."""
        cover = self.preparation.cover_talk(need, talk, colleague)
        return replace(cover, resources=self.talks.resources_of(customer, booking.channel or "in_person", colleague))


def _with_what_was_promised(problems: Mapping[str, Problem]) -> dict[str, Problem]:
    """Keep appointments where they are for which more of a resource was promised than there is; they leave it to no one else."""
    left = {name: resource for problem in problems.values() for name, resource in problem.resource_by_name.items()}
    units = dict(left)
    stuck = set()
    for talk in (talk for problem in problems.values() for talk in problem.talks if talk.stays):
        cells = block(talk.promised, talk.promised + talk.cells)
        if any(cells & ~left[name].in_hours for name in talk.resources):
            stuck.add(talk.talk_id)
        for name in talk.resources:
            left[name] = left[name].with_one_less(cells)
            units[name] = units[name].with_one_less(cells) if talk.talk_id in stuck else units[name]
    return {
        team: replace(
            problem,
            talks=tuple(_stuck(problem, talk) if talk.talk_id in stuck else talk for talk in problem.talks),
            resources=tuple(units[resource.name] for resource in problem.resources),
        )
        for team, problem in problems.items()
    }


def _stuck(problem: Problem, talk: Talk) -> Talk:
    """Return a talk that keeps its time whatever it needs."""
    return replace(talk, reached_from=problem.cells_per_day * DAYS, resources=())

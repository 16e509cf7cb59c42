"""What a team decides when promises cannot be kept: every promised talk that may change, with all who could hold it, as cells."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from msgspec import structs

from constraints import Problem, Talk
from constraints.cells import block
from constraints.problem import join
from scheduler.need import Need
from scheduler.prepare import Preparation
from scheduler.presence import DAYS
from scheduler.replan.promised import Promised, reached_on, talk_id_of
from scheduler.roster import Booking, Customer, Specialist
from scheduler.talks import Talks
from scheduler.teamweek import TeamWeek, cover_weights
from scheduler.workdays import minutes_between


def problems_of(promised: Promised) -> dict[str, Problem]:
    """Return team → problem, timed; talks are named by `talk_id_of`."""
    return _with_what_was_promised({team.team: _TeamProblem(promised, team).problem for team in promised.to_plan.teams})


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
        kept = structs.replace(self._promised(booking, holder), stays=True, is_cover=own is not holder and own in self.staff)
        if not is_back:
            return [(holder.specialist_id, kept)]
        return [(own.specialist_id, structs.replace(self._promised(booking, own), stays=True)), (holder.specialist_id, kept)]

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
            minutes=minutes_between(booking.start, booking.end),
            customer_busy=presence.week(presence.busy_cells(customer, day) for day in days),
            reached_from=self.talks.first_cell(week.sunday + timedelta(days=1) if told is None else told),
            resources=self.talks.resources_of(customer, booking.channel or "in_person", holder),
            promised=cells.start,
        )

    def _with_need(self, talk: Talk, need: Need) -> Talk:
        own = self.talks.own(need, None)
        return structs.replace(talk, step=own.step, urgency=own.urgency, in_time_before=own.in_time_before)

    def _with_colleague(self, booking: Booking, need: Need, talk: Talk, customer: Customer, colleague: Specialist) -> Talk:
        """Return the entry of an appointment with a colleague; a "never" of either specialist holds."""
        cover = self.preparation.cover_talk(need, talk, colleague)
        return structs.replace(cover, resources=self.talks.resources_of(customer, booking.channel or "in_person", colleague))


def _with_what_was_promised(problems: Mapping[str, Problem]) -> dict[str, Problem]:
    """Keep appointments where they are for which more of a resource was promised than there is; they leave it to no one else."""
    units = {name: resource for problem in problems.values() for name, resource in problem.resource_by_name.items()}
    left = dict(units)
    stuck: dict[str, Talk] = {}
    for talk in (talk for problem in problems.values() for talk in problem.talks if talk.stays):
        if any(_span(talk) & ~left[name].in_hours for name in talk.resources):
            stuck[talk.talk_id] = talk
            continue
        left |= {name: left[name].with_one_less(_span(talk)) for name in talk.resources}
    for talk in stuck.values():
        for name in talk.resources:
            units[name] = units[name].with_one_less(_span(talk) & left[name].in_hours)
            left[name] = left[name].with_one_less(_span(talk))
    return {
        team: replace(
            problem,
            talks=tuple(_stuck(problem, talk) if talk.talk_id in stuck else talk for talk in problem.talks),
            resources=tuple(units[resource.name] for resource in problem.resources),
        )
        for team, problem in problems.items()
    }


def _span(talk: Talk) -> int:
    """Return the cells of a talk at the time that was promised."""
    return block(talk.promised, talk.promised + talk.cells)


def _stuck(problem: Problem, talk: Talk) -> Talk:
    """Return a talk that keeps its time whatever it needs."""
    return structs.replace(talk, reached_from=problem.cells_per_day * DAYS, resources=())

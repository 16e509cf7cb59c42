"""A team's week: what every member plans alone, and which talks colleagues could hold for those who are away.

Meaning: docs/model.md, Cover.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from msgspec import structs

from constraints import Problem, Talk
from constraints.even_load import SCALE
from constraints.problem import join
from scheduler.need import Need
from scheduler.prepare import Preparation, Prepared
from scheduler.roster import Specialist


@dataclass(frozen=True)
class TeamWeek:
    """One team before it is decided who covers what.

    Attributes:
        team: name of the team.
        members: every member's own week, in order of id.
        offers: specialist id → needs of absent colleagues' customers that this one could take over, with their entries.
    """

    team: str
    members: tuple[Prepared, ...]
    offers: Mapping[str, tuple[tuple[Need, Talk], ...]]

    @property
    def needs_cover(self) -> bool:
        """Whether anything is to be decided by the team in one piece."""
        return any(self.offers.values())

    @cached_property
    def problem(self) -> Problem:
        """What the team decides in one piece: everything due, own and offered, with the weights of the cover load."""
        return join(self.due_weeks, self.members[0].problem.ladder)

    @cached_property
    def due_weeks(self) -> list[Problem]:
        """Every member's week with nothing but what is due, own and offered."""
        weights = self._cover_weights()
        weeks = []
        for member in self.members:
            name = member.specialist.specialist_id
            due = [talk for talk in member.problem.talks if talk.is_due]
            talks = [*due, *(talk for _, talk in self.offers.get(name, ()))]
            worker = replace(member.problem.workers[0], cover_weight=weights[name])
            weeks.append(replace(member.problem, workers=(worker,), talks=tuple(map(_only_who, talks))))
        return weeks

    def covered(self, preparation: Preparation, holders: Mapping[str, str]) -> list[Prepared]:
        """Return every member's week once it is known who covers what.

        Args:
            preparation: of the same roster and week.
            holders: customer id → specialist who holds the talk for the absent one; anything that nobody offered is passed over.
        """
        weights = self._cover_weights()
        held = {
            name: [(need, talk) for need, talk in offers if holders.get(talk.talk_id) == name]
            for name, offers in self.offers.items()
        }
        elsewhere = {talk.talk_id for pairs in held.values() for _, talk in pairs}
        return [self._member(preparation, member, weights, held, elsewhere) for member in self.members]

    def _member(
        self,
        preparation: Preparation,
        member: Prepared,
        weights: Mapping[str, int],
        held: Mapping[str, list[tuple[Need, Talk]]],
        elsewhere: set[str],
    ) -> Prepared:
        name = member.specialist.specialist_id
        is_same = not held.get(name) and not elsewhere & member.needs.keys()
        week = member if is_same else preparation.of(member.specialist, elsewhere, held.get(name, ()))
        worker = replace(week.problem.workers[0], cover_weight=weights[name] if self.needs_cover else 0)
        return replace(week, problem=replace(week.problem, workers=(worker,)))

    def _cover_weights(self) -> dict[str, int]:
        weights = cover_weights([member.problem for member in self.members])
        return {member.specialist.specialist_id: weight for member, weight in zip(self.members, weights, strict=True)}


def team_week(preparation: Preparation, team: str, specialists: list[Specialist]) -> TeamWeek:
    """Return the week of a team: whoever is away offers the needs of the ladder to all colleagues."""
    offers: defaultdict[str, list[tuple[Need, Talk]]] = defaultdict(list)
    for absent in specialists:
        if not preparation.is_away(absent):
            continue
        for need, own in preparation.own_talks(absent):
            if own.step is not None:
                for colleague in specialists:
                    if colleague is not absent:
                        offers[colleague.specialist_id].append((need, preparation.cover_talk(need, own, colleague)))
    members = tuple(preparation.of(specialist) for specialist in specialists)
    return TeamWeek(team, members, {name: tuple(pairs) for name, pairs in sorted(offers.items())})


def cover_weights(weeks: Sequence[Problem]) -> list[int]:
    """Return what a cover talk weighs with each member: inverse to the cells left beside bookings, own due talks and promises.

    Args:
        weeks: the members' own weeks, one worker each.
    """
    room = []
    for week in weeks:
        free = (week.workers[0].open_cells & ~week.taken[0]).bit_count()
        room.append(max(1, free - sum(talk.cells for talk in week.talks if talk.is_due or talk.stays)))
    return [round(SCALE * max(room) / cells) for cells in room]


def _only_who(talk: Talk) -> Talk:
    """Return a talk without what only decides at which time it is held: the team decides who holds it."""
    return structs.replace(talk, household="", preferred=0, comfortable_from=0)

"""Which teams are shown: large ones by themselves, small ones together, and none that is too small even so.

No figure may come from fewer specialists than those of `turnus report` (`least_specialists`, at least five). What counts is the
smallest number of specialists with consulting hours that a team has in any scenario of the study; who joins is made up and does
not count beside real colleagues. A total is over what is shown,
so that what is withheld does not follow from it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from scheduler.report.definitions import least as least_of
from scheduler.roster import Roster
from scheduler.simulation.staffing import smallest_teams
from scheduler.texts import text


@dataclass(frozen=True, slots=True)
class Groups:
    """The teams as a study shows them.

    Attributes:
        place: team → number of its group; teams that are withheld are not there.
        teams: group → its teams, in order of name.
        withheld: teams that are in no figure.
        least: so many specialists are looked at together at least.
    """

    place: Mapping[str, int]
    teams: tuple[tuple[str, ...], ...]
    withheld: tuple[str, ...]
    least: int

    def names(self) -> list[str]:
        """Return what the groups are called, in the language of the output."""
        return [team[0] if len(team) == 1 else text("study.other_teams", teams=", ".join(team)) for team in self.teams]


def groups_of(rosters: Collection[Roster], today: Roster) -> Groups:
    """Return the groups of a study.

    Args:
        rosters: the rosters of its scenarios, of one office.
        today: the roster as it is.
    """
    least = max(least_of(roster.office.report).specialists for roster in rosters)
    sizes = {team: size for team, size in smallest_teams(rosters, today.specialist_by_id).items() if size}
    large = [(team,) for team, size in sizes.items() if size >= least]
    small = sorted(team for team, size in sizes.items() if size < least)
    together = [tuple(small)] if len(small) > 1 and sum(sizes[team] for team in small) >= least else []
    groups = (*large, *together)
    shown = {team: number for number, group in enumerate(groups) for team in group}
    return Groups(shown, groups, tuple(team for team in sizes if team not in shown), least)

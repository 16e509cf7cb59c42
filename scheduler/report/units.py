"""Who is reported on: teams with enough specialists by themselves, all smaller ones together, and nobody else.

Source: Festlegung 02/2022, line 100 ("keine Auswertung nach Mitarbeiter"). Only specialists with consulting hours in the
month count, since the figures of a team of which all but one are away would be figures about that one.
"""

from dataclasses import dataclass
from datetime import date

from scheduler.presence import Presence
from scheduler.report.month import Month
from scheduler.roster import Roster, Specialist


@dataclass(frozen=True, slots=True)
class Unit:
    """A team, or several small ones together.

    Attributes:
        teams: names of the teams, in the order of office.toml.
        is_merged: several small teams stand together, as "other teams".
        is_shown: enough specialists were present; else nothing at all is told about it.
    """

    teams: tuple[str, ...]
    is_merged: bool
    is_shown: bool

    @property
    def team(self) -> str:
        """The name of the one team, empty where there are several."""
        return self.teams[0] if len(self.teams) == 1 else ""


def units_of(roster: Roster, month: Month, presence: Presence, least_specialists: int) -> tuple[Unit, ...]:
    """Return the units of a house, large teams first, in the order of office.toml; every team with people is in one of them."""
    present = {specialist.specialist_id for specialist in roster.specialists if _was_present(specialist, month, presence)}
    sizes = {
        name: sum(s.team == name and s.specialist_id in present for s in roster.specialists)
        for name in roster.office.teams
        if any(s.team == name for s in roster.specialists)
    }
    large = [Unit((name,), is_merged=False, is_shown=True) for name, size in sizes.items() if size >= least_specialists]
    small = tuple(name for name, size in sizes.items() if size < least_specialists)
    enough = sum(sizes[name] for name in small) >= least_specialists
    return (*large, *([Unit(small, is_merged=len(small) > 1, is_shown=enough)] if small else []))


def _was_present(specialist: Specialist, month: Month, presence: Presence) -> bool:
    return any(presence.open_cells(specialist, day) for day in month.days())


def present_share(specialist: Specialist, day: date, presence: Presence) -> float:
    """Return which share of a specialist's working week a day was: one contract day, or the part of its hours that was left."""
    contract_days = sum(presence.window_cells(specialist, weekday) != 0 for weekday in range(7))
    window = presence.window_cells(specialist, day.weekday())
    if not window:
        return 0.0
    return presence.open_cells(specialist, day).bit_count() / window.bit_count() / contract_days

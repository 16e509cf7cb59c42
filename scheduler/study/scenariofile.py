"""The file of scenarios (TOML) → `Study`: read strictly, every fault with its place and what is wanted.

Format: docs/simulation.md. `[base]` changes what holds for all; each `[[scenario]]` changes the base under a name of its own.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from scheduler.concept import RATE_KEYS
from scheduler.conceptfiles import load_concept
from scheduler.errors import Fault, RefusedError, RosterError
from scheduler.roster import Roster
from scheduler.rostersource import home
from scheduler.simulation.scenario import Run, Scenario, StaffChange
from scheduler.simulation.staffing import posts_of, team_members
from scheduler.study.assumedfile import read_assumptions
from scheduler.study.defaults import setting, usual
from scheduler.study.settings import BASE, ENGINES, Search, Study
from scheduler.texts import text
from scheduler.tomltable import TomlTable

MOST_WEEKS, MOST_REPLICATIONS, MOST_SEED = 520, 10_000, 2**31 - 1
MOST_COLLEAGUES, MOST_POSTS, MOST_TALKS = 1000, 10_000.0, 60.0
NAME = r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}"
"""A name stands in file names."""
Value = TypeVar("Value")


@dataclass(frozen=True)
class Asked:
    """What the command line says instead of the file; None = the file decides."""

    weeks: int | None = None
    warm_up: int | None = None
    replications: int | None = None
    seed: int | None = None
    engine: str | None = None
    keep: float | None = None
    team: str | None = None


class TeamWantedError(RefusedError):
    """The command line asks for a search in a house of several teams, and says of none."""


def read_study(file: Path, roster: Roster, asked: Asked | None = None) -> tuple[Study, Roster]:
    """Read a file of scenarios for a roster.

    Returns:
        The study, and the roster with every concept that a scenario names.

    Raises:
        RefusedError: there is no such file.
        RosterError: with every fault of the file.
        TeamWantedError: nobody says which team the search is for.
    """
    _check_file(file)
    faults: list[Fault] = []
    table = TomlTable.read(file, faults)
    asked = asked or Asked()
    reader = _Scenarios(roster, faults)
    base = reader.read(table.table("base"), Scenario(BASE, text("study.base"), usual()), named=False)
    others = [reader.read(part, base, named=True) for part in table.tables("scenario")]
    names = [scenario.name for scenario in (base, *others)]
    for number, name in enumerate(names[1:], 1):
        if name and name in names[:number]:
            table.part(f"scenario[{number}]", {}).fault("name", name, text("wanted.other_scenario"))
    scenarios = (base, *others)
    title, run, warm_up, replications = _settings(table.table("study"), asked, file)
    search = _search(table, asked, roster, scenarios)
    table.finish()
    if faults:
        raise RosterError(faults)
    concepts = {**roster.concepts, **reader.concepts}
    return Study(title, run, warm_up, replications, scenarios, search), replace(roster, concepts=dict(sorted(concepts.items())))


def _check_file(file: Path) -> None:
    if file.is_dir():
        raise RefusedError(text("study.file_is_folder", file=file))
    if not file.exists():
        raise RefusedError(text("study.no_file", file=file))


def _settings(table: TomlTable, asked: Asked, file: Path) -> tuple[str, Run, int, int]:
    title = table.string("title", file.stem)

    def whole(key: str, low: int, high: int, said: int | None) -> int:
        found = table.whole(key, low, high)
        wanted = said if said is not None else found
        return int(setting("study", key)) if wanted is None else wanted

    weeks = whole("weeks", 1, MOST_WEEKS, asked.weeks)
    warm_up = whole("warm_up", 0, MOST_WEEKS, asked.warm_up)
    replications = whole("replications", 1, MOST_REPLICATIONS, asked.replications)
    seed = whole("seed", 0, MOST_SEED, asked.seed)
    engine = table.string("engine", str(setting("study", "engine")), one_of=ENGINES)
    table.finish()
    return title, Run(weeks + warm_up, seed, asked.engine or engine), warm_up, replications


def _search(table: TomlTable, asked: Asked, roster: Roster, scenarios: tuple[Scenario, ...]) -> Search | None:
    if not table.has("search") and asked.keep is None:
        return None
    part = table.table("search")
    teams = [name for name in roster.office.teams if team_members(roster, name)]
    alone = teams[0] if len(teams) == 1 else None
    if asked.keep is not None and not part.has("team") and not (asked.team or alone):
        raise TeamWantedError(text("study.team_wanted", values=", ".join(teams)))
    named = part.string("team", asked.team or alone or "", required=not (asked.team or alone), one_of=teams)
    team = asked.team or named
    names = list(dict.fromkeys(scenario.name for scenario in scenarios if re.fullmatch(NAME, scenario.name)))
    keep = part.number("keep", 0.01, 1)
    found = Search(
        team=team,
        keep=asked.keep or keep or float(setting("search", "keep")),
        step=part.number("step", 0.05, 5) or float(setting("search", "step")),
        scenario=part.string("scenario", BASE, one_of=names),
        most_posts=part.number("most_posts", 0.05, MOST_POSTS),
    )
    part.finish()
    return found


class _Scenarios:
    """Reads scenarios of one roster; gathers faults and the concepts that they name."""

    def __init__(self, roster: Roster, faults: list[Fault]) -> None:
        self.roster = roster
        self.faults = faults
        self.teams = list(roster.office.teams)
        self.concepts = dict(roster.concepts)

    def read(self, table: TomlTable, base: Scenario, *, named: bool) -> Scenario:
        """Return a scenario: the base with the changes of a table."""
        name = self._name(table) if named else base.name
        found = Scenario(
            name=name,
            title=table.string("title", name if named else base.title),
            assumptions=read_assumptions(table, base.assumptions),
            staff=(*base.staff, *map(self._staff, table.tables("staff"))),
            posts={**base.posts, **self._by_team(table, "posts", 0.05, MOST_POSTS)},
            show_rates=self._show_rates(table, base.show_rates),
            concepts={**base.concepts, **self._concepts(table)},
            weekly_targets={**base.weekly_targets, **self._by_team(table, "weekly_target", 0, MOST_TALKS, all_teams=True)},
        )
        self._check_leavers(table, found)
        table.finish()
        return found

    def _name(self, table: TomlTable) -> str:
        if not table.has("name"):
            table.fault("name", "", text("wanted.scenario_missing"))
        name = table.string("name")
        if table.has("name") and isinstance(table.data["name"], str) and not re.fullmatch(NAME, name):
            table.fault("name", name, text("wanted.scenario_name"))
        return name

    def _staff(self, table: TomlTable) -> StaffChange:
        team = table.string("team", required=True, one_of=self.teams)
        leave = table.whole("leave", 0, MOST_COLLEAGUES) or 0
        join = table.numbers("join", 0.05, 1)
        if not table.has("leave") and not table.has("join"):
            table.fault("leave", "", text("wanted.leave_or_join"))
        table.finish()
        return StaffChange(team, leave, join)

    def _check_leavers(self, table: TomlTable, scenario: Scenario) -> None:
        """More than are there cannot leave, and somebody has to be there in the end."""
        for team in dict.fromkeys(change.team for change in scenario.staff if change.team):
            changes = [change for change in scenario.staff if change.team == team]
            members = team_members(self.roster, team)
            leave, join = sum(change.leave for change in changes), sum(len(change.join) for change in changes)
            if leave > len(members) or (leave == len(members) and not join) or not members:
                table.fault("staff", f"{team}: {leave}", text("wanted.fewer_leavers", team=team, number=len(members)))
        for team in scenario.posts:
            if team in self.teams and not posts_of(team_members(self.roster, team)):
                table.fault("posts", team, text("wanted.fewer_leavers", team=team, number=0))

    def _by_team(self, table: TomlTable, key: str, low: float, high: float, *, all_teams: bool = False) -> dict[str, float]:
        """Return team → number; where all teams may be meant, a single number stands for each of them."""
        if all_teams and not isinstance(table.data.get(key), dict):
            number = table.number(key, low, high)
            return {} if number is None else dict.fromkeys(self.teams, number)
        part = table.table(key)
        found = {team: part.number(team, low, high) for team in part.names()}
        self._check_teams(part)
        return {team: value for team, value in found.items() if value is not None}

    def _concepts(self, table: TomlTable) -> dict[str, str]:
        """Return team → concept; a single name stands for all teams. Each concept is loaded."""
        if isinstance(table.data.get("concept"), dict):
            part = table.table("concept")
            wanted = {team: part.string(team) for team in part.names()}
            self._check_teams(part)
        else:
            part, name = table, table.string("concept")
            wanted = dict.fromkeys(self.teams, name) if name else {}
        for name in dict.fromkeys(filter(None, wanted.values())):
            self._load(name)
        return {team: name for team, name in wanted.items() if name in self.concepts}

    def _load(self, name: str) -> None:
        if name in self.concepts:
            return
        try:
            self.concepts[name] = load_concept(name, home(self.roster.folder), self.roster.office)
        except RosterError as error:
            self.faults += error.faults

    def _check_teams(self, part: TomlTable) -> None:
        for team in part.names():
            if team not in self.teams:
                part.fault(team, team, text("wanted.team", values=", ".join(self.teams)))
        part.finish()

    def _show_rates(self, table: TomlTable, inherited: Mapping[str, float]) -> Mapping[str, float]:
        """Return the show rates; `no_show` puts one number in the place of all that were inherited but those of the phone."""
        rates = table.table("show_rates").rates(RATE_KEYS)
        no_show = table.number("no_show", 0, 0.95)
        if no_show is None:
            return {**inherited, **rates}
        if "default" in rates:
            table.fault("no_show", no_show, text("wanted.no_show_or_default"))
        phone = {key: rate for key, rate in inherited.items() if "phone" in key.split(".")}
        return {**phone, "default": round(1 - no_show, 6), **rates}

"""What is assumed in a study, in words: numbers with their sources, and what a scenario changes."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from scheduler.attendance import ShowRates
from scheduler.roster import Roster
from scheduler.simulation.scenario import Scenario
from scheduler.study.assumedfile import changed
from scheduler.study.defaults import sourced
from scheduler.study.making import Made
from scheduler.study.numberwords import plain_number
from scheduler.texts import has_text, language, text

Value = TypeVar("Value")
SHARES = frozenset({"presence", "leave_by_month", "growth", "agreed", "excused"})
"""Assumptions that are read in per cent."""


def assumption_rows(made: Made) -> list[list[str]]:
    """Return what is assumed: name, value of the base, unit, source; what the file says has the file as its source."""
    base = made.study.base.assumptions
    rows = []
    for entry in sourced():
        value = getattr(base, entry.name)
        is_usual = value == (tuple(entry.value) if isinstance(entry.value, list) else entry.value)
        source = entry.source[language()] if is_usual else text("study.from_file")
        rows.append([text(f"assumption.{entry.name}"), _value(entry.name, value), entry.unit[language()], source])
    return [*rows, *_show_rate_rows(made)]


def _show_rate_rows(made: Made) -> list[list[str]]:
    """Return the show rates of the base: those of the file of scenarios, else of each concept, unless the house has counted."""
    base, name, unit = made.study.base, text("assumption.show_rates"), text("study.rates.unit")
    rows = [[name, _rates(base.show_rates), unit, text("study.from_file")]] if base.show_rates else []
    if "default" in base.show_rates:
        return rows
    counts = ShowRates(made.roster, made.today).by_team
    teams: dict[str, list[str]] = {}
    for team in sorted(made.groups.place):
        teams.setdefault(base.concepts.get(team, made.roster.office.teams[team].concept), []).append(team)
    for concept, own in teams.items():
        counted = [team for team in own if team in counts]
        source = text("study.rates.counted", teams=", ".join(counted)) if counted else text("study.rates.concept")
        title = text("study.rates.of_concept", name=name, concept=made.roster.concepts[concept].title)
        rows.append([title, _rates(made.roster.concepts[concept].show_rates), unit, source])
    return rows


def change_lines(scenario: Scenario, base: Scenario, roster: Roster) -> list[str]:
    """Return what a scenario changes against the base.

    Args:
        scenario: the scenario.
        base: what it is compared with.
        roster: with every concept that the scenario names.
    """
    lines = [
        text("study.change.assumption", name=text(f"assumption.{name}"), value=_value(name, value))
        for name, value in changed(scenario.assumptions, base.assumptions).items()
    ]
    for change in scenario.staff[len(base.staff) :]:
        if change.leave:
            lines.append(text("study.change.leave", team=change.team, number=change.leave))
        if change.join:
            lines.append(text("study.change.join", team=change.team, posts=", ".join(map(plain_number, change.join))))
    for key in ("posts", "weekly_targets"):
        new = _new(getattr(scenario, key), getattr(base, key))
        lines += [text(f"study.change.{key}", name=team, value=plain_number(value)) for team, value in new]
    for team, concept in _new(scenario.concepts, base.concepts):
        lines.append(text("study.change.concepts", name=team, value=roster.concepts[concept].title))
    for key, rate in _new(scenario.show_rates, base.show_rates):
        lines.append(text("study.change.show_rates", name=_rate_name(key), value=_percent(rate)))
    return lines


def _new(mine: Mapping[str, Value], others: Mapping[str, Value]) -> Iterable[tuple[str, Value]]:
    return [(name, value) for name, value in mine.items() if others.get(name) != value]


def _rates(rates: Mapping[str, float]) -> str:
    return ", ".join(text("study.rates.one", name=_rate_name(key), value=_percent(rate)) for key, rate in rates.items())


def _rate_name(key: str) -> str:
    """Return the group of a show rate in words: `first.in_person.letter`, `phone`, `default`."""
    if key == "default":
        return text("study.rates.default")
    return " / ".join(
        next((text(k) for p in ("kind", "channel", "delivery") if has_text(k := f"{p}.{n}")), n) for n in key.split(".")
    )


def _value(name: str, value: object) -> str:
    """Return an assumed value as people read it."""
    if isinstance(value, Mapping):
        return ", ".join(text("study.rates.one", name=_change(key), value=_value(name, inner)) for key, inner in value.items())
    if isinstance(value, tuple):
        return ", ".join(_value(name, inner) for inner in value)
    if not isinstance(value, int | float):
        return str(value)
    return _percent(value) if name in SHARES else plain_number(value)


def _change(key: str) -> str:
    """Return a change of status in words: `alo>asu`."""
    old, new = key.split(">")
    return text("study.status_change", old=text(f"study.status.{old}"), new=text(f"study.status.{new}"))


def _percent(value: float) -> str:
    return text("study.share", mean=plain_number(round(100 * value, 2)))

"""`turnus concepts`: the concepts and their rules with sources, as text."""

from pathlib import Path

from scheduler.concept import Concept
from scheduler.conceptfiles import load_concept, shipped_concepts
from scheduler.rosterfiles import read_roster
from scheduler.rostersource import OFFICE_FILE, home
from scheduler.rule import (
    AfterMiss,
    AfterTurnedAway,
    ElternzeitEnd,
    Every,
    Exempt,
    FirstTalk,
    Group,
    Individual,
    MeasureEnd,
    Rule,
    RuleKind,
    Span,
    TimesPerHalfYear,
)
from scheduler.rulenames import rule_name
from scheduler.texts import counted, text
from scheduler.xlsx import is_workbook


def concept_overview(roster: Path | None) -> list[str]:
    """Return one line a concept: name, since when, title, weekly number."""
    folder = roster and home(roster)
    names = [*shipped_concepts(), *_own_concepts(roster)]
    width = max(map(len, names))
    found = []
    for name in names:
        concept = load_concept(name, folder)
        number = _number(concept) or text("concepts.no_number")
        found.append(f"{name:<{width}}  {concept.valid_from:%d.%m.%Y}  {concept.title} ({number})")
    return [*found, "", text("concepts.more")]


def _own_concepts(roster: Path | None) -> list[str]:
    """Return the office's own concepts: the files in its folder; beside a workbook, where anything may lie, those it names."""
    if roster is None:
        return []
    own = {file.stem for file in home(roster).glob("*.toml") if file.name != OFFICE_FILE}
    return sorted(own.intersection(read_roster(roster).concepts) if is_workbook(roster) else own)


def concept_lines(name: str, roster: Path | None) -> list[str]:
    """Return everything that a concept says: weekly number, channels, cover order, every rule with quote and assumption.

    Raises:
        RosterError: there is no such concept, or its file has faults.
    """
    concept = load_concept(name, roster and home(roster))
    lines = [
        concept.title,
        text("concepts.valid_from", day=f"{concept.valid_from:%d.%m.%Y}"),
        text("concepts.number", number=_number(concept) or text("concepts.no_number"), source=concept.weekly_source).strip(),
        text("concepts.contact", channels=_channels(concept.contact_channels)),
        text("concepts.weekly", channels=_channels(concept.weekly_channels)),
        text("concepts.cover", order=", ".join(text(f"kind.{kind}") for kind in concept.cover_order)),
    ]
    for rule in concept.rules:
        lines += ["", *_rule_lines(rule)]
    return lines


def _number(concept: Concept) -> str:
    numbers = {kind: f"{value:g}".replace(".", text("summary.decimal_mark")) for kind, value in concept.weekly_target.items()}
    return ", ".join(number if kind == "default" else f"{kind} {number}" for kind, number in sorted(numbers.items()))


def _channels(channels: frozenset[str]) -> str:
    return ", ".join(text(f"channel.{channel}") for channel in sorted(channels))


def _rule_lines(rule: Rule) -> list[str]:
    force = text(f"force.{rule.force}")
    name = rule_name(rule.rule_id)
    head = rule.rule_id if name == rule.rule_id else f"{name} [{rule.rule_id}]"
    lines = [f"{head}: {demand(rule.kind)} ({force})", f"  {_group(rule.group)}", f"  {rule.source}: „{rule.quote}“"]
    if rule.assumption:
        lines.append("  " + text("concepts.assumption", words=rule.assumption))
    return lines


def demand(kind: RuleKind) -> str:
    """Return what a rule demands, in words."""
    match kind:
        case Every(span):
            return text("demand.every", span=_span(span, "each_"))
        case Individual(span):
            return text("demand.individual", span=_span(span))
        case TimesPerHalfYear(times):
            return counted("demand.half_year", times)
        case Exempt(from_all):
            return text("demand.exempt_from_all" if from_all else "demand.exempt")
        case MeasureEnd(from_days, late_to_days):
            return text("demand.measure_end", before=-from_days, after=late_to_days)
        case ElternzeitEnd(from_months, to_months):
            return text("demand.elternzeit_end", first=-from_months, last=-to_months)
        case FirstTalk(working_days):
            return text("demand.first_talk", days=working_days)
        case AfterMiss(days):
            return text("demand.after_miss", days=days)
        case AfterTurnedAway(days):
            return text("demand.after_turned_away", days=days)
    return text("demand.review")


def _span(span: Span, how: str = "") -> str:
    """Return a span in words; whole weeks as weeks."""
    if span.months:
        return counted(f"demand.{how}months", span.months)
    weeks, rest = divmod(span.days, 7)
    return counted(f"demand.{how}days", span.days) if rest else counted(f"demand.{how}weeks", weeks)


def _group(group: Group) -> str:
    parts = []
    ages = {"first": group.age_from, "last": group.age_to}
    if any(age is not None for age in ages.values()):
        key = "age_to" if not group.age_from else "age_from" if group.age_to is None else "age"
        parts.append(text(f"group.{key}", **ages))
    named = {"status": group.status, "profile": group.profile, "team_kind": group.team_kind}
    named |= {"flags": group.flags, "without_flags": group.without_flags}
    for name, values in named.items():
        if values:
            parts.append(text(f"group.{name}", values=", ".join(sorted(value or "–" for value in values))))
    if group.elternzeit is not None:
        parts.append(text("group.elternzeit" if group.elternzeit else "group.no_elternzeit"))
    if group.kooperationsplan is not None:
        parts.append(text("group.plan" if group.kooperationsplan else "group.no_plan"))
    return "; ".join(parts) or text("group.everybody")

"""One rule of a concept file: from its TOML table to a `Rule`, every fault noted."""

from collections.abc import Callable
from datetime import date

from scheduler.cellvalues import identifier, plain
from scheduler.concept import CHANNELS, FLAGS, FORCES, PROFILES, STATUSES, TEAM_KINDS, TIERS
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
    Review,
    Rule,
    RuleKind,
    Span,
    TimesPerHalfYear,
)
from scheduler.texts import text
from scheduler.tomltable import TomlTable

INTERVAL_TIERS = tuple(tier for tier in TIERS if tier != "exempt")
OWN_IDS = ("pin", "deviation")
OCCASION_ID = "occasion-"
"""Ids of what the roster asks for itself; a rule of a concept must not look like it."""


def read_rule(table: TomlTable, source: str, force: str, valid_from: date) -> Rule | None:
    """Read one `[[rule]]`; None when it does not say what it demands.

    Args:
        table: the rule's table.
        source: document of the concept, where the rule names none.
        force: force of the concept, where the rule names none.
        valid_from: first day of the concept, where the rule names none.
    """
    rule_id = _rule_id(table)
    kind = _kind(table)
    line = table.whole("line", 1, 10_000)
    origin = table.string("source", source)
    rule = Rule(
        rule_id=rule_id,
        kind=kind or Exempt(),
        group=_group(table.table("group")),
        tier=_tier(table, kind),
        force=table.string("force", force, one_of=FORCES),
        source=plain(f"{origin}, Zeile {line}" if line else origin),
        quote=plain(table.string("quote", required=True)),
        valid_from=table.day("valid_from") or valid_from,
        channels=frozenset(table.tokens("channels", CHANNELS)),
        phone_suffices=bool(table.flag("phone_suffices")),
        assumption=table.string("assumption"),
    )
    table.finish()
    return rule if kind else None


def _rule_id(table: TomlTable) -> str:
    """Read the id; faults of the rule name it from here on."""
    rule_id = table.string("id", required=True)
    try:
        identifier(rule_id)
    except ValueError:
        if rule_id:
            table.fault("id", rule_id, text("wanted.cell.id"))
        return rule_id
    if rule_id in OWN_IDS or rule_id.startswith(OCCASION_ID):
        table.fault("id", rule_id, text("wanted.rule_id", values=", ".join((*OWN_IDS, f"{OCCASION_ID}…"))))
    table.path = f"rule.{rule_id}"
    return rule_id


def _tier(table: TomlTable, kind: RuleKind | None) -> str:
    """Read the tier: intervals need one, exemptions are one, windows have none (and naming one is a fault)."""
    if isinstance(kind, Exempt):
        return "exempt"
    if kind is not None and not isinstance(kind, Every | Individual | TimesPerHalfYear):
        return ""
    tier = table.string("tier", required=kind is not None, one_of=TIERS)
    if tier == "exempt":
        table.fault("tier", tier, text("wanted.one_of", values=", ".join(INTERVAL_TIERS)))
    return tier


def _group(table: TomlTable) -> Group:
    group = Group(
        age_from=table.whole("age_from", 0, 120),
        age_to=table.whole("age_to", 0, 120),
        status=frozenset(table.tokens("status", STATUSES)),
        profile=frozenset(table.tokens("profile", ("", *PROFILES))),
        profile_months_from=table.whole("profile_months_from", 0, 1200),
        profile_months_to=table.whole("profile_months_to", 0, 1200),
        team_kind=frozenset(table.tokens("team_kind", TEAM_KINDS)),
        flags=frozenset(table.tokens("flags", FLAGS)),
        without_flags=frozenset(table.tokens("without_flags", FLAGS)),
        elternzeit=table.flag("elternzeit"),
        kooperationsplan=table.flag("kooperationsplan"),
    )
    for low, high in (("age_from", "age_to"), ("profile_months_from", "profile_months_to")):
        first, last = getattr(group, low), getattr(group, high)
        if first is not None and last is not None and last < first:
            table.fault(high, last, text("wanted.at_least", column=low, value=first))
    table.finish()
    return group


def _span(table: TomlTable) -> Span | None:
    """Read `{months = 2}`, `{weeks = 4}` or `{days = 10}`."""
    months, weeks, days = (table.whole(key, 1, 366) for key in ("months", "weeks", "days"))
    table.finish()
    if [months, weeks, days].count(None) != 2:
        table.fault("", table.data, text("wanted.span"))
        return None
    return Span(months or 0, 7 * (weeks or 0) + (days or 0))


def _kind(table: TomlTable) -> RuleKind | None:
    """Read the one key that says what a rule demands."""
    named = [key for key in KIND_READERS if table.has(key)]
    if len(named) != 1:
        table.fault("", ", ".join(named), text("wanted.rule_kind", values=", ".join(KIND_READERS)))
        return None
    return KIND_READERS[named[0]](table)


def _every(table: TomlTable) -> RuleKind | None:
    span = _span(table.table("every"))
    return Every(span) if span else None


def _individual(table: TomlTable) -> RuleKind | None:
    span = _span(table.table("individual_at_most"))
    return Individual(span) if span else None


def _half_year(table: TomlTable) -> RuleKind:
    part = table.table("per_half_year")
    kind = TimesPerHalfYear(
        part.whole("times", 1, 26, required=True) or 1,
        part.whole("spacing_days", 1, 60, required=True) or 1,
        part.whole("count_apart_days", 1, 60, required=True) or 1,
    )
    part.finish()
    return kind


def _exempt(table: TomlTable) -> RuleKind:
    """Read `exempt = "interval"` (no density, no first talk) or `exempt = "all"` (no windows either)."""
    return Exempt(from_all=table.string("exempt", one_of=("interval", "all")) == "all")


def _measure_end(table: TomlTable) -> RuleKind:
    part = table.table("measure_end")
    kind = MeasureEnd(
        part.whole("from_days", -366, 0, required=True) or 0, part.whole("late_to_days", 0, 366, required=True) or 0
    )
    part.finish()
    return kind


def _elternzeit_end(table: TomlTable) -> RuleKind:
    part = table.table("elternzeit_end")
    kind = ElternzeitEnd(
        part.whole("from_months", -36, 0, required=True) or 0, part.whole("to_months", -36, 0, required=True) or 0
    )
    if kind.to_months < kind.from_months:
        part.fault("to_months", kind.to_months, text("wanted.at_least", column="from_months", value=kind.from_months))
    part.finish()
    return kind


def _one_number(name: str, key: str, least: int, kind: Callable[[int], RuleKind]) -> Callable[[TomlTable], RuleKind]:
    """Return the reader of a kind of rule that is one whole number of days."""

    def read(table: TomlTable) -> RuleKind:
        part = table.table(name)
        number = part.whole(key, least, 366, required=True)
        part.finish()
        return kind(least if number is None else number)

    return read


def _review(table: TomlTable) -> RuleKind:
    part = table.table("review")
    after = _span(part.table("after_profile")) if part.has("after_profile") else None
    kind = Review(after, part.whole("before_elternzeit_end_months", 0, 36))
    if not part.data:
        part.fault("", "", text("wanted.review"))
    part.finish()
    return kind


KIND_READERS = {
    "every": _every,
    "individual_at_most": _individual,
    "per_half_year": _half_year,
    "exempt": _exempt,
    "measure_end": _measure_end,
    "elternzeit_end": _elternzeit_end,
    "first_talk": _one_number("first_talk", "working_days", 1, FirstTalk),
    "review": _review,
    "after_miss": _one_number("after_miss", "days", 1, AfterMiss),
    "after_turned_away": _one_number("after_turned_away", "days", 0, AfterTurnedAway),
}

"""Concept files: find, layer (defaults ← office ← extended concept ← concept), check, and turn into a `Concept`.

Format: `docs/concepts.md`. An office may put its own file beside `office.toml` (team agreement) and extend a shipped one; a rule
with an id of the extended concept replaces it, `remove_rules` strikes rules.
"""

import re
from datetime import date
from importlib.resources import files
from pathlib import Path

from scheduler.concept import CHANNELS, CLASSES, FORCES, KINDS, LEAD_KEYS, RATE_KEYS, TEAM_KINDS, Concept, OccasionRule
from scheduler.conceptrules import read_rule
from scheduler.errors import Fault, RosterError, shown
from scheduler.overbookingfile import read_overbooking
from scheduler.roster import Office
from scheduler.rule import Group
from scheduler.texts import text
from scheduler.tomltable import TomlTable

DEFAULTS = "defaults"
MOST_LAYERS = 5
SOURCED = ("weekly", "channels", "talk_minutes", "consulting", "cover", "limits", "overbooking")
"""Tables that name their source; who lays a file over one answers for it."""
SOURCE_KEYS = ("source", "line", "quote", "assumption")


def shipped_concepts() -> list[str]:
    """Return the names of the concepts that come with turnus."""
    folder = files("scheduler").joinpath("concepts")
    return sorted(
        f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml") and f.name != f"{DEFAULTS}.toml"
    )


def load_concept(name: str, folder: Path | None = None, office: Office | None = None) -> Concept:
    """Return a concept by name.

    Args:
        name: a shipped concept, or `NAME.toml` in the folder.
        folder: the roster folder with the office's own concept files.
        office: its talk minutes and consulting share hold where the concept is silent.

    Raises:
        RosterError: no such concept, or its file has faults (all of them).
    """
    faults: list[Fault] = []
    layers = _layers(name, folder, faults)
    are_whole = not faults
    merged = _merge(layers, _office_layer(office))
    own_cover = any(layer.has("cover") for layer in layers[1:])
    concept = _concept(name, TomlTable(f"{name}.toml", "", merged, faults), own_cover) if are_whole else None
    if faults or concept is None:
        raise RosterError(faults)
    return concept


def _file_of(name: str, folder: Path | None) -> Path | None:
    own = folder / f"{name}.toml" if folder else None
    if own is not None and own.is_file() and name not in ("office", DEFAULTS):
        return own
    shipped = Path(str(files("scheduler").joinpath("concepts", f"{name}.toml")))
    return shipped if shipped.is_file() else None


def _layers(name: str, folder: Path | None, faults: list[Fault]) -> list[TomlTable]:
    """Return the files from the defaults up to the concept itself."""
    found: list[TomlTable] = []
    wanted: str = name
    if folder and (folder / f"{DEFAULTS}.toml").is_file():
        faults.append(Fault(f"{DEFAULTS}.toml", 0, "", "", text("wanted.other_name")))
    while len(found) < MOST_LAYERS:
        file = _file_of(wanted, folder) if re.fullmatch(r"[\w-]{1,64}", wanted) else None
        if file is None:
            by = found[0].file if found else f"{shown(name)}.toml"
            faults.append(Fault(by, 0, "concept", shown(wanted), text("wanted.concept", values=", ".join(shipped_concepts()))))
            return found
        table = TomlTable.read(file, faults)
        found.insert(0, table)
        if not table.data and not faults:
            table.fault("concept", "", text("wanted.table"))
        if wanted == DEFAULTS:
            return found
        wanted = table.table("concept").string("extends", DEFAULTS)
    faults.append(Fault(f"{name}.toml", 0, "concept.extends", wanted, text("wanted.no_circle")))
    return found


def _office_layer(office: Office | None) -> dict[str, object]:
    if office is None:
        return {}
    layer: dict[str, object] = {
        "talk_minutes": dict(office.talk_minutes),
        "lead_days": dict(office.lead_days),
        "show_rates": dict(office.show_rates),
        "overbooking": dict(office.overbooking),
    }
    if office.consulting_share is not None:
        layer["consulting"] = {"share": office.consulting_share}
    return layer


def _merge(layers: list[TomlTable], office: dict[str, object]) -> dict[str, object]:
    """Lay the files over one another: tables key by key, rules by id; the office comes right after the defaults."""
    merged: dict[str, object] = {}
    rules: dict[str, object] = {}
    for layer in [*layers[:1], TomlTable("office.toml", "", office, []), *layers[1:]]:
        origin = _origin(layer)
        for key, value in layer.data.items():
            if key == "rule" and isinstance(value, list):
                rules |= {rule_id: {**origin, **rule} for rule_id, rule in _named_rules(value, layer).items()}
            elif key == "remove_rules":
                rules = _without(rules, value, layer)
            elif key in SOURCED and isinstance(value, dict):
                merged[key] = _over(_unsourced(merged.get(key)), {"source": origin["source"], **value})
            else:
                merged[key] = _over(merged.get(key), value)
    return {"rule": list(rules.values()), **merged}


def _over(below: object, value: object) -> object:
    return {**below, **value} if isinstance(below, dict) and isinstance(value, dict) else value


def _unsourced(below: object) -> dict[str, object]:
    return {key: value for key, value in below.items() if key not in SOURCE_KEYS} if isinstance(below, dict) else {}


def _origin(layer: TomlTable) -> dict[str, object]:
    """Return what a file's own rules have in common: its source (else its name), first day and force."""
    head = layer.data.get("concept")
    own = head if isinstance(head, dict) else {}
    found = {key: own[key] for key, kind in (("source", str), ("valid_from", date)) if isinstance(own.get(key), kind)}
    force = {"force": own["force"]} if own.get("force") in FORCES else {}
    return {"source": layer.file, **found, **force}


def _without(rules: dict[str, object], removed: object, layer: TomlTable) -> dict[str, object]:
    """Strike rules; one that is not there becomes a fault."""
    if not isinstance(removed, list):
        layer.fault("remove_rules", removed, text("wanted.list_of", values=", ".join(rules)))
        return rules
    for rule_id in removed:
        if rule_id not in list(rules):
            layer.fault("remove_rules", rule_id, text("wanted.one_of", values=", ".join(rules)))
    return {rule_id: rule for rule_id, rule in rules.items() if rule_id not in removed}


def _named_rules(rules: list[object], layer: TomlTable) -> dict[str, dict[str, object]]:
    """Return the rules of one file by id; one with the id of another in the file becomes a fault."""
    found: dict[str, dict[str, object]] = {}
    for number, rule in enumerate(rules, 1):
        if not isinstance(rule, dict):
            layer.fault(f"rule[{number}]", rule, text("wanted.tables"))
            continue
        named = rule.get("id")
        rule_id = named if isinstance(named, str) and named else f"#{layer.file} {number}"
        if rule_id in found:
            layer.fault(f"rule[{number}].id", rule_id, text("wanted.unique"))
        found[rule_id] = rule
    return found


def _concept(name: str, table: TomlTable, own_cover: bool) -> Concept:
    head = table.table("concept")
    head.string("extends")
    title = head.string("title", required=True)
    source = head.string("source", required=True)
    valid_from = head.day("valid_from", required=True)
    head.day("as_of")
    head.string("office")
    force = head.string("force", "orientation", one_of=FORCES)
    head.finish()
    rules = [read_rule(rule, source, force, valid_from or date.min) for rule in table.tables("rule")]
    channels = table.table("channels")
    weekly = table.table("weekly")
    cover = table.table("cover")
    consulting = table.table("consulting")
    limits = table.table("limits")
    overbooking = table.table("overbooking")
    concept = Concept(
        name=name,
        title=title,
        valid_from=valid_from or date.min,
        rules=tuple(rule for rule in rules if rule is not None),
        weekly_target=_weekly_target(weekly),
        weekly_source=_source(weekly, source),
        contact_channels=frozenset(channels.tokens("contact", CHANNELS)),
        weekly_channels=frozenset(channels.tokens("weekly", CHANNELS)),
        advice_required=bool(channels.flag("advice_required")),
        talk_minutes=_talk_minutes(table.table("talk_minutes")),
        consulting_share=consulting.number("share", 0.05, 1),
        cover_order=cover.tokens("order", CLASSES),
        cover_is_default=not own_cover,
        occasions=_occasions(table.table("occasions")),
        newly_due_days=limits.whole("newly_due_days", 0, 365, required=True) or 0,
        fill_share=limits.number("fill_share", 0, 1, required=True) or 0.0,
        letter_spacing_days=limits.whole("letter_spacing_days", 0, 366, required=True) or 0,
        misses_shown=limits.whole("misses_shown", 1, 100, required=True) or 1,
        lead_days=table.table("lead_days").whole_numbers(LEAD_KEYS, 0, 60),
        show_rates=table.table("show_rates").rates(RATE_KEYS),
        overbooking=read_overbooking(overbooking),
    )
    if not any(rule is not None and rule.tier == "fallback" and rule.group == Group() for rule in rules):
        table.fault("rule", "fallback", text("wanted.fallback"))
    for part in (channels, weekly, cover, consulting, limits, overbooking):
        _source(part, source)
        part.finish()
    table.finish()
    return concept


def _source(table: TomlTable, source: str) -> str:
    """Return "document, Zeile n: quote" of a table; without a quote the document, where the table names it."""
    line = table.whole("line", 1, 10_000)
    quote = table.string("quote")
    origin = table.string("source")
    table.string("assumption")
    if not quote:
        return origin
    return f"{origin or source}, Zeile {line}: „{quote}“" if line else f"{origin or source}: „{quote}“"


def _weekly_target(weekly: TomlTable) -> dict[str, float]:
    target = weekly.table("target")
    found = {kind: target.number(kind, 0, 60) for kind in target.names()}
    for kind in found:
        if kind not in (*TEAM_KINDS, "default"):
            target.fault(kind, kind, text("wanted.one_of", values=", ".join((*TEAM_KINDS, "default"))))
    return {kind: value for kind, value in found.items() if value}


def _talk_minutes(minutes: TomlTable) -> dict[str, int]:
    _source(minutes, "")
    found: dict[str, int] = {}
    for key in minutes.names():
        kind, _, team_kind = key.partition(".")
        if key in SOURCE_KEYS:
            continue
        if kind not in (*KINDS, "default") or (team_kind and team_kind not in TEAM_KINDS):
            minutes.fault(key, key, text("wanted.one_of", values=", ".join((*KINDS, "default"))))
        found[key] = minutes.whole(key, 5, 240) or 0
    return found


def _occasions(occasions: TomlTable) -> dict[str, OccasionRule]:
    found = {}
    for kind in occasions.names():
        table = occasions.table(kind)
        if kind not in KINDS:
            occasions.fault(kind, kind, text("wanted.one_of", values=", ".join(KINDS)))
        working, calendar = table.whole("working_days", 1, 366), table.whole("days", 1, 366)
        _source(table, "")
        table.finish()
        if (working is None) == (calendar is None):
            occasions.fault(kind, table.data, text("wanted.occasion_days"))
        found[kind] = OccasionRule(working or calendar or 1, working is not None)
    return found

"""Agreements of a team as concept files."""

from pathlib import Path

from scheduler.concept import Concept
from scheduler.conceptfiles import load_concept
from scheduler.roster import Office

HEAD = """
[concept]
extends = "lichtenberg-2022"
title = "Teamvereinbarung Mitte 1"
source = "Teamvereinbarung Mitte 1 vom 01.09.2026"
valid_from = 2026-09-01
"""
AGREEMENT = f"""
remove_rules = ["first-talk-u25"]
{HEAD}
[weekly]
target = {{ basis = 18, u25 = 22.5 }}
quote = "Je Vollzeitkraft 18 Gespräche."

[[rule]]
id = "team-alo"
every = {{ weeks = 8 }}
tier = "team"
group = {{ status = ["alo"] }}
quote = "Arbeitslose alle acht Wochen"

[[rule]]
id = "six-months"
every = {{ months = 5 }}
tier = "status"
group = {{ kooperationsplan = false }}
quote = "spätestens nach fünf Monaten"
"""


def write(folder: Path, content: str, name: str = "mitte-1") -> None:
    (folder / f"{name}.toml").write_text(content, encoding="utf-8")


def load(folder: Path, content: str, name: str = "mitte-1", office: Office | None = None) -> Concept:
    write(folder, content, name)
    return load_concept(name, folder, office)

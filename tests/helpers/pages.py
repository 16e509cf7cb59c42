"""The pages of the documentation and their sections."""

import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
CONCEPTS = DOCS / "concepts.md"
FILES = DOCS / "files.md"
MODEL = DOCS / "model.md"
FOLDERS = ("docs", "sample_rosters", "benchmarks", "scheduler", "constraints", "tests")
PAGES = sorted([*ROOT.glob("*.md"), *(page for folder in FOLDERS for page in (ROOT / folder).rglob("*.md"))])
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@cache
def content(page: Path) -> str:
    return page.read_text(encoding="utf-8")


@cache
def section(page: Path, heading: str) -> str:
    """Return the text below a heading up to the next one of the same or a higher level."""
    found = re.search(rf"^(#+) {re.escape(heading)}$", content(page), re.MULTILINE)
    assert found, f"{name_of(page)} has no heading {heading}"
    rest = content(page)[found.end() :]
    following = re.search(rf"^#{{1,{len(found[1])}}} ", FENCE.sub(lambda block: " " * len(block[0]), rest), re.MULTILINE)
    return rest[: following.start()] if following else rest


def ticked(words: str) -> list[str]:
    return re.findall(r"`([^`]+)`", words)

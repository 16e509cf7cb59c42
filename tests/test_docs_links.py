"""The pages lead somewhere: links, headings and commands that they name are there, and every page stands alone."""

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest

from helpers.pages import FENCE, PAGES, ROOT, content, name_of, ticked
from scheduler.cli import main

SHELLS = ("console", "shell", "bash", "sh")


@cache
def prose(page: Path) -> str:
    """Return a page without its fenced blocks."""
    return FENCE.sub("", content(page))


def headings(page: Path) -> list[str]:
    return [match[2].strip() for match in re.finditer(r"^(#+) (.*)$", prose(page), re.MULTILINE)]


def anchors(page: Path) -> set[str]:
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings(page)}


def links() -> Iterator[tuple[Path, str]]:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
            if not re.match(r"[a-z]+:", target):
                yield page, target


@pytest.mark.parametrize(("page", "target"), list(links()), ids=lambda part: name_of(part) if isinstance(part, Path) else part)
def test_every_relative_link_resolves(page: Path, target: str) -> None:
    path, _, anchor = target.partition("#")
    file = page.parent / path if path else page
    assert file.exists()
    if anchor:
        assert anchor in anchors(file)


def test_every_heading_that_a_docstring_points_to_is_there() -> None:
    sources = [*(ROOT / "scheduler").rglob("*.py"), *(ROOT / "constraints").glob("*.py")]
    missing = []
    for file in sources:
        for page, words in re.findall(r"(docs/\w+\.md), ([A-Z][\w ]*)", file.read_text(encoding="utf-8")):
            if not any(words.startswith(heading) for heading in headings(ROOT / page)):
                missing.append((file.name, page, words))
    assert missing == []


def commands(page: Path) -> Iterator[str]:
    """Yield what follows the word turnus in code spans, shell blocks and indented blocks."""
    blocks = [body for language, body in FENCE.findall(content(page)) if language in SHELLS]
    indented = re.findall(r"^    (.*)$", prose(page), re.MULTILINE)
    for line in [*ticked(prose(page)), *indented, *(line for body in blocks for line in body.splitlines())]:
        for part in re.split(r"&&|\||;", line):
            if match := re.match(r"\s*(?:\$ )?(?:\S*/)?turnus(?: (.*))?$", part):
                yield match[1] or ""


def faults_of(command: str) -> list[str]:
    """Return what the command line does not know in a command as a page names it."""
    words = [word for word in shlex.split(re.sub(r"[\[\]]", " ", command)) if word != "…"]
    group: click.Command = main
    faults = []
    while words:
        word = words.pop(0)
        if word.startswith("-"):
            option = next((p for p in group.params if isinstance(p, click.Option) and word in p.opts), None)
            faults += [] if option or word in ("--help", "--version") else [word]
            if option and not option.is_flag and words:
                words.pop(0)
        elif isinstance(group, click.Group) and word in group.commands:
            group = group.commands[word]
        elif isinstance(group, click.Group):
            return [*faults, word]
    return faults


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_that_a_page_names_exists(page: Path) -> None:
    assert [(command, faults) for command in commands(page) if (faults := faults_of(command))] == []


def test_a_command_that_does_not_exist_is_found() -> None:
    assert faults_of("frobnicate ROSTER") == ["frobnicate"]
    assert faults_of("plan ROSTER --wek 2026-W49") == ["--wek"]
    assert faults_of("export leters ROSTER") == ["leters"]
    assert faults_of("--lang en plan ROSTER [--week W] -o PLAN") == []


def test_the_pages_name_every_command() -> None:
    named = {word for page in PAGES for command in commands(page) for word in command.split() if word in main.commands}
    assert named == set(main.commands)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_no_shell_block_is_empty(page: Path) -> None:
    assert content(page).count("```") % 2 == 0
    assert [body for language, body in FENCE.findall(content(page)) if language in SHELLS and not body.strip()] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_stands_alone(page: Path) -> None:
    outside = ("DESIGN.md", "DOMAIN.md", "OVERBOOKING.md", "ECOSYSTEM.md", "STYLE.md", "PEERS.md")
    assert [name for name in outside if name in content(page)] == []


def test_the_readme_shows_what_its_command_really_prints() -> None:
    """The output under the README's first command is the expected summary of the sample it plans (tested there)."""
    shown = (ROOT / "README.md").read_text(encoding="utf-8")
    printed = (ROOT / "sample_rosters" / "one_specialist" / "expected_summary.txt").read_text(encoding="utf-8")
    assert printed.replace("PLAN", "plan") in shown

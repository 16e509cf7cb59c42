"""week.html: everything is on it, nothing from outside, nothing breaks out of its cell, and a real browser shows it."""

import os
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from helpers.rosters import booking, customer, planned, specialist, write_roster
from scheduler.plan import Plan
from scheduler.weekpage import week_page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture
def made(tmp_path: Path) -> tuple[Plan, str]:
    people = [customer(f"K{n:02}") for n in range(40)] + [customer("W1", last_contact_on="2026-11-18")]
    staff = [specialist(room="3.14"), specialist("S2", mon="", tue="", thu="", fri="")]
    rows = [booking("B1", "2026-12-01T09:00", "2026-12-01T10:00", customer_id="")]
    occasion = [{"customer_id": "W1", "kind": "wish", "recorded_on": "2026-11-19", "note": "<script>alert(1)</script>"}]
    to_plan, plan = planned(write_roster(tmp_path, people, staff, bookings=rows, occasions=occasion))
    return plan, week_page(to_plan, plan).decode()


class Collector(HTMLParser):
    """Collects tags with their attributes, to check balance and references."""

    VOID = frozenset({"meta", "link", "img", "br", "hr", "input"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_and_self_contained(made: tuple[Plan, str]) -> None:
    parser = Collector()
    parser.feed(made[1])
    assert parser.open == []
    assert not [attrs for _, attrs in parser.seen if {"src", "href"} & attrs.keys()]
    assert not re.search(r"https?://|url\(|@import", made[1])
    assert "default-src 'none'" in made[1]


def test_every_appointment_need_and_stage_is_on_it(made: tuple[Plan, str]) -> None:
    plan, page = made
    for appointment in plan.appointments:
        assert f"<b>{appointment.start:%H:%M}–{appointment.end:%H:%M}</b> {appointment.customer_id}" in page
    for row in plan.not_invited:
        assert f"<td>{row.customer_id}</td>" in page
    assert page.count("ja (2 von 2)") == len(plan.stage_totals())
    assert "diese Woche keine Sprechzeiten" in page
    assert "interner Termin" in page


def test_what_stands_in_a_table_cannot_become_markup(made: tuple[Plan, str]) -> None:
    assert "<script>alert" not in made[1]
    assert "&lt;script&gt;alert" in made[1]


def test_no_figure_about_what_somebody_achieved(made: tuple[Plan, str]) -> None:
    assert not re.search(r"geführt(e|en)? Gespräche von|Quote|Rang", made[1])


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_a_browser_shows_it_without_errors(made: tuple[Plan, str], tmp_path: Path) -> None:
    """Headless Chromium runs the page with its content security policy and picks one specialist from the list."""
    plan, page = made
    probe = "<script>who.value = 'S2'; who.dispatchEvent(new Event('change')); document.title = [...document.querySelectorAll('.calendar')].map(c => c.dataset.who + ':' + c.hidden).join(' ');</script>"
    file = tmp_path / "week.html"
    file.write_text(page.replace("</body>", f"{probe}</body>"), encoding="utf-8")
    command = [CHROMIUM or "", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    command += [
        "--disable-component-update",
        "--disable-sync",
        f"--user-data-dir={tmp_path / 'profile'}",
        "--enable-logging=stderr",
    ]
    done = subprocess.run(
        [*command, "--dump-dom", f"file://{file}"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env={**os.environ, "TZ": "UTC"},
    )
    assert "<title>S1:true S2:false</title>" in done.stdout
    assert done.stdout.count('class="block ') == len(plan.appointments) + 1
    assert "CONSOLE" not in done.stderr, done.stderr

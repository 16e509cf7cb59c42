"""Whoever has left the roster still learns that their appointments are gone, or the office learns that they were not told."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from helpers.exports import NINE, calendar_in, done, events, files_of, mail_of, office_of, rebook
from helpers.radicale_server import PASSWORD, USER, radicale
from helpers.rosters import booking, specialist, write_table
from scheduler.cli import main


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    return office_of(tmp_path / "roster", [booking("B1", *NINE, specialist_id="S2")])


def s2_leaves(roster: Path) -> None:
    rebook(roster, [booking("B1", *NINE)])
    write_table(roster / "specialists.csv", [specialist("S1", room="2.14", email="s1@example.org")])


def test_the_files_of_somebody_who_left(roster: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done("export", "ics", roster, "-o", out)
    s2_leaves(roster)
    done("export", "ics", roster, "-o", out, today="2026-11-21")
    found = files_of(out)
    [gone] = [name for name in found if name.startswith("S2.cancel.")]
    assert (events(found["S2.ics"]), [e["METHOD"] for e in events(found[gone])]) == ([], ["CANCEL"])
    assert [e["SEQUENCE"] for e in events(found["S1.ics"])] == ["2"]


@pytest.mark.parametrize(("only", "name"), [(("--specialist", "S2"), "S2"), (("--team", "basis"), "team-basis")])
def test_somebody_who_left_can_be_named_and_still_belongs_to_the_team(
    roster: Path, tmp_path: Path, only: tuple[str, str], name: str
) -> None:
    out = tmp_path / "out"
    done("export", "ics", roster, "-o", out, *only)
    rebook(roster, [])
    write_table(roster / "specialists.csv", [specialist("S1", room="2.14", email="s1@example.org")])
    done("export", "ics", roster, "-o", out, *only, today="2026-11-21")
    found = files_of(out)
    [gone] = [file for file in found if file.startswith(f"{name}.cancel.")]
    assert (events(found[f"{name}.ics"]), [e["METHOD"] for e in events(found[gone])]) == ([], ["CANCEL"])


def test_the_calendar_on_a_server_of_somebody_who_left(roster: Path, tmp_path: Path) -> None:
    with radicale(tmp_path) as (url, _):

        def pushed(today: str) -> str:
            call = ["--lang", "de", "export", "caldav", str(roster), url, "--user", USER, "--today", today]
            return CliRunner().invoke(main, call, env={"TURNUS_CALDAV_PASSWORD": PASSWORD}).output

        assert "1 neu, 0 geändert, 0 gelöscht" in pushed("2026-11-20")
        s2_leaves(roster)
        assert "1 neu, 0 geändert, 1 gelöscht" in pushed("2026-11-21")


def test_mail_to_somebody_who_left_is_left_to_the_office(roster: Path, tmp_path: Path) -> None:
    done("export", "invitations", roster, "-o", tmp_path / "first")
    s2_leaves(roster)
    result = done("export", "invitations", roster, "-o", tmp_path / "then", today="2026-11-21")
    assert "steht: S2" in result.output
    assert [mail_of(data)["To"] for data in files_of(tmp_path / "then").values()] == ["s1@example.org"]


def test_in_a_common_mailbox_what_is_true_comes_last(tmp_path: Path) -> None:
    staff = [specialist(name, room="2.14", email="team@example.org") for name in ("S1", "S2")]
    roster, out = office_of(tmp_path / "roster", [booking("B1", *NINE)], staff), tmp_path / "out"
    done("export", "invitations", roster, "-o", out)
    rebook(roster, [booking("B1", *NINE, specialist_id="S2")])
    done("export", "invitations", roster, "-o", out, today="2026-11-21")
    said = [events(calendar_in(data))[0] for data in files_of(out).values()]
    newest = max(said, key=lambda event: (int(event["SEQUENCE"]), event["DTSTAMP"]))
    assert sorted(event["SEQUENCE"] for event in said) == ["0", "1", "2"]
    assert newest["METHOD"] == "REQUEST"

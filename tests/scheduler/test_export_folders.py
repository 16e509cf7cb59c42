"""Into which folders calendars, tables, sheets and mails go: never into a roster or a plan, never over files of others."""

from pathlib import Path

import pytest

from helpers.exports import NINE, TEN, TODAY, done, events, files_of, ledger, office_of, turnus
from helpers.rosters import booking, specialist, write_table

EXPORTS = ("ics", "csv", "week", "invitations")


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    return office_of(tmp_path / "roster", [booking("B1", *NINE), booking("B2", *TEN, customer_id="K2")])


@pytest.mark.parametrize("what", EXPORTS)
def test_a_roster_takes_no_exports(roster: Path, what: str) -> None:
    before = files_of(roster)
    result = turnus("export", what, roster, "-o", roster)
    assert (result.exit_code, "ist ein Ordner mit einem Bestand" in result.output) == (1, True)
    assert {name: data for name, data in files_of(roster).items() if not name.startswith(".")} == before


@pytest.mark.parametrize("inside", ["", "calendars"])
def test_a_plan_takes_no_exports(roster: Path, tmp_path: Path, inside: str) -> None:
    plan = tmp_path / "plan"
    done("plan", roster, "--week", "2026-W49", "-o", plan)
    before = files_of(plan)
    for what in EXPORTS:
        result = turnus("export", what, roster, "-o", plan / inside)
        assert (result.exit_code, "gehört zu einem Plan" in result.output) == (1, True)
    assert (files_of(plan), ledger(roster)) == (before, [])


@pytest.mark.parametrize("what", EXPORTS)
def test_a_file_is_no_folder(roster: Path, tmp_path: Path, what: str) -> None:
    file = tmp_path / "S1.ics"
    file.write_text("x")
    result = turnus("export", what, roster, "-o", file)
    assert (result.exit_code, "ist eine Datei; gewünscht ist ein Ordner" in result.output) == (1, True)
    assert (file.read_text(), ledger(roster)) == ("x", [])


@pytest.mark.parametrize(("what", "name"), [("ics", "S1.ics"), ("csv", "S2.csv"), ("week", "S1-2026-W49.pdf")])
def test_files_of_others_stay_and_stop_everything(roster: Path, tmp_path: Path, what: str, name: str) -> None:
    out, more = tmp_path / "out", ("--week", "2026-W49") if what == "week" else ()
    out.mkdir()
    (out / name).write_bytes(b"BEGIN:VCALENDAR\r\nPRODID:somebody\r\n")
    result = turnus("export", what, roster, "-o", out, *more)
    assert (result.exit_code, f"ersetzt würden: {name}." in result.output) == (1, True)
    assert files_of(out) == {name: b"BEGIN:VCALENDAR\r\nPRODID:somebody\r\n"}
    (out / name).unlink()
    done("export", what, roster, "-o", out, *more)
    done("export", what, roster, "-o", out, *more, today="2026-11-21", lang="en")


def test_two_names_that_windows_takes_for_one(roster: Path, tmp_path: Path) -> None:
    write_table(roster / "specialists.csv", [specialist(name) for name in ("S1", "s1", "S2")])
    for what in ("ics", "csv"):
        result = turnus("export", what, roster, "-o", tmp_path / what)
        assert (result.exit_code, "nur in Groß- und Kleinbuchstaben" in result.output) == (1, True)
        assert files_of(tmp_path / what) == {}
    done("export", "ics", roster, "-o", tmp_path / "one", "--specialist", "s1")


def test_names_and_pseudonyms_lie_beside_each_other_and_who_has_no_name_is_told(roster: Path, tmp_path: Path) -> None:
    out, people = tmp_path / "out", tmp_path / "people.csv"
    write_table(people, [{"customer_id": "K1", "name": "Ada"}])
    own = ("--specialist", "S1", "--with-names", "--addresses", people)
    done("export", "ics", roster, "-o", out)
    done("export", "week", roster, "-o", out, "--week", "2026-W49", "--specialist", "S1")
    before = files_of(out)
    for what, more in (("ics", ()), ("week", ("--week", "2026-W49"))):
        result = done("export", what, roster, "-o", out, *more, *own)
        assert "1 Mensch steht nicht in der Adressdatei und hat deshalb sein Pseudonym behalten: K2" in result.output
    after = files_of(out)
    assert sorted(after.keys() - before.keys()) == ["S1+names-2026-W49.pdf", "S1+names.ics"]
    assert {name: after[name] for name in before} == before
    assert [event["SUMMARY"][:8] for event in events(after["S1+names.ics"])] == ["Ada (45)", "Termin T"]


def test_a_sheet_with_no_name_at_all_still_says_that_it_is_for_ones_own_hands(roster: Path, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    write_table(people, [{"customer_id": "K4", "name": "Ada"}])
    more = ("--week", "2026-W49", "--specialist", "S1", "--with-names", "--addresses", people)
    result = done("export", "week", roster, "-o", tmp_path / "out", *more)
    assert "2 Menschen stehen nicht in der Adressdatei und haben deshalb ihr Pseudonym behalten: K1, K2" in result.output


def test_the_week_speaks_of_sheets_and_not_of_calendars(roster: Path, tmp_path: Path) -> None:
    result = turnus("export", "week", roster, "-o", tmp_path / "out", "--with-names", today=TODAY)
    assert (result.exit_code, "Wochenblatt" in result.output, "Kalender" in result.output) == (2, True, False)

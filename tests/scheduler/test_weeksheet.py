"""The printed week: whose appointments stand where, pseudonyms, names only on one specialist's own sheet."""

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from helpers.letters import addresses, invitation, is_tagged, places_of, roster_with, text_of, turnus
from helpers.markers import marked_booking, marked_roster, marks_in
from helpers.rosters import booking, write_table


def at(number: int, day: str, start: str, end: str, **values: str) -> dict[str, str]:
    return booking(f"B{number}", f"{day}T{start}", f"{day}T{end}", **{"customer_id": f"K{number}", "kind": "regular", **values})


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    return roster_with(
        tmp_path / "roster",
        at(1, "2026-12-01", "08:00", "08:45"),
        at(2, "2026-12-01", "13:00", "13:45"),
        at(3, "2026-12-01", "13:00", "13:45", double_booked="yes"),
        at(4, "2026-12-03", "09:00", "10:00", channel="phone", covers_for="S2"),
        at(5, "2026-12-04", "09:00", "10:30", customer_id=""),
        at(6, "2026-12-04", "11:00", "12:00", state="cancelled"),
        at(7, "2026-12-08", "11:00", "12:00"),
        at(8, "2026-12-01", "09:00", "10:00", specialist_id="S2"),
    )


def week(roster: Path, output: Path, *more: object, lang: str = "de") -> str:
    result = turnus("export", "week", roster, "--week", "2026-W49", "-o", output, "--today", "2026-11-20", *more, lang=lang)
    assert result.exit_code == 0, result.output
    return result.output


def sheet(folder: Path, name: str = "S1") -> bytes:
    return (folder / f"{name}-2026-W49.pdf").read_bytes()


def test_the_week_of_a_specialist(roster: Path, tmp_path: Path) -> None:
    assert "2 Wochenblätter geschrieben" in week(roster, tmp_path / "out")
    words = text_of(sheet(tmp_path / "out"))
    for said in (
        "S1 – Woche 2026-W49",
        "basis · Raum 4.06 · Stand 20.11.2026",
        "Di 01.12.",
        "belegt",
        "60 Min. · Telefon · für S2",
        "doppelt",
    ):
        assert said in words, said
    assert words.count("T-") == 4  # neither the cancelled one nor another week's nor a colleague's
    assert "K1" not in words


def test_who_is_away_is_not_shown_as_free_and_nobody_learns_why(roster: Path, tmp_path: Path) -> None:
    away = [{"person_id": "S1", "first_day": "2026-12-02", "last_day": "2026-12-02", "reason": "Kur"}]
    away += [{"person_id": "S1", "first_day": "2026-12-04", "last_day": "2026-12-09", "from_time": "13:00", "reason": "Kur"}]
    write_table(roster / "absences.csv", [{"from_time": "", **row} for row in away])
    week(roster, tmp_path / "out")
    words = text_of(sheet(tmp_path / "out"))
    assert (words.count("abwesend"), "Kur" in words) == (2, False)


@pytest.mark.parametrize(("today", "name"), [("2026-11-27", "S1-2026-W48.pdf"), ("2026-11-28", "S1-2026-W49.pdf")])
def test_the_running_week_unless_it_is_over(roster: Path, tmp_path: Path, today: str, name: str) -> None:
    assert turnus("export", "week", roster, "-o", tmp_path / "out", "--today", today).exit_code == 0
    assert (tmp_path / "out" / name).is_file()


def test_long_names_and_notes_are_made_smaller_and_not_cut(roster: Path, tmp_path: Path) -> None:
    people = addresses(tmp_path / "a.csv", {f"K{n}": "Katharina Müller-Lüdenscheidt" for n in range(1, 9)})
    week(roster, tmp_path / "out", "--specialist", "S1", "--with-names", "--addresses", people)
    found = places_of(sheet(tmp_path / "out", "S1+names"))
    names = [(x, y) for words, x, y in found if "Lüdenscheidt" in words]
    assert len(names) == 4


def test_the_reference_is_that_of_the_letter(tmp_path: Path) -> None:
    roster = roster_with(tmp_path / "roster", invitation(1, "2026-12-01"))
    week(roster, tmp_path / "out")
    assert "T-48FF91" in text_of(sheet(tmp_path / "out"))


def test_appointments_stand_at_their_time_and_double_seats_side_by_side(roster: Path, tmp_path: Path) -> None:
    week(roster, tmp_path / "out")
    reader = PdfReader(io.BytesIO(sheet(tmp_path / "out")))
    [page] = reader.pages
    assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == (842, 595)
    found = [(words, x, y) for words, x, y in places_of(sheet(tmp_path / "out")) if words.startswith(("08:00", "13:00", "09:00"))]
    [early] = [y for words, x, y in found if words.startswith("08:00") and x > 25]  # left of it stand the hours
    doubles = [(x, y) for words, x, y in found if words.startswith("13:00") and x > 25]
    assert len(doubles) == 2
    assert doubles[0][1] == pytest.approx(doubles[1][1])
    assert doubles[1][0] - doubles[0][0] > 20
    assert doubles[0][1] - early == pytest.approx(5 * 20, abs=2)  # five hours of 20 mm: the week shows 8 to 16


def test_names_only_on_the_own_sheet(roster: Path, tmp_path: Path) -> None:
    people = addresses(tmp_path / "a.csv", {"K1": "Ada Muster", "K2": "Ben Muster"})
    week(roster, tmp_path / "own", "--specialist", "S1", "--with-names", "--addresses", people)
    words = text_of(sheet(tmp_path / "own", "S1+names"))
    assert "Ada Muster" in words
    assert "nicht aushängen" in words
    assert (tmp_path / "own" / "S1+names-2026-W49.pdf").stat().st_mode & 0o077 == 0
    for wrong in (("--with-names",), ("--with-names", "--addresses", people), ("--specialist", "S1", "--with-names")):
        result = turnus("export", "week", roster, "-o", tmp_path / "no", *wrong)
        assert result.exit_code == 2
        assert not (tmp_path / "no").exists()


def test_in_english_of_one_team_tagged_and_always_the_same(roster: Path, tmp_path: Path) -> None:
    week(roster, tmp_path / "en", "--team", "basis", lang="en")
    data = sheet(tmp_path / "en")
    assert "S1 – week 2026-W49" in text_of(data)
    assert is_tagged(data, "en")
    week(roster, tmp_path / "two", "--specialist", "S1", lang="en")
    assert sheet(tmp_path / "two") == data
    assert [file.name for file in (tmp_path / "two").iterdir()] == ["S1-2026-W49.pdf"]


def test_nothing_of_a_person_is_on_the_sheet(tmp_path: Path) -> None:
    roster = marked_roster(tmp_path / "roster", [marked_booking(1, "2026-12-01T09:00", "2026-12-01T09:45")])
    week(roster, tmp_path / "out")
    assert marks_in(text_of(sheet(tmp_path / "out"))) == []

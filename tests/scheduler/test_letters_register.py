"""The register of letters: nothing twice, nothing lost, whatever happens in between; people without address; cancellations."""

import hashlib
from pathlib import Path

import pytest

from helpers.letters import (
    LETTERHEAD,
    addresses,
    change,
    export,
    invitation,
    letters_of,
    only_letter,
    roster_with,
    states,
    table,
    turnus,
)
from helpers.markers import marked_addresses, marked_booking, marked_roster, marks_in
from helpers.rosters import OFFICE, specialist

MARK = "NICHT-VERSENDEN.txt"


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    return roster_with(tmp_path / "roster", invitation(1), invitation(2))


@pytest.fixture
def people(tmp_path: Path) -> Path:
    return addresses(tmp_path / "people.csv", {"K1": "Ada Muster", "K2": "Ben Muster", "K3": "Cem Muster"})


def test_a_run_writes_folder_register_and_state(roster: Path, people: Path, tmp_path: Path) -> None:
    result = export(roster, people, tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "Briefe, zu versenden am 20.11.2026: 2." in result.output
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["bundle.csv", "bundle.pdf", "letters"]
    assert states(roster) == {"B1": ("sent", "2026-11-20"), "B2": ("sent", "2026-11-20")}
    register = table(roster / "letters.csv")
    assert [(row["booking_id"], row["letter"], row["sequence"], row["dispatched_on"]) for row in register] == [
        ("B1", "invitation", "0", "2026-11-20"),
        ("B2", "invitation", "0", "2026-11-20"),
    ]
    digests = {hashlib.sha256(file.read_bytes()).hexdigest() for file in (tmp_path / "out" / "letters").iterdir()}
    assert {row["sha256"] for row in register} == digests == {row["sha256"] for row in table(tmp_path / "out" / "bundle.csv")}
    assert {(row["who"], row["command"]) for row in table(roster / "changes.csv")} == {("test", "export letters")}
    assert turnus("check", roster).exit_code == 0


def test_a_file_is_no_folder_for_letters(roster: Path, people: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    result = export(roster, people, tmp_path / "out")
    assert (result.exit_code, "ist eine Datei; gewünscht ist ein Ordner" in result.output) == (1, True)


def test_letters_are_for_their_owner_alone(roster: Path, people: Path, tmp_path: Path) -> None:
    export(roster, people, tmp_path / "out")
    assert (tmp_path / "out").stat().st_mode & 0o077 == 0
    assert all(file.stat().st_mode & 0o077 == 0 for file in (tmp_path / "out").rglob("*"))


def test_a_weekend_posts_on_monday(roster: Path, people: Path, tmp_path: Path) -> None:
    export(roster, people, tmp_path / "out", today="2026-11-21")
    assert states(roster)["B1"] == ("sent", "2026-11-23")
    assert all("Datum: 23.11.2026" in letter for letter in letters_of(tmp_path / "out").values())


@pytest.mark.parametrize(
    "values",
    [
        {"state": "sent"},
        {"state": "cancelled"},
        {"state": "excused"},
        {"invited_by": "portal"},
        {"invited_by": "agreed"},
        {"customer_id": ""},
        {"on": "2026-11-19"},
    ],
)
def test_only_approved_invitations_by_letter_ahead_get_one(tmp_path: Path, people: Path, values: dict[str, str]) -> None:
    roster = roster_with(tmp_path / "roster", invitation(1, **values))
    before = {file.name: file.read_bytes() for file in roster.iterdir()}
    result = export(roster, people, tmp_path / "out")
    assert (result.exit_code, result.output) == (0, "Es ist kein Brief zu versenden.\n")
    assert not (tmp_path / "out").exists()
    assert {file.name: file.read_bytes() for file in roster.iterdir() if not file.name.startswith(".")} == before


def test_a_dry_run_writes_nothing(roster: Path, people: Path, tmp_path: Path) -> None:
    (roster / "pseudonym.key").unlink()
    before = {file.name: file.read_bytes() for file in roster.iterdir()}
    result = export(roster, people, tmp_path / "out", "--dry-run")
    assert "Briefe, zu versenden am 20.11.2026: 2." in result.output
    assert {file.name: file.read_bytes() for file in roster.iterdir()} == before
    assert not (tmp_path / "out").exists()


def test_everybody_without_an_address_is_named_and_nothing_is_written(roster: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("customer_id,name,address\nK1,Ada,\n", encoding="utf-8")
    result = export(roster, file, tmp_path / "out")
    assert result.exit_code == 1
    assert "a.csv K1 fehlt" in result.output
    assert "a.csv K2 fehlt" in result.output
    assert states(roster)["B1"][0] == "approved"
    assert not (tmp_path / "out").exists()


def test_short_notice_is_told_not_refused(people: Path, tmp_path: Path) -> None:
    """Posted on Friday 20 November a letter needs 7 days: Friday 27 is in time, Thursday 26 is not."""
    roster = roster_with(tmp_path / "roster", invitation(1, "2026-11-26"), invitation(2, "2026-11-27"))
    result = export(roster, people, tmp_path / "out")
    assert "Ein Brief kommt nach der Vorlaufzeit des Konzepts zu spät an; bitte auch anrufen:" in result.output
    assert "  K1, Do 26.11.2026 09:00 (Termin B1)" in result.output
    assert "K2" not in result.output
    assert len(letters_of(tmp_path / "out")) == 2


def test_no_letter_helps_for_a_talk_before_the_post_goes(people: Path, tmp_path: Path) -> None:
    roster = roster_with(tmp_path / "roster", invitation(1, "2026-11-22"))
    result = export(roster, people, tmp_path / "out", today="2026-11-21")
    assert "Ein Termin liegt vor dem Versandtag" in result.output
    assert states(roster)["B1"][0] == "approved"


def test_a_letter_is_not_made_twice(roster: Path, people: Path, tmp_path: Path) -> None:
    export(roster, people, tmp_path / "out")
    assert export(roster, people, tmp_path / "two").output == "Es ist kein Brief zu versenden.\n"
    change(roster, "B1", state="approved")
    result = export(roster, people, tmp_path / "two")
    assert "Ein genehmigter Termin hat seinen Brief schon (letters.csv); noch einmal mit --again TERMIN." in result.output
    assert len(table(roster / "letters.csv")) == 2


def test_again_gives_the_same_bytes_as_long_as_nothing_changed(roster: Path, people: Path, tmp_path: Path) -> None:
    export(roster, people, tmp_path / "out")
    result = export(roster, people, tmp_path / "again", "--again", "B1", today="2026-11-24")
    assert "derselbe Brief vom 20.11.2026, noch einmal" in result.output
    [again] = (tmp_path / "again" / "letters").iterdir()
    assert again.read_bytes() == (tmp_path / "out" / "letters" / again.name).read_bytes()
    rows = [row for row in table(roster / "letters.csv") if row["booking_id"] == "B1"]
    assert [row["dispatched_on"] for row in rows] == ["2026-11-20", "2026-11-24"]
    assert len({row["sha256"] for row in rows}) == 1
    assert states(roster)["B1"] == ("sent", "2026-11-20")
    export(roster, people, tmp_path / "third", "--again", "B1", today="2026-11-25")
    assert [row["dispatched_on"] for row in table(roster / "letters.csv") if row["sha256"] == rows[0]["sha256"]] == [
        "2026-11-20",
        "2026-11-24",
        "2026-11-25",
    ]


def test_again_with_another_address_is_a_new_letter(roster: Path, people: Path, tmp_path: Path) -> None:
    export(roster, people, tmp_path / "out")
    moved = addresses(tmp_path / "moved.csv", {"K1": "Ada Muster"}, "Neuer Weg 7|10315 Berlin")
    result = export(roster, moved, tmp_path / "again", "--again", "B1", today="2026-11-24")
    assert "neuer Brief vom 24.11.2026, denn seit dem letzten hat sich etwas geändert" in result.output
    assert "Neuer Weg 7" in only_letter(tmp_path / "again")
    assert "Datum: 24.11.2026" in only_letter(tmp_path / "again")
    assert len({row["sha256"] for row in table(roster / "letters.csv") if row["booking_id"] == "B1"}) == 2


@pytest.mark.parametrize(("name", "words"), [("B9", "B9"), ("B3", "steht kein Brief in letters.csv")])
def test_again_needs_a_letter(tmp_path: Path, people: Path, name: str, words: str) -> None:
    roster = roster_with(tmp_path / "roster", invitation(1), invitation(3))
    result = export(roster, people, tmp_path / "out", "--again", name)
    assert (result.exit_code, words in result.output) == (1, True)
    assert not (tmp_path / "out").exists()


def test_a_moved_appointment_gets_a_letter_that_replaces_the_first(roster: Path, people: Path, tmp_path: Path) -> None:
    """`turnus approve` of a replan leaves it so: new time, approved again, sequence one higher."""
    export(roster, people, tmp_path / "out")
    change(roster, "B1", state="approved", sequence="1", start="2026-12-15T10:00", end="2026-12-15T10:45")
    export(roster, people, tmp_path / "new", today="2026-11-25")
    letter = only_letter(tmp_path / "new")
    assert "Dieser Brief ersetzt unsere Einladung vom 20.11.2026. Der frühere Termin gilt nicht mehr." in letter
    assert "Dienstag, 15.12.2026, um 10:00 Uhr" in letter
    assert [row["sequence"] for row in table(roster / "letters.csv")] == ["0", "0", "1"]
    assert "ersetzt" not in "".join(letters_of(tmp_path / "out").values())


def test_a_cancelled_appointment_is_offered_a_letter_and_gets_one_when_asked(roster: Path, people: Path, tmp_path: Path) -> None:
    export(roster, people, tmp_path / "out")
    change(roster, "B1", state="cancelled", sequence="1")
    offered = export(roster, people, tmp_path / "none", today="2026-11-24")
    assert "seither abgesagt; eine Absage gibt es mit --cancellations" in offered.output
    assert "K1, Di 08.12.2026 09:00 (Termin B1)" in offered.output
    result = export(roster, people, tmp_path / "off", "--cancellations", today="2026-11-24")
    assert "Absagen: 1" in result.output
    letter = only_letter(tmp_path / "off")
    assert "Unsere Einladung vom 20.11.2026 gilt nicht mehr" in letter
    assert "Rechtsfolgenbelehrung" not in letter
    assert [row["letter"] for row in table(roster / "letters.csv")] == ["invitation", "invitation", "cancellation"]
    assert states(roster)["B1"][0] == "cancelled"
    assert "Es ist kein Brief" in export(roster, people, tmp_path / "no", "--cancellations", today="2026-11-24").output


@pytest.mark.parametrize(("today", "is_named"), [("2026-12-03", False), ("2026-12-04", True)])
def test_who_may_set_out_before_the_cancellation_arrives_is_named(
    roster: Path, people: Path, tmp_path: Path, today: str, is_named: bool
) -> None:
    """For a talk on Tuesday a letter of Thursday counts as received on Monday, one of Friday on Tuesday."""
    export(roster, people, tmp_path / "out")
    change(roster, "B1", state="cancelled", sequence="1")
    said = export(roster, people, tmp_path / "off", "--cancellations", today=today).output
    assert ("bitte auch anrufen:" in said and "K1, Di 08.12.2026 09:00" in said) is is_named


def test_a_folder_with_letters_is_never_replaced(roster: Path, people: Path, tmp_path: Path) -> None:
    export(roster, people, tmp_path / "out")
    change(roster, "B1", state="approved", sequence="1")
    before = letters_of(tmp_path / "out")
    result = export(roster, people, tmp_path / "out")
    assert (result.exit_code, "Briefe werden nie ersetzt" in result.output) == (1, True)
    assert letters_of(tmp_path / "out") == before
    assert states(roster)["B1"][0] == "approved"


def test_without_typst_the_message_says_what_to_install(
    roster: Path, people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    result = export(roster, people, tmp_path / "out")
    assert (result.exit_code, 'pip install "turnus[letters]"' in result.output) == (1, True)


def test_nothing_of_a_person_is_in_file_names_register_log_or_list(tmp_path: Path) -> None:
    """A mark in every field of every customer. In the letter itself stand the name and the address, nothing else of them."""
    days = {n: f"2026-12-0{6 + n}" for n in (1, 2, 3)}
    bookings = [{**marked_booking(n, f"{day}T09:00", f"{day}T09:45"), "booking_id": f"B{n}"} for n, day in days.items()]
    staff = [specialist("S1", room="4.06"), specialist("S2")]
    roster = marked_roster(tmp_path / "roster", bookings, office=OFFICE + LETTERHEAD, specialists=staff)
    out = tmp_path / "out"
    result = export(roster, marked_addresses(tmp_path / "a.csv"), out)
    assert result.exit_code == 0, result.output
    for file in out.rglob("*"):  # pages are compressed; their titles and other metadata are not
        assert marks_in(file.relative_to(out).as_posix()) == []
        assert file.is_dir() or [mark for mark in marks_in(file.read_bytes()) if mark.startswith("Qz")] == []
    assert marks_in((roster / "letters.csv").read_bytes()) == []
    assert marks_in((roster / "changes.csv").read_bytes()) == []
    for letter in letters_of(out).values():
        assert {mark.lstrip("Qz0123456789") for mark in marks_in(letter)} == {"name", "street", "town"}


def test_forgetting_keeps_the_proof_as_long_as_the_appointment(roster: Path, people: Path, tmp_path: Path) -> None:
    export(roster, people, tmp_path / "out")
    change(roster, "B1", state="held")
    result = turnus("forget", roster, "--before", "2027-06-01", "--today", "2027-06-02", "--by", "test")
    assert result.exit_code == 0, result.output
    left = {row["booking_id"] for row in table(roster / "bookings.csv")}
    assert {row["booking_id"] for row in table(roster / "letters.csv")} == left == {"B2"}

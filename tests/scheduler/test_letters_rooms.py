"""The letter that somebody holds names a room: when the talk is in another one, a letter says so; nothing else is said twice."""

from pathlib import Path

import pytest

from helpers.letters import addresses, change, export, invitation, only_letter, roster_with, states, table
from helpers.rosters import specialist, write_table

NAMES = {"K1": "Ada Muster", "K2": "Ben Muster"}


@pytest.fixture
def people(tmp_path: Path) -> Path:
    return addresses(tmp_path / "people.csv", NAMES)


@pytest.fixture
def invited(tmp_path: Path, people: Path) -> Path:
    """A roster whose only invitation, to S1 in room 4.06, went out on Friday 20 November."""
    roster = roster_with(tmp_path / "roster", invitation(1))
    assert export(roster, people, tmp_path / "first").exit_code == 0
    return roster


def rooms(roster: Path, **room_of: str) -> None:
    write_table(roster / "specialists.csv", [specialist(name, room=room) for name, room in room_of.items()])


def register(roster: Path) -> list[tuple[str, str, str]]:
    return [(row["letter"], row["sequence"], row["room"]) for row in table(roster / "letters.csv")]


def test_a_colleague_in_another_room_is_told_by_letter(invited: Path, people: Path, tmp_path: Path) -> None:
    """`turnus approve` of a replan leaves a covered talk so: same time, still sent, sequence one higher."""
    change(invited, "B1", specialist_id="S2", covers_for="S1", sequence="1")
    result = export(invited, people, tmp_path / "new", today="2026-11-25", sample=False)
    assert result.exit_code == 0, result.output
    assert "Terminänderungen (anderer Raum): 1" in result.output
    assert "  K1, Di 08.12.2026 09:00 (Termin B1): 4.07 statt 4.06" in result.output
    letter = only_letter(tmp_path / "new")
    for words in ("Neuer Raum 4.07", "Nicht mehr 4.06", "Dienstag, 08.12.2026, um 09:00 Uhr", "unserem Brief vom 20.11.2026"):
        assert words in letter, words
    assert "Vertretung" in letter
    assert "Rechtsfolgenbelehrung" not in letter
    assert register(invited) == [("invitation", "0", "4.06"), ("change", "1", "4.07")]
    assert states(invited)["B1"] == ("sent", "2026-11-20")


def test_a_new_room_in_specialists_csv_is_told_once(invited: Path, people: Path, tmp_path: Path) -> None:
    rooms(invited, S1="5.01", S2="4.07")
    export(invited, people, tmp_path / "new", today="2026-11-25")
    assert "Neuer Raum 5.01" in only_letter(tmp_path / "new")
    assert export(invited, people, tmp_path / "none", today="2026-11-26").output == "Es ist kein Brief zu versenden.\n"
    rooms(invited, S1="4.06", S2="4.07")
    export(invited, people, tmp_path / "back", today="2026-11-26")
    assert "Neuer Raum 4.06 Nicht mehr 5.01" in only_letter(tmp_path / "back")


def test_a_colleague_in_the_same_room_or_by_telephone_needs_no_letter(tmp_path: Path, people: Path) -> None:
    roster = roster_with(tmp_path / "roster", invitation(1), invitation(2, channel="phone"))
    rooms(roster, S1="4.06", S2="4.06", S3="9.99")
    export(roster, people, tmp_path / "first")
    change(roster, "B1", specialist_id="S2", covers_for="S1", sequence="1")
    change(roster, "B2", specialist_id="S3", covers_for="S1", sequence="1")
    assert export(roster, people, tmp_path / "none").output == "Es ist kein Brief zu versenden.\n"


def test_without_a_room_the_letter_says_whom_to_ask(invited: Path, people: Path, tmp_path: Path) -> None:
    rooms(invited, S1="", S2="4.07")
    assert "kein Raum eingetragen statt 4.06" in export(invited, people, tmp_path / "new").output
    assert "Neuer Raum Bitte fragen Sie am Eingang. Nicht mehr 4.06" in only_letter(tmp_path / "new")


def test_a_register_that_does_not_know_the_room_is_left_in_peace(invited: Path, people: Path, tmp_path: Path) -> None:
    rows = table(invited / "letters.csv")
    write_table(invited / "letters.csv", [{name: cell for name, cell in row.items() if name != "room"} for row in rows])
    rooms(invited, S1="5.01", S2="4.07")
    assert export(invited, people, tmp_path / "none").output == "Es ist kein Brief zu versenden.\n"


def test_what_comes_too_late_is_to_be_called(tmp_path: Path, people: Path) -> None:
    roster = roster_with(tmp_path / "roster", invitation(1), invitation(2, "2026-12-12"))
    export(roster, people, tmp_path / "first")
    rooms(roster, S1="5.01", S2="4.07")
    assert "bitte auch anrufen:\n  K1" in export(roster, people, tmp_path / "a", "--dry-run", today="2026-12-07").output
    saturday = export(roster, people, tmp_path / "b", today="2026-12-12").output
    assert "und liegt vor dem Versandtag; bitte anrufen:\n  K2, Sa 12.12.2026 09:00 (Termin B2): 5.01 statt 4.06" in saturday
    assert not (tmp_path / "b").exists()


def test_the_notice_comes_once_more_with_the_same_bytes(invited: Path, people: Path, tmp_path: Path) -> None:
    rooms(invited, S1="5.01", S2="4.07")
    export(invited, people, tmp_path / "new", today="2026-11-25")
    result = export(invited, people, tmp_path / "again", "--again", "B1", today="2026-11-26")
    assert "derselbe Brief vom 25.11.2026, noch einmal" in result.output
    change(invited, "B1", state="cancelled", sequence="2")
    refused = export(invited, people, tmp_path / "no", "--again", "B1", today="2026-11-26")
    assert (refused.exit_code, "nennt einen neuen Raum, der Termin gilt aber nicht mehr" in refused.output) == (1, True)
    export(invited, people, tmp_path / "off", "--cancellations", today="2026-11-26")
    assert "Unsere Einladung vom 20.11.2026 gilt nicht mehr" in only_letter(tmp_path / "off")


def test_the_house_may_summon_anew_instead(invited: Path, people: Path, tmp_path: Path) -> None:
    rooms(invited, S1="5.01", S2="4.07")
    export(invited, people, tmp_path / "anew", "--again", "B1", today="2026-11-25")
    letter = only_letter(tmp_path / "anew")
    assert "Dieser Brief ersetzt unsere Einladung vom 20.11.2026." in letter
    assert "Rechtsfolgenbelehrung" in letter
    assert export(invited, people, tmp_path / "none", today="2026-11-25").output == "Es ist kein Brief zu versenden.\n"


def test_a_sent_talk_whose_time_was_changed_by_hand_is_named(invited: Path, people: Path, tmp_path: Path) -> None:
    change(invited, "B1", start="2026-12-08T10:00", end="2026-12-08T10:45")
    result = export(invited, people, tmp_path / "none", today="2026-11-25")
    assert "Ein Termin ist anders, als sein Brief sagt" in result.output
    assert "K1, Di 08.12.2026 10:00 (Termin B1)" in result.output


def test_a_cancellation_is_true_for_telephone_talks_too(tmp_path: Path, people: Path) -> None:
    roster = roster_with(tmp_path / "roster", invitation(1, channel="phone", kind="wish"))
    export(roster, people, tmp_path / "first")
    change(roster, "B1", state="cancelled", sequence="1")
    export(roster, people, tmp_path / "off", "--cancellations", today="2026-11-25")
    letter = only_letter(tmp_path / "off")
    assert "Dieser Termin findet nicht statt" in letter
    assert "zu uns kommen" not in letter
    assert "nötig" not in letter

"""`--again` never says what is not true any more: no invitation for a talk that was called off, no cancellation for one that stands."""

from pathlib import Path

import pytest

from helpers.letters import addresses, change, export, invitation, only_letter, roster_with, states, table


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    return roster_with(tmp_path / "roster", invitation(1))


@pytest.fixture
def people(tmp_path: Path) -> Path:
    return addresses(tmp_path / "people.csv", {"K1": "Ada Muster"})


@pytest.mark.parametrize("state", ["cancelled", "excused"])
def test_no_invitation_once_more_for_a_talk_that_was_called_off(roster: Path, people: Path, tmp_path: Path, state: str) -> None:
    export(roster, people, tmp_path / "out")
    change(roster, "B1", state=state, sequence="1")
    result = export(roster, people, tmp_path / "again", "--again", "B1", today="2026-11-24")
    assert (result.exit_code, "ist eine Einladung, der Termin gilt aber nicht mehr" in result.output) == (1, True)
    assert not (tmp_path / "again").exists()
    assert len(table(roster / "letters.csv")) == 1


def test_no_cancellation_once_more_for_a_talk_that_stands_again(roster: Path, people: Path, tmp_path: Path) -> None:
    export(roster, people, tmp_path / "out")
    change(roster, "B1", state="cancelled", sequence="1")
    export(roster, people, tmp_path / "off", "--cancellations", today="2026-11-24")
    change(roster, "B1", state="approved", sequence="2")
    result = export(roster, people, tmp_path / "again", "--again", "B1", today="2026-11-25")
    assert (result.exit_code, "ist eine Absage, der Termin gilt aber wieder" in result.output) == (1, True)
    assert not (tmp_path / "again").exists()
    export(roster, people, tmp_path / "new", today="2026-11-25")
    assert "findet nicht statt" not in only_letter(tmp_path / "new")
    assert states(roster)["B1"] == ("sent", "2026-11-25")


def test_a_cancellation_is_made_once_more_while_it_is_true(roster: Path, people: Path, tmp_path: Path) -> None:
    export(roster, people, tmp_path / "out")
    change(roster, "B1", state="cancelled", sequence="1")
    export(roster, people, tmp_path / "off", "--cancellations", today="2026-11-24")
    result = export(roster, people, tmp_path / "again", "--again", "B1", today="2026-11-25")
    assert "derselbe Brief vom 24.11.2026, noch einmal" in result.output
    assert only_letter(tmp_path / "again") == only_letter(tmp_path / "off")


def test_a_time_that_was_changed_by_hand_gets_a_new_letter(roster: Path, people: Path, tmp_path: Path) -> None:
    """Without a new `sequence` in bookings.csv; the register knows which time the letter names."""
    export(roster, people, tmp_path / "out")
    assert [row["start"] for row in table(roster / "letters.csv")] == ["2026-12-08T09:00"]
    change(roster, "B1", state="approved", start="2026-12-15T10:00", end="2026-12-15T10:45")
    export(roster, people, tmp_path / "new", today="2026-11-25")
    letter = only_letter(tmp_path / "new")
    assert "Dieser Brief ersetzt unsere Einladung vom 20.11.2026." in letter
    assert "Dienstag, 15.12.2026, um 10:00 Uhr" in letter
    assert [row["start"] for row in table(roster / "letters.csv")] == ["2026-12-08T09:00", "2026-12-15T10:00"]
    change(roster, "B1", state="approved")
    assert "hat seinen Brief schon" in export(roster, people, tmp_path / "none", today="2026-11-25").output


def test_after_a_cancellation_only_a_new_invitation_counts(roster: Path, people: Path, tmp_path: Path) -> None:
    export(roster, people, tmp_path / "out")
    change(roster, "B1", state="cancelled")
    export(roster, people, tmp_path / "off", "--cancellations", today="2026-11-24")
    change(roster, "B1", state="approved")
    export(roster, people, tmp_path / "new", today="2026-11-25")
    assert "Einladung zum Gespräch am 08.12.2026" in only_letter(tmp_path / "new")
    assert states(roster)["B1"] == ("sent", "2026-11-25")


def test_two_changes_of_mind_on_one_day_are_three_letters(roster: Path, people: Path, tmp_path: Path) -> None:
    """The third is the first, byte for byte; without a row of its own the register would end with the cancellation."""
    for number, state in enumerate(("approved", "cancelled", "approved")):
        change(roster, "B1", state=state)
        export(roster, people, tmp_path / str(number), "--cancellations")
    assert [row["letter"] for row in table(roster / "letters.csv")] == ["invitation", "cancellation", "invitation"]

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

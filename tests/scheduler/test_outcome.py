"""Outcomes: held, late, missed, excused, cancelled, turned away; written once, corrected, never doubled, in any order."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.languages import roster_words, strangers
from helpers.outcomes import DAY, PAIR, TALK, contacts, due, missed, outcome, roster_with, run
from helpers.rosters import KEY
from scheduler.cli import main
from scheduler.daily.outcome import record_outcome
from scheduler.roster import Contact, Roster
from scheduler.rosterfiles import read_roster
from scheduler.texts import LANGUAGES, use_language

OUTCOMES = ("held", "late", "missed", "excused", "cancelled", "turned_away")


@pytest.fixture(autouse=True)
def german_again() -> Iterator[None]:
    yield
    use_language("de")


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    return roster_with(tmp_path / "roster")


def state(folder: Path) -> str:
    return read_roster(folder).bookings[0].state


@pytest.mark.parametrize("name", OUTCOMES)
def test_every_outcome_writes_the_booking_and_one_contact(roster: Path, name: str) -> None:
    result = outcome(roster, "B1", name)
    assert result.exit_code == 0, result.output
    assert state(roster) == name
    wanted = Contact("K1", DAY, "in_person", name, "regular", "letter", date(2026, 11, 12), booking_id="B1")
    assert contacts(roster) == [wanted]
    before = {file.name: file.read_bytes() for file in roster.glob("*.csv")}
    again = outcome(roster, "B1", name)
    assert (again.exit_code, {file.name: file.read_bytes() for file in roster.glob("*.csv")}) == (0, before)
    assert "steht schon da" in again.output


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("held", []),
        ("late", []),
        ("missed", [("K1", "ue25-alo", date(2026, 12, 3), False)]),
        ("excused", [("K1", "ue25-alo", date(2026, 12, 3), False)]),
        ("cancelled", [("K1", "ue25-alo", date(2026, 12, 3), False)]),
        ("turned_away", [("K1", "turned-away", date(2026, 11, 25), True)]),
    ],
)
def test_what_is_due_in_the_week_after(roster: Path, name: str, wanted: list[tuple[str, str, date, bool]]) -> None:
    """Only a talk that was held moves the clock; the deadline of the minimum contact stays, and who was turned away comes first."""
    outcome(roster, "B1", name)
    assert due(roster, date(2026, 11, 30), DAY) == wanted


def test_a_talk_that_was_no_advice_does_not_move_the_clock(roster: Path) -> None:
    result = outcome(roster, "B1", "held", "--no-advice")
    assert not contacts(roster)[0].advice
    assert "Nächstes Gespräch bis 03.12.2026 (Regel Ü25, arbeitslos)" in result.output
    corrected = outcome(roster, "B1", "held")
    assert contacts(roster)[0].advice
    assert "Nächstes Gespräch bis 25.05.2027 (Regel Ü25, arbeitslos)" in corrected.output


@pytest.mark.parametrize(("wrong", "right"), list(zip(OUTCOMES, OUTCOMES[2:] + OUTCOMES[:2], strict=True)))
def test_a_wrong_outcome_is_corrected_not_doubled(tmp_path: Path, wrong: str, right: str) -> None:
    """The result is the same as if the right one had been recorded at once."""
    folder = roster_with(tmp_path / "roster")
    at_once = record_outcome(read_roster(folder), "B1", right, DAY)
    assert len(at_once.changes) == 2
    outcome(folder, "B1", wrong)
    result = outcome(folder, "B1", right)
    assert (state(folder), [c.outcome for c in contacts(folder)]) == (right, [right])
    assert "Berichtigt" in result.output


def test_the_log_tells_the_correction(roster: Path) -> None:
    outcome(roster, "B1", "missed")
    outcome(roster, "B1", "held")
    with (roster / "changes.csv").open(encoding="utf-8", newline="") as stream:
        lines = [(line["who"], line["table"], line["column"], line["old"], line["new"]) for line in csv.DictReader(stream)]
    assert ("Ada", "bookings.csv", "state", "missed", "held") in lines
    assert ("Ada", "contacts.csv", "outcome", "missed", "held") in lines


def test_a_row_that_came_from_elsewhere_is_taken_up(tmp_path: Path) -> None:
    row = {"customer_id": "K1", "on": "2026-11-25", "channel": "in_person", "outcome": "missed"}
    folder = roster_with(tmp_path / "one", contacts=[row])
    assert outcome(folder, "B1", "held").exit_code == 0
    assert [(c.outcome, c.booking_id, c.kind) for c in contacts(folder)] == [("held", "B1", "regular")]
    other = row | {"channel": "phone"}
    folder = roster_with(tmp_path / "other", contacts=[other])
    outcome(folder, "B1", "held")
    assert len(contacts(folder)) == 2
    folder = roster_with(tmp_path / "two", contacts=[row, row])
    result = outcome(folder, "B1", "held")
    assert (result.exit_code, state(folder)) == (1, "sent")
    assert "mehrere Zeilen" in result.output


def test_before_the_talk_it_can_only_be_called_off(roster: Path) -> None:
    early = DAY - timedelta(days=2)
    for name in ("held", "late", "missed", "turned_away"):
        result = outcome(roster, "B1", name, today=early)
        assert (result.exit_code, state(roster)) == (1, "sent")
        assert "erst am 25.11.2026" in result.output
    assert outcome(roster, "B1", "excused", today=early).exit_code == 0
    assert (state(roster), contacts(roster)[0].on) == ("excused", early)
    assert "in der Zukunft" not in run("check", roster, today=early).output
    assert outcome(roster, "B1", "late").exit_code == 0  # came all the same
    assert [(c.on, c.outcome) for c in contacts(roster)] == [(DAY, "late")]


def test_blocks_and_unknown_bookings_are_refused(tmp_path: Path) -> None:
    folder = roster_with(
        tmp_path / "roster",
        TALK,
        TALK | {"booking_id": "B2", "customer_id": "", "start": "2026-11-25T11:00"} | {"end": "2026-11-25T12:00"},
    )
    before = (folder / "bookings.csv").read_bytes()
    assert "Sperrzeit" in outcome(folder, "B2", "held").output
    assert "gibt es nicht" in outcome(folder, "B9", "held").output
    assert outcome(folder, "B1", "gone").exit_code == 2
    assert ((folder / "bookings.csv").read_bytes(), (folder / "contacts.csv").exists()) == (before, False)


def test_german_words_and_a_dry_run(roster: Path) -> None:
    assert "nichts wurde geschrieben" in outcome(roster, "B1", "nicht erschienen", "--dry-run").output
    assert state(roster) == "sent"
    assert outcome(roster, "B1", "Nicht erschienen").exit_code == 0
    assert state(roster) == "missed"


# ---- any order


def facts(roster: Roster) -> tuple[dict[str, str], set[tuple[str, str, date, bool]]]:
    states = {b.booking_id: b.state for b in roster.bookings}
    return states, {(c.booking_id, c.outcome, c.on, c.double_booked) for c in roster.contacts}


@settings(max_examples=8)
@given(st.lists(st.tuples(st.sampled_from(["B1", "B2", "B3"]), st.sampled_from(OUTCOMES)), min_size=1, max_size=6))
def test_outcomes_in_any_order_leave_one_contact_a_booking(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str]]
) -> None:
    from scheduler.store.store import open_store

    third = TALK | {"booking_id": "B3", "customer_id": "K3", "start": "2026-11-25T11:00", "end": "2026-11-25T11:45"}
    folder = roster_with(tmp_path_factory.mktemp("any") / "roster", *PAIR, third)
    (folder / "pseudonym.key").write_text(KEY.hex(), encoding="ascii")
    for name, word in steps:
        with open_store(folder, command="outcome", who="Ada") as store:
            store.write(record_outcome(read_roster(folder), name, word, DAY).changes)
    states, rows = facts(read_roster(folder))
    last = dict(steps)
    assert states == {"B1": "sent", "B2": "sent", "B3": "sent"} | last
    assert {(name, word) for name, word, *_ in rows} == set(last.items())
    assert len(read_roster(folder).contacts) == len(last)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_printed_is_in_one_language(tmp_path: Path, language: str) -> None:
    folder = roster_with(tmp_path / "roster", *PAIR, contacts=[missed("2026-09-01"), missed("2026-10-06"), missed("2026-11-10")])
    known = roster_words(folder) | {"ada"}
    calls = [("B1", "turned_away"), ("B1", "missed"), ("B1", "held", "--dry-run"), ("B9", "held"), ("B2", "nonsense")]
    for call in calls:
        result = CliRunner().invoke(
            main, ["--lang", language, "outcome", str(folder), *call, "--today", DAY.isoformat(), "--by", "Ada"]
        )
        assert strangers(result.output, language, known | {"nonsense"}) == set(), call
    due_list = CliRunner().invoke(
        main, ["--lang", language, "due", str(folder), "--today", DAY.isoformat(), "--week", "2026-W49"]
    )
    assert strangers(due_list.output, language, known) == set()

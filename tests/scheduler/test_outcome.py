"""Outcomes: held, late, missed, excused, cancelled, turned away; the contact clock, the chain of invitations, and who comes first."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.languages import roster_words, strangers
from helpers.rosters import KEY, Row, booking, customer, look_at, planned, specialist, write_roster, write_table
from scheduler.cli import main
from scheduler.conceptfiles import load_concept
from scheduler.daily.outcome import record_outcome
from scheduler.needs import Cases, needs_of_week
from scheduler.roster import Contact, Roster
from scheduler.rosterfiles import read_roster
from scheduler.texts import LANGUAGES, use_language
from scheduler.weekpage import week_page

OUTCOMES = ("held", "late", "missed", "excused", "cancelled", "turned_away")
DAY = date(2026, 11, 25)
"""The day of the talk, a Wednesday; the letter of 12 November."""
TALK = booking(
    "B1", "2026-11-25T09:00", "2026-11-25T09:45", kind="regular", invited_by="letter", invited_on="2026-11-12", state="sent"
)


def run(*args: object, today: date = DAY) -> Result:
    return CliRunner().invoke(main, ["--lang", "de", *map(str, args), "--today", today.isoformat()])


def outcome(folder: Path, *args: object, today: date = DAY) -> Result:
    return run("outcome", folder, *args, "--by", "Ada", today=today)


def roster_with(folder: Path, *bookings: Row, contacts: Sequence[Row] = (), **values: str) -> Path:
    """One customer of 36, alo: last seen 3 June, next deadline 3 December; and two more for double seats."""
    people = [customer("K1", **{"last_contact_on": "2026-06-03", **values}), customer("K2"), customer("K3")]
    write_roster(folder, people, [specialist()], bookings=[*(bookings or [TALK])])
    if contacts:
        write_table(folder / "contacts.csv", contacts)
    return folder


@pytest.fixture(autouse=True)
def german_again() -> Iterator[None]:
    yield
    use_language("de")


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    return roster_with(tmp_path / "roster")


def contacts(folder: Path) -> list[Contact]:
    return list(read_roster(folder).contacts)


def state(folder: Path) -> str:
    return read_roster(folder).bookings[0].state


def due(folder: Path, monday: date, today: date) -> list[tuple[str, str, date, bool]]:
    week = needs_of_week(read_roster(folder), monday, today)
    return [
        (n.customer.customer_id, n.rule.rule_id, n.deadline, n.comes_first) for n in week.ladder if n.customer.customer_id == "K1"
    ]


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


# ---- the chain of invitations


def test_after_a_miss_the_next_letter_keeps_its_distance_and_the_chain_its_days(tmp_path: Path) -> None:
    """The shortest time between letter and talk still leaves room for the next letter: 14 days apart, 7 days ahead, within 28."""
    concept = load_concept("aa90-2021")
    (chain,) = [rule for rule in concept.rules if rule.rule_id == "chain"]
    days = chain.kind.days  # type: ignore[union-attr]
    shortest = concept.lead_days["letter"]
    reached = max(concept.letter_spacing_days - shortest, 0) + concept.lead_days["letter"]
    assert (days, reached) == (28, 14)
    assert reached + 7 <= days  # a whole week of working days is left in between
    folder = roster_with(tmp_path / "roster", TALK | {"invited_on": "2026-11-18"}, last_contact_on="2026-08-03")
    result = outcome(folder, "B1", "missed")
    assert "Nächstes Gespräch bis 23.12.2026 (Regel Einladungskette)" in result.output
    assert "Der nächste Brief darf ab 02.12.2026 hinaus" in result.output
    last_chance = [
        (n.rule.rule_id, n.last_chance, n.is_late) for n in look_at(folder, date(2026, 12, 21), date(2026, 12, 2)).week.ladder
    ]
    assert ("chain", date(2026, 12, 22), False) in last_chance  # the 23rd is a Wednesday without consulting hours


def test_the_chain_is_an_orientation_and_any_open_invitation_keeps_it_up(tmp_path: Path) -> None:
    folder = roster_with(tmp_path / "roster", last_contact_on="2026-08-03")
    outcome(folder, "B1", "missed")
    (need,) = [n for n in look_at(folder, date(2026, 12, 21), date(2026, 12, 4)).week.ladder if n.customer.customer_id == "K1"]
    assert (need.rule.rule_id, need.step, need.urgency) == ("chain", "orientation", 1)
    later = booking("B2", "2027-01-14T09:00", "2027-01-14T09:45", invited_by="letter", invited_on="2026-12-03")
    write_table(folder / "bookings.csv", [TALK | {"state": "missed"}, later])
    assert due(folder, date(2026, 12, 21), date(2026, 12, 4)) == []


def test_a_chain_that_is_late_makes_nobody_more_urgent_than_the_deadline_of_the_concept(tmp_path: Path) -> None:
    row = {"customer_id": "K1", "on": "2026-08-10", "channel": "in_person", "outcome": "missed", "invited_by": "letter"}
    folder = roster_with(tmp_path / "roster", TALK | {"state": "cancelled"}, contacts=[row])
    (need,) = [n for n in look_at(folder, date(2026, 11, 30), DAY).week.ladder if n.customer.customer_id == "K1"]
    assert (need.rule.rule_id, need.force, need.urgency, need.also_meets) == ("ue25-alo", "binding", 1, ("chain",))


# ---- people who came and could not be seen


def test_who_was_turned_away_gets_the_only_seat_before_everybody_else(tmp_path: Path) -> None:
    """One seat in the week: a first talk, people overdue for months, and K1, seen in August and turned away yesterday."""
    away = TALK | {"invited_by": "portal", "invited_on": "2026-11-19"}
    only = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "") | {"thu": "09:00-10:00"}
    people = [
        customer("K1", last_contact_on="2026-08-03", flags="portal_ok"),
        customer("K2", last_contact_on="2025-06-03"),
        customer("K3", registered_on="2026-11-20", last_contact_on=""),
    ]
    folder = write_roster(tmp_path / "roster", people, [specialist(**only)], bookings=[away])
    assert [a.customer_id for a in planned(folder, date(2026, 12, 7), DAY)[1].appointments] == ["K3"]
    result = outcome(folder, "B1", "turned_away")
    assert "als Erstes eingeladen" in result.output
    to_plan, plan = planned(folder, date(2026, 12, 7), DAY)
    assert [a.customer_id for a in plan.appointments] == ["K1"]
    assert plan.appointments[0].rule_id == "turned-away"
    assert {row.customer_id for row in plan.not_invited} == {"K2", "K3"}
    assert week_page(to_plan, plan)


def test_turned_away_is_no_miss(roster: Path) -> None:
    outcome(roster, "B1", "turned_away")
    case = Cases(read_roster(roster), DAY)
    assert case.of(read_roster(roster).customer_by_id["K1"]).history.misses_in_a_row(DAY) == ()


# ---- double seats


PAIR = [TALK, TALK | {"booking_id": "B2", "customer_id": "K2", "double_booked": "yes"}]


@pytest.mark.parametrize(("missing", "other"), [("B1", "B2"), ("B2", "B1")])
def test_a_miss_in_a_double_seat_is_nobodys_miss_and_says_so(tmp_path: Path, missing: str, other: str) -> None:
    folder = roster_with(tmp_path / "roster", *PAIR)
    outcome(folder, other, "held")
    result = outcome(folder, missing, "missed")
    assert "taugt nicht für ein Meldeversäumnis" in result.output
    assert f"„abgewiesen“ für {missing}" in result.output
    (row,) = [c for c in contacts(folder) if c.booking_id == missing]
    assert row.double_booked
    roster = read_roster(folder)
    assert Cases(roster, DAY).of(roster.customer_by_id[row.customer_id]).history.misses_in_a_row(DAY) == ()


def test_both_came_and_the_second_could_not_be_seen(tmp_path: Path) -> None:
    folder = roster_with(tmp_path / "roster", *PAIR)
    outcome(folder, "B1", "held")
    outcome(folder, "B2", "missed")
    outcome(folder, "B2", "turned_away")
    assert [(c.customer_id, c.outcome) for c in contacts(folder)] == [("K1", "held"), ("K2", "turned_away")]


def test_where_the_other_had_called_off_the_seat_was_no_double_seat(tmp_path: Path) -> None:
    folder = roster_with(tmp_path / "roster", PAIR[0] | {"state": "excused"}, PAIR[1])
    result = outcome(folder, "B2", "missed")
    assert "Doppelplatz" not in result.output
    assert not contacts(folder)[0].double_booked


# ---- three in a row


def missed(on: str, name: str = "missed", **values: str) -> dict[str, str]:
    return {"customer_id": "K1", "on": on, "channel": "in_person", "outcome": name, "invited_by": "letter", **values}


def test_three_in_a_row_are_shown_to_a_person_and_nothing_follows(tmp_path: Path) -> None:
    folder = roster_with(tmp_path / "roster", contacts=[missed("2026-09-01"), missed("2026-10-06")])
    assert "in Folge" not in run("due", folder, "--week", "2026-W49").output
    result = outcome(folder, "B1", "missed")
    assert "K1: 3 Termine in Folge versäumt (01.09.2026, 06.10.2026, 25.11.2026). Bitte ansehen" in result.output
    assert "S1: K1 (01.09.2026, 06.10.2026, 25.11.2026)" in run("due", folder, "--week", "2026-W49").output
    to_plan, plan = planned(folder, date(2026, 12, 7), date(2026, 11, 27))
    assert "K1" in {a.customer_id for a in plan.appointments}  # still invited
    assert "Mehrere Termine in Folge versäumt, bitte ansehen: K1" in week_page(to_plan, plan).decode()
    assert (
        "bitte ansehen: 1" in run("plan", folder, "--week", "2026-W50", "-o", tmp_path / "plan", today=date(2026, 11, 27)).output
    )


@pytest.mark.parametrize(
    ("between", "shown"),
    [
        (missed("2026-10-20", "excused"), True),
        (missed("2026-10-20", "turned_away"), True),
        (missed("2026-10-20", "cancelled"), True),
        (missed("2026-10-20", "held"), False),
        (missed("2026-10-20", "late"), False),
        (missed("2026-10-20", "held", advice="no"), False),
        (missed("2026-10-20", "held", kind="information", advice="no"), True),
    ],
)
def test_what_counts_in_a_row(tmp_path: Path, between: dict[str, str], shown: bool) -> None:
    """Excused and turned away are passed over, a talk that was held begins anew, papers handed in do not."""
    rows = [missed("2026-09-01"), missed("2026-10-06"), between]
    assert ("in Folge" in outcome(roster_with(tmp_path / "roster", contacts=rows), "B1", "missed").output) == shown


def test_double_seats_and_unanswered_calls_do_not_count_in_a_row(tmp_path: Path) -> None:
    rows = [missed("2026-09-01"), missed("2026-10-06", double_booked="yes"), missed("2026-10-20", channel="phone", invited_by="")]
    assert "in Folge" not in outcome(roster_with(tmp_path / "roster", contacts=rows), "B1", "missed").output


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

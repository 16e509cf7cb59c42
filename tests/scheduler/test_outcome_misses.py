"""What follows when a talk was missed: the chain of invitations, who comes first, double seats, three in a row."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from helpers.outcomes import DAY, PAIR, TALK, contacts, due, missed, outcome, roster_with, run
from helpers.rosters import booking, customer, look_at, planned, specialist, write_roster, write_table
from scheduler.conceptfiles import load_concept
from scheduler.needs import Cases
from scheduler.rosterfiles import read_roster
from scheduler.rule import AfterMiss
from scheduler.texts import use_language
from scheduler.weekpage import week_page


@pytest.fixture(autouse=True)
def german_again() -> Iterator[None]:
    yield
    use_language("de")


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    return roster_with(tmp_path / "roster")


# ---- the chain of invitations


def test_after_a_miss_the_next_letter_keeps_its_distance_and_the_chain_its_days(tmp_path: Path) -> None:
    """The shortest time between letter and talk still leaves room for the next letter: 14 days apart, 7 days ahead, within 28."""
    concept = load_concept("aa90-2021")
    (chain,) = [rule for rule in concept.rules if rule.rule_id == "chain"]
    assert isinstance(chain.kind, AfterMiss)
    days = chain.kind.days
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

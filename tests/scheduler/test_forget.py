"""Deletion on schedule: what is old goes, and what stays has its reason."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from msgspec import structs

from helpers.forgetting import large_team, what_follows
from helpers.rosters import OFFICE, TODAY, booking, customer, specialist, write_roster, write_tables
from scheduler.cli import main
from scheduler.daily.forget import forget
from scheduler.daily.keep import REASONS
from scheduler.roster import Contact, Roster
from scheduler.rosterfiles import read_roster


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Roster:
    return large_team(tmp_path_factory.mktemp("base") / "roster")


BEFORE = date(2026, 11, 1)
SEEN = {"customer_id": "K1", "on": "2026-05-04", "channel": "in_person", "outcome": "held"}
OLD: dict[str, str] = {"customer_id": "K1", "recorded_on": "2026-01-05", "kind": "wish"}


def kept(folder: Path, **tables: Sequence[Mapping[str, str]]) -> tuple[dict[str, list[int]], dict[str, dict[str, int]]]:
    """Return what goes and what stays, of a customer whom the customer table says nothing of."""
    roster = read_roster(write_tables(folder, {"customers": [customer("K1", last_contact_on="")], **tables}))
    found = forget(roster, BEFORE, TODAY)
    return {file: sorted(rows) for file, rows in found.gone.items() if rows}, {f: why for f, why in found.kept.items() if why}


def is_needed(roster: Roster, today: date = TODAY, **left: Any) -> bool:
    """Tell whether something else would follow from a roster with only some rows left."""
    return what_follows(replace(roster, **left), today) != what_follows(roster, today)


def test_the_last_talk_stays_older_ones_go(tmp_path: Path) -> None:
    contacts = [{**SEEN, "on": "2026-03-02"}, SEEN, {**SEEN, "on": "2026-06-01", "outcome": "cancelled"}]
    assert kept(tmp_path / "r", contacts=contacts) == ({"contacts.csv": [0, 2]}, {"contacts.csv": {"clock": 1}})


def test_the_last_talk_goes_when_the_customer_table_names_a_later_one(tmp_path: Path) -> None:
    roster = read_roster(write_roster(tmp_path / "r", [customer("K1", last_contact_on="2026-05-04")], contacts=[SEEN]))
    assert forget(roster, BEFORE, TODAY).gone["contacts.csv"] == {0}
    earlier = replace(roster, customers=(structs.replace(roster.customers[0], last_contact_on=date(2026, 5, 3)),))
    assert forget(earlier, BEFORE, TODAY).kept["contacts.csv"] == {"clock": 1}


def test_talks_of_the_half_year_stay_where_they_are_counted(tmp_path: Path) -> None:
    office = OFFICE.replace("aa90-2021", "ba-2010")
    who = customer("K1", last_contact_on="", plan_since="2026-08-03", profile="M")
    contacts = [{**SEEN, "on": day} for day in ("2026-07-06", "2026-08-10", "2026-09-07", "2026-10-05")]
    roster = read_roster(write_roster(tmp_path / "r", [who], office=office, contacts=contacts))
    found = forget(roster, BEFORE, TODAY)
    assert found.gone["contacts.csv"] == {0}
    assert found.kept["contacts.csv"] == {"half_year": 2, "clock": 1}
    assert is_needed(roster, contacts=roster.contacts[3:])


@pytest.mark.parametrize("outcome", ["missed", "excused"])
def test_an_open_chain_of_invitations_stays_until_a_talk_is_held(tmp_path: Path, outcome: str) -> None:
    open_chain = [SEEN, {**SEEN, "on": "2026-06-01", "outcome": outcome}]
    assert kept(tmp_path / "open", contacts=open_chain) == ({}, {"contacts.csv": {"clock": 1, "chain": 1}})
    closed = [*open_chain, {**SEEN, "on": "2026-07-01"}]
    assert kept(tmp_path / "closed", contacts=closed) == ({"contacts.csv": [0, 1]}, {"contacts.csv": {"clock": 1}})


def test_a_recent_letter_stays(tmp_path: Path) -> None:
    invited = {**SEEN, "outcome": "cancelled", "invited_by": "letter", "on": "2026-10-30"}
    roster = read_roster(write_roster(tmp_path / "r", contacts=[{**invited, "invited_on": "2026-10-20"}]))
    assert forget(roster, BEFORE, date(2026, 11, 2)).kept["contacts.csv"] == {"letter": 1}
    assert is_needed(roster, date(2026, 11, 2), contacts=())
    assert forget(roster, BEFORE, date(2026, 11, 3)).gone["contacts.csv"] == {0}


def test_who_was_turned_away_and_not_seen_since_stays(tmp_path: Path) -> None:
    turned_away = {**SEEN, "outcome": "turned_away", "on": "2026-06-01"}
    assert kept(tmp_path / "a", contacts=[turned_away]) == ({}, {"contacts.csv": {"turned_away": 1}})
    gone, _ = kept(tmp_path / "b", contacts=[turned_away, {**SEEN, "on": "2026-06-02"}])
    assert gone == {"contacts.csv": [0]}


def test_a_booking_stays_until_its_outcome_is_known(tmp_path: Path) -> None:
    rows = [
        booking("B1", "2026-10-05T09:00", "2026-10-05T09:45"),
        booking("B2", "2026-10-05T10:00", "2026-10-05T10:45", state="held"),
        booking("B3", "2026-10-05T11:00", "2026-10-05T11:45", customer_id=""),
        booking("B4", "2026-12-07T09:00", "2026-12-07T09:45"),
    ]
    assert kept(tmp_path / "r", bookings=rows) == ({"bookings.csv": [1, 2]}, {"bookings.csv": {"outcome": 1}})


def test_double_seats_stay_as_long_as_they_spare_people(tmp_path: Path) -> None:
    rows = [
        booking(f"B{day}{n}", f"{day}T09:00", f"{day}T09:45", state="held", double_booked="yes" if n else "no", customer_id=who)
        for day in ("2025-03-03", "2026-10-05")
        for n, who in enumerate(("K1", "K2"))
    ]
    roster = read_roster(write_roster(tmp_path / "r", [customer("K1"), customer("K2")], bookings=rows))
    found = forget(roster, BEFORE, TODAY)
    assert found.gone["bookings.csv"] == {0, 1}
    assert found.kept["bookings.csv"] == {"double": 2}
    assert is_needed(roster, bookings=roster.bookings[:2])


def test_a_measure_stays_as_long_as_a_talk_after_it_is_possible(tmp_path: Path) -> None:
    office = OFFICE.replace("aa90-2021", "lichtenberg-2022")
    last_days = ("2026-10-19", "2026-10-20", "2026-11-01")
    rows = [{"customer_id": "K1", "kind": "x", "first_day": "2026-01-05", "last_day": day} for day in last_days]
    roster = read_roster(write_roster(tmp_path / "r", office=office, measures=rows))
    found = forget(roster, BEFORE, date(2026, 11, 3))
    assert found.gone["measures.csv"] == {0}
    assert found.kept["measures.csv"] == {"measure": 1}
    assert is_needed(replace(roster, measures=roster.measures[:2]), date(2026, 11, 3), measures=())


def test_an_occasion_goes_when_a_talk_has_met_it(tmp_path: Path) -> None:
    assert kept(tmp_path / "a", occasions=[OLD]) == ({}, {"occasions.csv": {"occasion": 1}})
    assert kept(tmp_path / "b", occasions=[OLD], contacts=[SEEN]) == ({"occasions.csv": [0]}, {"contacts.csv": {"clock": 1}})


def test_a_deviation_stays_while_its_end_gives_a_grace(tmp_path: Path) -> None:
    ended = {"customer_id": "K1", "until": "2026-10-12", "reason": "x", "pause": "yes"}
    assert kept(tmp_path / "a", deviations=[ended]) == ({}, {"deviations.csv": {"grace": 1}})
    gone, _ = kept(tmp_path / "b", deviations=[ended], contacts=[{**SEEN, "on": "2026-10-20"}])
    assert gone == {"deviations.csv": [0]}


def test_absences_and_wishes_go_by_their_last_day(tmp_path: Path) -> None:
    absences = [{"person_id": "S1", "first_day": "2026-10-01", "last_day": day} for day in ("2026-10-31", "2026-11-01")]
    wishes = [
        {"specialist_id": "S1", "customer_id": "K1", "must": "must", "day": day} for day in ("2026-10-30", "Mon", "2026-11-02")
    ]
    assert kept(tmp_path / "r", absences=absences, wishes=wishes)[0] == {"absences.csv": [0], "wishes.csv": [0]}


def test_invitations_stay_while_show_rates_are_worked_out_from_them(base: Roster) -> None:
    invited = [Contact("K1", day, "in_person", "missed", invited_by="letter") for day in (date(2025, 11, 19), date(2025, 11, 20))]
    found = forget(replace(base, contacts=tuple(invited)), BEFORE, TODAY)
    assert found.gone["contacts.csv"] == {0}
    assert found.kept["contacts.csv"] == {"rates": 1}
    assert is_needed(replace(base, contacts=tuple(invited)), contacts=())
    small = replace(base, contacts=tuple(invited), specialists=base.specialists[:4])
    assert forget(small, BEFORE, TODAY).gone["contacts.csv"] == {0, 1}, "four specialists have no rates of their own"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["--lang", "de", "forget", *map(str, arguments)])


def test_the_command_deletes_and_leaves_numbers_only(tmp_path: Path) -> None:
    contacts = [{**SEEN, "on": "2026-03-02"}, SEEN]
    folder = write_roster(tmp_path / "r", [customer("K1", last_contact_on="")], [specialist()], contacts=contacts)
    log = "at,who,command,table,row,column,old,new\n"
    old = "2026-10-31T09:00:00+01:00,Mia,book,bookings.csv,K1,,,x\n"
    new = "2026-11-01T00:00:00+01:00,Mia,book,bookings.csv,B7,,,x\n"
    (folder / "changes.csv").write_text(log + old + new, encoding="utf-8")
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    counted = run(folder, "--before", "2026-11-01", "--today", "2026-11-20", "--dry-run")
    assert counted.output.splitlines() == [
        "Nur gezählt – zu löschende Zeilen, die ganz vor dem 01.11.2026 liegen: 2",
        "  contacts.csv: 1 (1 bleibt: letztes Gespräch, von dem eine Frist zählt)",
        "  changes.csv: 1",
    ]
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    done = run(folder, "--before", "2026-11-01", "--today", "2026-11-20", "--by", "Mia")
    assert done.exit_code == 0, done.output
    assert done.output.startswith("Gelöschte Zeilen, die ganz vor dem 01.11.2026 liegen: 2\n")
    assert [contact.on for contact in read_roster(folder).contacts] == [date(2026, 5, 4)]
    lines = (folder / "changes.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    assert lines[:2] == [log, new]
    assert [row[1:] for row in csv.reader(lines[2:])] == [
        ["Mia", "forget", "", "", "", "", "before=2026-11-01, contacts.csv=1, changes.csv=1"]
    ]
    assert run(folder, "--before", "2026-11-01", "--today", "2026-11-20").output.endswith(
        ": 0\n  contacts.csv: 0 (1 bleibt: letztes Gespräch, von dem eine Frist zählt)\n"
    )
    assert (folder / "changes.csv").read_text(encoding="utf-8") == "".join(lines), "where nothing goes nothing is written"


@pytest.mark.parametrize("before", ["2026-11-20", "2026-11-21", "gestern"])
def test_only_a_day_in_the_past_is_taken(tmp_path: Path, before: str) -> None:
    folder = write_roster(tmp_path / "r", contacts=[SEEN])
    assert run(folder, "--before", before, "--today", "2026-11-20").exit_code == 2
    assert run(folder, "--today", "2026-11-20").exit_code == 2
    assert len(read_roster(folder).contacts) == 1


def test_every_reason_has_its_words() -> None:
    from scheduler.texts import LANGUAGES, catalogue

    for language in LANGUAGES:
        assert {f"forget.reason.{reason}" for reason in REASONS} <= catalogue(language).keys()

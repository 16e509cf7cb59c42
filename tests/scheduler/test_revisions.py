"""The ledger: what is new, what has really changed, what is gone; SEQUENCE and DTSTAMP follow from nothing but that and the day."""

from datetime import date, datetime
from pathlib import Path

import pytest

from helpers.exports import FIXED_KEY, NINE, TEN, office_of, rebook
from helpers.rosters import Row, booking, customer, specialist, write_table
from scheduler.export.revisions import Revised, revised
from scheduler.ical.entry import Entry
from scheduler.pseudonyms import pseudonym
from scheduler.revision import CUSTOMER, STAFF
from scheduler.rosterfiles import read_roster
from scheduler.store.store import open_store

FRIDAY, SATURDAY = date(2026, 11, 20), date(2026, 11, 21)
OWN = {"booking_id": "00000000000000aa", "uid": "00000000000000aa@turnus.invalid"}


def told(folder: Path, today: date = FRIDAY, audience: str = "calendar", owners: tuple[str, ...] | None = None) -> Revised:
    """Compare, and write the ledger, as an export does."""
    found = revised(read_roster(folder), today, FIXED_KEY, audience=audience, owners=owners)
    with open_store(folder, command="export ics", who="test") as store:
        store.write(found.changes, summary="test")
    return found


def after(folder: Path, bookings: list[Row], today: date = SATURDAY, audience: str = "calendar") -> Revised:
    """Change the appointments and tell again."""
    rebook(folder, bookings)
    return told(folder, today, audience)


def only(entries: tuple[Entry, ...]) -> Entry:
    assert len(entries) == 1
    return entries[0]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return office_of(tmp_path / "roster", [booking("B1", *NINE)])


def test_a_new_appointment_has_the_sequence_of_its_booking_and_the_day(tmp_path: Path) -> None:
    found = told(office_of(tmp_path / "roster", [booking("B1", *NINE, sequence="3")]))
    entry = only(found.entries["S1"])
    assert (entry.sequence, entry.stamp) == (3, datetime(2026, 11, 20, 0, 0, 1))
    assert (entry.start, entry.end) == (datetime(2026, 11, 30, 9), datetime(2026, 11, 30, 9, 45))
    assert (entry.summary, entry.location) == (f"Termin T-{entry.uid[:6].upper()} (45)", "2.14")
    assert found.entries["S2"] == found.cancelled["S1"] == found.cancelled["S2"] == ()


def test_nothing_changes_while_nothing_changes(folder: Path) -> None:
    first = told(folder)
    ledger = (folder / "calendar.csv").read_bytes()
    again = told(folder, SATURDAY)
    assert (again.entries, again.changes) == (first.entries, ())
    assert (folder / "calendar.csv").read_bytes() == ledger


@pytest.mark.parametrize(
    "change",
    [
        {"start": TEN[0], "end": TEN[1]},
        {"end": "2026-11-30T10:00"},
        {"start": "2026-12-01T09:00", "end": "2026-12-01T09:45"},
    ],
)
def test_a_real_change_is_the_next_revision(folder: Path, change: dict[str, str]) -> None:
    before = only(told(folder).entries["S1"])
    now = only(after(folder, [{**booking("B1", *NINE), **change}]).entries["S1"])
    assert now.uid == before.uid
    assert (now.sequence, now.stamp) == (1, datetime(2026, 11, 21, 0, 0, 1))


def test_two_changes_on_one_day_have_two_stamps(folder: Path) -> None:
    told(folder)
    after(folder, [booking("B1", *TEN)], FRIDAY)
    now = only(after(folder, [booking("B1", *NINE)], FRIDAY).entries["S1"])
    assert (now.sequence, now.stamp) == (2, datetime(2026, 11, 20, 0, 0, 3))


@pytest.mark.parametrize("what", [{"state": "sent"}, {"kind": "wish"}, {"customer_id": "K2"}, {"invited_by": "portal"}])
def test_what_no_reader_sees_is_no_change(folder: Path, what: dict[str, str]) -> None:
    told(folder)
    assert after(folder, [booking("B1", *NINE, **what)]).changes == ()


def test_another_room_is_a_change(folder: Path) -> None:
    told(folder)
    write_table(folder / "specialists.csv", [specialist("S1", room="3.01"), specialist("S2")])
    now = only(told(folder, SATURDAY).entries["S1"])
    assert (now.sequence, now.location) == (1, "3.01")


@pytest.mark.parametrize("bookings", [[booking("B1", *NINE, state="cancelled")], [booking("B1", *NINE, state="excused")], []])
def test_what_is_gone_is_cancelled_and_stays_so(folder: Path, bookings: list[Row]) -> None:
    before = only(told(folder).entries["S1"])
    found = after(folder, bookings)
    gone = only(found.cancelled["S1"])
    assert found.entries["S1"] == ()
    assert (gone.uid, gone.status, gone.sequence) == (before.uid, "CANCELLED", 1)
    assert (gone.start, gone.stamp) == (before.start, datetime(2026, 11, 21, 0, 0, 1))
    again = told(folder, date(2026, 11, 23))
    assert (again.cancelled, again.changes) == (found.cancelled, ())


def test_an_appointment_that_comes_back_is_a_revision_again(folder: Path) -> None:
    told(folder)
    after(folder, [booking("B1", *NINE, state="cancelled")])
    found = after(folder, [booking("B1", *NINE)])
    assert (only(found.entries["S1"]).sequence, found.cancelled["S1"]) == (2, ())


@pytest.mark.parametrize("state", ["held", "late", "missed", "turned_away"])
def test_an_outcome_is_neither_shown_nor_cancelled(folder: Path, state: str) -> None:
    told(folder)
    found = after(folder, [booking("B1", *NINE, state=state)], date(2026, 12, 1))
    assert (found.entries["S1"], found.cancelled["S1"], found.changes) == ((), (), ())


def test_a_colleague_takes_over_and_gives_back(folder: Path) -> None:
    told(folder)
    found = after(folder, [booking("B1", *NINE, specialist_id="S2", covers_for="S1")])
    assert (only(found.cancelled["S1"]).sequence, only(found.entries["S2"]).sequence) == (1, 2)
    assert only(found.cancelled["S1"]).stamp < only(found.entries["S2"]).stamp
    assert (found.entries["S1"], found.cancelled["S2"]) == ((), ())
    back = after(folder, [booking("B1", *NINE)])
    assert (only(back.entries["S1"]).sequence, only(back.cancelled["S2"]).sequence) == (4, 3)
    assert (back.cancelled["S1"], back.entries["S2"]) == ((), ())


def test_calendars_begin_on_monday_and_mail_today(tmp_path: Path) -> None:
    rows = [
        booking(f"B{day}", f"2026-11-{day}T09:00", f"2026-11-{day}T09:45", customer_id=f"K{day % 4 + 1}") for day in (13, 16, 20)
    ]
    roster = read_roster(office_of(tmp_path / "roster", rows))
    shown = {a: [e.start.day for e in revised(roster, FRIDAY, FIXED_KEY, audience=a).entries["S1"]] for a in ("calendar", STAFF)}
    assert shown == {"calendar": [16, 20], STAFF: [20]}


def test_what_is_over_is_told_to_nobody(folder: Path) -> None:
    told(folder)
    found = after(folder, [booking("B1", *NINE, state="cancelled")], date(2026, 12, 7))
    assert (found.changes, found.cancelled["S1"]) == ((), ())


def test_an_appointment_moved_into_the_past_is_cancelled(folder: Path) -> None:
    told(folder)
    found = after(folder, [booking("B1", "2026-11-09T09:00", "2026-11-09T09:45")])
    assert only(found.cancelled["S1"]).start == datetime(2026, 11, 30, 9)
    assert told(folder, SATURDAY).changes == ()


def test_internal_blocks_are_nobodys_appointment(tmp_path: Path) -> None:
    assert told(office_of(tmp_path / "roster", [booking("B1", *NINE, customer_id="")])).changes == ()


def test_audiences_are_told_apart(folder: Path) -> None:
    told(folder)
    after(folder, [booking("B1", *TEN)])
    assert only(told(folder, SATURDAY, STAFF).entries["S1"]).sequence == 0
    assert only(told(folder, SATURDAY, CUSTOMER).entries["K1"]).sequence == 0
    assert told(folder, SATURDAY).changes == ()


def test_a_customer_learns_of_time_and_place_and_not_of_who_covers(folder: Path) -> None:
    staff = [specialist("S1", room="2.14"), specialist("S2", room="2.14")]
    write_table(folder / "specialists.csv", staff)
    first = only(told(folder, FRIDAY, CUSTOMER).entries["K1"])
    assert (first.summary, first.location) == ("Termin (45 Minuten)", "2.14")
    assert after(folder, [booking("B1", *NINE, specialist_id="S2")], SATURDAY, CUSTOMER).changes == ()
    phoned = after(folder, [booking("B1", *NINE, channel="phone")], SATURDAY, CUSTOMER)
    assert (only(phoned.entries["K1"]).sequence, only(phoned.entries["K1"]).location) == (1, "Telefon")
    other = after(folder, [booking("B1", *NINE, customer_id="K2", channel="phone")], SATURDAY, CUSTOMER)
    assert (only(other.cancelled["K1"]).sequence, only(other.entries["K2"]).sequence) == (2, 3)


def test_the_language_of_the_output_is_no_change(folder: Path) -> None:
    from scheduler.texts import use_language

    told(folder)
    use_language("en")
    try:
        assert revised(read_roster(folder), SATURDAY, FIXED_KEY).changes == ()
    finally:
        use_language("de")


def test_only_a_uid_of_ours_is_taken_and_only_once(tmp_path: Path) -> None:
    foreign = booking("K4711", *TEN, uid="K4711@verbis.example", customer_id="K2")
    copy = booking("B2", "2026-11-30T11:00", "2026-11-30T11:45", uid="00000000000000bb@turnus.invalid", customer_id="K3")
    twin = booking("B3", "2026-11-30T12:00", "2026-11-30T12:30", uid="00000000000000bb@turnus.invalid", customer_id="K4")
    roster = read_roster(office_of(tmp_path / "roster", [booking(**OWN, start=NINE[0], end=NINE[1]), foreign, copy, twin]))
    uids = [entry.uid for entry in revised(roster, FRIDAY, FIXED_KEY).entries["S1"]]
    hashed = [f"{pseudonym(FIXED_KEY, 'booking', name)}@turnus.invalid" for name in ("K4711", "B2", "B3")]
    assert uids == [OWN["uid"], *hashed]


def test_only_the_owners_asked_for_are_told(folder: Path) -> None:
    roster = read_roster(folder)
    assert revised(roster, FRIDAY, FIXED_KEY, owners=["S2"]).changes == ()
    assert set(revised(roster, FRIDAY, FIXED_KEY, owners=["S2"]).entries) == {"S2"}


def test_what_is_true_comes_after_all_that_others_were_told_or_are_still_owed(folder: Path) -> None:
    told(folder)
    rebook(folder, [booking("B1", *NINE, specialist_id="S2")])
    assert only(told(folder, owners=("S2",)).entries["S2"]).sequence == 2
    rebook(folder, [booking("B1", *TEN)])
    assert only(told(folder, owners=("S1",)).entries["S1"]).sequence == 4
    gone = only(told(folder, owners=("S2",)).cancelled["S2"])
    assert (gone.sequence, gone.stamp) == (3, datetime(2026, 11, 20, 0, 0, 4))


def test_a_specialist_who_has_left_is_told_that_it_is_gone(folder: Path) -> None:
    rebook(folder, [booking("B1", *NINE, specialist_id="S2")])
    told(folder)
    write_table(folder / "specialists.csv", [specialist("S1", room="2.14")])
    found = after(folder, [booking("B1", *NINE)])
    assert (only(found.cancelled["S2"]).sequence, found.entries["S2"], only(found.entries["S1"]).sequence) == (1, (), 2)
    assert told(folder, SATURDAY).changes == ()
    assert "S2" not in told(folder, date(2026, 12, 7)).entries


def test_a_customer_who_has_left_is_told_that_it_is_gone(folder: Path) -> None:
    told(folder, audience=CUSTOMER)
    write_table(folder / "customers.csv", [customer("K2")])
    found = after(folder, [], audience=CUSTOMER)
    assert only(found.cancelled["K1"]).sequence == 1


def test_a_plan_knows_nothing_of_the_ledger(folder: Path) -> None:
    before = read_roster(folder).digests
    told(folder)
    assert read_roster(folder).digests == before

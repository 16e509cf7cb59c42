"""Bad and odd rows of the tables: every fault is named with its line, nothing is dropped in silence, and much can be."""

import csv
from pathlib import Path

import pytest

from helpers.bad_input import TODAY, planned, refused, turnus, with_table
from helpers.cli import ON
from helpers.rosters import OFFICE, Row, booking, customer, specialist, write_roster

PUPIL = customer("P1", birth_date="2012-01-01", status="nicht_gesetzt", flags="schulpflichtig")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "roster"


# Ids

BAD_IDS = ["=1+1", "../x", "a/b", "a\\b", ".x", "-x", "K 1", "K\u200b1", "K\x1b1", "K\n1", "K" * 65, "😀", "@x", "+1"]


def test_ids_that_could_be_something_else(folder: Path) -> None:
    write_roster(folder, [customer(name) for name in BAD_IDS], [specialist(), *(specialist(name) for name in BAD_IDS)])
    refused(
        folder,
        f"{2 * len(BAD_IDS)} Fehler gefunden",
        "customers.csv:2 customer_id: „=1+1“ – gewünscht: Buchstaben, Ziffern und . _ -",
    )


def test_ids_that_are_fine(folder: Path) -> None:
    names = ["Ä" * 64, "日本", "con", "x" * 64, "_", "1.2-3"]
    people = [customer(f"K{n}", specialist_id=name) for n, name in enumerate(names)]
    planned(write_roster(folder, people, [specialist(name) for name in names]))
    assert {file.stem for file in (folder.parent / "plan" / "calendars").iterdir()} == set(names)


def test_an_id_that_stands_twice_says_where_else(folder: Path) -> None:
    write_roster(folder, [customer("S1"), customer("K1"), customer("K1")])
    refused(folder, "customers.csv:2 customer_id: „S1“ – gewünscht: eine Kennung, die nicht schon eine Fachkraft trägt")
    assert (
        "customers.csv:4 customer_id: „K1“ – gewünscht: eine Kennung, die nur einmal vorkommt" in turnus("check", folder).output
    )


def test_rows_that_turnus_made_must_stay_apart(folder: Path) -> None:
    """A table that was put together from two copies by hand: nobody knows which row the next change belongs to."""
    away = {"person_id": "S1", "first_day": "2026-12-07", "last_day": "2026-12-07"}
    write_roster(folder, [customer("K1")], absences=[away | {"uid": "ics-1"}, away | {"uid": "ics-1"}, away, away])
    entry = "u1@turnus.invalid,calendar,S1,0,2026-11-20T00:00:01Z,2026-11-30T09:00,2026-11-30T09:45,h1,CONFIRMED\n"
    head = "uid,audience,specialist_id,sequence,stamp,start,end,fingerprint,status\n"
    (folder / "calendar.csv").write_text(head + entry + entry.replace("calendar", "staff") + entry, encoding="utf-8")
    once = "gewünscht: eine Kennung, die nur einmal vorkommt"
    refused(
        folder, "2 Fehler gefunden", f"absences.csv:3 uid: „ics-1“ – {once}", f"calendar.csv:4 uid: „u1@turnus.invalid“ – {once}"
    )


# Values of tables

BAD_WINDOWS = ["08:00-12:00 11:00-13:00", "08:00-25:00", "12:00-08:00", "08:00", "8-12", "-", "08:00-08:00", "24:00-24:00", ";"]


def test_windows_that_are_none(folder: Path) -> None:
    staff = [specialist(f"S{n}", mon=window) for n, window in enumerate(BAD_WINDOWS, 1)]
    words = [f"specialists.csv:{line} mon: „{window}“" for line, window in enumerate(BAD_WINDOWS, 2)]
    refused(write_roster(folder, [customer("K1")], staff), *words, f"{len(words)} Fehler gefunden")


def test_odd_windows(folder: Path) -> None:
    windows = ["00:00-24:00", "08:07-08:09", "00:00-00:15", "23:45-24:00", "08:00 – 12:00, 13:00-14:00", ""]
    staff = [specialist(f"S{n}", **dict.fromkeys(("mon", "tue", "thu", "fri"), window)) for n, window in enumerate(windows)]
    people = [customer(f"K{n}", specialist_id=f"S{n % len(windows)}") for n in range(5 * len(windows))]
    assert "Eingeladen: 10" in planned(write_roster(folder, people, staff))


def test_shares_that_are_none(folder: Path) -> None:
    shares = ("0", "1e9", "NaN", "-1", "inf", "", "0,00001", "1/2", "1,01")
    staff = [specialist(f"S{n}", fte=share) for n, share in enumerate(shares, 1)]
    words = [f"specialists.csv:{line} fte: „{share}“" for line, share in enumerate(shares, 2)]
    refused(write_roster(folder, [customer("K1")], staff), *words, f"{len(words)} Fehler gefunden")


BAD_DAYS = [
    "0000-00-00",
    "9999-12-31",
    "29.02.2027",
    "2026-13-01",
    "2026-W01-1",
    "20260101",
    "1.1.26",
    "2020-01-01T00:00",
    "heute",
]


def test_days_that_are_none(folder: Path) -> None:
    columns = ("birth_date", "registered_on", "last_contact_on", "plan_since", "elternzeit_until")
    people = [customer(f"K{n}", **dict.fromkeys(columns, day)) for n, day in enumerate(BAD_DAYS)]
    words = [f"customers.csv:{line} {column}: „{day}“" for line, day in enumerate(BAD_DAYS, 2) for column in columns]
    refused(write_roster(folder, people), *words, f"{len(words)} Fehler gefunden")


@pytest.mark.parametrize("concept", ["aa90-2021", "ba-2010", "ivm-ue25", "lichtenberg-2013", "lichtenberg-2022"])
def test_days_far_away(folder: Path, concept: str) -> None:
    columns = ("last_contact_on", "plan_since", "status_since", "profile_since", "elternzeit_until")
    born = {"birth_date": "1900-01-01", "registered_on": "1900-01-01"}
    people = [customer("L", birth_date="2004-02-29")]
    for day in ("1900-01-01", "2199-12-31"):
        people.append(customer(f"N{day}", registered_on=day, birth_date=day, last_contact_on=""))
        for column in columns:
            people += [customer(f"K{profile}{column}{day}", profile=profile, **{**born, column: day}) for profile in "MIZ"]
    planned(write_roster(folder, people, office=OFFICE.replace("aa90-2021", concept)))


@pytest.mark.parametrize(
    ("table", "row", "column"),
    [
        ("absences", {"person_id": "K1", "first_day": "2026-01-01", "last_day": "2026-01-01", "from_time": "24:00"}, "from_time"),
        ("absences", {"person_id": "K1", "first_day": "2026-01-01", "last_day": "2026-01-01", "to_time": "00:00"}, "to_time"),
        ("absences", {"person_id": "K1", "first_day": "2026-01-02", "last_day": "2026-01-01"}, "last_day"),
        ("bookings", booking("B", "2026-11-30T23:00", "2026-12-01T01:00"), "end: „01.12.2026 01:00“"),
        ("bookings", booking("B", "2026-12-03T10:00", "2026-12-03T10:00"), "end"),
        ("bookings", booking("B", "2026-10-25T02:30+02:00", "2026-10-25T02:15+01:00"), "end"),
        ("bookings", booking("B", "2026-12-03T10:00", "2026-12-03T24:00"), "end"),
        ("bookings", booking("B", "2026-12-03T10:00:30", "2026-12-03T11:00"), "start"),
        ("bookings", booking("B", "2026-12-03T10:00", "2026-12-03T11:00", covers_for="S9"), "covers_for"),
        ("bookings", booking("B", "2026-12-03T10:00", "2026-12-03T11:00", sequence="1000001"), "sequence"),
        ("occasions", {"customer_id": "K1", "kind": "wish", "recorded_on": "2026-11-12", "not_after": "2026-11-01"}, "not_after"),
        ("occasions", {"customer_id": "K1", "kind": "wish", "recorded_on": "2026-11-12", "minutes": "1"}, "minutes"),
        ("measures", {"customer_id": "K1", "kind": "x", "first_day": "2026-05-01", "last_day": "2026-12-31", "ended_early_on": "2026-04-01"}, "ended_early_on"),
        ("deviations", {"customer_id": "K1", "until": "2027-01-01", "reason": "x", "every": "0 months"}, "every"),
        ("deviations", {"customer_id": "K1", "until": "2027-01-01", "reason": "x", "every": "1 Jahr"}, "every"),
        ("contacts", {"customer_id": "K1", "on": "2026-11-01", "channel": "phone", "outcome": "held", "invited_on": "2026-12-01"}, "on"),
        ("wishes", {"specialist_id": "S1", "customer_id": "K9", "must": "must"}, "customer_id"),
        ("wishes", {"specialist_id": "S1", "customer_id": "K1", "must": "must", "day": "Sa"}, "day"),
    ],
)  # fmt: skip
def test_rows_that_cannot_be(folder: Path, table: str, row: Row, column: str) -> None:
    refused(with_table(folder, table, row), f"{table}.csv:2 {column}")


def test_much_that_can_be(folder: Path) -> None:
    ages = {"first_day": "1900-01-01", "last_day": "2199-12-31"}
    occasion = {"customer_id": "K2", "kind": "wish", "recorded_on": "1900-01-01"}
    planned(
        write_roster(
            folder,
            [*(customer(f"K{n}") for n in range(6)), PUPIL],
            absences=[
                {"person_id": "K1", **ages},
                *({"person_id": "S1", "first_day": "2026-12-01", "last_day": "2026-12-01"},) * 500,
            ],
            bookings=[
                booking("B1", "2026-12-06T10:00", "2026-12-06T11:00"),
                booking("B2", "2026-12-03T23:58", "2026-12-03T23:59"),
                booking("B3", "2027-03-28T02:15", "2027-03-28T03:15"),
                booking("B4", "2026-12-03T09:00Z", "2026-12-03T10:00Z"),
                booking("B5", "2026-12-03T10:00", "2026-12-03T11:00", state="held"),
                *(booking(f"C{n}", "2026-12-04T10:00", "2026-12-04T11:00", customer_id="") for n in range(1000)),
            ],
            occasions=[occasion, {**occasion, "not_before": "2199-12-31"}, {**occasion, "kind": "review"}] * 50,
            measures=[
                {"customer_id": "K3", "kind": "x", **ages},
                {"customer_id": "K3", "kind": "x", **ages, "ended_early_on": "2199-12-31"},
            ],
            deviations=[
                {"customer_id": "K4", "until": "2199-12-31", "reason": "x", "every": "999 months"},
                {"customer_id": "K5", "until": "2020-01-01", "reason": "x", "every": "1 day"},
                {"customer_id": "K5", "until": "2027-01-01", "reason": "x", "every": "2 weeks"},
                {"customer_id": "K5", "until": "2027-01-01", "reason": "x", "pause": "ja"},
            ],
            contacts=[{"customer_id": "K2", "on": "1901-01-01", "channel": "in_person", "outcome": "held"}] * 1000,
            resources=[{"resource": "Raum", "capacity": "1000", "mon": "00:00-24:00"}],
        )
    )


def test_a_day_in_the_future_is_noted(folder: Path) -> None:
    contact = {"customer_id": "K1", "on": "2199-12-31", "channel": "phone", "outcome": "held"}
    write_roster(folder, [customer("K1", registered_on="2027-01-01", status_since="2027-01-02")], contacts=[contact])
    output = turnus("check", folder, *TODAY).output
    for words in ("registered_on K1: 01.01.2027", "status_since K1: 02.01.2027", "contacts.csv on K1: 31.12.2199"):
        assert words in output


def test_notes_stay_on_one_line_and_come_back_from_the_plan(folder: Path) -> None:
    letters = ["a\u2028b", "a\x85b", "a\x0cb", "a\nb", "a\r\nb", "a\x1c\x1b[31mb", '""",;\t', "<script>", "{x}%s", "=1+1"]
    staff = [specialist(f"S{n}", room=note, skills=note) for n, note in enumerate(letters)]
    people = [customer(f"{kind}{n}", specialist_id=f"S{n}") for kind in "OD" for n in range(len(letters))]
    wishes = [
        {"customer_id": f"O{n}", "kind": "wish", "recorded_on": "2026-11-12", "note": note} for n, note in enumerate(letters)
    ]
    others = [
        {"customer_id": f"D{n}", "until": "2027-01-01", "reason": note, "every": "1 week"} for n, note in enumerate(letters)
    ]
    assert "Eingeladen: 20" in planned(write_roster(folder, people, staff, occasions=wishes, deviations=others))
    rows = (folder.parent / "plan" / "appointments.csv").read_text(encoding="utf-8").splitlines()
    assert {len(row) for row in csv.reader(rows)} == {16}
    page = (folder.parent / "plan" / "week.html").read_text(encoding="utf-8")
    assert "„<script>“" not in page
    listed = turnus("due", folder, *ON, "--all").output
    assert len(listed.splitlines()) == 22


@pytest.mark.parametrize("day", ["", "Mo"])
def test_wishes_that_contradict_each_other_are_told(folder: Path, day: str) -> None:
    wish = {"specialist_id": "S1", "customer_id": "K1", "day": day}
    output = planned(write_roster(folder, wishes=[{**wish, "must": "must"}, {**wish, "must": "never"}]))
    assert "1 × Wünsche der Fachkräfte" in output


def test_a_wish_about_somebody_elses_customer_invites_nobody(folder: Path) -> None:
    wish = {"specialist_id": "S2", "customer_id": "P1", "must": "must"}
    output = planned(write_roster(folder, [PUPIL], [specialist(), specialist("S2")], wishes=[wish]))
    assert "Eingeladen: 0" in output
    assert "die S2 nicht betreut" in turnus("check", folder, *TODAY).output


def test_a_wish_brings_an_exempt_customer(folder: Path) -> None:
    wish = {"specialist_id": "S1", "customer_id": "P1", "must": "must"}
    assert "Eingeladen: 1" in planned(write_roster(folder, [PUPIL], wishes=[wish]))

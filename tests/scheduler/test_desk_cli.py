"""`turnus next` and `turnus book` as a specialist runs them: words, exit codes, and what stands in the files afterwards."""

import csv
import json
from pathlib import Path

import pytest

from helpers.cli import turnus
from helpers.rosters import booking, customer, specialist, write_roster

TODAY = ("--today", "2026-11-20")
HOURS = {"mon": "", "tue": "", "wed": "", "thu": "08:00-12:00", "fri": ""}


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    """K1 had an appointment today; L0 to L4 fill the only four hours of the week of 30 November."""
    people = [customer("K1"), *(customer(f"L{n}", last_contact_on="2026-06-01") for n in range(5))]
    today = booking("B1", "2026-11-20T09:00", "2026-11-20T09:45", state="sent", kind="regular")
    return write_roster(tmp_path / "roster", people, [specialist(room="3.14", **HOURS)], bookings=[today])


def rows(roster: Path) -> list[dict[str, str]]:
    with (roster / "bookings.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_next_says_what_is_due_and_why_a_time_fits(roster: Path) -> None:
    result = turnus("next", roster, "K1", *TODAY, "--number", 2)
    assert result.exit_code == 0, result.output
    assert "Heute war ein Termin; das Gespräch gilt als geführt" in result.output
    assert "Zu erfüllen: Frist 20.05.2027 (Regelgespräch: Kontakt alle 6 Monate; Regel ue25-alo)" in result.output
    assert "Angeboten wird ab 19.02.2027; am besten bis 10.05.2027" in result.output
    table = [line.split() for line in result.output.splitlines() if line[:1].isdigit()]
    assert [line[:8] for line in table] == [
        ["1", "Donnerstag,", "29.04.2027", "08:00", "45", "persönlich", "3.14", "20.05.2027"],
        ["2", "Donnerstag,", "22.04.2027", "08:00", "45", "persönlich", "3.14", "20.05.2027"],
    ]
    assert "Zeit für einen zweiten Versuch" in result.output
    assert f"Buchen: turnus book {roster} K1 2027-04-29T08:00 --today 2026-11-20" in result.output
    assert turnus("next", roster, "K1", *TODAY, "--number", 2).output == result.output


def test_next_in_english_and_as_json(roster: Path) -> None:
    assert "best until 10.05.2027" in turnus("next", roster, "K1", *TODAY, lang="en").output
    found = json.loads(turnus("next", roster, "K1", *TODAY, "--format", "json", "--number", 1).output)
    assert (found["held_today"], found["open_booking"], found["need"]["deadline"]) == ("talked", None, "2027-05-20")
    [slot] = found["slots"]
    assert (slot["start"], slot["end"]) == ("2027-04-29T08:00+02:00", "2027-04-29T08:45+02:00")
    assert (slot["kind"], slot["room"], slot["displaces"], slot["meets"]) == ("regular", "3.14", [], ["ue25-alo"])


def test_book_writes_one_row_that_all_other_commands_take_as_a_fact(roster: Path, tmp_path: Path) -> None:
    result = turnus("book", roster, "K1", "29.04.2027 08:00", *TODAY, "--by", "ifk-7")
    assert result.exit_code == 0, result.output
    for line in (
        "Donnerstag, 29.04.2027, 08:00 Uhr",
        "Dauer etwa 45 Minuten",
        "Gespräch im Haus, Raum 3.14",
        "vereinbart am 20.11.2026",
    ):
        assert f"  {line}\n" in result.output
    assert f"turnus outcome {roster} B1 held" in result.output
    assert "Rechtsfolge" not in result.output
    row = rows(roster)[-1]
    assert {name: row[name] for name in ("customer_id", "start", "end", "state", "kind", "invited_by", "invited_on")} == {
        "customer_id": "K1",
        "start": "2027-04-29T08:00",
        "end": "2027-04-29T08:45",
        "state": "approved",
        "kind": "regular",
        "invited_by": "agreed",
        "invited_on": "2026-11-20",
    }
    assert "ifk-7" in (roster / "changes.csv").read_text(encoding="utf-8")
    assert turnus("check", roster, *TODAY).exit_code == 0
    with (roster / "contacts.csv").open("w", encoding="utf-8") as stream:
        stream.write("customer_id,on,channel,outcome\nK1,2026-11-20,in_person,held\n")
    listed = json.loads(turnus("due", roster, "--week", "2027-W20", *TODAY, "--format", "json").output)
    assert [need["customer_id"] for need in listed] == [f"L{n}" for n in range(5)]
    plan = turnus("plan", roster, "--week", "2027-W17", *TODAY, "-o", tmp_path / "plan")
    assert "dazu bereits gebucht: 1" in plan.output
    planned = (tmp_path / "plan" / "appointments.csv").read_text(encoding="utf-8")
    assert "K1" not in planned
    assert "2027-04-29T08:00" not in planned


def test_a_second_appointment_is_refused_and_the_first_is_named(roster: Path) -> None:
    assert turnus("book", roster, "K1", "2027-04-29T08:00", *TODAY).exit_code == 0
    before = rows(roster)
    again = turnus("book", roster, "K1", "2027-04-29T09:00", *TODAY)
    assert (again.exit_code, rows(roster)) == (1, before)
    assert f"29.04.2027 08:00 ({before[-1]['booking_id']})" in again.output
    offered = turnus("next", roster, "K1", *TODAY)
    assert (offered.exit_code, before[-1]["booking_id"] in offered.output) == (0, True)


@pytest.mark.parametrize(
    ("start", "words"),
    [
        ("2027-05-06T08:00", "keine Sprechzeit"),
        ("2027-04-29T08:05", "alle 15 Minuten"),
        ("2026-11-20T08:00", "frühestens am 21.11.2026"),
    ],
)
def test_what_nobody_can_keep_is_refused(roster: Path, start: str, words: str) -> None:
    before = (roster / "bookings.csv").read_bytes()
    result = turnus("book", roster, "K1", start, *TODAY, "--accept")
    assert (result.exit_code, words in result.output, "Nichts wurde geändert" in result.output) == (1, True, True)
    assert (roster / "bookings.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("start", "words"),
    [("2026-12-03T08:00", "Die Woche braucht den Platz für L"), ("2027-05-27T08:00", "nach der Frist. Frist 20.05.2027")],
)
def test_what_has_a_price_is_booked_only_on_a_word(roster: Path, start: str, words: str) -> None:
    doubtful = turnus("book", roster, "K1", start, *TODAY)
    assert (doubtful.exit_code, len(rows(roster)), words in doubtful.output) == (1, 1, True)
    accepted = turnus("book", roster, "K1", start, *TODAY, "--accept")
    assert (accepted.exit_code, len(rows(roster)), words in accepted.output) == (0, 2, True)


def test_times_with_an_offset_and_other_channels(roster: Path) -> None:
    result = turnus("book", roster, "K1", "2027-04-29T06:00+00:00", *TODAY, "--channel", "phone", "--minutes", 30, lang="en")
    assert result.exit_code == 0, result.output
    assert "We will call you" in result.output
    assert "room" not in result.output
    assert (rows(roster)[-1]["start"], rows(roster)[-1]["end"]) == ("2027-04-29T08:00", "2027-04-29T08:30")


@pytest.mark.parametrize(
    "arguments",
    [
        ("next", "K9"),
        ("next", "K1", "--specialist", "S9"),
        ("next", "K1", "--number", "0"),
        ("next", "K1", "--kind", "review"),
        ("next", "K1", "--after", "2026-12-24", "--until", "2026-12-01"),
        ("book", "K1"),
        ("book", "K1", "tomorrow"),
        ("book", "K9", "2027-04-29T08:00"),
    ],
)  # fmt: skip
def test_wrong_usage(roster: Path, arguments: tuple[str, ...]) -> None:
    command, *rest = arguments
    assert turnus(command, roster, *rest, *TODAY).exit_code == 2


@pytest.mark.parametrize(("lang", "words"), [("de", "freie Zeiten"), ("en", "free times")])
def test_help(lang: str, words: str) -> None:
    assert words in turnus("next", "--help", lang=lang).output
    assert "--accept" in turnus("book", "--help", lang=lang).output


def test_a_displaced_person_is_named_where_nothing_else_is_left(roster: Path) -> None:
    result = turnus("next", roster, "K1", *TODAY, "--after", "2026-12-01", "--until", "2026-12-04")
    assert "nimmt den Platz von L" in result.output
    assert "Buchen geht nur mit --accept" in result.output
    nothing = turnus("next", roster, "K1", *TODAY, "--after", "2026-12-04", "--until", "2026-12-06")
    assert (nothing.exit_code, "keine Zeit frei" in nothing.output) == (0, True)


def test_no_appointment_today_and_a_channel_that_does_not_count(tmp_path: Path) -> None:
    office = 'name = "Musterstadt (erfunden)"\n[teams.basis]\nconcept = "ba-2010"\n'
    folder = write_roster(tmp_path / "roster", [customer("K1", last_contact_on="2026-11-19")], [specialist(**HOURS)], office)
    result = turnus("next", folder, "K1", *TODAY, "--channel", "phone")
    assert "Heute war kein Termin" in result.output
    assert "Telefon zählt für diese Frist nicht" in result.output
    assert "erfüllt die Frist nicht" in result.output
    assert turnus("book", folder, "K1", "2027-02-18T08:00", *TODAY, "--channel", "phone").exit_code == 1

"""Why not, and what would have to be different: changes in their order, the first that helps and what it costs."""

from datetime import date
from pathlib import Path
from typing import Any

from helpers.answers import SEAT, asked, helped_by, remedy_of, words
from helpers.rosters import (
    LETTER,
    MONDAY,
    booking,
    customer,
    specialist,
)
from scheduler.daily.answer import NOT_INVITED


def test_another_channel_where_a_room_is_short(tmp_path: Path) -> None:
    """A call is enough for people whose status is not set, if they agree; a video talk counts for everybody."""
    room: dict[str, Any] = {"specialists": [specialist(room="4.06")], "resources": [{"resource": "4.06", "capacity": "0"}]}
    may_phone = [customer("K1", status="nicht_gesetzt", last_contact_on="2025-11-03")]
    answer = asked(tmp_path / "phone", customers=may_phone, **room)
    assert (answer.row and answer.row.why, helped_by(answer)) == ("resources", ("channel", ["phone"]))
    assert "die Person müsste zustimmen, phone_ok" in words(answer)
    assert helped_by(asked(tmp_path / "video", **room)) == ("channel", ["video"])


def test_another_half_day_the_earliest_that_is_enough(tmp_path: Path) -> None:
    answer = asked(tmp_path, customers=[customer("K1", unavailable="Mon; Tue; Wed; Thu; Fri")])
    assert helped_by(answer) == ("half_day", ["hours"])
    (change,) = remedy_of(answer).changes
    assert (change.values["day"], change.values["half_day"]) == (MONDAY, "am")
    assert "die Person könnte am Montag, 30.11.2026 vormittags kommen" in words(answer)
    assert "Geprüft, reicht nicht: anderer Weg." in words(answer)


def test_a_wish_that_keeps_somebody_away(tmp_path: Path) -> None:
    rows = [{"specialist_id": "S1", "customer_id": "K1", "must": "never"}]
    answer = asked(tmp_path, wishes=rows)
    assert helped_by(answer) == ("half_day", ["wish"])
    roster = remedy_of(answer).roster
    assert roster is not None
    assert len(roster.wishes) == 13, "seven days of two halves, but for Monday morning"


def test_a_colleague_who_speaks_the_language(tmp_path: Path) -> None:
    staff = [specialist("S1", skills="farsi", **SEAT), specialist("S2"), specialist("S3", skills="farsi")]
    people = [customer("K1", language="farsi", last_contact_on="2026-05-20"), customer("K2")]
    answer = asked(tmp_path, specialists=staff, customers=people)
    assert helped_by(answer) == ("colleague", ["skilled"])
    assert remedy_of(answer).specialist_id == "S3"
    assert "ein Gespräch bei S3 in Vertretung (farsi)" in words(answer)


def test_one_seat_more_and_for_whom(tmp_path: Path) -> None:
    people = [customer("K1", last_contact_on="2026-05-11"), customer("K2", last_contact_on="2026-01-11")]
    answer = asked(tmp_path / "one", specialists=[specialist(**SEAT)], customers=people)
    assert helped_by(answer) == ("seat", ["hours"])
    assert remedy_of(answer).contenders == ()
    assert "45 Minuten mehr Sprechzeit bei S1: Montag, 30.11.2026, 08:45 bis 09:30 Uhr" in words(answer)
    people.append(customer("K3", last_contact_on="2026-05-04"))
    answer = asked(tmp_path / "two", specialists=[specialist(**SEAT)], customers=people)
    assert (remedy_of(answer).needs_wish, remedy_of(answer).contenders) == (True, ("K3",))
    phone, _, team = words(answer).partition("Nur intern")
    assert ("K3" in phone, "K3" in team) == (False, True)


def test_an_internal_block_given_up_and_one_interpreter_more(tmp_path: Path) -> None:
    block = [booking("B1", "2026-11-30T08:00", "2026-11-30T08:45", customer_id="")]
    assert helped_by(asked(tmp_path / "block", specialists=[specialist(**SEAT)], bookings=block)) == ("seat", ["block"])
    people = [customer("K1", needs="dolmetscher", last_contact_on="2026-05-11")]
    people += [customer("K2", specialist_id="S2", needs="dolmetscher")]
    hours = [{"resource": "dolmetscher", "capacity": "1", "mon": "08:00-08:45"}]
    staff = [specialist("S1"), specialist("S2")]
    answer = asked(tmp_path / "unit", customers=people, specialists=staff, resources=hours)
    assert answer.state == NOT_INVITED
    assert helped_by(answer) == ("seat", ["unit"])


def test_another_delivery_after_a_letter_and_when_time_is_short(tmp_path: Path) -> None:
    assert helped_by(asked(tmp_path / "letter", contacts=[LETTER])) == ("delivery", ["portal"])
    monday_only = [specialist(tue="", thu="", fri="")]
    late, mondays = date(2026, 11, 27), [customer("K1", unavailable="Tue; Wed; Thu; Fri")]
    answer = asked(tmp_path / "late", today=late, specialists=monday_only, customers=mondays)
    assert helped_by(answer) == ("delivery", ["agreed"])


def test_an_open_appointment_that_comes_too_late(tmp_path: Path) -> None:
    rows = [booking("B1", "2026-12-15T09:00", "2026-12-15T09:45")]
    answer = asked(tmp_path / "one", bookings=rows)
    assert helped_by(answer) == ("withdraw", ["one"])
    answer = asked(tmp_path / "both", bookings=rows, contacts=[LETTER])
    assert helped_by(answer) == ("together", ["one", "portal"])


def test_whom_a_wish_would_displace_is_the_last_resort(tmp_path: Path) -> None:
    """A day of the customer alone, with one seat that is taken; no longer hours, no other day."""
    hours = "Mon 08:45-24:00; Tue; Wed; Thu; Fri"
    people = [customer("K1", unavailable=hours, last_contact_on="2026-05-11"), customer("K2", last_contact_on="2026-01-11")]
    answer = asked(tmp_path, customers=people, specialists=[specialist(**SEAT)], everything=True)
    displaced = answer.attempts[-1]
    assert (displaced.kind, displaced.remedy and displaced.remedy.gives_way) == ("displace", ("K2",))
    assert displaced.remedy is not None
    assert displaced.remedy.worse == (("ladder.binding", 45 * 9),)
    said = words(answer, everything=True)
    assert [line.split(":")[0].strip() for line in said.splitlines() if line.startswith("  ")][-7:] == [
        "anderer Weg",
        "andere Tageshälfte",
        "eine Kollegin oder ein Kollege",
        "ein Platz mehr",
        "andere Zustellung",
        "offenen Termin ändern",
        "jemand anderes weicht",
    ]


def test_wishes_that_contradict_are_told_with_the_answer(tmp_path: Path) -> None:
    rows = [{"specialist_id": "S1", "customer_id": "K1", "must": "must", "day": "Wed"}]
    answer = asked(tmp_path, wishes=rows)
    assert [conflict.rules for conflict in answer.conflicts] == [("consulting_hours",)]
    assert "Zeile 2: S1 wünscht K1 (Mittwoch) – dagegen: Sprechzeiten der Fachkraft" in words(answer)

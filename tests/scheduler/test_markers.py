"""The search for marks bites: it finds what is hidden in folds, in base64, in encoded headers and in file names."""

import base64
from email.message import EmailMessage
from pathlib import Path

import pytest

from helpers.markers import mark, marked_roster, marks_in, marks_in_folder, marks_in_mail
from helpers.rosters import planned
from scheduler.calendars import plan_calendars


@pytest.mark.parametrize(
    "data",
    [
        b"SUMMARY:Qz1id",
        b"SUMMARY:Termin mit Q\r\n z1language",
        b"geb. 14.03.1932",
        b"DTSTART:19320314",
        b"X:alo",
        "Wunschgespräch".encode(),
        base64.encodebytes(b"BEGIN:VCALENDAR\r\nSUMMARY:Qz2name\r\n"),
    ],
)
def test_a_mark_is_found_wherever_it_hides(data: bytes) -> None:
    assert len(marks_in(data)) == 1


def test_what_a_calendar_holds_anyway_is_no_mark() -> None:
    assert (
        marks_in(
            b"DTSTART:19700329T020000\r\nDTSTART:20261130T090000\r\nSUMMARY:Termin T-48FF91 (45)\r\nDTSTAMP:20261120T000001Z"
        )
        == []
    )


def test_a_mark_in_a_header_of_a_mail_is_found() -> None:
    mail = EmailMessage()
    mail["Subject"] = f"Ä {mark(1, 'name')}"
    mail.set_content("nichts")
    assert marks_in_mail(mail.as_bytes())["headers"] == ["Qz1name"]


def test_the_plan_of_a_roster_full_of_marks_has_calendars_without(tmp_path: Path) -> None:
    folder = marked_roster(tmp_path / "Qz9roster")
    assert {"Qz9roster", "Qz9roster/customers.csv", "Qz9roster/occasions.csv"} <= marks_in_folder(tmp_path).keys()
    to_plan, plan = planned(folder)
    assert {appointment.customer_id for appointment in plan.appointments} == {mark(n, "id") for n in (1, 2, 3)}
    assert [marks_in(content) + marks_in(name) for name, content in plan_calendars(to_plan, plan).items()] == [[], []]

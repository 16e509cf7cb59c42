"""The raw check of calendar bytes: sound files pass, each fault is found, among them the eight that libical lets pass."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from helpers.clients import libical_faults
from scheduler.ical.calendarfile import CANCEL, REQUEST, Attendee, calendar_bytes
from scheduler.ical.entry import CANCELLED, Entry
from scheduler.ical.rawcheck import faults_of
from scheduler.texts import use_language

ENTRY = Entry(
    uid="00000000000000aa@turnus.invalid",
    sequence=1,
    stamp=datetime(2026, 11, 20, 0, 0, 1),
    start=datetime(2026, 7, 22, 8),
    end=datetime(2026, 7, 22, 8, 45),
    summary="Termin T-0000AA (45)",
    location="Haus 2, Flur Süd; Raum 2.14",
)
GONE = Entry(ENTRY.uid, 2, ENTRY.stamp, ENTRY.start, ENTRY.end, ENTRY.summary, status=CANCELLED)
PUBLISHED = calendar_bytes([ENTRY], name="Beratung S1")
REQUESTED = calendar_bytes([ENTRY], method=REQUEST, organizer="mailto:a@example.org", attendee=Attendee("s1@example.org"))
CALLED_OFF = calendar_bytes([GONE], method=CANCEL, organizer="mailto:a@example.org", attendee=Attendee("s1@example.org"))
STORED = calendar_bytes([ENTRY], method="")
ALARM = b"BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:x\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\nEND:VEVENT"
ZONE = PUBLISHED[PUBLISHED.index(b"BEGIN:VTIMEZONE") : PUBLISHED.index(b"BEGIN:VEVENT")]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("de")


@pytest.mark.parametrize(
    "data", [PUBLISHED, REQUESTED, CALLED_OFF, STORED, calendar_bytes([]), calendar_bytes([ENTRY], timezone="Asia/Tokyo")]
)
def test_what_we_write_is_sound(data: bytes) -> None:
    assert faults_of(data) == []


def changed(data: bytes, old: bytes, new: bytes) -> bytes:
    assert old in data
    return data.replace(old, new, 1)


MISSED_BY_LIBICAL = {
    "an alarm in CANCEL": (changed(CALLED_OFF, b"END:VEVENT", ALARM), "CANCEL must have no VALARM"),
    "the end before the start": (changed(PUBLISHED, b"T084500", b"T074500"), "the end is not after the start"),
    "no VTIMEZONE": (changed(PUBLISHED, ZONE, b""), "no VTIMEZONE for the time zone Europe/Berlin"),
    "a day that is none": (changed(PUBLISHED, b"20260722T080000", b"20260732T080000"), "20260732T080000 is no moment"),
    "an unknown CLASS": (changed(PUBLISHED, b"CLASS:PRIVATE", b"CLASS:SECRET"), "SECRET is unknown"),
    "LF alone": (PUBLISHED.replace(b"\r\n", b"\n"), "does not end with CRLF"),
    "a long line": (changed(PUBLISHED, b"(45)", b"(45)" + b"x" * 60), "bytes instead of at most 75"),
    "a bare comma": (changed(PUBLISHED, b"Haus 2\\,", b"Haus 2,"), "a comma, semicolon or backslash"),
}


@pytest.mark.parametrize("name", MISSED_BY_LIBICAL)
def test_the_eight_faults_that_libical_lets_pass(name: str) -> None:
    data, wanted = MISSED_BY_LIBICAL[name]
    assert any(wanted in fault for fault in faults_of(data))
    if name != "no VTIMEZONE":
        assert not any(wanted in fault for fault in faults_of(PUBLISHED))


def test_libical_lets_them_pass_indeed() -> None:
    """Else our own check would be in vain; a bad date is the one that libical 3.0.16 has learnt about since."""
    silent = {name for name, (data, _) in MISSED_BY_LIBICAL.items() if libical_faults(data) == []}
    assert len(silent) >= 6, silent


FAULTS = {
    "no ORGANIZER in PUBLISH": (changed(PUBLISHED, b"ORGANIZER:mailto:noreply@turnus.invalid\r\n", b""), "needs exactly one ORGANIZER"),
    "an ATTENDEE in PUBLISH": (changed(REQUESTED, b"METHOD:REQUEST", b"METHOD:PUBLISH"), "must have no ATTENDEE"),
    "no ATTENDEE in REQUEST": (changed(PUBLISHED, b"METHOD:PUBLISH", b"METHOD:REQUEST"), "REQUEST needs ATTENDEE"),
    "no SEQUENCE in CANCEL": (changed(CALLED_OFF, b"SEQUENCE:2\r\n", b""), "CANCEL needs SEQUENCE"),
    "a wrong STATUS in REQUEST": (changed(REQUESTED, b"CONFIRMED", b"CANCELLED"), "REQUEST with STATUS:CANCELLED"),
    "a wrong STATUS in CANCEL": (changed(CALLED_OFF, b"CANCELLED", b"CONFIRMED"), "CANCEL with STATUS:CONFIRMED"),
    "an unknown METHOD": (changed(PUBLISHED, b"METHOD:PUBLISH", b"METHOD:PUSH"), "METHOD is neither"),
    "no UID": (changed(PUBLISHED, b"UID:00000000000000aa@turnus.invalid\r\n", b""), "UID is there 0 times"),
    "no DTSTAMP": (changed(PUBLISHED, b"DTSTAMP:20261120T000001Z\r\n", b""), "DTSTAMP is there 0 times"),
    "DTSTAMP without Z": (changed(PUBLISHED, b"T000001Z", b"T000001"), "DTSTAMP is not in UTC"),
    "DTEND and DURATION": (changed(PUBLISHED, b"SEQUENCE", b"DURATION:PT45M\r\nSEQUENCE"), "DTEND and DURATION"),
    "no PRODID": (changed(PUBLISHED, b"PRODID:-//turnus//turnus//DE\r\n", b""), "PRODID is there 0 times"),
    "two UIDs in REQUEST": (changed(REQUESTED, b"END:VCALENDAR", b"".join(REQUESTED.partition(b"BEGIN:VEVENT")[1:]).replace(b"aa@", b"bb@")), "REQUEST is not about exactly one"),
    "the same event twice": (changed(PUBLISHED, b"END:VCALENDAR", b"".join(PUBLISHED.partition(b"BEGIN:VEVENT")[1:])), "is there twice"),
    "two calendars": (PUBLISHED + PUBLISHED, "not exactly one VCALENDAR"),
    "nothing": (b"", "not exactly one VCALENDAR"),
    "no END": (PUBLISHED.replace(b"END:VEVENT\r\n", b""), "END:VCALENDAR fits no BEGIN"),
    "a fold inside of a character": (changed(PUBLISHED, "ü".encode(), "ü".encode()[:1] + b"\r\n " + "ü".encode()[1:]), "cuts a character"),
    "no line end at the end": (PUBLISHED[:-2], "the last line does not end"),
    "a control character": (changed(PUBLISHED, b"Raum", b"Ra\x07m"), "a control character"),
    "an empty line": (changed(PUBLISHED, b"BEGIN:VEVENT", b"\r\nBEGIN:VEVENT"), "the line is empty"),
    "no property": (changed(PUBLISHED, b"STATUS:", b"STATUS "), "neither name and value"),
    "an address that is none": (changed(PUBLISHED, b"mailto:noreply", b"Frau noreply"), "ORGANIZER is no mailto"),
    "an end in another zone": (changed(PUBLISHED, b"DTEND;TZID=Europe/Berlin:20260722T084500", b"DTEND:20260722T084500Z"), "not in the same time zone"),
    "a task": (PUBLISHED.replace(b"VEVENT", b"VTODO"), "VTODO does not belong"),
    "a DATE with a time": (changed(PUBLISHED, b"DTSTART;", b"DTSTART;VALUE=DATE;"), "the value does not fit its kind"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_found(name: str) -> None:
    data, wanted = FAULTS[name]
    assert any(wanted in fault for fault in faults_of(data)), faults_of(data)


def test_a_fault_tells_its_line() -> None:
    lines = PUBLISHED.split(b"\r\n")
    number = lines.index(b"CLASS:PRIVATE") + 1
    assert faults_of(changed(PUBLISHED, b"CLASS:PRIVATE", b"CLASS:SECRET")) == [f"line {number}: CLASS: SECRET is unknown"]


def generated() -> bytes:
    """Return the same calendar with the VTIMEZONE that the library generates."""
    calendar = Calendar.from_ical(PUBLISHED)
    calendar.subcomponents = [part for part in calendar.subcomponents if part.name != "VTIMEZONE"]
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def test_the_generated_time_zone_is_refused_for_both_its_traps() -> None:
    faults = " ".join(faults_of(generated()))
    assert "several days in one RDATE line" in faults
    assert "clocks change at 01:00 UTC" in faults


WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), max_size=120)


@given(summary=WORDS, location=WORDS, name=WORDS)
def test_whatever_the_words_the_file_is_sound_and_the_library_reads_them(summary: str, location: str, name: str) -> None:
    entry = Entry(ENTRY.uid, 0, ENTRY.stamp, ENTRY.start, ENTRY.end, summary, location)
    data = calendar_bytes([entry], name=name)
    assert faults_of(data) == []
    calendar = Calendar.from_ical(data)
    [event] = calendar.walk("VEVENT")
    assert (str(event["SUMMARY"]), str(event.get("LOCATION", "")), str(event["UID"])) == (summary, location, ENTRY.uid)


def by_the_library(data: bytes) -> bytes:
    return bytes(Calendar.from_ical(data).to_ical())


@pytest.mark.parametrize("make", [lambda: PUBLISHED, lambda: REQUESTED, lambda: CALLED_OFF, lambda: STORED])
def test_the_library_would_have_written_the_same_bytes(make: Callable[[], bytes]) -> None:
    assert by_the_library(make()) == make()


@given(st.binary(max_size=400))
def test_rubbish_is_a_fault_and_no_traceback(data: bytes) -> None:
    assert faults_of(data) != []

"""Calendar files as Outlook and others write them, made up: few lines, real traps."""

from collections.abc import Iterable

WINDOWS_BERLIN = "W. Europe Standard Time"
ZONE_OF_1601 = """BEGIN:VTIMEZONE
TZID:{tzid}
BEGIN:STANDARD
DTSTART:16011028T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010325T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE
"""
"""Outlook's own definition: rules from the year 1601 on."""


def event(uid: str, *lines: str) -> str:
    """Return a VEVENT with the private lines that a real one has."""
    private = ("SUMMARY:GEHEIM Betreff", "LOCATION:GEHEIM Ort", "ATTENDEE;CN=GEHEIM:mailto:geheim@example.org")
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", *private, "DTSTAMP:20261101T080000Z", *lines, "END:VEVENT\n"])


def alarm(text: str) -> str:
    """Return an event with a VALARM, whose DURATION is not that of the event."""
    return text.replace(
        "END:VEVENT", "BEGIN:VALARM\nTRIGGER:-PT15M\nDURATION:PT5M\nREPEAT:1\nACTION:DISPLAY\nEND:VALARM\nEND:VEVENT"
    )


def calendar(*parts: str, head: Iterable[str] = ()) -> bytes:
    """Return a calendar file with CRLF."""
    lines = ["BEGIN:VCALENDAR", "PRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN", "VERSION:2.0", *head]
    return ("\n".join(lines) + "\n" + "".join(parts) + "END:VCALENDAR\n").replace("\n", "\r\n").encode()


def timed(name: str, moment: str, tzid: str = WINDOWS_BERLIN) -> str:
    """Return a property with a time in a zone, `DTSTART;TZID="W. Europe Standard Time":20260720T090000`."""
    return f'{name};TZID="{tzid}":{moment}'


def meeting(uid: str, start: str, end: str, *lines: str, tzid: str = WINDOWS_BERLIN) -> str:
    """Return a meeting in a zone."""
    return event(uid, timed("DTSTART", start, tzid), timed("DTEND", end, tzid), *lines)

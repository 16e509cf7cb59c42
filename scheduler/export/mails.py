"""A mail with an invitation that Outlook, Thunderbird and others offer to accept (RFC 6047): text, calendar, attachment.

Nothing about a customer stands in its headers but, if it goes to the customer, the address it goes to.
"""

import re
from dataclasses import dataclass
from datetime import UTC
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import SMTP, compat32
from email.utils import format_datetime
from hashlib import sha256

from scheduler.calendars import tag
from scheduler.errors import TurnusError
from scheduler.ical.calendarfile import CANCEL
from scheduler.ical.entry import Entry
from scheduler.texts import text

FILE_NAME = "invite.ics"
BOUNDARY_DIGITS = 24
WAYS = ("phone", "video", "email", "portal")
"""Channels that need no room (`LOCATION` names them in their stead)."""
WORD = re.compile(r"[^\W\d_]{4}")
"""What says by itself what it is: Raum 2.14, Haus B; 2.14 or A 7 does not."""
HEADERS = ("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type")
"""All headers of a mail, in order; one more would have come out of somebody's data."""


@dataclass(frozen=True, slots=True)
class Mail:
    """What a mail needs to know.

    Attributes:
        name: what names the message; the same for the same message.
        organizer: mailto: address of the house, the sender.
        recipient: mail address.
        audience: staff or customer.
        method: REQUEST or CANCEL.
        entry: the appointment.
    """

    name: str
    organizer: str
    recipient: str
    audience: str
    method: str
    entry: Entry


def mail_bytes(mail: Mail, calendar: bytes) -> bytes:
    """Return a mail with a calendar, equal bytes for equal input (no clock, no random boundary).

    Raises:
        TurnusError: it would have other headers, another sender or another recipient than it should.
    """
    sender = mail.organizer.removeprefix("mailto:")
    digest = sha256(mail.name.encode()).hexdigest()[:BOUNDARY_DIGITS]
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = mail.recipient
    message["Subject"] = _subject(mail)
    message["Date"] = format_datetime(mail.entry.stamp.replace(tzinfo=UTC))
    message["Message-ID"] = f"<{digest}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_body(mail), cte="quoted-printable")
    params = {"method": mail.method, "component": "VEVENT", "charset": "utf-8"}
    message.add_alternative(calendar, maintype="text", subtype="calendar", cte="base64", params=params)
    message.add_attachment(calendar, maintype="application", subtype="ics", cte="base64", filename=FILE_NAME)
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"turnus-{digest}-{number}")
    return _checked(message.as_bytes(), sender, mail.recipient)


def _checked(data: bytes, sender: str, recipient: str) -> bytes:
    """Return a mail whose headers are as they should be, read as they stand, nothing decoded."""
    found = BytesHeaderParser(policy=compat32).parsebytes(data)
    names = (tuple(found.keys()), str(found["From"]).strip(), str(found["To"]).strip())
    if names != (HEADERS, sender, recipient):
        raise TurnusError(text("invitation.odd_headers", headers=", ".join(found.keys())))
    return data


def _subject(mail: Mail) -> str:
    return text(f"invitation.{mail.audience}.{_kind(mail)}", pseudonym=tag(mail.entry.uid))


def _kind(mail: Mail) -> str:
    if mail.method == CANCEL:
        return "cancel"
    return "changed" if mail.entry.sequence else "new"


def _where(location: str) -> str:
    """Return where the talk takes place, in words: a room, by its bare number too, or the way in which people talk."""
    way = next((channel for channel in WAYS if location == text(f"channel.{channel}")), None)
    if way is not None:
        return text(f"invitation.by.{way}")
    return text("invitation.where", place=room_in_words(location))


def room_in_words(room: str) -> str:
    """Return a room so that nobody takes it for something else: Raum 2.14, but Zimmer 5 as it is."""
    return room if WORD.search(room) else text("invitation.room", room=room)


def _body(mail: Mail) -> str:
    entry = mail.entry
    day = text("invitation.day", weekday=text(f"weekday.{entry.start.weekday()}"), day=f"{entry.start:%d.%m.%Y}")
    lines = [
        text(f"invitation.{mail.audience}.body.{_kind(mail)}", pseudonym=tag(entry.uid)),
        "",
        text("invitation.when", day=day, start=f"{entry.start:%H:%M}", end=f"{entry.end:%H:%M}"),
        *([_where(entry.location)] if entry.location else []),
        "",
        text(f"invitation.{mail.audience}.{'why_gone' if mail.method == CANCEL else 'why'}"),
    ]
    return "\n".join(lines) + "\n"

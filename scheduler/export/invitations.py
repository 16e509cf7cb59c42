"""Invitations by mail: from what was told and what is true today exactly the messages between them (RFC 5546, RFC 6047).

A row of the ledger that is not marked as sent is a message that is still owed. So the ledger is written twice: first what is
owed, then, when a message is in other hands, the day. Whatever breaks in between, the message comes again, the same bytes, and
none is lost. Pure: roster in, messages and changes out.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from scheduler.export.icsfiles import checked
from scheduler.export.mails import Mail, mail_bytes
from scheduler.export.revisions import Place, Revised, change, revised
from scheduler.ical.calendarfile import CANCEL, REQUEST, Attendee, calendar_bytes
from scheduler.ical.entry import Entry
from scheduler.revision import CANCELLED, CUSTOMER, Revision
from scheduler.roster import Roster
from scheduler.store.changes import Change


@dataclass(frozen=True, slots=True)
class Message:
    """One mail to one person.

    Attributes:
        name: file name; pseudonymous, the same for the same message.
        recipient: mail address.
        method: REQUEST or CANCEL.
        row: the row of the ledger that it fulfils, as it stands there when the message goes out.
        calendar: the iCalendar file in it.
        data: the mail as bytes.
        is_first: whether nothing about the entry is in other hands so far.
        before: the row of the ledger as it was; None = there was none.
    """

    name: str
    recipient: str
    method: str
    row: Revision
    calendar: bytes
    data: bytes
    is_first: bool = False
    before: Revision | None = None


@dataclass(frozen=True, slots=True)
class Invitations:
    """What has to be told to one audience.

    Attributes:
        owed: changes of the ledger to be written before anything is handed over.
        messages: first what is gone, then the rest, in order of time of the appointments.
        superseded: names of messages that were owed and never handed over, and that would be wrong now.
        elsewhere: folder and name of messages that were owed, never handed over, and lie in another outbox than this one.
    """

    owed: tuple[Change, ...]
    messages: tuple[Message, ...]
    superseded: tuple[str, ...] = ()
    elsewhere: tuple[tuple[str, str], ...] = ()


def invitations(
    roster: Roster,
    today: date,
    key: bytes,
    audience: str,
    recipients: Mapping[str, str],
    waiting: Collection[str] = (),
    outbox: str = "",
) -> Invitations:
    """Return the messages to an audience.

    Whoever was never told of an appointment, for the message still waits, is not told that it is gone either.

    Args:
        roster: with its ledger.
        today: appointments from this day on count.
        key: key of the pseudonyms.
        audience: staff or customer.
        recipients: specialist (customer) → mail address; nobody else is told anything.
        waiting: names of the messages that lie in the outbox, and in those of earlier runs.
        outbox: where the messages will lie.

    Raises:
        TurnusError: a calendar would not pass the raw check.
    """
    found = revised(roster, today, key, audience=audience, owners=recipients.keys())
    entries = _entries(found)
    before = {(row.owner, row.uid): row for row in roster.calendar if row.audience == audience}
    told = {place: _to_tell(before.get(place), row, waiting, today, outbox) for place, row in found.told.items()}
    owed = [(place, row) for place, row in told.items() if row.sent_on is None]
    owed.sort(key=lambda item: item[1].status != CANCELLED)
    changes = (change(before.get(place), row) for place, row in told.items())
    old = [before[place] for place in told if place in before and before[place].sent_on is None]
    names = {_name(row) for _, row in owed}
    return Invitations(
        owed=tuple(row for row in changes if row is not None),
        messages=tuple(_message(roster, row, entries[place], recipients[place[0]], before.get(place)) for place, row in owed),
        superseded=tuple(name for name in map(_name, old) if name not in names),
        elsewhere=tuple((row.outbox, _name(row)) for row in old if row.outbox not in ("", outbox)),
    )


def _to_tell(before: Revision | None, row: Revision, waiting: Collection[str], today: date, outbox: str) -> Revision:
    """Return a row as it stands while its message goes out: from then on it may be in other hands, whatever breaks."""
    if row.sent_on is not None:
        return row
    is_unknown = before is not None and before.sent_on is None and before.told_on is None and _name(before) in waiting
    if is_unknown and row.status == CANCELLED:
        return replace(row, sent_on=today, outbox="")
    return replace(row, told_on=row.told_on or today, outbox=outbox)


def handed_over(messages: Iterable[Message], today: date) -> list[Change]:
    """Return the changes of the ledger once messages are in other hands."""
    found = (change(message.row, replace(message.row, sent_on=today, outbox="")) for message in messages)
    return [row for row in found if row is not None]


def kept_back(messages: Iterable[Message]) -> list[Change]:
    """Return the changes of the ledger once it is certain that messages are not in other hands."""
    found = (change(message.row, replace(message.row, told_on=None)) for message in messages if message.is_first)
    return [row for row in found if row is not None]


def unsent(rows: Iterable[Revision], today: date, told: Collection[tuple[str, str]]) -> dict[str, int]:
    """Return folder → number of messages that lie there unsent, of all but the (audience, owner) whom a run tells."""
    lying = (row for row in rows if row.sent_on is None and row.outbox and row.start.date() >= today)
    return dict(Counter(row.outbox for row in lying if (row.audience, row.owner) not in told))


def unreachable(roster: Roster, today: date, key: bytes, audience: str, recipients: Collection[str]) -> tuple[str, ...]:
    """Return whom a message would be due to, if their mail address were known: specialists, or customers who were told before.

    Those who have left the roster are among them: nobody knows their address any more.
    """
    known = {row.owner for row in roster.calendar if row.audience == audience}
    everybody = known if audience == CUSTOMER else known | roster.specialist_by_id.keys()
    found = revised(roster, today, key, audience=audience, owners=[owner for owner in everybody if owner not in recipients])
    return tuple(sorted({owner for (owner, _), row in found.told.items() if row.sent_on is None}))


def _entries(found: Revised) -> dict[Place, Entry]:
    shelves = (*found.entries.items(), *found.cancelled.items())
    return {(owner, entry.uid): entry for owner, entries in shelves for entry in entries}


def _name(row: Revision) -> str:
    method = CANCEL if row.status == CANCELLED else REQUEST
    parts = (row.uid.partition("@")[0], str(row.sequence), method.lower(), row.audience, row.specialist_id)
    return f"{'-'.join(filter(None, parts))}.eml"


def _message(roster: Roster, row: Revision, entry: Entry, recipient: str, before: Revision | None) -> Message:
    method = CANCEL if row.status == CANCELLED else REQUEST
    office = roster.office
    attendee = Attendee(recipient, rsvp=row.audience != CUSTOMER and method == REQUEST)
    calendar = checked(
        calendar_bytes([entry], method=method, organizer=office.organizer, timezone=office.timezone, attendee=attendee)
    )
    name = _name(row)
    mail = Mail(name.removesuffix(".eml"), office.organizer, recipient, row.audience, method, entry)
    is_first = before is None or (before.told_on is None and before.sent_on is None)
    return Message(name, recipient, method, row, calendar, mail_bytes(mail, calendar), is_first, before)

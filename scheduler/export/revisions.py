"""The open appointments of today against the ledger: what every calendar shows, and what its readers must be told.

Pure: roster in, entries and changes of `calendar.csv` out. Only the day enters, never the clock (docs/files.md, calendar.csv).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256

from scheduler.calendars import tag
from scheduler.export.uids import uids_of
from scheduler.ical.entry import Entry, midnight
from scheduler.revision import CALENDAR, CANCELLED, CONFIRMED, CUSTOMER, LEDGER, Revision
from scheduler.roster import FREED_STATES, OPEN_STATES, Booking, Roster
from scheduler.store.changes import Added, Change, Updated, Value
from scheduler.texts import text
from scheduler.workdays import monday_of

Place = tuple[str, str]
"""(owner, uid): one entry in one calendar. The owner is a specialist, of the audience `customer` the customer."""
DIGITS = 15
SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Revised:
    """What the calendars of one audience hold today.

    Attributes:
        entries: owner → open appointments in order of time; every owner that was asked for has a key.
        cancelled: owner → appointments that are gone, as they were told last; the same keys.
        changes: rows of the ledger that are new or different; none where nothing has changed.
        told: (owner, uid) → the row of the ledger as it is after `changes`, of every entry above.
    """

    entries: Mapping[str, tuple[Entry, ...]]
    cancelled: Mapping[str, tuple[Entry, ...]]
    changes: tuple[Change, ...]
    told: Mapping[Place, Revision]


def revised(
    roster: Roster, today: date, key: bytes, *, audience: str = CALENDAR, owners: Collection[str] | None = None
) -> Revised:
    """Compare the roster with what was told.

    New entries have the sequence of their booking; really changed ones (time, place, holder, status) the next SEQUENCE and a
    newer DTSTAMP; all others are exactly as before. What is gone (cancelled, excused, put back, with somebody else now) is
    cancelled; what was held or missed is neither shown nor cancelled.

    Args:
        roster: with its ledger (`roster.calendar`).
        today: calendars count from Monday of this week, mail from this day.
        key: key of the pseudonyms.
        audience: calendar, staff or customer.
        owners: whose calendars; None = all specialists (customers), also those who have left the roster and were told before.
    """
    return _Comparison(roster, today, key, audience, owners).result()


class _Comparison:
    def __init__(self, roster: Roster, today: date, key: bytes, audience: str, owners: Collection[str] | None) -> None:
        everybody = roster.customer_by_id if audience == CUSTOMER else roster.specialist_by_id
        self.roster, self.audience = roster, audience
        self.since = monday_of(today) if audience == CALENDAR else today
        self.now = midnight(today) + SECOND
        uids = uids_of(roster.bookings, key)
        self.bookings = {uids[booking.booking_id]: booking for booking in roster.bookings if booking.customer_id}
        rows = [row for row in roster.calendar if row.audience == audience]
        self.known = {(row.owner, row.uid): row for row in rows}
        self.latest = _latest(rows)
        self.holders: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            if row.status == CONFIRMED:
                self.holders[row.uid].add(row.owner)
        left = sorted({row.owner for row in rows if row.start.date() >= self.since} - everybody.keys())
        self.owners = [owner for owner in (*everybody, *left) if owners is None or owner in owners]

    def result(self) -> Revised:
        live = {(self._owner(b), uid): b for uid, b in self.bookings.items() if self._is_shown(b)}
        asked = set(self.owners)
        told = {place: self._live(place, booking) for place, booking in live.items() if place[0] in asked}
        for place, row in self.known.items():
            if place[0] in asked and place not in live and row.start.date() >= self.since and not self._is_over(row):
                told[place] = self._gone(row)
        ordered = sorted(told, key=lambda place: (told[place].start, place))
        changes = tuple(change(self.known.get(place), told[place]) for place in ordered)
        return Revised(
            entries=self._entries(ordered, told, CONFIRMED),
            cancelled=self._entries(ordered, told, CANCELLED),
            changes=tuple(found for found in changes if found is not None),
            told={place: told[place] for place in ordered},
        )

    def _owner(self, booking: Booking) -> str:
        return booking.customer_id if self.audience == CUSTOMER else booking.specialist_id

    def _is_shown(self, booking: Booking) -> bool:
        return booking.state in OPEN_STATES and booking.start.date() >= self.since

    def _is_over(self, row: Revision) -> bool:
        """Tell whether the appointment has had an outcome: it stays in the calendars as it is."""
        booking = self.bookings.get(row.uid)
        ended = booking is not None and booking.state not in OPEN_STATES | FREED_STATES
        return ended and booking is not None and self._owner(booking) == row.owner

    def _live(self, place: Place, booking: Booking) -> Revision:
        row = self.known.get(place)
        fingerprint = self._fingerprint(booking)
        if row is not None and (row.fingerprint, row.status) == (fingerprint, CONFIRMED):
            return row
        owner, uid = place
        sequence, stamp = self._next(place, booking.sequence)
        specialist, customer = ("", owner) if self.audience == CUSTOMER else (owner, "")
        told = row.told_on if row is not None else None
        when = (sequence, stamp, booking.start, booking.end)
        return Revision(uid, self.audience, *when, fingerprint, CONFIRMED, specialist, customer, told_on=told)

    def _gone(self, row: Revision) -> Revision:
        if row.status == CANCELLED:
            return row
        stamp = max(row.stamp + SECOND, self.now)
        return replace(row, sequence=row.sequence + 1, stamp=stamp, status=CANCELLED, sent_on=None)

    def _next(self, place: Place, least: int) -> tuple[int, datetime]:
        """Return SEQUENCE and DTSTAMP after all that anybody of the audience was told of an appointment.

        Whoever had it before is still owed the next revision, that it is gone. Two people may share a mailbox: what is true
        comes after that, whichever of the two arrives first, and however late.
        """
        owner, uid = place
        if uid not in self.latest:
            return least, self.now
        sequence, stamp = self.latest[uid]
        step = 2 if self.holders.get(uid, set()) - {owner} else 1
        return max(sequence + step, least), max(stamp + step * SECOND, self.now + (step - 1) * SECOND)

    def _fingerprint(self, booking: Booking) -> str:
        parts = (_minute(booking.start), _minute(booking.end), *self._where(booking))
        digest = sha256("\x1f".join(parts).encode()).hexdigest()
        return f"h{digest[:DIGITS]}"  # so that no spreadsheet takes it for a number

    def _where(self, booking: Booking) -> tuple[str, str]:
        """Return room and channel; a customer who is phoned needs no room, to a specialist the room is always theirs."""
        room = self.roster.specialist_by_id[booking.specialist_id].room
        if self.audience != CUSTOMER:
            return room, ""
        channel = booking.channel or "in_person"
        return ("", channel) if channel != "in_person" else (room, "")

    def _entries(self, places: Iterable[Place], told: Mapping[Place, Revision], status: str) -> dict[str, tuple[Entry, ...]]:
        found: dict[str, list[Entry]] = {owner: [] for owner in self.owners}
        for owner, uid in places:
            if told[owner, uid].status == status:
                found[owner].append(self._entry(told[owner, uid]))
        return {owner: tuple(entries) for owner, entries in found.items()}

    def _entry(self, row: Revision) -> Entry:
        room, channel = self._where(self.bookings[row.uid]) if row.status == CONFIRMED else ("", "")
        minutes = round((row.end - row.start).total_seconds() / 60)
        words = "calendar.customer_summary" if self.audience == CUSTOMER else "calendar.summary"
        return Entry(
            uid=row.uid,
            sequence=row.sequence,
            stamp=row.stamp,
            start=row.start,
            end=row.end,
            summary=text(words, pseudonym=tag(row.uid), minutes=minutes),
            location=text(f"channel.{channel}") if channel else room,
            status=row.status,
        )


def change(before: Revision | None, after: Revision) -> Change | None:
    """Return what makes the ledger say `after`; None where it does."""
    if before == after:
        return None
    values = _values(after)
    if before is None:
        return Added(LEDGER, values)
    return Updated(LEDGER, {name: values[name] for name in KEY}, {n: v for n, v in values.items() if n not in KEY})


KEY = ("uid", "audience", "specialist_id", "customer_id")
"""Columns that name a row of the ledger."""


def _values(row: Revision) -> dict[str, Value]:
    return {
        "uid": row.uid,
        "audience": row.audience,
        "specialist_id": row.specialist_id,
        "customer_id": row.customer_id,
        "sequence": row.sequence,
        "stamp": f"{row.stamp.isoformat(timespec='seconds')}Z",
        "start": _minute(row.start),
        "end": _minute(row.end),
        "fingerprint": row.fingerprint,
        "status": row.status,
        "sent_on": row.sent_on,
        "told_on": row.told_on,
        "outbox": row.outbox,
    }


def _minute(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def _latest(rows: Iterable[Revision]) -> dict[str, tuple[int, datetime]]:
    """Return uid → highest sequence and newest stamp over all who were told."""
    found: dict[str, tuple[int, datetime]] = {}
    for row in rows:
        sequence, stamp = found.get(row.uid, (row.sequence, row.stamp))
        found[row.uid] = (max(sequence, row.sequence), max(stamp, row.stamp))
    return found

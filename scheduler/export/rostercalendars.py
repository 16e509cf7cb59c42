"""The calendars of a roster, by its ledger; names in place of pseudonyms where a specialist asks for their own."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from scheduler.addresses import Address
from scheduler.export.icsfiles import Calendars
from scheduler.export.revisions import revised
from scheduler.export.uids import uids_of
from scheduler.ical.entry import Entry
from scheduler.roster import Roster
from scheduler.store.changes import Change
from scheduler.texts import text


@dataclass(frozen=True)
class RosterCalendars:
    """The calendars of a roster, and what has to be written into its ledger before they are published."""

    calendars: Calendars
    changes: tuple[Change, ...]


def roster_calendars(roster: Roster, today: date, key: bytes, chosen: Collection[str] | None) -> RosterCalendars:
    """Return the calendars of some specialists (None = all) of a roster."""
    found = revised(roster, today, key, owners=chosen)
    office = roster.office
    calendars = Calendars(found.entries, found.cancelled, office.organizer, office.timezone)
    return RosterCalendars(calendars, found.changes)


def nameless(calendars: Calendars, roster: Roster, key: bytes, addresses: Mapping[str, Address]) -> list[str]:
    """Return the customers in calendars whom the addresses file does not have: they keep their pseudonym."""
    uids = uids_of(roster.bookings, key)
    shown = {entry.uid for entries in calendars.entries.values() for entry in entries}
    return sorted({b.customer_id for b in roster.bookings if uids[b.booking_id] in shown} - addresses.keys())


def with_names(calendars: Calendars, roster: Roster, key: bytes, addresses: Mapping[str, Address]) -> Calendars:
    """Return calendars whose entries show names instead of pseudonyms; for the specialist's own eyes only.

    Whoever is not in the addresses file keeps the pseudonym; so do appointments that are gone.
    """
    uids = uids_of(roster.bookings, key)
    names = {uids[b.booking_id]: addresses[b.customer_id].name for b in roster.bookings if b.customer_id in addresses}

    def named(entry: Entry) -> Entry:
        minutes = round((entry.end - entry.start).total_seconds() / 60)
        words = text("calendar.named", name=names.get(entry.uid, ""), minutes=minutes)
        return replace(entry, summary=words) if entry.uid in names else entry

    return replace(calendars, entries={who: tuple(map(named, entries)) for who, entries in calendars.entries.items()})

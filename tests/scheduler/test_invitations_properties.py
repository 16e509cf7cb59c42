"""For any states of a roster: the messages are exactly the difference, and a reader who takes them all sees what is true."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from helpers.exports import FIXED_KEY, office_of
from scheduler.export.invitations import Invitations, Message, invitations
from scheduler.export.uids import uids_of
from scheduler.revision import STAFF, Revision
from scheduler.roster import FREED_STATES, OPEN_STATES, Booking, Roster
from scheduler.rosterfiles import read_roster

TODAY = date(2026, 11, 20)
WHO = {"S1": "s1@example.org", "S2": "s2@example.org"}
NAMES = ("B1", "B2", "B3")
STATES = sorted(OPEN_STATES | FREED_STATES | {"held", "missed"})
Shown = dict[tuple[str, str], tuple[datetime, datetime, str]]
"""(specialist, uid) → start, end, room."""


@cache
def base() -> Roster:
    with TemporaryDirectory() as scratch:
        return read_roster(office_of(Path(scratch) / "roster", []))


@st.composite
def state(draw: st.DrawFn) -> tuple[Booking, ...]:
    """Some appointments, each with somebody, at some time, in some state."""
    found = []
    for name in draw(st.sets(st.sampled_from(NAMES))):
        start = datetime(2026, 11, 19, 9) + timedelta(days=draw(st.integers(0, 2)), hours=draw(st.integers(0, 1)))
        end = start + timedelta(minutes=draw(st.sampled_from((30, 45))))
        found.append(Booking(name, draw(st.sampled_from(tuple(WHO))), "K1", start, end, draw(st.sampled_from(STATES))))
    return tuple(sorted(found, key=lambda booking: booking.booking_id))


def at(bookings: tuple[Booking, ...], ledger: Sequence[Revision]) -> Roster:
    return replace(base(), bookings=bookings, calendar=tuple(ledger))


def shown(bookings: tuple[Booking, ...]) -> Shown:
    """What specialists should have in their calendars, worked out without the ledger."""
    uids, rooms = uids_of(bookings, FIXED_KEY), {s.specialist_id: s.room for s in base().specialists}
    return {
        (b.specialist_id, uids[b.booking_id]): (b.start, b.end, rooms[b.specialist_id])
        for b in bookings
        if b.state in OPEN_STATES and b.start.date() >= TODAY
    }


def ended(bookings: tuple[Booking, ...]) -> set[tuple[str, str]]:
    uids = uids_of(bookings, FIXED_KEY)
    return {(b.specialist_id, uids[b.booking_id]) for b in bookings if b.state in ("held", "missed")}


@dataclass
class Office:
    """A ledger, and what each specialist's calendar program makes of the messages that it got."""

    ledger: dict[tuple[str, str], Revision]
    calendars: dict[tuple[str, str], Revision]
    sent: list[Message] = field(default_factory=list)

    def tell(self, bookings: tuple[Booking, ...], lost: set[int]) -> Invitations:
        """Tell everybody; messages of the numbers in `lost` are handed to nobody."""
        found = invitations(at(bookings, [*self.ledger.values()]), TODAY, FIXED_KEY, STAFF, WHO)
        for change in found.owed:
            values = change.values  # type: ignore[union-attr]
            key = getattr(change, "key", values)
            place = (str(key["specialist_id"]), str(key["uid"]))
            self.ledger[place] = next(m.row for m in found.messages if (m.row.owner, m.row.uid) == place)
        for number, message in enumerate(found.messages):
            if number not in lost:
                self.take(message)
        return found

    def take(self, message: Message) -> None:
        """As RFC 5546 2.1.5 has it: only a higher SEQUENCE counts, or the same one with a newer DTSTAMP."""
        self.sent.append(message)
        place = (message.row.owner, message.row.uid)
        self.ledger[place] = replace(self.ledger[place], sent_on=TODAY)
        old = self.calendars.get(place)
        if old is None or (old.sequence, old.stamp) < (message.row.sequence, message.row.stamp):
            self.calendars[place] = message.row

    def shared(self) -> dict[str, tuple[datetime, datetime]]:
        """What one mailbox of all specialists shows, which takes the messages in any order."""
        newest: dict[str, Revision] = {}
        for row in (m.row for m in self.sent):
            old = newest.get(row.uid)
            if old is None or (old.sequence, old.stamp) < (row.sequence, row.stamp):
                newest[row.uid] = row
        return {uid: (row.start, row.end) for uid, row in newest.items() if row.status == "CONFIRMED"}

    def sees(self) -> dict[tuple[str, str], tuple[datetime, datetime]]:
        return {place: (row.start, row.end) for place, row in self.calendars.items() if row.status == "CONFIRMED"}


@given(before=state(), after=state())
def test_the_messages_are_exactly_the_difference(before: tuple[Booking, ...], after: tuple[Booking, ...]) -> None:
    office = Office({}, {})
    first = office.tell(before, set())
    assert {(m.row.owner, m.row.uid): m.method for m in first.messages} == dict.fromkeys(shown(before), "REQUEST")
    then = office.tell(after, set())
    old, new = shown(before), shown(after)
    requests = {place: new[place] for place in new if new[place] != old.get(place)}
    cancels = old.keys() - new.keys() - ended(after)
    assert {(m.row.owner, m.row.uid) for m in then.messages if m.method == "REQUEST"} == requests.keys()
    assert {(m.row.owner, m.row.uid) for m in then.messages if m.method == "CANCEL"} == cancels
    assert len(then.messages) == len(requests) + len(cancels)
    holders = {uid: owner for owner, uid in old}
    for row in (m.row for m in then.messages):
        moved = row.uid in holders and holders[row.uid] != row.owner
        assert row.sequence == (2 if moved else 1 if row.uid in holders else 0)
    methods = [m.method for m in then.messages]
    assert methods == sorted(methods)
    assert office.tell(after, set()) == Invitations((), ())


@given(states=st.lists(st.tuples(state(), st.sets(st.integers(0, 5))), max_size=5), last=state())
def test_whatever_got_lost_on_the_way_in_the_end_everybody_sees_what_is_true(
    states: list[tuple[tuple[Booking, ...], set[int]]], last: tuple[Booking, ...]
) -> None:
    office = Office({}, {})
    for bookings, lost in states:
        office.tell(bookings, lost)
    office.tell(last, set())
    truth = {place: times[:2] for place, times in shown(last).items()}
    assert len({m.name for m in office.sent}) == len({m.data for m in office.sent})
    revisions = {(m.row.uid, m.row.sequence, m.row.owner) for m in office.sent}
    assert len(revisions) == len({(uid, sequence) for uid, sequence, _ in revisions})
    assert {uid: times for (_, uid), times in truth.items()}.items() <= office.shared().items()
    assert office.shared().keys() - {uid for _, uid in truth} <= {uid for _, uid in ended(last)}
    sees = office.sees()
    assert truth.items() <= sees.items()
    assert sees.keys() - truth.keys() <= ended(last)


@given(bookings=state())
def test_equal_input_gives_equal_bytes(bookings: tuple[Booking, ...]) -> None:
    first, again = (invitations(at(order, ()), TODAY, FIXED_KEY, STAFF, WHO) for order in (bookings, bookings[::-1]))
    assert [message.data for message in first.messages] == [message.data for message in again.messages]

"""Returns: people who do not come need another invitation. How many there will probably be in a later week, never who.

Whoever does not come (1 less the show rate of their group) still has the need that the talk was to meet. When the day has
passed and the letters of a later week have not gone out yet, that share of a person stands on the ladder of that week, if the
last chance of the need lies in it. What finds a seat is invited, and misses again with the same probability; what finds none
waits. Source: docs/model.md, Weeks ahead.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from scheduler.assumed import Returns
from scheduler.attendance import PER_MILLE, ShowRates
from scheduler.history import NO_TALK_KINDS
from scheduler.need import Need
from scheduler.needs import is_held, is_open, needs_of_week
from scheduler.presence import Presence
from scheduler.roster import Booking, Roster


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a person whose talk did not take place.

    Attributes:
        chance: probability that it did not, and that the need is still open.
        known_on: day of the talk; before it nobody knows.
    """

    chance: float
    known_on: date


@dataclass(frozen=True, slots=True)
class Back:
    """A share of a person on the ladder of a week.

    Attributes:
        chance: the share.
        need: the need that is still open; only to know its length and step, never shown.
        rate: show rate of its group, per mille.
    """

    chance: float
    need: Need
    rate: int

    @property
    def specialist_id(self) -> str:
        """Who looks after the person."""
        return self.need.customer.specialist_id


class Missing:
    """Follows the shares of people from week to week.

    Args:
        roster: the roster as it is read.
        rates: show rates of the groups.
        planned_on: day of planning.
        specialists: ids of those whose weeks are planned.
    """

    def __init__(self, roster: Roster, rates: ShowRates, planned_on: date, specialists: Collection[str]) -> None:
        self._roster = roster
        self._rates = rates
        self._presence = Presence(roster)
        self._specialists = frozenset(specialists)
        self._known = {booking.booking_id for booking in roster.bookings if is_held(booking)}
        self._closed_until = planned_on - timedelta(days=1)
        self._shares: dict[str, list[Share]] = {}

    def back_in(self, assumed: Roster, monday: date, sent_on: date) -> list[Back]:
        """Return the shares that stand on the ladder of a week, in order of customer.

        Args:
            assumed: the roster as the week sees it.
            monday: first day of the week.
            sent_on: the day on which its letters go out; who came by its evening is known.
        """
        self._close(assumed.bookings, sent_on)
        invited = {booking.customer_id for booking in assumed.bookings if is_open(booking, sent_on)}
        known = {
            name: sum(share.chance for share in shares if share.known_on <= sent_on)
            for name, shares in self._shares.items()
            if name not in invited
        }
        before = replace(assumed, contacts=self._roster.contacts)
        still = self._ladder(before, known, monday, sent_on)
        for name in self._ladder(assumed, still, monday, sent_on):  # whoever is due again by name is no share any more
            del self._shares[name], still[name]
        return [Back(known[name], need, self._rate(need)) for name, need in still.items() if known[name]]

    def after(self, back: Iterable[Back], found: Mapping[str, float], sent_on: date, friday: date) -> None:
        """Take over what a week does with the shares on its ladder.

        Args:
            back: the shares.
            found: specialist id → which part of them finds a seat.
            sent_on: the day on which the letters of the week went out.
            friday: last day of the week; whether somebody came is known after it.
        """
        for share in back:
            seated = share.chance * found[share.specialist_id]
            misses = Share(seated * (1 - share.rate / PER_MILLE), friday)
            waits = Share(share.chance - seated, date.min)
            customer_id = share.need.customer.customer_id
            later = [other for other in self._shares[customer_id] if other.known_on > sent_on]
            self._shares[customer_id] = [*later, *(part for part in (waits, misses) if part.chance > 0)]

    def _close(self, bookings: Iterable[Booking], sent_on: date) -> None:
        """Count those whose day has passed since the week before; a new invitation takes the place of older shares."""
        for booking in bookings:
            if is_held(booking) and self._closed_until < booking.start.date() <= sent_on and self._is_talk(booking):
                chance = 1 - self._rate_of(booking) / PER_MILLE
                self._shares[booking.customer_id] = [Share(chance, booking.start.date())]
        self._closed_until = max(self._closed_until, sent_on)

    def _is_talk(self, booking: Booking) -> bool:
        if not booking.customer_id or booking.kind in NO_TALK_KINDS or booking.booking_id in self._known:
            return False
        return self._roster.customer_by_id[booking.customer_id].specialist_id in self._specialists

    def _rate_of(self, booking: Booking) -> int:
        team = self._roster.team_of(self._roster.customer_by_id[booking.customer_id])
        kind, channel = booking.kind or "regular", booking.channel or "in_person"
        return self._rates.per_mille(team.name, kind, channel, booking.invited_by or "letter")

    def _rate(self, need: Need) -> int:
        return self._rates.per_mille(self._roster.team_of(need.customer).name, need.kind, need.channel, need.delivery)

    def _ladder(self, roster: Roster, names: Collection[str], monday: date, sent_on: date) -> dict[str, Need]:
        """Return the needs of some people that stand on the ladder of a week."""
        some = replace(roster, customers=tuple(c for c in roster.customers if c.customer_id in names))
        week = needs_of_week(some, monday, sent_on, self._presence)
        return {need.customer.customer_id: need for need in week.ladder}


def reserve(back: Iterable[Back]) -> tuple[Returns, ...]:
    """Return what a week keeps free for the shares on its ladder, in order of specialist."""
    shares: defaultdict[str, list[Back]] = defaultdict(list)
    for share in back:
        shares[share.specialist_id].append(share)
    return tuple(
        Returns(
            specialist_id=name,
            talks_per_mille=round(PER_MILLE * sum(share.chance for share in own)),
            held_per_mille=round(sum(share.chance * share.rate for share in own)),
            minutes=round(sum(share.chance * share.need.minutes for share in own)),
        )
        for name, own in sorted(shares.items())
    )

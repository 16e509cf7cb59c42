"""Looking at a disrupted week: which appointments cannot be held as promised, and which may move for them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from scheduler.needs import is_open
from scheduler.presence import DAYS, Presence
from scheduler.replan.disruption import Disruption
from scheduler.replan.promised import Promised, reached_on
from scheduler.replan.teamproblem import problems_of
from scheduler.roster import Booking, Roster
from scheduler.week_to_plan import prepare_week


def promised_week(roster: Roster, disruption: Disruption, monday: date, today: date) -> Promised:
    """Look at a week that is disrupted.

    Args:
        roster: the roster, without the disruption.
        disruption: who is away, back, or kept from working.
        monday: first day of the week.
        today: day of planning.
    """
    roster = disruption.applied(roster)
    presence = Presence(roster)
    sunday = monday + timedelta(days=DAYS - 1)
    ahead = [b for b in roster.bookings if b.customer_id and is_open(b, today)]
    week = [b for b in ahead if monday <= b.start.date() <= sunday]
    away = [b for b in ahead if b.specialist_id in disruption.people and _is_away(presence, b)]
    displaced = [b for b in away if b in week]
    teams = {roster.specialist_by_id[name].team for name in disruption.people}
    teams |= {roster.team_of(roster.customer_by_id[b.customer_id]).name for b in displaced}
    others = [b for b in week if b not in displaced and roster.specialist_by_id[b.specialist_id].team in teams]
    movable = [b for b in others if _may_move(roster, presence, b, today)]
    gone = {b.booking_id for b in (*displaced, *movable)}
    bare = replace(roster, bookings=tuple(b for b in roster.bookings if b.booking_id not in gone))
    members = [s.specialist_id for s in roster.specialists if s.team in teams]
    fixed = tuple(b for b in others if b.booking_id not in gone)
    to_plan = prepare_week(bare, monday, today, members, {b.customer_id for b in displaced})
    later = sum(b.start.date() > sunday for b in away)
    found = Promised(roster, disruption.people, to_plan, _in_order(displaced), _in_order(movable), fixed, later)
    return replace(found, problems=problems_of(found))


def _in_order(bookings: Sequence[Booking]) -> tuple[Booking, ...]:
    return tuple(sorted(bookings, key=lambda b: (b.start, b.booking_id)))


def _is_away(presence: Presence, booking: Booking) -> bool:
    return bool(presence.away_cells(booking.specialist_id, booking.start.date()) & _cells_of_day(presence, booking))


def _cells_of_day(presence: Presence, booking: Booking) -> int:
    return presence.taken(booking.start, booking.end)


def _may_move(roster: Roster, presence: Presence, booking: Booking, today: date) -> bool:
    """Tell whether the customer can still be told of another time, and nothing but the appointment itself is at its time.

    What lies outside the consulting hours or on another booking has its reasons, and stays.
    """
    holder = roster.specialist_by_id[booking.specialist_id]
    told = reached_on(roster, booking, today)
    cells = _cells_of_day(presence, booking)
    beside = [
        b
        for b in roster.bookings
        if b.specialist_id == booking.specialist_id and b is not booking and b.start < booking.end and booking.start < b.end
    ]
    is_ordinary = not beside and not cells & ~presence.open_cells(holder, booking.start.date())
    return is_ordinary and told is not None and told <= booking.start.date()

"""Agreed: the row of bookings.csv that an agreed slot becomes."""

from collections.abc import Collection
from datetime import date

from scheduler.daily.desk import Desk, Offer
from scheduler.daily.followup import AGREED
from scheduler.pseudonyms import DOMAIN, pseudonym
from scheduler.store.changes import Added
from scheduler.workdays import week_name


def booking_row(desk: Desk, offer: Offer, key: bytes) -> Added:
    """Return the new row: approved by the specialist at the desk, handed over today."""
    customer_id = desk.follow.customer.customer_id
    leading = min(offer.slot.met, key=lambda due: (due.deadline or date.max, due.rule.rule_id), default=None)
    rule_id = leading.rule.rule_id if leading else AGREED
    taken = {booking.booking_id for booking in desk.roster.bookings}
    booking_id = _free_id(key, (customer_id, rule_id, week_name(offer.start.date())), taken)
    return Added(
        "bookings.csv",
        {
            "booking_id": booking_id,
            "specialist_id": desk.holder.specialist_id,
            "customer_id": customer_id,
            "start": offer.start,
            "end": offer.end,
            "state": "approved",
            "kind": offer.slot.kind,
            "channel": desk.follow.channel,
            "invited_by": AGREED,
            "invited_on": desk.request.today,
            "covers_for": desk.covers_for or None,
            "double_booked": False,
            "uid": f"{booking_id}@{DOMAIN}",
            "sequence": 0,
        },
    )


def _free_id(key: bytes, parts: tuple[str, ...], taken: Collection[str]) -> str:
    """Return the keyed hash of customer, rule and week; with a number behind them where an earlier appointment has it."""
    found, number = pseudonym(key, *parts), 1
    while found in taken:
        number += 1
        found = pseudonym(key, *parts, str(number))
    return found

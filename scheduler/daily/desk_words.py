"""What the desk says: the offered slots as a table or JSON, why a time cannot be booked, the hand-over for the customer."""

import json
from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from scheduler.conceptlist import demand
from scheduler.daily.desk import Desk, Offer
from scheduler.daily.slots import AFTER
from scheduler.due import Due
from scheduler.roster import OPEN_STATES
from scheduler.texts import text

COLUMNS = ("rank", "time", "minutes", "channel", "room", "deadline", "why")


def offers_text(desk: Desk, offers: Sequence[Offer], folder: object, options: Sequence[str] = ()) -> str:
    """Return the offered slots for people.

    Args:
        desk: the desk of a customer.
        offers: what is offered.
        folder: the roster folder, for the line that says how to book.
        options: options that booking needs as well.
    """
    lines = [*_head(desk), "", *(_table(desk, offers) if offers else []), *_notes(desk, offers)]
    if offers:
        words = [str(folder), desk.follow.customer.customer_id, f"{offers[0].start:%Y-%m-%dT%H:%M}", *options]
        lines += ["", text("desk.how_to_book", words=" ".join(words))]
    return "\n".join(lines) + "\n"


def _head(desk: Desk) -> list[str]:
    """Return for whom, what is assumed about today's talk, and what the next one has to meet."""
    follow = desk.follow
    values = {"customer": follow.customer.customer_id, "specialist": desk.holder.specialist_id}
    lines = [text("desk.title", **values, today=_day(desk.request.today)), text(f"desk.held.{desk.held}")]
    if follow.leading is None:
        return [*lines, text("desk.nothing_due", until=_day(follow.in_time_until))]
    quote = follow.leading.rule.quote
    lines.append(text("desk.due", what=what_is_due(follow.leading)) + (f" „{quote}“" if quote else ""))
    if follow.is_late:
        lines.append(text("desk.late", day=_day(follow.earliest)))
    elif follow.ideal <= follow.earliest:
        lines.append(text("desk.soon", day=_day(follow.earliest)))
    elif desk.request.after is None and desk.request.until is None:
        lines.append(text("desk.span", first=_day(follow.good_from), ideal=_day(follow.ideal)))
    if follow.channel not in next(channels for due, channels in follow.dues if due is follow.leading):
        lines.append(text("desk.channel", channel=text(f"channel.{follow.channel}")))
    return lines


def what_is_due(due: Due) -> str:
    """Return a deadline with its reason, in a few words."""
    deadline = _day(due.deadline) if due.deadline else ""
    is_occasion = due.rule.rule_id.startswith("occasion-")
    what = text(f"kind.{due.kind}") if is_occasion else f"{text(f'kind.{due.kind}')}: {demand(due.rule.kind)}"
    return text("desk.deadline", day=deadline, what=what, rule=due.rule.rule_id)


def _day(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def _table(desk: Desk, offers: Sequence[Offer]) -> list[str]:
    rows = [[text(f"desk.column.{name}") for name in COLUMNS]]
    for rank, offer in enumerate(offers, 1):
        deadline = desk.follow.leading.deadline if desk.follow.leading else None
        cells = [str(rank), _moment(offer), str(offer.slot.minutes), text(f"channel.{desk.follow.channel}")]
        rows.append([*cells, _room(desk) or "–", _day(deadline) if deadline else "–", why(desk, offer)])
    widths = [max(len(row[n]) for row in rows) for n in range(len(COLUMNS))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _moment(offer: Offer) -> str:
    return f"{text(f'weekday.{offer.start.weekday()}')}, {offer.start:%d.%m.%Y %H:%M}"


def _room(desk: Desk) -> str:
    return desk.holder.room if desk.follow.channel == "in_person" else ""


def why(desk: Desk, offer: Offer) -> str:
    """Return what speaks for a slot, and what against it."""
    leading = desk.follow.leading
    parts = [text(f"desk.why.{name}") for name in offer.slot.why]
    if leading is not None and leading not in offer.slot.met and offer.slot.part != AFTER:
        parts.insert(0, text("desk.why.unmet"))
    also = sorted({text(f"kind.{due.kind}") for due in offer.slot.met if due is not leading})
    if also:
        parts.append(text("desk.why.also", kinds=", ".join(also)))
    if offer.displaced is not None:
        parts.insert(0, text("desk.why.displaces", whom=whom(offer)))
    return "; ".join(parts)


def whom(offer: Offer) -> str:
    """Return whom a slot displaces, with their deadlines."""
    needs = offer.displaced.needs if offer.displaced else ()
    names = [text("desk.person", customer=need.customer.customer_id, day=_day(need.deadline)) for need in needs]
    return ", ".join(names) or text("desk.somebody")


def _notes(desk: Desk, offers: Sequence[Offer]) -> list[str]:
    """Return what has to be said beside the slots."""
    if desk.open_booking is not None:
        booking = desk.open_booking
        return [text("desk.open", booking=booking.booking_id, moment=f"{booking.start:%d.%m.%Y %H:%M}")]
    if desk.missing_skills:
        skills = ", ".join(desk.missing_skills)
        return [text("desk.obstacle.skills", specialist=desk.holder.specialist_id, skills=skills)]
    lines = []
    if not offers:
        lines.append(text("desk.none", last=_day(desk.follow.last)))
    elif offers[0].displaced is not None:
        lines += ["", text("desk.only_displacing")]
    elif offers[0].slot.part == AFTER:
        lines += ["", text("desk.only_after")]
    if desk.is_cut_short:
        lines.append(text("desk.cut_short"))
    return lines


def offers_json(desk: Desk, offers: Sequence[Offer]) -> str:
    """Return the offered slots as JSON; times carry their offset."""
    follow, zone = desk.follow, ZoneInfo(desk.roster.office.timezone)
    leading = follow.leading
    need = None if leading is None else {
        "kind": leading.kind,
        "rule_id": leading.rule.rule_id,
        "deadline": str(leading.deadline),
        "late": follow.is_late,
        "good_from": str(follow.good_from),
        "ideal": str(follow.ideal),
        "quote": leading.rule.quote,
    }  # fmt: skip
    slots = [
        {
            "rank": rank,
            "start": offer.start.replace(tzinfo=zone).isoformat(timespec="minutes"),
            "end": offer.end.replace(tzinfo=zone).isoformat(timespec="minutes"),
            "minutes": offer.slot.minutes,
            "kind": offer.slot.kind,
            "channel": follow.channel,
            "room": _room(desk),
            "meets": [due.rule.rule_id for due in offer.slot.met],
            "after_deadline": offer.slot.part == AFTER,
            "displaces": [need.customer.customer_id for need in offer.displaced.needs] if offer.displaced else [],
            "reasons": list(offer.slot.why),
            "why": why(desk, offer),
        }
        for rank, offer in enumerate(offers, 1)
    ]
    found = {
        "customer_id": follow.customer.customer_id,
        "specialist_id": desk.holder.specialist_id,
        "today": str(desk.request.today),
        "held_today": desk.held,
        "need": need,
        "open_booking": desk.open_booking.booking_id if desk.open_booking else None,
        "slots": slots,
    }
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def doubts(desk: Desk, offer: Offer) -> list[str]:
    """Return what somebody has to accept before a slot is booked."""
    leading = desk.follow.leading
    found = []
    if offer.slot.part == AFTER and leading is not None:
        found.append(text("desk.doubt.after", what=what_is_due(leading)))
    elif leading is not None and leading not in offer.slot.met:
        found.append(text("desk.doubt.unmet", what=what_is_due(leading)))
    if offer.displaced is not None:
        found.append(text("desk.doubt.displaces", whom=whom(offer)))
    return found


def hand_over(desk: Desk, offer: Offer) -> str:
    """Return a slip for the customer: when, where, how long. Nothing on consequences: an agreed talk has none."""
    where = text(f"desk.slip.{desk.follow.channel}")
    if _room(desk):
        where += ", " + text("desk.slip.room", room=_room(desk))
    day = {"weekday": text(f"weekday.{offer.start.weekday()}"), "day": _day(offer.start.date()), "time": f"{offer.start:%H:%M}"}
    lines = [
        text("desk.slip.title"),
        text("desk.slip.moment", **day),
        text("desk.slip.length", minutes=offer.slot.minutes),
        where,
        text("desk.slip.agreed", day=_day(desk.request.today)),
    ]
    return "\n".join(f"  {line}" for line in lines)


def outcome_reminder(desk: Desk, folder: object) -> list[str]:
    """Return the reminder to record today's talk where its appointment is still open."""
    customer_id, today = desk.follow.customer.customer_id, desk.request.today
    rows = [b for b in desk.recorded.bookings if b.customer_id == customer_id and b.start.date() == today]
    waiting = sorted(b.booking_id for b in rows if b.state in OPEN_STATES)
    return [text("desk.outcome", folder=folder, booking=booking_id) for booking_id in waiting]

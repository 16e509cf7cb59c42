"""Appointments that stand around the planned week: team meetings, agreed follow-ups, sent letters, past ones with outcomes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from msgspec import structs

from scheduler.roster import Booking
from scheduler.sample.caseload import Record
from scheduler.sample.diary import Diary, at
from scheduler.sample.dice import Dice
from scheduler.sample.histories import LEAD_DAYS
from scheduler.sample.setting import Setting
from scheduler.workdays import minute_of_day

PAST_DAYS, WEEK_DAYS = 21, 7
BEFORE, WITHIN, AFTER = 9, 5, 4
"""Open appointments of a full-time post in the weeks before, of, and after the planned Monday."""
NO_TALKS = frozenset({"", "information", "group_event"})
MEETING_MINUTES = 60
DELIVERIES, FIRST_DELIVERIES = {"agreed": 0.5, "letter": 0.4, "portal": 0.1}, {"letter": 0.8, "portal": 0.2}


@dataclass(frozen=True, slots=True)
class Caseload:
    """What the bookings of one specialist are made from."""

    setting: Setting
    dice: Dice
    diary: Diary
    records: list[Record]


def bookings(load: Caseload, meeting: tuple[int, int]) -> list[Booking]:
    """Return all appointments of one specialist, without ids; `meeting`: weekday and minute of the team meeting."""
    blocks = list(_blocks(load, meeting))
    past = [booking for record in load.records for booking in _past(load, record)]
    return [*past, *blocks, *_open(load)]


def working_days(setting: Setting, first: date, last: date) -> list[date]:
    """Return the working days between two days, both included."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if setting.calendar.is_working_day(day)]


def _blocks(load: Caseload, meeting: tuple[int, int]) -> Iterable[Booking]:
    """The team meeting, and for some a second block, in the planned week and the ones beside it."""
    weekday, start = meeting
    name, monday = load.diary.specialist.specialist_id, load.setting.monday
    for week in (-1, 0, 1):
        day = monday + timedelta(days=WEEK_DAYS * week + weekday)
        if load.diary.take(day, start, start + MEETING_MINUTES):
            yield Booking("", name, "", at(day, start), at(day, start + MEETING_MINUTES), "approved")
    if load.dice.chance(0.35):
        minutes = load.dice.pick((30, 60, 90))
        found = load.diary.place(load.dice, [monday + timedelta(days=n) for n in range(5)], minutes)
        if found:
            yield Booking("", name, "", at(*found), at(found[0], found[1] + minutes), "approved")


def _past(load: Caseload, record: Record) -> Iterable[Booking]:
    """The last weeks' contacts as appointments with their outcomes."""
    setting, name = load.setting, load.diary.specialist.specialist_id
    since = setting.today - timedelta(days=PAST_DAYS)
    for row in record.contacts:
        if row.on < since or row.kind in NO_TALKS or not row.invited_by:
            continue
        minutes = setting.talk_minutes(row.kind, record.team_kind)
        found = load.diary.place(load.dice, [row.on], minutes)
        if found:
            start, stop = at(*found), at(found[0], found[1] + minutes)
            how = (row.kind, row.channel, row.invited_by, row.invited_on)
            yield Booking("", name, row.customer_id, start, stop, row.outcome, *how)


def _open(load: Caseload) -> list[Booking]:
    """Open invitations in the week before, the planned one and the two after it; now and then a past one without outcome."""
    setting, monday = load.setting, load.setting.monday
    yesterday, week = setting.today - timedelta(days=1), timedelta(days=WEEK_DAYS)
    spans = (
        (1 if load.dice.chance(0.12) else 0, yesterday - week, yesterday),
        (BEFORE, setting.today + timedelta(days=1), monday - timedelta(days=1)),
        (WITHIN, monday, monday + timedelta(days=4)),
        (AFTER, monday + week, monday + 3 * week - timedelta(days=3)),
    )
    queue = _queue(load)
    found: list[Booking] = []
    for number, first, last in spans:
        days = working_days(setting, first, last)
        wanted = round(number * load.diary.specialist.fte * load.dice.whole(7, 13) / 10)
        taken = [invitation(load, queue.pop(0), days) for _ in range(min(wanted, len(queue)))]
        found += [booking for booking in taken if booking]
    return found + list(_double_seats(load, found, queue))


def _queue(load: Caseload) -> list[Record]:
    """Return in which order people were invited: most of the new ones, then urgent ones mixed with others, each once."""
    soon = [r for r in load.records if _may_be_invited(load.setting, r)]
    soon = load.dice.some(soon, len(soon))
    new = [r for r in soon if r.is_unseen and r.customer.registered_on < load.setting.today and load.dice.chance(0.6)]
    urgent = [r for r in soon if r.due_on and r.due_on < load.setting.monday + timedelta(days=WEEK_DAYS)]
    mixed = [record for pair in zip(urgent, soon, strict=False) for record in pair]
    return list({record.customer.customer_id: record for record in [*new, *mixed, *soon]}.values())


def _may_be_invited(setting: Setting, record: Record) -> bool:
    """Tell whether somebody is due within weeks and has not just missed a talk."""
    if record.due_on is None or record.due_on >= setting.monday + timedelta(days=6 * WEEK_DAYS):
        return False
    last = record.contacts[-1] if record.contacts else None
    return last is None or last.outcome == "held" or last.on < setting.today - timedelta(days=2 * WEEK_DAYS)


def invitation(load: Caseload, record: Record, days: list[date]) -> Booking | None:
    """Return an open appointment of a customer on one of the days, None where nothing fits."""
    dice, setting = load.dice, load.setting
    delivery = dice.weighted(FIRST_DELIVERIES if record.is_unseen else DELIVERIES)
    kind = "first" if record.is_unseen else "follow_up" if delivery == "agreed" else "regular"
    minutes = setting.talk_minutes(kind, record.team_kind)
    if kind == "follow_up":
        minutes = dice.weighted({minutes: 0.8, 30: 0.12, 90: 0.08})
    found = load.diary.place(dice, days, minutes, record.customer, record.absences)
    if found is None:
        return None
    invited_on = max(found[0] - timedelta(days=dice.whole(*LEAD_DAYS[delivery])), record.customer.registered_on)
    invited_on = min(invited_on, setting.today)
    return Booking(
        booking_id="",
        specialist_id=load.diary.specialist.specialist_id,
        customer_id=record.customer.customer_id,
        start=at(*found),
        end=at(found[0], found[1] + minutes),
        state="approved" if delivery == "agreed" or invited_on == setting.today else "sent",
        kind=kind,
        channel="phone" if "phone_ok" in record.customer.flags and delivery == "agreed" and dice.chance(0.3) else "in_person",
        invited_by=delivery,
        invited_on=invited_on,
    )


def _double_seats(load: Caseload, found: list[Booking], queue: list[Record]) -> Iterable[Booking]:
    """Now and then a second person on the seat of a regular letter."""
    for booking in found:
        day, start = booking.start.date(), minute_of_day(booking.start)
        if booking.kind != "regular" or booking.invited_by != "letter" or not queue or not load.dice.chance(0.05):
            continue
        record = queue.pop(0)
        if not record.customer.unavailable and not any(absence.on(day) for absence in record.absences) and start:
            yield structs.replace(booking, customer_id=record.customer.customer_id, double_booked=True)

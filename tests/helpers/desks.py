"""Small teams at the desk: random rosters in which hours are scarce, and what a booking does to the plan of its week."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from helpers.rosters import KEY, OFFICE, Row, booking, customer, specialist, write_roster
from scheduler.daily.desk import Desk, Offer
from scheduler.daily.followup import Request
from scheduler.planner import plan_week
from scheduler.roster import Booking, Roster
from scheduler.rosterfiles import read_roster
from scheduler.solving import TEAM_STAGES
from scheduler.week_to_plan import prepare_week

TODAY = date(2026, 11, 20)
"""A Friday; letters reach the week of 30 November first."""
NEEDED = TEAM_STAGES - {"own_specialist", "cover_load"}
"""The stages that a slot must not make worse: pins, ladder, in time."""
THURSDAY = {"mon": "", "tue": "", "wed": "", "thu": "08:00-12:00", "fri": ""}
SEEN = customer("K1", last_contact_on="2026-11-20")
EVERYTHING = 10_000
"""More offers than there are."""
SHORT = {"mon": "08:00-10:00", "tue": "", "wed": "", "thu": "09:00-10:30", "fri": ""}


def with_offer(desk: Desk, offer: Offer) -> Roster:
    """Return the roster once an offer is booked."""
    row = Booking(
        booking_id="NEW",
        specialist_id=desk.holder.specialist_id,
        customer_id=desk.follow.customer.customer_id,
        start=offer.start,
        end=offer.end,
        state="approved",
        kind=offer.slot.kind,
        channel=desk.follow.channel,
        invited_by="agreed",
        invited_on=desk.request.today,
    )
    return replace(desk.roster, bookings=(*desk.roster.bookings, row))


def needed(roster: Roster, monday: date, today: date = TODAY) -> dict[str, int]:
    """Return the values of the stages that say what a week needs, as `turnus plan` reaches them."""
    plan = plan_week(prepare_week(roster, monday, today), KEY)
    return {total.name: total.value for total in plan.stage_totals() if total.name.split(".")[0] in NEEDED}


def free_starts(desk: Desk, day: date) -> list[datetime]:
    """Return the starts of a day at which the talk could be held, looked for minute by minute."""
    minutes = desk.follow.minutes_of(desk.follow.about(day))
    grid = desk.roster.office.grid_minutes
    starts = (datetime(day.year, day.month, day.day) + timedelta(minutes=n) for n in range(0, 24 * 60, grid))
    return [start for start in starts if _is_free(desk, start, start + timedelta(minutes=minutes))]


def _is_free(desk: Desk, start: datetime, end: datetime) -> bool:
    roster, customer_row, day = desk.roster, desk.follow.customer, start.date()
    if not roster.office.calendar.is_working_day(day) or end.date() != day:
        return False
    first, last = start.hour * 60 + start.minute, end.hour * 60 + end.minute
    windows = [h for h in desk.holder.windows if h.weekday == day.weekday()]
    busy = [(h.start, h.stop) for h in customer_row.unavailable if h.weekday == day.weekday()]
    people = (desk.holder.specialist_id, customer_row.customer_id)
    busy += [(a.from_time, a.to_time) for a in roster.absences if a.person_id in people and a.on(day)]
    taken = [
        b for b in roster.bookings if b.specialist_id == desk.holder.specialist_id and b.state not in ("cancelled", "excused")
    ]
    return (
        any(h.start <= first and last <= h.stop for h in windows)
        and not any(first < stop and begin < last for begin, stop in busy)
        and not any(b.start < end and start < b.end for b in taken)
        and all(_is_left(desk, resource.resource, start, end) for resource in desk.diary.resources)
        and not any(_forbids(wish, day, first) for wish in roster.wishes if wish.customer_id == customer_row.customer_id)
    )


def _is_left(desk: Desk, name: str, start: datetime, end: datetime) -> bool:
    resource = next(r for r in desk.roster.resources if r.resource == name)
    first, last, day = start.hour * 60 + start.minute, end.hour * 60 + end.minute, start.date()
    windows = [h for h in resource.windows if h.weekday == day.weekday()]
    if resource.windows and not any(h.start <= first and last <= h.stop for h in windows):
        return False
    needy = {c.customer_id for c in desk.roster.customers if name in c.needs}
    users = [b for b in desk.roster.bookings if b.customer_id in needy and b.state not in ("cancelled", "excused")]
    moments = [start + timedelta(minutes=n) for n in range(0, (end - start).seconds // 60, 15)]
    return all(sum(b.start < m + timedelta(minutes=15) and m < b.end for b in users) < resource.capacity for m in moments)


def _forbids(wish: object, day: date, minute: int) -> bool:
    from scheduler.roster import Wish

    assert isinstance(wish, Wish)
    on_day = wish.day == day if wish.day else wish.weekday in (None, day.weekday())
    half = {"am": minute < 12 * 60, "pm": minute >= 12 * 60}.get(wish.half_day, True)
    return not wish.must and on_day and half


def random_roster(folder: Path, chance: Random, specialists: int = 3, customers: int = 6) -> Roster:
    """Write and read a small team with scarce hours; K00 never has an appointment ahead."""
    staff = [_random_specialist(chance, f"S{n}") for n in range(chance.randint(1, specialists))]
    names = [row["specialist_id"] for row in staff]
    people = [
        _random_customer(chance, f"K{n:02}", chance.choice(names)) for n in range(chance.randint(2, customers * len(staff)))
    ]
    tables: dict[str, list[Row]] = {
        "bookings": [_random_booking(chance, n, names, people) for n in range(chance.randint(0, 4))],
        "absences": [_random_absence(chance, names) for _ in range(chance.choice([0, 0, 1, 2]))],
        "wishes": [_random_wish(chance, row) for row in people if chance.random() < 0.1],
        "resources": [{"resource": "dolmetscher", "capacity": "1", "mon": "08:00-09:30", "thu": "09:00-10:30"}],
    }
    concept = chance.choice(["aa90-2021", "ba-2010", "lichtenberg-2013"])
    some = {name: rows for name, rows in tables.items() if rows}
    return read_roster(write_roster(folder, people, staff, OFFICE.replace("aa90-2021", concept), **some))


def _random_specialist(chance: Random, name: str) -> dict[str, str]:
    hours = {day: chance.choice(["", "", "08:00-09:00", "08:00-10:15", "09:00-10:30 13:00-14:00"]) for day in SHORT}
    return specialist(name, **{**hours, "thu": "09:00-10:30"}, skills=chance.choice(["", "turkish"]))


def _random_customer(chance: Random, name: str, specialist_id: str) -> dict[str, str]:
    last = TODAY - timedelta(days=chance.choice([20, 150, 170, 176, 180, 185, 200]))
    return customer(
        name,
        specialist_id=specialist_id,
        status=chance.choice(["alo", "alo", "asu"]),
        last_contact_on=last.isoformat(),
        flags=chance.choice(["", "portal_ok", "portal_ok"]),
        unavailable=chance.choice(["", "", "Mon", "Thu 09:00-10:00"]),
        preferred=chance.choice(["", "", "Thu 09:00-10:30"]),
        language=chance.choice(["", "", "turkish"]),
        needs=chance.choice(["", "", "", "dolmetscher"]),
    )


def _random_booking(chance: Random, number: int, names: list[str], people: list[dict[str, str]]) -> dict[str, str]:
    day = TODAY + timedelta(days=chance.choice([3, 6, 10, 13, 17, 40]))
    start = datetime(day.year, day.month, day.day, chance.choice([8, 9]), chance.choice([0, 15, 20, 30]))
    who = chance.choice([*(row["customer_id"] for row in people[1:]), "", ""])
    return booking(
        f"B{number}",
        start.isoformat(timespec="minutes"),
        (start + timedelta(minutes=chance.choice([30, 45]))).isoformat(timespec="minutes"),
        specialist_id=chance.choice(names),
        customer_id=who,
        state=chance.choice(["approved", "sent", "cancelled"]),
    )


def _random_absence(chance: Random, names: list[str]) -> dict[str, str]:
    first = TODAY + timedelta(days=chance.choice([3, 10, 13, 38]))
    last = first + timedelta(days=chance.choice([0, 4]))
    return {"person_id": chance.choice([*names, "K00"]), "first_day": first.isoformat(), "last_day": last.isoformat()}


def _random_wish(chance: Random, row: Row) -> dict[str, str]:
    return {
        "specialist_id": row["specialist_id"],
        "customer_id": row["customer_id"],
        "must": chance.choice(["must", "never"]),
        "day": chance.choice(["", "Mon", "2026-12-03"]),
        "half_day": chance.choice(["", "am"]),
    }


def desk(
    folder: Path,
    people: Sequence[Row] = (SEEN,),
    staff: Sequence[Row] = (specialist(**THURSDAY),),
    request: Request | None = None,
    office: str = OFFICE,
    **tables: Sequence[Row],
) -> Desk:
    """Return the desk of K1 on Friday, 20 November 2026; letters reach the week of 30 November first."""
    shutil.rmtree(folder, ignore_errors=True)
    return Desk(read_roster(write_roster(folder, people, staff, office, **tables)), request or Request("K1", TODAY))


def starts(offers: Sequence[Offer]) -> list[str]:
    """Return when offers begin: `29.04. 10:15`."""
    return [f"{offer.start:%d.%m. %H:%M}" for offer in offers]

"""week.html: one self-contained page with every specialist's week, the due list and the proof. No network."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from constraints.cells import runs
from scheduler.concept import KINDS
from scheduler.pages import page_template
from scheduler.plan import DAY_NAMES, Appointment, Plan, SpecialistWeek, StandbyName
from scheduler.presence import Presence
from scheduler.roster import FREED_STATES, Booking, Specialist
from scheduler.rulenames import rule_name
from scheduler.summary import percent, promise, proof, rule_names, stage_name, summary_lines, title_line
from scheduler.texts import text
from scheduler.week_to_plan import WeekToPlan
from scheduler.workdays import minute_of_day

WORKDAYS = 5


@dataclass(frozen=True, slots=True)
class Block:
    """A coloured block of a day: an appointment, a booking or an internal block.

    Attributes:
        css: class that gives the colour (kind, booked, internal).
        top: distance from the top of the day, in minutes.
        height: length in minutes.
        time: begin and end as shown.
        label: what stands in it.
        detail: what a pointer or a screen reader gets.
        notes: short marks (channel, cover).
        side: "left" or "right" of a double seat, else "".
    """

    css: str
    top: int
    height: int
    time: str
    label: str
    detail: str
    notes: tuple[str, ...] = ()
    side: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """One day of one specialist: its name, open spans (top, height in minutes) and blocks in order of time."""

    name: str
    open_spans: tuple[tuple[int, int], ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The week of one specialist as the page shows it."""

    specialist_id: str
    team: str
    promise: str
    days: tuple[Day, ...]
    doubles: tuple[str, ...] = ()
    standby: tuple[StandbyName, ...] = ()
    missed: str = ""

    @property
    def is_shown(self) -> bool:
        """Whether there is anything to show: open hours or blocks."""
        return any(day.open_spans or day.blocks for day in self.days)


@dataclass(frozen=True, slots=True)
class DueRow:
    """One row of the due list."""

    customer_id: str
    specialist_id: str
    kind: str
    kind_name: str
    deadline: date
    late: str
    rule: str
    quote: str
    result: str
    invited: bool


def week_page(to_plan: WeekToPlan, plan: Plan) -> bytes:
    """Return the page of a plan as UTF-8 bytes."""
    first, last = _shown_hours(to_plan)
    page = page_template("week.html.j2").render(
        t=text,
        title=title_line(plan),
        summary=summary_lines(to_plan, plan),
        office=to_plan.roster.office.name,
        kinds=[(kind, text(f"kind.{kind}")) for kind in KINDS],
        calendars=_calendars(to_plan, plan, first),
        half_days=_half_days,
        has_cover=any(appointment.covers_for for appointment in plan.appointments),
        has_doubles=any(appointment.double_booked for appointment in plan.appointments),
        hours=range(first // 60, last // 60 + 1),
        first=first,
        minutes=last - first,
        due=_due_rows(to_plan, plan),
        stages=[(stage_name(total.name), total.value, total.bound, proof(total)) for total in plan.stage_totals()],
    )
    return page.encode()


def _shown_hours(to_plan: WeekToPlan) -> tuple[int, int]:
    """Return the full hours (in minutes) that hold every window and booking of the week; 8 to 16 when there are none."""
    times = [t for p in to_plan.prepared for hours in p.specialist.windows for t in (hours.start, hours.stop)]
    times += [minute_of_day(moment) for booking in _bookings(to_plan) for moment in (booking.start, booking.end)]
    first, last = (min(times), max(times)) if times else (8 * 60, 16 * 60)
    return first // 60 * 60, -(-last // 60) * 60


def _bookings(to_plan: WeekToPlan) -> list[Booking]:
    """Return the bookings of the week that take time, in order of time."""
    week = to_plan.week
    found = [b for b in to_plan.roster.bookings if week.monday <= b.start.date() <= week.sunday and b.state not in FREED_STATES]
    return sorted((b for b in found if b.specialist_id in to_plan.written), key=lambda b: (b.start, b.booking_id))


def _calendars(to_plan: WeekToPlan, plan: Plan, first: int) -> list[Calendar]:
    weeks = {week.specialist_id: week for week in plan.weeks}
    bookings: defaultdict[str, list[Booking]] = defaultdict(list)
    for booking in _bookings(to_plan):
        bookings[booking.specialist_id].append(booking)
    found = []
    for prepared in to_plan.prepared:
        specialist = prepared.specialist
        own = plan.of(specialist.specialist_id)
        days = [_day(to_plan, specialist, n, own, bookings[specialist.specialist_id], first) for n in range(WORKDAYS)]
        week = weeks[specialist.specialist_id]
        names = tuple(name for name in plan.standby if name.specialist_id == specialist.specialist_id)
        line = promise(prepared, week)
        missed = _missed(to_plan, specialist)
        found.append(Calendar(specialist.specialist_id, specialist.team, line, tuple(days), _double_lines(week), names, missed))
    return found


def _missed(to_plan: WeekToPlan, specialist: Specialist) -> str:
    """Return which of a specialist's customers missed so many appointments in a row that somebody should look, in words."""
    people = [
        text("due.missed_days", customer=customer.customer_id, days=", ".join(f"{day:%d.%m.}" for day in days))
        for customer, days in to_plan.week.missed
        if customer.specialist_id == specialist.specialist_id
    ]
    return text("page.missed", people=", ".join(people)) if people else ""


def _day(
    to_plan: WeekToPlan, specialist: Specialist, weekday: int, own: Sequence[Appointment], booked: Sequence[Booking], first: int
) -> Day:
    day = to_plan.week.monday + timedelta(days=weekday)
    doubled = {a.start for a in own if a.double_booked}
    blocks = [_appointment_block(a, first, is_shared=a.start in doubled) for a in own if a.start.date() == day]
    blocks += [_booking_block(b, first) for b in booked if b.start.date() == day]
    blocks.sort(key=lambda block: block.top)
    name = f"{text(f'weekday.{weekday}')} {day:%d.%m.}"
    return Day(name, _open_spans(to_plan.presence, specialist, day, first), tuple(blocks))


def _open_spans(presence: Presence, specialist: Specialist, day: date, first: int) -> tuple[tuple[int, int], ...]:
    grid = presence.grid_minutes
    spans = runs(presence.open_cells(specialist, day))
    return tuple((start * grid - first, (stop - start) * grid) for start, stop in spans)


def _appointment_block(appointment: Appointment, first: int, *, is_shared: bool) -> Block:
    time = f"{appointment.start:%H:%M}–{appointment.end:%H:%M}"
    kind = text(f"kind.{appointment.kind}")
    how = text("page.how", channel=text(f"channel.{appointment.channel}"), delivery=text(f"delivery.{appointment.invited_by}"))
    detail = f"{time} {kind}, {appointment.customer_id}, {how}. {appointment.reason}"
    marks = [] if appointment.channel == "in_person" else [text(f"channel.{appointment.channel}")]
    if appointment.covers_for:
        marks.append(text("page.covers_for", specialist=appointment.covers_for))
        detail = f"{detail} {text('page.covers_for', specialist=appointment.covers_for)}"
    if is_shared:
        detail = f"{detail} {text('page.double_seat')}"
    side = ("right" if appointment.double_booked else "left") if is_shared else ""
    top = minute_of_day(appointment.start) - first
    return Block(appointment.kind, top, appointment.minutes, time, appointment.customer_id, detail, tuple(marks), side)


def _double_lines(week: SpecialistWeek) -> tuple[str, ...]:
    """Return what each double seat means for its half-day, in words."""
    found = []
    for seat in week.double_seats:
        start = datetime.fromisoformat(seat.start)
        when = f"{text(f'weekday.{start.weekday()}')} {start:%d.%m. %H:%M}"
        values = {"both": percent(seat.both_per_mille), "wait": seat.wait_minutes, "overtime": percent(seat.overtime_per_mille)}
        found.append(text("page.double_line", when=when, **values))
    return tuple(found)


def _booking_block(booking: Booking, first: int) -> Block:
    time = f"{booking.start:%H:%M}–{booking.end:%H:%M}"
    css = "booked" if booking.customer_id else "internal"
    label = booking.customer_id or text("page.internal")
    top, height = minute_of_day(booking.start) - first, minute_of_day(booking.end) - minute_of_day(booking.start)
    return Block(css, top, height, time, label, f"{time} {text(f'page.{css}')}, {label}")


def _half_days(tokens: tuple[str, ...]) -> str:
    """Return half-days such as `mon-am` in words."""
    days = [token.partition("-") for token in tokens]
    return ", ".join(f"{text(f'weekday_short.{DAY_NAMES.index(day)}')} {text(f'half_day.{half}')}" for day, _, half in days)


def _due_rows(to_plan: WeekToPlan, plan: Plan) -> list[DueRow]:
    """Return the needs of the ladder with what became of them, in order of deadline."""
    invited = {appointment.customer_id: appointment for appointment in plan.appointments}
    refused = {row.customer_id: row for row in plan.not_invited}
    rows = []
    for need in to_plan.week.ladder:
        customer = need.customer
        if customer.specialist_id not in to_plan.written:
            continue
        seat, refusal = invited.get(customer.customer_id), refused.get(customer.customer_id)
        weekday = text(f"weekday_short.{seat.start.weekday()}") if seat else ""
        result = f"{weekday} {seat.start:%d.%m. %H:%M}" if seat else rule_names(refusal.why) if refusal else ""
        if seat and seat.covers_for:
            result = f"{result} {text('page.held_by', specialist=seat.specialist_id)}"
        kind_name = text(f"kind.{need.kind}")
        rows.append(
            DueRow(
                customer.customer_id,
                customer.specialist_id,
                need.kind,
                kind_name,
                need.deadline,
                text("page.late" if need.deadline < to_plan.week.first_day else "page.too_late") if need.is_late else "",
                rule_name(need.rule.rule_id),
                need.rule.quote,
                result,
                seat is not None,
            )
        )
    return sorted(rows, key=lambda row: (row.deadline, row.customer_id))

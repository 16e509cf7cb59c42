"""The printable week of a specialist, data for `week.typ`: own appointments, pseudonymous; never a figure on work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from scheduler.export.mails import room_in_words
from scheduler.letters.letter import NO_BREAK_HYPHEN, reference_of
from scheduler.roster import FREED_STATES, Booking, Hours, Roster, Specialist
from scheduler.texts import language, text
from scheduler.workdays import minute_of_day, week_name

WORKDAYS = 5
HOUR = 60
USUAL = (8 * HOUR, 16 * HOUR)


@dataclass(frozen=True)
class WeekSheets:
    """Makes the data of printed weeks.

    Attributes:
        roster: the roster.
        monday: first day of the week.
        today: day of printing.
        uids: booking id → UID, the pseudonym of the appointment.
        names: customer id → name, for one specialist's own sheet.
        with_names: whether names are shown and not pseudonyms.
    """

    roster: Roster
    monday: date
    today: date
    uids: Mapping[str, str]
    names: Mapping[str, str]
    with_names: bool = False

    def sheet(self, specialist: Specialist) -> dict[str, object]:
        """Return the week of one specialist."""
        booked = self._booked(specialist)
        first, last = _shown(specialist.windows, booked)
        number = max([WORKDAYS, *(booking.start.weekday() + 1 for booking in booked)])
        values = {"specialist": specialist.specialist_id, "week": week_name(self.monday)}
        room = room_in_words(specialist.room) if specialist.room else ""
        return {
            "title": text("weeksheet.title", **values),
            "heading": text("weeksheet.heading", **values),
            "subtitle": " · ".join(filter(None, (specialist.team, room, text("weeksheet.printed", day=_date(self.today))))),
            "office": self.roster.office.name,
            "note": text("weeksheet.with_names" if self.with_names else "weeksheet.pseudonymous"),
            "date": [self.today.year, self.today.month, self.today.day],
            "lang": language(),
            "away": text("weeksheet.away"),
            "minutes": last - first,
            "hours": [[minute - first, f"{minute // HOUR}:00"] for minute in range(first, last + 1, HOUR)],
            "days": [self._day(specialist, booked, weekday, (first, last)) for weekday in range(number)],
        }

    def has_something(self, specialist: Specialist) -> bool:
        """Tell whether there is anything to print: hours or appointments."""
        return bool(specialist.windows or self._booked(specialist))

    def nameless(self, name: str) -> list[str]:
        """Return the customers on the sheet of a specialist who have no name and stand there with their pseudonym."""
        booked = self._booked(self.roster.specialist_by_id[name])
        return sorted({booking.customer_id for booking in booked if booking.customer_id} - self.names.keys())

    def _booked(self, specialist: Specialist) -> list[Booking]:
        days = range(7)
        found = [
            booking
            for booking in self.roster.bookings
            if booking.specialist_id == specialist.specialist_id
            and (booking.start.date() - self.monday).days in days
            and booking.state not in FREED_STATES
        ]
        return sorted(found, key=lambda b: (b.start, b.double_booked, b.end, b.booking_id))

    def _day(self, specialist: Specialist, booked: Sequence[Booking], weekday: int, shown: tuple[int, int]) -> dict[str, object]:
        first = shown[0]
        day = self.monday + timedelta(days=weekday)
        own = [booking for booking in booked if booking.start.date() == day]
        is_open = self.roster.office.calendar.is_working_day(day)
        spans = [[h.start - first, h.stop - h.start] for h in specialist.windows if h.weekday == weekday and is_open]
        name = f"{text(f'weekday_short.{weekday}')} {_date(day)[:6]}"
        blocks = [self._block(one, lane, first) for one, lane in _lanes(own)]
        return {"name": name, "open": spans, "away": self._away(specialist, day, shown), "blocks": blocks}

    def _away(self, specialist: Specialist, day: date, shown: tuple[int, int]) -> list[list[int]]:
        """Return when somebody is away on a day, within the hours that are shown; never why."""
        first, last = shown
        absences = [a for a in self.roster.absences if a.person_id == specialist.specialist_id and a.on(day)]
        spans = [(max(first, absence.from_time), min(last, absence.to_time)) for absence in absences]
        return [[begin - first, end - begin] for begin, end in sorted(set(spans)) if begin < end]

    def _block(self, booking: Booking, lane: tuple[int, int], first: int) -> dict[str, object]:
        begin, end = minute_of_day(booking.start), minute_of_day(booking.end)
        number, lanes = lane
        is_shared = bool(booking.customer_id) and any(
            other.double_booked or booking.double_booked for other in self._same_seat(booking)
        )
        return {
            "kind": "busy" if not booking.customer_id else "double" if is_shared else "talk",
            "top": begin - first,
            "height": end - begin,
            "left": number / lanes,
            "width": 1 / lanes,
            "time": f"{booking.start:%H:%M}",
            "label": self._label(booking),
            "notes": self._notes(booking, is_shared=is_shared),
        }

    def _same_seat(self, booking: Booking) -> list[Booking]:
        seat = (booking.specialist_id, booking.start)
        return [
            other
            for other in self.roster.bookings
            if other is not booking
            and other.customer_id
            and (other.specialist_id, other.start) == seat
            and other.state not in FREED_STATES
        ]

    def _label(self, booking: Booking) -> str:
        if not booking.customer_id:
            return text("weeksheet.busy")
        reference = reference_of(self.uids[booking.booking_id].partition("@")[0])
        return self.names.get(booking.customer_id) or reference.replace("-", NO_BREAK_HYPHEN)

    def _notes(self, booking: Booking, *, is_shared: bool) -> str:
        minutes = text("weeksheet.minutes", number=minute_of_day(booking.end) - minute_of_day(booking.start))
        if not booking.customer_id:
            return minutes
        marks = [minutes]
        marks += [text(f"channel.{booking.channel}")] if booking.channel not in ("", "in_person") else []
        marks += [text("weeksheet.double")] if is_shared else []
        marks += [text("weeksheet.covers_for", specialist=booking.covers_for)] if booking.covers_for else []
        return " · ".join(marks)


def _shown(windows: Sequence[Hours], booked: Sequence[Booking]) -> tuple[int, int]:
    """Return the full hours, in minutes, that hold every window and appointment of the week."""
    times = [minute for hours in windows for minute in (hours.start, hours.stop)]
    times += [minute_of_day(moment) for booking in booked for moment in (booking.start, booking.end)]
    first, last = (min(times), max(times)) if times else USUAL
    return first // HOUR * HOUR, -(-last // HOUR) * HOUR


def _lanes(booked: Sequence[Booking]) -> list[tuple[Booking, tuple[int, int]]]:
    """Return appointments of a day with their lane and how many lanes there are where they overlap."""
    groups: list[list[Booking]] = []
    for booking in booked:
        if groups and booking.start < max(other.end for other in groups[-1]):
            groups[-1].append(booking)
        else:
            groups.append([booking])
    return [(booking, lane) for group in groups for booking, lane in _side_by_side(group)]


def _side_by_side(group: Sequence[Booking]) -> list[tuple[Booking, tuple[int, int]]]:
    free: list[datetime] = []
    places: list[int] = []
    for booking in group:
        lane = next((n for n, end in enumerate(free) if end <= booking.start), len(free))
        free[lane : lane + 1] = [booking.end]
        places.append(lane)
    return [(booking, (lane, len(free))) for booking, lane in zip(group, places, strict=True)]


def _date(day: date) -> str:
    return f"{day:%d.%m.%Y}"

"""Random rosters of up to three specialists with everything that can stand in the tables of a week."""

from datetime import date, timedelta

from hypothesis import strategies as st

from helpers.rosters import MONDAY, Row, booking, customer, specialist

Table = list[dict[str, str]]
CLOCKS = st.sampled_from(
    ["", "08:00-12:30", "08:00-12:30 13:00-15:30", "09:00-10:00", "13:00-18:00", "00:00-24:00", "08:07-08:52"]
)
DAYS = st.dates(date(2025, 6, 1), date(2026, 11, 20)).map(date.isoformat)
MINUTES = st.sampled_from(["", "30", "90", "50"])


@st.composite
def rosters(draw: st.DrawFn) -> dict[str, Table]:
    """Return tables by their name; the tables of bookings, occasions, absences and so on may be empty."""
    number = draw(st.integers(1, 3))
    specialists = [draw(_specialist(n)) for n in range(number)]
    people = [draw(_person(n, number)) for n in range(draw(st.integers(1, 14)))]
    some = st.sampled_from(people)
    return {
        "specialists": specialists,
        "customers": people,
        "bookings": [draw(_booking(n, some)) for n in range(draw(st.integers(0, 4)))],
        "occasions": draw(st.lists(_occasion(some), max_size=4)),
        "measures": draw(st.lists(_measure(some), max_size=2)),
        "absences": draw(st.lists(_absence(some), max_size=2)),
        "wishes": draw(st.lists(_wish(some), max_size=2)),
    }


@st.composite
def _specialist(draw: st.DrawFn, number: int) -> dict[str, str]:
    windows = {day: draw(CLOCKS) for day in ("mon", "tue", "wed", "thu", "fri")}
    return specialist(f"S{number}", fte=draw(st.sampled_from(["1", "0.5", "0,75"])), **windows)


@st.composite
def _person(draw: st.DrawFn, number: int, specialists: int) -> dict[str, str]:
    values = {
        "specialist_id": f"S{draw(st.integers(0, specialists - 1))}",
        "birth_date": draw(st.sampled_from(["1990-05-17", "2004-02-29", "2001-12-02", "1969-12-01"])),
        "status": draw(st.sampled_from(["alo", "asu", "ratsuchend", "nicht_gesetzt"])),
        "profile": draw(st.sampled_from(["", "M", "E", "I", "Z"])),
        "last_contact_on": draw(st.one_of(st.just(""), DAYS)),
        "flags": draw(st.sampled_from(["", "portal_ok", "phone_ok", "schulpflichtig", "umschueler portal_ok"])),
        "unavailable": draw(st.sampled_from(["", "", "", "Mon 08:00-10:00; Wed", "Tue; Thu 09:07-11:00", "Mon;Tue;Wed;Thu;Fri"])),
        "preferred": draw(st.sampled_from(["", "", "Mon 08:00-12:00", "Fri"])),
    }
    return customer(f"K{number:02}", **values)


@st.composite
def _booking(draw: st.DrawFn, number: int, some: st.SearchStrategy[Row]) -> dict[str, str]:
    """Return an appointment in whatever state around the week, or an internal block; some are invited to by letter."""
    person, hour = draw(some), draw(st.integers(8, 15))
    start = MONDAY + timedelta(days=draw(st.integers(-5, 12)))
    values = {
        "specialist_id": person["specialist_id"],
        "state": draw(st.sampled_from(["approved", "sent", "held", "missed", "cancelled"])),
        "customer_id": draw(st.sampled_from([person["customer_id"], ""])),
    }
    letter = {"invited_by": "letter", "invited_on": (start - timedelta(days=10)).isoformat()}
    moment = f"{start.isoformat()}T{hour:02}:"
    return booking(f"B{number}", f"{moment}07", f"{moment}52", **values, **draw(st.sampled_from([{}, letter])))


@st.composite
def _occasion(draw: st.DrawFn, some: st.SearchStrategy[Row]) -> dict[str, str]:
    kind, minutes = draw(st.sampled_from(["wish", "strategy", "follow_up"])), draw(MINUTES)
    return {"customer_id": draw(some)["customer_id"], "kind": kind, "recorded_on": "2026-11-16", "minutes": minutes}


@st.composite
def _measure(draw: st.DrawFn, some: st.SearchStrategy[Row]) -> dict[str, str]:
    last = draw(st.dates(date(2026, 11, 10), date(2027, 2, 1))).isoformat()
    return {"customer_id": draw(some)["customer_id"], "kind": "AGH", "first_day": "2026-06-01", "last_day": last}


@st.composite
def _absence(draw: st.DrawFn, some: st.SearchStrategy[Row]) -> dict[str, str]:
    """Return up to ten days of a specialist or a customer."""
    who = draw(st.sampled_from(["S0", draw(some)["customer_id"]]))
    first = draw(st.dates(date(2026, 11, 20), date(2026, 12, 10)))
    last = first + timedelta(days=draw(st.integers(0, 9)))
    return {"person_id": who, "first_day": first.isoformat(), "last_day": last.isoformat()}


@st.composite
def _wish(draw: st.DrawFn, some: st.SearchStrategy[Row]) -> dict[str, str]:
    person = draw(some)
    must, day = draw(st.sampled_from(["must", "never"])), draw(st.sampled_from(["", "Tue", "2026-12-03"]))
    return {"specialist_id": person["specialist_id"], "customer_id": person["customer_id"], "must": must, "day": day}

"""Random small rosters in which much stands in the way: few hours, letters just sent, hours that do not fit, wishes, one interpreter."""

from hypothesis import strategies as st

from helpers.rosters import LETTER, booking, customer, specialist

Tables = dict[str, list[dict[str, str]]]
HOURS = st.sampled_from(["", "08:00-08:45", "08:00-09:30", "08:00-10:15", "08:45-11:00", "08:00-09:00 10:00-10:45"])
NO_HOURS = {"wed": "", "thu": "", "fri": ""}
OFTEN, RARE = ["", "", ""], [""] * 8


@st.composite
def scarce_teams(draw: st.DrawFn) -> Tables:
    """Return two or three specialists with two consulting days, about ten people, most of them due, and what keeps some away."""
    number = draw(st.integers(2, 3))
    staff = [
        specialist(f"S{n}", skills=draw(st.sampled_from(["", "farsi"])), **{"mon": draw(HOURS), "tue": draw(HOURS), **NO_HOURS})
        for n in range(number)
    ]
    people = [draw(_person(n, number)) for n in range(draw(st.integers(5, 11)))]
    names = st.sampled_from([person["customer_id"] for person in people])
    letters = draw(st.lists(names, unique=True, max_size=3))
    booked = draw(st.lists(st.tuples(names, st.sampled_from(["late", "block", "soon"])), max_size=2, unique_by=lambda b: b[0]))
    wishes = st.tuples(names, st.integers(0, number - 1), st.sampled_from(["never", "must"]), st.sampled_from(["", "Mon", "Tue"]))
    tables = {
        "specialists": staff,
        "customers": people,
        "contacts": [_letter(name) for name in letters],
        "bookings": [_booking(n, name, kind, people) for n, (name, kind) in enumerate(booked)],
        "wishes": [
            {"customer_id": name, "specialist_id": f"S{holder}", "must": must, "day": day, "half_day": ""}
            for name, holder, must, day in draw(st.lists(wishes, max_size=3))
        ],
        "absences": draw(_absences()),
        "resources": draw(
            st.sampled_from([[], [{"resource": "dolmetscher", "capacity": "1", "mon": "08:00-08:45", "tue": "08:00-09:30"}]])
        ),
        "occasions": [
            {"customer_id": name, "kind": kind, "recorded_on": "2026-11-17", "channel": channel}
            for name, kind, channel in draw(
                st.lists(
                    st.tuples(names, st.sampled_from(["wish", "strategy"]), st.sampled_from(["", "video", "phone"])), max_size=2
                )
            )
        ],
    }
    return {name: rows for name, rows in tables.items() if rows}


@st.composite
def _person(draw: st.DrawFn, number: int, specialists: int) -> dict[str, str]:
    """Return somebody who is overdue, due this week, soon or later."""
    return customer(
        f"K{number:02}",
        specialist_id=f"S{draw(st.integers(0, specialists - 1))}",
        last_contact_on=draw(
            st.sampled_from(["2026-03-02", "2026-05-04", "2026-06-01", "2026-06-02", "2026-06-15", "2026-08-01"])
        ),
        flags=draw(st.sampled_from(["", "", "phone_ok", "portal_ok"])),
        language=draw(st.sampled_from([*OFTEN, "farsi"])),
        needs=draw(st.sampled_from([*OFTEN, "dolmetscher"])),
        unavailable=draw(st.sampled_from([*OFTEN, "Mon", "Tue", "Mon; Tue", "Mon 08:00-09:00; Tue 09:07-11:00"])),
    )


@st.composite
def _absences(draw: st.DrawFn) -> list[dict[str, str]]:
    """Return nobody, or one specialist away for the week, a day or an hour."""
    row = {"person_id": "S0", "first_day": "2026-11-30", "last_day": "2026-12-04", "from_time": "", "to_time": ""}
    day = row | {"last_day": "2026-11-30"}
    hour = day | {"from_time": "08:00", "to_time": "09:00"}
    return draw(st.sampled_from([[], [], [row], [day], [hour]]))


def _letter(customer_id: str) -> dict[str, str]:
    """Return a letter of ten days ago that nobody followed."""
    return LETTER | {"customer_id": customer_id}


def _booking(number: int, name: str, kind: str, people: list[dict[str, str]]) -> dict[str, str]:
    """Return an appointment that comes too late, one of the week, or an internal block."""
    holder = next(person["specialist_id"] for person in people if person["customer_id"] == name)
    day = "2026-12-15" if kind == "late" else "2026-12-01"
    row = booking(f"B{number}", f"{day}T08:00", f"{day}T08:45", customer_id=name, specialist_id=holder)
    return row | ({"customer_id": ""} if kind == "block" else {})

"""Random small teams with people away, families, interpreters and telephone: every plan is sound, and nobody is passed over."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.rosters import KEY, MONDAY, OFFICE, TODAY, booking, customer, planned, specialist, write_tables
from scheduler.need import Need
from scheduler.plan import Appointment, Plan
from scheduler.planaudit import audit_plan
from scheduler.planfiles import read_plan_folder
from scheduler.planfolder import file_findings, folder_files
from scheduler.planner import plan_week
from scheduler.roster import Booking, Customer, Hours, Resource, Roster, Specialist
from scheduler.rosterfiles import read_roster
from scheduler.week_to_plan import WeekToPlan, prepare_week

Tables = dict[str, list[dict[str, str]]]
GRID = timedelta(minutes=15)
HOURS = st.sampled_from(["", "", "08:00-09:30", "08:00-10:15", "08:45-11:00", "08:00-09:00 10:00-11:30", "09:00-12:00"])
NO_HOURS = {"wed": "", "thu": "", "fri": ""}


@st.composite
def teams(draw: st.DrawFn) -> Tables:
    """Return rosters of three specialists with two consulting days and about twelve people."""
    staff = []
    for n in range(3):
        skills = draw(st.sampled_from(["", "farsi", "farsi gebaerden"]))
        windows = {"mon": draw(HOURS), "tue": draw(HOURS), **NO_HOURS}
        staff.append(specialist(f"S{n}", skills=skills, room=draw(st.sampled_from(["", "1"])), **windows))
    people = [draw(persons(n)) for n in range(draw(st.integers(8, 14)))]
    names = st.sampled_from([person["customer_id"] for person in people])
    kinds = st.sampled_from(["wish", "strategy", "follow_up"])
    occasions = [
        {"customer_id": name, "kind": kind, "recorded_on": "2026-11-17", "minutes": minutes, "channel": channel}
        for name, kind, minutes, channel in draw(
            st.lists(
                st.tuples(names, kinds, st.sampled_from(["", "30", "60"]), st.sampled_from(["", "video", "phone"])), max_size=3
            )
        )
    ]
    booked = draw(st.lists(st.tuples(names, st.integers(0, 2), st.booleans()), max_size=2, unique_by=lambda b: b[0]))
    wishes = st.tuples(names, st.integers(0, 2), st.sampled_from(["never", "never", "must"]), st.sampled_from(["", "Mon"]))
    return {
        "specialists": staff,
        "customers": people,
        "occasions": occasions,
        "absences": draw(absences()),
        "resources": draw(resources()),
        "wishes": [
            {"customer_id": name, "specialist_id": f"S{holder}", "must": must, "day": day}
            for name, holder, must, day in draw(st.lists(wishes, max_size=2))
        ],
        "bookings": [
            booking(
                f"B{n}", f"2026-11-30T{8 + n:02}:30", f"2026-11-30T{9 + n:02}:15", customer_id=name, specialist_id=f"S{holder}"
            )
            | ({"customer_id": ""} if is_block else {})
            for n, (name, holder, is_block) in enumerate(booked)
        ],
    }


@st.composite
def persons(draw: st.DrawFn, number: int) -> dict[str, str]:
    """Return somebody who is overdue, due soon, due later or never seen."""
    last = draw(st.sampled_from(["2026-03-02", "2026-05-04", "2026-06-01", "2026-06-05", "2026-06-15", "2026-07-01", ""]))
    return customer(
        f"K{number:02}",
        specialist_id=f"S{draw(st.integers(0, 2))}",
        last_contact_on=last,
        registered_on="2020-01-01" if last else "2026-11-19",
        household_id=draw(st.sampled_from(["", "", "H1", "H2"])),
        flags=draw(st.sampled_from(["joint_ok", "joint_ok phone_ok", "phone_ok", "portal_ok", "joint_ok portal_ok phone_ok"])),
        language=draw(st.sampled_from(["", "", "", "farsi"])),
        needs=draw(st.sampled_from(["", "", "", "", "dolmetscher", "gebaerden"])),
        unavailable=draw(st.sampled_from(["", "", "", "Mon", "Tue", "Mon 08:00-09:00; Tue 09:07-11:00"])),
        preferred=draw(st.sampled_from(["", "", "Tue", "Mon 10:00-12:00"])),
    )


@st.composite
def absences(draw: st.DrawFn) -> list[dict[str, str]]:
    """Return who is away: nobody, or one or two of the team, for the week, a day or a morning."""
    spells = {
        "week": {"last_day": "2026-12-04"},
        "day": {"last_day": "2026-11-30"},
        "month": {"last_day": "2026-12-31"},
        "morning": {"last_day": "2026-12-01", "from_time": "08:00", "to_time": "09:30"},
    }
    away = draw(st.sampled_from([["S0"], ["S0"], ["S0", "S1"], [], ["S2", "K01"]]))
    rows = [{"person_id": name, "first_day": "2026-11-30", **spells[draw(st.sampled_from(sorted(spells)))]} for name in away]
    return [{"from_time": "", "to_time": "", **row} for row in rows]


@st.composite
def resources(draw: st.DrawFn) -> list[dict[str, str]]:
    found = [("dolmetscher", 1), ("gebaerden", 1), ("video", 1), ("1", draw(st.integers(1, 2)))]
    chosen = draw(st.lists(st.sampled_from(found), unique_by=lambda r: r[0], max_size=3))
    return [
        {"resource": name, "capacity": str(units), "mon": draw(st.sampled_from(["", "08:00-12:00", "09:00-10:00"])), "tue": ""}
        for name, units in chosen
    ]


def filled(tables: Tables) -> Tables:
    return {name: rows for name, rows in tables.items() if rows}


# A second opinion: quarter of an hour by quarter of an hour, from the roster and the rows alone


@dataclass(frozen=True)
class House:
    """Who could see whom when, beside some appointments."""

    roster: Roster
    rows: tuple[Appointment, ...]

    def could_hold(self, need: Need) -> list[Specialist]:
        """Return the own specialist, and the colleagues with skill and language where the own one is away in the week."""
        own = self.roster.specialist_by_id[need.customer.specialist_id]
        if not any(self.is_away(own, moment) for hours in own.windows for moment in moments(hours)):
            return [own]
        known = {resource.resource for resource in self.roster.resources}
        takes = (need.customer.needs - known) | ({need.customer.language} & own.skills)
        others = [s for s in self.roster.specialists if s is not own and s.team == own.team and takes <= s.skills]
        return [own, *others]

    def is_away(self, person: Specialist | Customer, moment: datetime) -> bool:
        name = person.specialist_id if isinstance(person, Specialist) else person.customer_id
        minute = moment.hour * 60 + moment.minute
        return any(
            a.person_id == name and a.on(moment.date()) and a.from_time < minute + 15 and minute < a.to_time
            for a in self.roster.absences
        )

    def has_place(self, need: Need, holder: Specialist, begin: datetime) -> bool:
        """Tell whether a talk could be held from a moment on."""
        return all(self._is_free(need, holder, begin + n * GRID) for n in range(-(-need.minutes // 15)))

    def _is_free(self, need: Need, holder: Specialist, moment: datetime) -> bool:
        minute = moment.hour * 60 + moment.minute
        is_open = any(h.weekday == moment.weekday() and h.start <= minute and minute + 15 <= h.stop for h in holder.windows)
        is_busy = any(
            h.weekday == moment.weekday() and h.start < minute + 15 and minute < h.stop for h in need.customer.unavailable
        )
        if not is_open or is_busy or self.is_away(holder, moment) or self.is_away(need.customer, moment):
            return False
        talks = list(self._at(moment))
        if any(name == holder.specialist_id for name, _ in talks):
            return False
        wanted = self._resources(need.customer, need.channel, holder)
        return all(sum(r in used for _, used in talks) < self._units(r, moment) for r in wanted)

    def _at(self, moment: datetime) -> Iterator[tuple[str, set[str]]]:
        """Yield (specialist, resources) of everything that stands at a moment."""
        for a in self.rows:
            if a.start < moment + GRID and moment < a.end:
                holder = self.roster.specialist_by_id[a.specialist_id]
                yield a.specialist_id, self._resources(self.roster.customer_by_id[a.customer_id], a.channel, holder)
        for b in self.roster.bookings:
            if self._local(b.start) < moment + GRID and moment < self._local(b.end):
                yield b.specialist_id, self._of_booking(b)

    def _of_booking(self, b: Booking) -> set[str]:
        if not b.customer_id:
            return set()
        return self._resources(
            self.roster.customer_by_id[b.customer_id], b.channel, self.roster.specialist_by_id[b.specialist_id]
        )

    def _local(self, moment: datetime) -> datetime:
        return moment.replace(tzinfo=zone_of(self.roster))

    def _resources(self, person: Customer, channel: str, holder: Specialist) -> set[str]:
        wanted = set(person.needs)
        wanted |= {"video"} if channel == "video" else {holder.room} if channel == "in_person" else set()
        return wanted & {resource.resource for resource in self.roster.resources}

    def _units(self, name: str, moment: datetime) -> int:
        (found,) = [resource for resource in self.roster.resources if resource.resource == name]
        return found.capacity if not found.windows or is_within(found, moment) else 0


def is_within(resource: Resource, moment: datetime) -> bool:
    minute = moment.hour * 60 + moment.minute
    return any(h.weekday == moment.weekday() and h.start <= minute and minute + 15 <= h.stop for h in resource.windows)


def zone_of(roster: Roster) -> ZoneInfo:
    return ZoneInfo(roster.office.timezone)


def moments(hours: Hours) -> list[datetime]:
    midnight = datetime.combine(MONDAY + timedelta(days=hours.weekday), datetime.min.time())
    return [midnight + timedelta(minutes=m) for m in range(hours.start, hours.stop, 15)]


def passed_over(to_plan: WeekToPlan, plan: Plan) -> list[tuple[str, str]]:
    """Return (left out, in favour of): people of the ladder who could simply be seen, or in place of somebody who comes later."""
    steps = {need.customer.customer_id: need.step for need in to_plan.week.ladder}
    singles = tuple(a for a in plan.appointments if not a.double_booked)
    invited = {a.customer_id for a in plan.appointments}
    found = []
    for need in to_plan.week.ladder:
        if need.customer.customer_id in invited or is_special(to_plan, need):
            continue
        ladder = to_plan.roster.concepts["aa90-2021"].ladder
        later = [
            a for a in singles if ladder.index(need.step) < place(ladder, steps.get(a.customer_id)) and not is_wished(to_plan, a)
        ]
        for out in (None, *later):
            house = House(to_plan.roster, tuple(a for a in singles if a is not out))
            if any(house.has_place(need, s, moment) for s in house.could_hold(need) for moment in week_of(to_plan)):
                found.append((need.customer.customer_id, out.customer_id if out else ""))
    return found


def is_special(to_plan: WeekToPlan, need: Need) -> bool:
    """Tell whether somebody has an appointment already or a pin."""
    booked = {booking.customer_id for booking in to_plan.roster.bookings}
    return need.customer.customer_id in booked | {wish.customer_id for wish in to_plan.roster.wishes}


def is_wished(to_plan: WeekToPlan, appointment: Appointment) -> bool:
    return any(wish.must and wish.customer_id == appointment.customer_id for wish in to_plan.roster.wishes)


def place(ladder: tuple[str, ...], step: str | None) -> int:
    return len(ladder) if step is None else ladder.index(step)


def week_of(to_plan: WeekToPlan) -> list[datetime]:
    first = datetime.combine(MONDAY, datetime.min.time(), to_plan.zone)
    return [first + timedelta(days=day, hours=7) + n * GRID for day in range(2) for n in range(24)]


# Properties


@settings(max_examples=20)
@given(teams())
def test_any_team_gets_a_sound_plan_with_equal_bytes(tables: Tables) -> None:
    with TemporaryDirectory() as scratch:
        folder = write_tables(Path(scratch) / "roster", filled(tables), OFFICE)
        to_plan, plan = planned(folder)
        assert audit_plan(to_plan, plan, KEY) == []
        assert plan.is_proved
        assert passed_over(to_plan, plan) == []
        files = folder_files(to_plan.covered(plan.holders), plan)
        for name, content in files.items():
            (Path(scratch) / "plan" / name).parent.mkdir(parents=True, exist_ok=True)
            (Path(scratch) / "plan" / name).write_bytes(content)
        again = read_plan_folder(Path(scratch) / "plan")
        assert file_findings(Path(scratch) / "plan", to_plan, again, KEY) == []
        assert audit_plan(to_plan, again, KEY) == []
        _, second = planned(folder)
        assert folder_files(to_plan.covered(second.holders), second) == files


@settings(max_examples=8)
@given(teams(), st.sampled_from(["S0", "S1", "S2"]))
def test_one_of_any_team_is_planned_as_in_the_whole(tables: Tables, name: str) -> None:
    with TemporaryDirectory() as scratch:
        roster = read_roster(write_tables(Path(scratch), filled(tables), OFFICE))
        whole = plan_week(prepare_week(roster, MONDAY, TODAY), KEY)
        to_plan = prepare_week(roster, MONDAY, TODAY, {name})
        part = plan_week(to_plan, KEY)
        assert audit_plan(to_plan, part, KEY) == []
        assert list(part.appointments) == whole.of(name)
        assert list(part.weeks) == [week for week in whole.weeks if week.specialist_id == name]
        assert list(part.standby) == [row for row in whole.standby if row.specialist_id == name]
        said = {row.customer_id for row in whole.not_invited if row.specialist_id == name}
        assert {row.customer_id for row in part.not_invited} == said


@settings(max_examples=8)
@given(teams(), st.sampled_from([date(2026, 11, 27), date(2026, 12, 1)]))
def test_a_week_near_or_begun(tables: Tables, today: date) -> None:
    with TemporaryDirectory() as scratch:
        folder = write_tables(Path(scratch), filled(tables), f"{OFFICE}\n[lead_days]\nletter = 0\nportal = 0\n")
        to_plan, plan = planned(folder, MONDAY, today)
        assert audit_plan(to_plan, plan, KEY) == []
        assert plan.is_proved
        assert all(a.start.date() >= today for a in plan.appointments)
        if today > MONDAY:
            assert plan.standby == ()
            assert not any(a.double_booked for a in plan.appointments)

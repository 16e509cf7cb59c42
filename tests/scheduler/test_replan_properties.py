"""Random small teams that fall apart: every replan is sound, moves nobody who must not move, and is the same twice."""

from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.rosters import MONDAY, booking, customer, specialist, write_roster
from scheduler.replan.approval import replan_changes
from scheduler.replan.audit import audit_replan
from scheduler.replan.disruption import Disruption, absent, closed
from scheduler.replan.fates import COVERED, KEPT, PUT_BACK, Fates
from scheduler.replan.files import replan_files
from scheduler.replan.look import promised_week
from scheduler.replan.result import plans_of, replan_week
from scheduler.roster import Roster
from scheduler.rosterfiles import read_roster
from scheduler.store.store import open_store

NO_HOURS = {"wed": "", "thu": "", "fri": ""}
WINDOWS = ("08:00-10:15", "08:00-12:00", "08:45-11:00", "08:00-09:30 10:00-11:30", "")


def random_week(random: Random, folder: Path) -> Roster:
    """Return three specialists with what they have promised, without overlaps, some rows of it odd."""
    staff = [
        specialist(
            f"S{n}", mon=random.choice(WINDOWS), tue=random.choice(WINDOWS), skills=random.choice(["", "farsi"]), **NO_HOURS
        )
        for n in range(3)
    ]
    people: list[dict[str, str]] = []
    rows: list[dict[str, str]] = []
    for n in range(3):
        for day in range(2):
            minute = 8 * 60
            while minute < 11 * 60:
                minute += random.choice([0, 15, 45])
                length = random.choice([30, 45, 45, 60])
                if random.random() < 0.6:
                    name = f"K{len(people)}"
                    people.append(random_person(random, name, n))
                    holder = f"S{n}" if random.random() < 0.9 else f"S{(n + 1) % 3}"
                    rows.append(random_booking(random, name, holder, MONDAY + timedelta(days=day), minute, length))
                minute += length
    resources = [{"resource": "dari", "capacity": "1"}]
    return read_roster(
        write_roster(folder, people or [customer("K", specialist_id="S0")], staff, bookings=rows, resources=resources)
    )


def random_person(random: Random, name: str, owner: int) -> dict[str, str]:
    last = random.choice(["2026-03-02", "2026-11-02", ""])
    return customer(
        name,
        specialist_id=f"S{owner}",
        last_contact_on=last,
        registered_on="2026-11-18" if not last else "2020-01-01",
        language=random.choice(["", "", "farsi"]),
        needs=random.choice(["", "", "", "dari"]),
        unavailable=random.choice(["", "", "Mon", "Tue 08:00-10:00"]),
    )


def random_booking(random: Random, name: str, holder: str, day: date, minute: int, length: int) -> dict[str, str]:
    def at(minutes: int) -> str:
        return f"{day}T{minutes // 60:02}:{minutes % 60:02}"

    return booking(
        f"B{name}",
        at(minute),
        at(minute + length),
        specialist_id=holder,
        customer_id=name,
        state=random.choice(["sent", "approved"]),
        invited_by=random.choice(["letter", "portal", "agreed", "agreed"]),
        channel=random.choice(["in_person", "in_person", "phone"]),
    )


def disruption_of(random: Random, roster: Roster) -> Disruption:
    if random.random() < 0.2:
        return closed(roster, MONDAY)
    hours = random.choice([(0, 1440), (0, 1440), (0, 570)])
    return absent(roster, "S0", MONDAY, MONDAY + timedelta(days=random.choice([0, 1])), hours)


@settings(max_examples=10)
@given(st.integers(0, 10_000), st.sampled_from([date(2026, 11, 23), date(2026, 11, 27), date(2026, 11, 30)]))
def test_any_week_that_falls_apart(seed: int, today: date) -> None:
    random = Random(seed)
    with TemporaryDirectory() as scratch:
        roster = random_week(random, Path(scratch) / "roster")
        disruption = disruption_of(random, roster)
        promised = promised_week(roster, disruption, MONDAY, today)
        made = replan_week(promised, disruption)
        assert audit_replan(promised, made) == []
        assert all(proved for proof in made.proofs for *_, proved in proof.stages)
        again = promised_week(roster, disruption, MONDAY, today)
        assert replan_files(promised, made) == replan_files(again, replan_week(again, disruption))
        fates = Fates(promised, plans_of(promised, made)).rows()
        booking_of = {b.booking_id: b for b in roster.bookings}
        displaced = {b.booking_id for b in promised.displaced}
        for fate in fates:
            row = booking_of[fate.booking_id]
            if fate.booking_id not in displaced:
                assert fate.what in (KEPT, "moved")
            if row.state == "sent" and row.invited_by == "letter":
                assert fate.what in (KEPT, COVERED, "back", PUT_BACK)
                assert fate.what == PUT_BACK or fate.new_start == fate.start
        assert len(fates) == len({fate.booking_id for fate in fates})
        with open_store(roster.folder, command="approve", who="Leitung") as store:
            store.write(replan_changes(roster, made, fates, today))
        after = read_roster(roster.folder)
        calm = promised_week(after, Disruption(disruption.people), MONDAY, today)
        assert calm.displaced == ()

"""The ledger: every deadline is kept or broken once, also where a later look no longer names it."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from helpers.rosters import OFFICE, TODAY, customer, specialist, write_roster
from helpers.simulations import NOTHING_HAPPENS, series, simulator
from scheduler.rosterfiles import read_roster
from scheduler.simulation.ledger import Ledger
from scheduler.simulation.parts import Part

AWAY = {"person_id": "S1", "first_day": "2026-11-01", "last_day": "2028-12-31"}
"""Nobody can be seen: whatever is due breaks."""


def part(deadline: int, opens: int = 0, window: int = 0, *, rule: str = "r") -> Part:
    """Something that is due."""
    return Part(
        deadline,
        5,
        rule,
        1,
        opens,
        0,
        0,
        45,
        "",
        frozenset(),
        phone_suffices=False,
        is_chain=False,
        is_wide=False,
        window=window,
    )


def learned(ledger: Ledger, *parts: Part, held: int = 0, has_changed: bool = False) -> tuple[int, int]:
    if held:
        ledger.held("K1", held)
    return ledger.learn("K1", parts, has_changed=has_changed)


def passed(ledger: Ledger, evening: int) -> tuple[int, int]:
    """Return how many deadlines are newly broken on an evening, and for how many days one is overdue."""
    rows = [(broken, overdue_days) for name, broken, overdue_days in ledger.pass_days(evening) if name == "K1"]
    return rows[0] if rows else (0, 0)


def test_a_talk_by_the_last_day_keeps_and_a_later_one_breaks() -> None:
    for day, settled in ((10, (1, 0)), (11, (0, 1))):
        ledger = Ledger()
        learned(ledger, part(10))
        assert learned(ledger, part(190), held=day) == settled
        assert passed(ledger, 100) == (0, 0)


def test_a_day_that_passes_breaks_once_and_is_overdue_until_the_talk() -> None:
    ledger = Ledger()
    learned(ledger, part(10))
    assert passed(ledger, 10) == (1, 1)
    assert passed(ledger, 17) == (0, 8)
    assert learned(ledger, part(200), held=20) == (0, 0)
    assert passed(ledger, 24) == (0, 0)


def test_what_a_later_look_drops_still_breaks_when_its_day_has_passed() -> None:
    ledger = Ledger()
    learned(ledger, part(10, opens=1, window=3))
    learned(ledger)
    assert passed(ledger, 9) == (0, 0)
    assert passed(ledger, 16) == (1, 0)
    assert passed(ledger, 23) == (0, 0)


def test_the_wider_window_takes_the_place_of_the_narrow_one() -> None:
    ledger = Ledger()
    learned(ledger, part(10, opens=1, window=3))
    assert learned(ledger, part(24, opens=1, window=3)) == (0, 0)
    assert learned(ledger, held=20) == (1, 0)


def test_a_talk_before_a_window_opens_settles_nothing() -> None:
    ledger = Ledger()
    learned(ledger, part(30, opens=20))
    assert learned(ledger, part(30, opens=20), held=15) == (0, 0)
    assert passed(ledger, 30) == (1, 1)


def test_a_new_status_makes_void_what_had_not_passed() -> None:
    ledger = Ledger()
    learned(ledger, part(10), part(30, rule="other"))
    assert passed(ledger, 12) == (1, 3)
    assert learned(ledger, part(60, rule="new"), has_changed=True) == (0, 0)
    assert passed(ledger, 40) == (0, 0)


@pytest.mark.parametrize(
    ("concept", "values", "measures", "weeks"),
    [
        ("ba-2010", {"profile": "Z", "registered_on": "2026-01-05", "last_contact_on": "2026-11-01"}, [], {30, 57}),
        ("lichtenberg-2022", {"last_contact_on": "2026-09-10"}, [("2026-10-01", "2026-12-16")], {4, 14}),
    ],
)
def test_deadlines_that_vanish_when_they_pass_are_broken(
    tmp_path: Path, concept: str, values: dict[str, str], measures: list[tuple[str, str]], weeks: set[int]
) -> None:
    """The half-years of BA 2010; the wide window of a measure to 30 December, beside the six months to 10 March."""
    rows = [{"customer_id": "K1", "kind": "massnahme", "first_day": first, "last_day": last} for first, last in measures]
    tables = {"absences": [AWAY], **({"measures": rows} if rows else {})}
    office = OFFICE.replace("aa90-2021", concept)
    roster = read_roster(write_roster(tmp_path, [customer("K1", **values)], [specialist()], office=office, **tables))
    row = series(simulator(roster, 60, TODAY).replicate(0))
    assert {week for week, broken in enumerate(row["broken"]) if broken} == weeks
    assert sum(row["broken"]) == len(weeks) and sum(row["kept"]) == 0


def test_an_agreed_talk_in_the_week_of_registration_keeps_its_deadline(tmp_path: Path) -> None:
    people = [customer(f"K{n}", last_contact_on="2026-11-16") for n in range(10)]
    roster = read_roster(write_roster(tmp_path, people, [specialist()]))
    busy = replace(NOTHING_HAPPENS, arrivals=4.0, agreed=1.0)
    row = series(simulator(roster, 12, date(2026, 11, 20), show_rates={"default": 1.0}, assumptions=busy).replicate(0))
    assert sum(row["kept"]) >= sum(row["first_talks"]) > 5 and sum(row["broken"]) == 0

"""New customers: a first talk is agreed when they register, where there is a free seat; else they are invited."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from helpers.rosters import TODAY, customer, specialist, write_roster
from helpers.simulations import NOTHING_HAPPENS, series, simulator
from scheduler.roster import Roster
from scheduler.rosterfiles import read_roster

BUSY = replace(NOTHING_HAPPENS, arrivals=4.0)


def roster(folder: Path, **hours: str) -> Roster:
    """One specialist and ten customers, models of those who come."""
    people = [customer(f"K{n}", last_contact_on="2026-11-16") for n in range(10)]
    return read_roster(write_roster(folder, people, [specialist(**hours)]))


def waited(roster: Roster, agreed: float) -> tuple[float, float]:
    """Return the first talks of twelve weeks, and how many days they were waited for on average."""
    made = simulator(roster, 12, TODAY, show_rates={"default": 1.0}, assumptions=replace(BUSY, agreed=agreed))
    row = series(made.replicate(0))
    return sum(row["first_talks"]), sum(row["first_wait_days"]) / sum(row["first_talks"])


def test_an_agreed_first_talk_comes_in_days_an_invited_one_in_weeks(tmp_path: Path) -> None:
    house = roster(tmp_path)
    agreed, invited = waited(house, 1.0), waited(house, 0.0)
    assert agreed[0] >= invited[0] > 5
    assert agreed[1] < 7 and invited[1] >= 14


def test_agreed_first_talks_keep_their_deadline(tmp_path: Path) -> None:
    """With hours on Thursdays only, no letter reaches anybody within the ten working days."""
    house = roster(tmp_path, mon="", tue="", wed="", thu="08:00-16:00", fri="")
    for agreed, share in ((1.0, 1.0), (0.0, 0.0)):
        made = simulator(house, 12, TODAY, show_rates={"default": 1.0}, assumptions=replace(BUSY, agreed=agreed))
        row = series(made.replicate(0))
        assert sum(row["kept"]) / (sum(row["kept"]) + sum(row["broken"])) == pytest.approx(share, abs=0.45)


def test_nobody_is_promised_a_seat_that_somebody_has(tmp_path: Path) -> None:
    """One seat a week: whoever finds none within four weeks is left to the plan."""
    house = roster(tmp_path, mon="08:00-09:00", tue="", wed="", thu="", fri="")
    made = simulator(house, 12, TODAY, show_rates={"default": 1.0}, assumptions=replace(BUSY, agreed=1.0))
    assert max(series(made.replicate(0))["held"]) <= 1


@pytest.mark.parametrize("today", [date(2026, 11, 23), date(2026, 11, 22), date(2026, 12, 24)])
def test_a_study_may_begin_on_any_day(tmp_path: Path, today: date) -> None:
    """A Monday on which people register, a Sunday, a day on which the office is nearly closed."""
    made = simulator(
        roster(tmp_path), 3, today, show_rates={"default": 1.0}, assumptions=replace(BUSY, arrivals=20.0, agreed=1.0)
    )
    row = series(made.replicate(0))
    assert len(row["held"]) == 3 and sum(row["held"]) > 0

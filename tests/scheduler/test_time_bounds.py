"""Input that could take for ever: very many faults, very many hours, centuries of absence."""

import time
from pathlib import Path

import pytest

from helpers.bad_input import HEADER, office, planned, turnus, with_file
from helpers.rosters import customer, specialist, write_roster


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "roster"


def test_many_faults_at_once_and_fast(folder: Path) -> None:
    rows = "".join(f"K{n},S9,x,y,z,\n" for n in range(2500))
    start = time.monotonic()
    assert "10000 Fehler gefunden" in turnus("check", with_file(folder, "customers.csv", f"{HEADER}\n{rows}")).output
    assert time.monotonic() - start < 5


def hours(number: int) -> str:
    """Weekly hours at which somebody cannot come, different for many."""
    days = [day for bit, day in enumerate(("Mo", "Di", "Mi", "Do", "Fr")) if (number * 7 + 3) >> bit & 1]
    return "; ".join(
        f"{day} {8 + (number + bit) % 6:02}:15-{9 + (number + bit) % 6:02}:{number % 4 * 15:02}" for bit, day in enumerate(days)
    )


@pytest.mark.parametrize(
    ("window", "grid", "people"), [("08:00-16:00", 15, 400), ("00:00-24:00", 15, 40), ("00:00-24:00", 5, 80), ("", 15, 400)]
)
def test_time_stays_within_bounds(folder: Path, window: str, grid: int, people: int) -> None:
    """Everybody overdue, everybody with other hours, in windows without a break; nobody has a last chance for centuries."""
    week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), window)
    start = time.monotonic()
    planned(
        write_roster(
            folder,
            [customer(f"K{n:03}", unavailable=hours(n)) for n in range(people)],
            [specialist(**week)],
            office(f"grid_minutes = {grid}\nconsulting_share = 1\n[talk_minutes]\nregular = 30"),
            deviations=[
                {"customer_id": f"K{n:03}", "until": "2199-01-01", "reason": "x", "every": "999 months"}
                for n in range(0, people, 2)
            ],
        )
    )
    assert time.monotonic() - start < 20


def test_absences_of_centuries_take_no_time(folder: Path) -> None:
    people = [customer(f"K{n:03}") for n in range(300)]
    away = [
        {"person_id": name, "first_day": "1900-01-01", "last_day": "2199-12-31"}
        for name in ("S1", *(p["customer_id"] for p in people))
    ]
    far = [{"customer_id": p["customer_id"], "until": "2199-01-01", "reason": "x", "every": "999 months"} for p in people]
    start = time.monotonic()
    planned(write_roster(folder, people, absences=away, deviations=far))
    assert time.monotonic() - start < 5

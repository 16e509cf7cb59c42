"""The simulation against what is known: the binomial distribution, Little's law, queues with a fixed service time.

The queues: new customers come on Mondays, one desk holds so many first talks on Wednesdays, everybody comes. The people whom a
plan leaves waiting are then the line of an M/D/c queue whose service takes a week (Crommelin 1932), because both follow
line' = max(0, line + arrivals - c).
"""

from collections.abc import Sequence
from dataclasses import replace
from math import sqrt
from pathlib import Path
from statistics import mean, pvariance, stdev

import ciw
import pytest

from helpers.rosters import NO_HOURS, OFFICE, TODAY, customer, specialist, write_roster
from helpers.simulations import NOTHING_HAPPENS, series, simulator
from scheduler.roster import Roster
from scheduler.rosterfiles import read_roster

FIRST_TALKS = """
[concept]
title = "Nur Erstgespräche (erfunden)"
source = "Erfunden"
valid_from = 2010-01-01
force = "binding"

[consulting]
share = 1.0

[[rule]]
id = "first-talk"
first_talk = { working_days = 10 }
quote = "Erstgespräch innerhalb von zehn Arbeitstagen"

[[rule]]
id = "later"
every = { months = 120 }
tier = "status"
quote = "Danach lange nichts"
"""
SOONEST_DAYS = 16
"""From the Monday of arrival to the Wednesday of the first week that a letter still reaches."""
WARM_UP_WEEKS = 15
WEEKS = 60
WEEKS_A_YEAR = 365 / 7


def test_held_talks_are_binomial(tmp_path: Path) -> None:
    """With equal show rates every invitation is one throw of the same coin, whoever is invited."""
    people = [customer(f"K{n:03}", last_contact_on="2026-08-01") for n in range(120)]
    roster = read_roster(write_roster(tmp_path, people))
    rate, errors = 0.6, []
    made = simulator(roster, 20, TODAY, show_rates={"default": rate})
    for number in range(10):
        rows = series(made.replicate(number))
        for invited, held in zip(rows["invited"], rows["held"], strict=True):
            if invited >= 5:
                errors.append((held - rate * invited) / sqrt(rate * (1 - rate) * invited))
    assert len(errors) > 150
    assert mean(errors) == pytest.approx(0, abs=3 / sqrt(len(errors)))
    assert pvariance(errors) == pytest.approx(1, abs=3 * sqrt(2 / len(errors)))


def one_desk(folder: Path, talks: int) -> Roster:
    """A desk with so many hours on Wednesdays; one customer, seen yesterday, is the model of all who come."""
    (folder / "first-talks.toml").write_text(FIRST_TALKS, encoding="utf-8")
    hours = {**NO_HOURS, "wed": f"08:00-{8 + talks:02}:00"}
    people = [customer("K1", last_contact_on="2026-11-19")]
    office = OFFICE.replace("aa90-2021", "first-talks")
    return read_roster(write_roster(folder, people, [specialist(**hours)], office=office))


def simulated(roster: Roster, arrivals_a_week: float, replications: int) -> list[dict[str, list[float]]]:
    """Return the figures of the weeks after the warm-up, replication by replication."""
    assumptions = replace(NOTHING_HAPPENS, arrivals=arrivals_a_week * WEEKS_A_YEAR)
    made = simulator(roster, WEEKS, TODAY, assumptions=assumptions, show_rates={"default": 1.0})
    rows = [series(made.replicate(number)) for number in range(replications)]
    return [{figure: values[WARM_UP_WEEKS:] for figure, values in row.items()} for row in rows]


def weeks_waited(rows: Sequence[dict[str, list[float]]]) -> tuple[float, float]:
    """Return the mean time in the line in weeks, and three standard errors of it."""
    means = []
    for row in rows:
        talks = sum(row["first_talks"])
        means.append((sum(row["first_wait_days"]) / talks - SOONEST_DAYS) / 7)
    return mean(means), 3 * stdev(means) / sqrt(len(means))


def test_one_talk_a_week_is_an_m_d_1_queue(tmp_path: Path) -> None:
    """Mean time in the line by Pollaczek and Khinchine: load / (2 (1 - load)) weeks."""
    load = 0.6
    waited, error = weeks_waited(simulated(one_desk(tmp_path, 1), load, 40))
    assert waited == pytest.approx(load / (2 * (1 - load)), abs=error)
    assert error < 0.45


def test_four_talks_a_week_are_the_queue_that_ciw_simulates(tmp_path: Path) -> None:
    arrivals, talks = 3.2, 4
    waited, error = weeks_waited(simulated(one_desk(tmp_path, talks), arrivals, 15))
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate=arrivals)],
        service_distributions=[ciw.dists.Deterministic(value=1.0)],
        number_of_servers=[talks],
    )
    ciw.seed(1)
    queue = ciw.Simulation(network)
    queue.simulate_until_max_time(3000)
    by_ciw = mean(record.waiting_time for record in queue.get_all_records() if record.arrival_date > 100)
    assert waited == pytest.approx(by_ciw, abs=error + 0.05)
    assert error < 0.35


def test_littles_law_holds(tmp_path: Path) -> None:
    """People who wait = people who come a day × days that they wait, counted on Sundays."""
    rows = simulated(one_desk(tmp_path, 4), 3.2, 8)
    waiting = sum(sum(row["waiting_first"]) for row in rows)
    sundays = sum(sum(row["first_wait_days"]) - 2 * sum(row["first_talks"]) for row in rows) / 7
    assert waiting == pytest.approx(sundays, rel=0.03)
    assert waiting > 500

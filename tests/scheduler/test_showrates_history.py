"""What history show rates are estimated from: which outcomes, invitations, days and teams count, and when it is too short."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from helpers.histories import LIMITS, OPEN, PEOPLE, TODAY, Group, house, row, rows
from helpers.rosters import OFFICE, customer, specialist, write_roster
from scheduler.roster import Contact
from scheduler.rosterfiles import read_roster
from scheduler.showrates import estimate


@pytest.mark.parametrize(
    ("outcome", "came", "invited"),
    [
        ("held", 1, 1),
        ("late", 1, 1),
        ("turned_away", 1, 1),
        ("missed", 0, 1),
        ("excused", 0, 1),
        ("cancelled", 0, 0),
        ("approved", 0, 0),
    ],
)
def test_which_outcomes_count(outcome: str, came: int, invited: int) -> None:
    rates = estimate(house([*rows(2, 1), row(outcome)]), TODAY, OPEN)["basis"]
    assert (rates.came, rates.invited) == (2 + came, 3 + invited)
    assert [(group.came, group.invited) for group in rates.groups] == [(2 + came, 3 + invited)]


@pytest.mark.parametrize(
    "group",
    [
        ("regular", "in_person", ""),  # nobody was invited
        ("information", "in_person", "letter"),
        ("group_event", "in_person", "letter"),
        ("review", "in_person", "agreed"),
    ],
)
def test_no_invitation_to_a_talk(group: Group) -> None:
    assert estimate(house([*rows(2, 1), row(group=group)]), TODAY, OPEN)["basis"].invited == 3
    assert estimate(house([row(group=group)]), TODAY, OPEN) == {}


@pytest.mark.parametrize(
    ("today", "months", "on", "counts"),
    [
        (TODAY, 24, date(2026, 11, 20), True),
        (TODAY, 24, date(2026, 11, 21), False),
        (TODAY, 24, date(2024, 11, 20), True),
        (TODAY, 24, date(2024, 11, 19), False),
        (date(2026, 8, 31), 6, date(2026, 2, 28), True),  # no 31 February
        (date(2026, 8, 31), 6, date(2026, 2, 27), False),
    ],
)
def test_days_at_the_edges_of_the_window(today: date, months: int, on: date, counts: bool) -> None:
    assert bool(estimate(house([row(on=on)]), today, replace(OPEN, months=months))) is counts


def test_small_teams_are_pooled_large_ones_stand_alone() -> None:
    contacts = [*rows(150, 50, team="large"), *rows(90, 60, team="b"), *rows(10, 40, team="a")]
    found = estimate(house(contacts, large=5, b=2, a=3), TODAY, LIMITS)
    assert list(found) == ["a", "b", "large"]
    assert found["a"] is found["b"]
    assert (found["a"].teams, found["a"].came, found["a"].invited, found["a"].customers) == (("a", "b"), 100, 200, 2 * PEOPLE)
    assert (found["large"].teams, found["large"].rate_per_mille) == (("large",), 750)


@pytest.mark.parametrize(("sizes", "found"), [({"a": 4}, []), ({"a": 2, "b": 2}, []), ({"a": 2, "b": 3}, ["a", "b"])])
def test_nothing_from_fewer_than_five_specialists(sizes: dict[str, int], found: list[str]) -> None:
    contacts = [contact for team in sizes for contact in rows(300, 100, team=team)]
    assert list(estimate(house(contacts, **sizes), TODAY, LIMITS)) == found


def test_a_small_team_does_not_ride_on_a_large_one() -> None:
    found = estimate(house([*rows(150, 50, team="large"), *rows(150, 50, team="small")], large=5, small=4), TODAY, LIMITS)
    assert (list(found), found["large"].invited) == (["large"], 200)


@pytest.mark.parametrize(
    ("contacts", "enough"),
    [
        (rows(150, 50, people=30), True),
        (rows(150, 49, people=30), False),
        (rows(150, 50, people=29), False),
        ([*rows(150, 49), row("cancelled"), row(on=date(2024, 1, 2))], False),
        ([*rows(150, 50, people=29), row("cancelled", who="basis-K39")], False),
        ([], False),
    ],
)
def test_short_history_gives_no_estimate(contacts: list[Contact], enough: bool) -> None:
    assert bool(estimate(house(contacts), TODAY, LIMITS)) is enough


def test_an_office_without_history() -> None:
    assert estimate(house([]), TODAY, OPEN) == {}


def test_from_files_with_german_words(tmp_path: Path) -> None:
    words = [("erschienen", "Brief", ""), ("verspätet", "vereinbart", "Folgegespräch"), ("abgewiesen", "portal", "Wunsch")]
    words += [("entschuldigt", "Brief", ""), ("nicht erschienen", "Brief", "Regelkontakt"), ("abgesagt", "Brief", "")]
    words += [("stattgefunden", "", ""), ("stattgefunden", "Brief", "Auskunft")]
    contacts = [
        {"customer_id": "K1", "on": "2026-11-13", "channel": "persönlich", "outcome": said, "invited_by": by, "kind": kind}
        for said, by, kind in words
    ]
    staff = [specialist(f"S{i}") for i in range(1, 6)]
    folder = write_roster(tmp_path, [customer("K1")], staff, OFFICE, contacts=contacts)
    rates = estimate(read_roster(folder), TODAY, replace(OPEN, least_specialists=5))["basis"]
    assert [(group.kind, group.delivery, group.came, group.invited) for group in rates.groups] == [
        ("follow_up", "agreed", 1, 1),
        ("regular", "letter", 1, 3),
        ("wish", "portal", 1, 1),
    ]
    assert (rates.came, rates.invited, rates.customers) == (3, 5, 1)

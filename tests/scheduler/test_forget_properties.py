"""Deletion on schedule: nothing that is due or planned changes by it, in the samples and in any roster."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from helpers.forgetting import large_team, what_follows
from helpers.rosters import KEY, TODAY
from scheduler.concept import CHANNELS
from scheduler.conceptfiles import load_concept, shipped_concepts
from scheduler.daily.forget import Forgetting, forget
from scheduler.planner import plan_week
from scheduler.roster import Absence, Booking, Contact, Customer, Deviation, Measure, Occasion, Roster, Wish
from scheduler.rosterfiles import read_roster
from scheduler.week_to_plan import prepare_week

ROOT = Path(__file__).parents[2]
SAMPLES = sorted(folder for folder in (ROOT / "sample_rosters").iterdir() if folder.is_dir())
Row = TypeVar("Row")


def without(roster: Roster, found: Forgetting) -> Roster:
    """Return a roster without what goes."""

    def left(file: str, rows: Sequence[Row]) -> tuple[Row, ...]:
        return tuple(row for position, row in enumerate(rows) if position not in found.gone[file])

    return replace(
        roster,
        contacts=left("contacts.csv", roster.contacts),
        bookings=left("bookings.csv", roster.bookings),
        absences=left("absences.csv", roster.absences),
        measures=left("measures.csv", roster.measures),
        occasions=left("occasions.csv", roster.occasions),
        deviations=left("deviations.csv", roster.deviations),
        wishes=left("wishes.csv", roster.wishes),
    )


@cache
def as_it_is(folder: Path) -> tuple[Roster, object]:
    """Return a sample with what follows from all of it."""
    roster = read_roster(folder)
    return roster, what_follows(roster, TODAY)


@pytest.mark.parametrize("folder", SAMPLES, ids=lambda folder: folder.name)
@pytest.mark.parametrize("before", [date(2025, 1, 1), date(2026, 6, 1), date(2026, 11, 19)])
def test_nothing_that_is_due_or_planned_changes(folder: Path, before: date) -> None:
    roster, expected = as_it_is(folder)
    found = forget(roster, before, TODAY)
    assert what_follows(without(roster, found), TODAY) == expected


def test_a_plan_is_the_same(tmp_path: Path) -> None:
    roster = read_roster(ROOT / "sample_rosters" / "one_specialist")
    found = forget(roster, date(2026, 11, 19), TODAY)
    assert len(found.gone["contacts.csv"]) > 10
    plans = [plan_week(prepare_week(r, date(2026, 11, 30), TODAY), KEY) for r in (roster, without(roster, found))]
    assert plans[0].appointments == plans[1].appointments
    assert plans[0].not_invited == plans[1].not_invited


PAST = st.sampled_from([6, 40, 200, 900]).flatmap(lambda days: st.dates(TODAY - timedelta(days=days), TODAY))
DAYS = st.one_of(PAST, PAST, st.dates(TODAY, TODAY + timedelta(days=90)))
WHO = st.sampled_from(["K1", "K1", "K2", "K3"])


@st.composite
def spans(draw: st.DrawFn) -> tuple[date, date]:
    first, second = sorted((draw(DAYS), draw(DAYS)))
    return first, second


CONTACTS = st.builds(
    lambda on, days, **values: Contact(on=on, invited_on=on - timedelta(days=days), **values),
    on=DAYS,
    days=st.integers(0, 20),
    customer_id=WHO,
    channel=st.sampled_from(["in_person", "in_person", *CHANNELS]),
    outcome=st.sampled_from(["held", "held", "held", "late", "missed", "turned_away"]),
    kind=st.sampled_from(["", "", "", "regular", "first", "review", "information"]),
    invited_by=st.sampled_from(["", "", "", "", "letter", "portal"]),
    advice=st.sampled_from([True, True, True, False]),
)
MEASURES = st.builds(
    lambda who, days, early: Measure(who, "x", days[0], days[1], days[0] if early else None), WHO, spans(), st.booleans()
)
OCCASIONS = st.builds(
    lambda who, kind, recorded, days, which: Occasion(
        who, kind, min(recorded, days[0]), days[0] if which & 1 else None, days[1] if which & 2 else None
    ),
    WHO,
    st.sampled_from(["wish", "strategy", "first", "review"]),
    PAST,
    spans(),
    st.integers(0, 3),
)
DEVIATIONS = st.builds(
    lambda who, until, every: Deviation(who, until, "x", every, pause=every is None),
    WHO,
    DAYS,
    st.sampled_from([None, (3, "months"), (20, "days")]),
)
ABSENCES = st.builds(lambda who, days: Absence(who, *days), st.sampled_from(["K1", "S1"]), spans())


@st.composite
def bookings(draw: st.DrawFn) -> list[Booking]:
    found = []
    for number in range(draw(st.integers(0, 5))):
        day = draw(DAYS)
        start = datetime(day.year, day.month, day.day, draw(st.sampled_from([9, 10])))
        states = ["held", "missed", "cancelled"] if day < TODAY else ["approved", "sent"]
        found.append(
            Booking(
                booking_id=f"B{number}",
                specialist_id="S1",
                customer_id=draw(st.sampled_from(["", "K1", "K2", "K3"])),
                start=start,
                end=start + timedelta(minutes=45),
                state=draw(st.sampled_from(states)),
                channel=draw(st.sampled_from(["in_person", "phone"])),
                invited_by=draw(st.sampled_from(["", "letter"])),
                invited_on=day - timedelta(days=draw(st.integers(0, 30))),
                double_booked=draw(st.booleans()),
            )
        )
    return found


@st.composite
def people(draw: st.DrawFn, base: Roster) -> tuple[Customer, ...]:
    past = st.one_of(st.none(), PAST)
    return tuple(
        structs.replace(
            person,
            registered_on=draw(PAST),
            last_contact_on=draw(past),
            last_contact_channel=draw(st.sampled_from(["", "phone", "in_person"])),
            plan_since=draw(past),
            profile=draw(st.sampled_from(["", "E", "S", "I", "M", "Z"])),
            profile_since=draw(past),
            status_since=draw(past),
            elternzeit_until=draw(st.one_of(st.none(), DAYS)),
            status=draw(st.sampled_from(["alo", "asu", "nicht_gesetzt"])),
        )
        for person in base.customers
    )


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Roster:
    return large_team(tmp_path_factory.mktemp("base") / "roster")


@pytest.mark.parametrize("concept", sorted(set(shipped_concepts()) - {"defaults"}))
@settings(max_examples=25, deadline=None)
@given(data=st.data(), before=PAST.filter(lambda day: day < TODAY))
def test_for_any_roster_the_same_is_due(base: Roster, concept: str, data: st.DataObject, before: date) -> None:
    office = replace(base.office, teams={name: replace(team, concept=concept) for name, team in base.office.teams.items()})
    roster = replace(
        base,
        office=office,
        concepts={concept: load_concept(concept, base.folder, office)},
        customers=data.draw(people(base)),
        contacts=tuple(data.draw(st.lists(CONTACTS, max_size=16))),
        measures=tuple(data.draw(st.lists(MEASURES, max_size=2))),
        occasions=tuple(data.draw(st.lists(OCCASIONS, max_size=3))),
        deviations=tuple(data.draw(st.lists(DEVIATIONS, max_size=2))),
        absences=tuple(data.draw(st.lists(ABSENCES, max_size=2))),
        bookings=tuple(data.draw(bookings())),
        wishes=tuple(Wish("S1", "K1", day, None, "", must=True) for day in data.draw(st.lists(DAYS, max_size=2))),
    )
    found = forget(roster, before, TODAY)
    assert what_follows(without(roster, found), TODAY) == what_follows(roster, TODAY)

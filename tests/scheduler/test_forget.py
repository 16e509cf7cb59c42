"""Deletion on schedule: what is old goes, nothing that is due or planned changes by it, and what stays has its reason."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.rosters import KEY, OFFICE, TODAY, booking, customer, specialist, write_roster, write_tables
from scheduler.cli import main
from scheduler.concept import CHANNELS
from scheduler.conceptfiles import load_concept, shipped_concepts
from scheduler.daily.forget import Forgetting, forget
from scheduler.daily.keep import REASONS
from scheduler.needs import needs_of_week
from scheduler.planner import plan_week
from scheduler.prepare import Preparation
from scheduler.presence import Presence
from scheduler.roster import Absence, Booking, Contact, Customer, Deviation, Measure, Occasion, Roster, Wish
from scheduler.rosterfiles import read_roster
from scheduler.week_to_plan import prepare_week
from scheduler.workdays import monday_of

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


def what_follows(roster: Roster, today: date) -> object:
    """Return everything that is due, and what the planner would be asked, on a day and on some later ones."""
    found: list[object] = []
    people = {customer.specialist_id for customer in roster.customers}
    for days in (0, 3, 10, 100):
        on, presence = today + timedelta(days=days), Presence(roster)
        week = needs_of_week(roster, monday_of(on), on, presence)
        preparation = Preparation(roster, week, on, presence)
        found += [
            week,
            [preparation.of(who).problem for who in roster.specialists if who.specialist_id in people],
            preparation.rates.by_team,
        ]
    return found


@pytest.mark.parametrize("folder", SAMPLES, ids=lambda folder: folder.name)
@pytest.mark.parametrize("before", [date(2025, 1, 1), date(2026, 6, 1), date(2026, 11, 19)])
def test_nothing_that_is_due_or_planned_changes(folder: Path, before: date) -> None:
    roster = read_roster(folder)
    found = forget(roster, before, TODAY)
    assert what_follows(without(roster, found), TODAY) == what_follows(roster, TODAY)


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
        replace(
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
    """Three people of a team that is large enough for show rates of its own, from the first invitation on."""
    ages = [customer("K1"), customer("K2", birth_date="2004-01-09"), customer("K3", flags="portal_ok phone_ok")]
    team = [specialist(f"S{n}") for n in range(1, 6)]
    office = OFFICE + "\n[overbooking]\nleast_invitations = 1\nleast_customers = 1\nhistory_months = 12\n"
    return read_roster(write_roster(tmp_path_factory.mktemp("base") / "roster", ages, team, office))


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


BEFORE = date(2026, 11, 1)
SEEN = {"customer_id": "K1", "on": "2026-05-04", "channel": "in_person", "outcome": "held"}
OLD: dict[str, str] = {"customer_id": "K1", "recorded_on": "2026-01-05", "kind": "wish"}


def kept(folder: Path, **tables: Sequence[Mapping[str, str]]) -> tuple[dict[str, list[int]], dict[str, dict[str, int]]]:
    """Return what goes and what stays, of a customer whom the customer table says nothing of."""
    roster = read_roster(write_tables(folder, {"customers": [customer("K1", last_contact_on="")], **tables}))
    found = forget(roster, BEFORE, TODAY)
    return {file: sorted(rows) for file, rows in found.gone.items() if rows}, {f: why for f, why in found.kept.items() if why}


def is_needed(roster: Roster, today: date = TODAY, **left: Any) -> bool:
    """Tell whether something else would follow from a roster with only some rows left."""
    return what_follows(replace(roster, **left), today) != what_follows(roster, today)


def test_the_last_talk_stays_older_ones_go(tmp_path: Path) -> None:
    contacts = [{**SEEN, "on": "2026-03-02"}, SEEN, {**SEEN, "on": "2026-06-01", "outcome": "missed"}]
    assert kept(tmp_path / "r", contacts=contacts) == ({"contacts.csv": [0, 2]}, {"contacts.csv": {"clock": 1}})


def test_the_last_talk_goes_when_the_customer_table_names_a_later_one(tmp_path: Path) -> None:
    roster = read_roster(write_roster(tmp_path / "r", [customer("K1", last_contact_on="2026-05-04")], contacts=[SEEN]))
    assert forget(roster, BEFORE, TODAY).gone["contacts.csv"] == {0}
    earlier = replace(roster, customers=(replace(roster.customers[0], last_contact_on=date(2026, 5, 3)),))
    assert forget(earlier, BEFORE, TODAY).kept["contacts.csv"] == {"clock": 1}


def test_talks_of_the_half_year_stay_where_they_are_counted(tmp_path: Path) -> None:
    office = OFFICE.replace("aa90-2021", "ba-2010")
    who = customer("K1", last_contact_on="", plan_since="2026-08-03", profile="M")
    contacts = [{**SEEN, "on": day} for day in ("2026-07-06", "2026-08-10", "2026-09-07", "2026-10-05")]
    roster = read_roster(write_roster(tmp_path / "r", [who], office=office, contacts=contacts))
    found = forget(roster, BEFORE, TODAY)
    assert found.gone["contacts.csv"] == {0}
    assert found.kept["contacts.csv"] == {"half_year": 2, "clock": 1}
    assert is_needed(roster, contacts=roster.contacts[3:])


def test_a_recent_letter_stays(tmp_path: Path) -> None:
    invited = {**SEEN, "outcome": "missed", "invited_by": "letter", "on": "2026-10-30"}
    roster = read_roster(write_roster(tmp_path / "r", contacts=[{**invited, "invited_on": "2026-10-20"}]))
    assert forget(roster, BEFORE, date(2026, 11, 2)).kept["contacts.csv"] == {"letter": 1}
    assert is_needed(roster, date(2026, 11, 2), contacts=())
    assert forget(roster, BEFORE, date(2026, 11, 3)).gone["contacts.csv"] == {0}


def test_who_was_turned_away_and_not_seen_since_stays(tmp_path: Path) -> None:
    turned_away = {**SEEN, "outcome": "turned_away", "on": "2026-06-01"}
    assert kept(tmp_path / "a", contacts=[turned_away]) == ({}, {"contacts.csv": {"turned_away": 1}})
    gone, _ = kept(tmp_path / "b", contacts=[turned_away, {**SEEN, "on": "2026-06-02"}])
    assert gone == {"contacts.csv": [0]}


def test_a_booking_stays_until_its_outcome_is_known(tmp_path: Path) -> None:
    rows = [
        booking("B1", "2026-10-05T09:00", "2026-10-05T09:45"),
        booking("B2", "2026-10-05T10:00", "2026-10-05T10:45", state="held"),
        booking("B3", "2026-10-05T11:00", "2026-10-05T11:45", customer_id=""),
        booking("B4", "2026-12-07T09:00", "2026-12-07T09:45"),
    ]
    assert kept(tmp_path / "r", bookings=rows) == ({"bookings.csv": [1, 2]}, {"bookings.csv": {"outcome": 1}})


def test_double_seats_stay_as_long_as_they_spare_people(tmp_path: Path) -> None:
    rows = [
        booking(f"B{day}{n}", f"{day}T09:00", f"{day}T09:45", state="held", double_booked="yes" if n else "no", customer_id=who)
        for day in ("2025-03-03", "2026-10-05")
        for n, who in enumerate(("K1", "K2"))
    ]
    roster = read_roster(write_roster(tmp_path / "r", [customer("K1"), customer("K2")], bookings=rows))
    found = forget(roster, BEFORE, TODAY)
    assert found.gone["bookings.csv"] == {0, 1}
    assert found.kept["bookings.csv"] == {"double": 2}
    assert is_needed(roster, bookings=roster.bookings[:2])


def test_a_measure_stays_as_long_as_a_talk_after_it_is_possible(tmp_path: Path) -> None:
    office = OFFICE.replace("aa90-2021", "lichtenberg-2022")
    last_days = ("2026-10-19", "2026-10-20", "2026-11-01")
    rows = [{"customer_id": "K1", "kind": "x", "first_day": "2026-01-05", "last_day": day} for day in last_days]
    roster = read_roster(write_roster(tmp_path / "r", office=office, measures=rows))
    found = forget(roster, BEFORE, date(2026, 11, 3))
    assert found.gone["measures.csv"] == {0}
    assert found.kept["measures.csv"] == {"measure": 1}
    assert is_needed(replace(roster, measures=roster.measures[:2]), date(2026, 11, 3), measures=())


def test_an_occasion_goes_when_a_talk_has_met_it(tmp_path: Path) -> None:
    assert kept(tmp_path / "a", occasions=[OLD]) == ({}, {"occasions.csv": {"occasion": 1}})
    assert kept(tmp_path / "b", occasions=[OLD], contacts=[SEEN]) == ({"occasions.csv": [0]}, {"contacts.csv": {"clock": 1}})


def test_a_deviation_stays_while_its_end_gives_a_grace(tmp_path: Path) -> None:
    ended = {"customer_id": "K1", "until": "2026-10-12", "reason": "x", "pause": "yes"}
    assert kept(tmp_path / "a", deviations=[ended]) == ({}, {"deviations.csv": {"grace": 1}})
    gone, _ = kept(tmp_path / "b", deviations=[ended], contacts=[{**SEEN, "on": "2026-10-20"}])
    assert gone == {"deviations.csv": [0]}


def test_absences_and_wishes_go_by_their_last_day(tmp_path: Path) -> None:
    absences = [{"person_id": "S1", "first_day": "2026-10-01", "last_day": day} for day in ("2026-10-31", "2026-11-01")]
    wishes = [
        {"specialist_id": "S1", "customer_id": "K1", "must": "must", "day": day} for day in ("2026-10-30", "Mon", "2026-11-02")
    ]
    assert kept(tmp_path / "r", absences=absences, wishes=wishes)[0] == {"absences.csv": [0], "wishes.csv": [0]}


def test_invitations_stay_while_show_rates_are_worked_out_from_them(base: Roster) -> None:
    invited = [Contact("K1", day, "in_person", "missed", invited_by="letter") for day in (date(2025, 11, 19), date(2025, 11, 20))]
    found = forget(replace(base, contacts=tuple(invited)), BEFORE, TODAY)
    assert found.gone["contacts.csv"] == {0}
    assert found.kept["contacts.csv"] == {"rates": 1}
    assert is_needed(replace(base, contacts=tuple(invited)), contacts=())
    small = replace(base, contacts=tuple(invited), specialists=base.specialists[:4])
    assert forget(small, BEFORE, TODAY).gone["contacts.csv"] == {0, 1}, "four specialists have no rates of their own"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["--lang", "de", "forget", *map(str, arguments)])


def test_the_command_deletes_and_leaves_numbers_only(tmp_path: Path) -> None:
    contacts = [{**SEEN, "on": "2026-03-02"}, SEEN]
    folder = write_roster(tmp_path / "r", [customer("K1", last_contact_on="")], [specialist()], contacts=contacts)
    log = "at,who,command,table,row,column,old,new\n"
    old = "2026-10-31T09:00:00+01:00,Mia,book,bookings.csv,K1,,,x\n"
    new = "2026-11-01T00:00:00+01:00,Mia,book,bookings.csv,B7,,,x\n"
    (folder / "changes.csv").write_text(log + old + new, encoding="utf-8")
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    counted = run(folder, "--before", "2026-11-01", "--today", "2026-11-20", "--dry-run")
    assert counted.output.splitlines() == [
        "Nur gezählt – zu löschende Zeilen, die ganz vor dem 01.11.2026 liegen: 2",
        "  contacts.csv: 1 (1 bleiben: letztes Gespräch, von dem eine Frist zählt)",
        "  changes.csv: 1",
    ]
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    done = run(folder, "--before", "2026-11-01", "--today", "2026-11-20", "--by", "Mia")
    assert done.exit_code == 0, done.output
    assert done.output.startswith("Gelöschte Zeilen, die ganz vor dem 01.11.2026 liegen: 2\n")
    assert [contact.on for contact in read_roster(folder).contacts] == [date(2026, 5, 4)]
    lines = (folder / "changes.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    assert lines[:2] == [log, new]
    assert [row[1:] for row in csv.reader(lines[2:])] == [
        ["Mia", "forget", "", "", "", "", "before=2026-11-01, contacts.csv=1, changes.csv=1"]
    ]
    assert run(folder, "--before", "2026-11-01", "--today", "2026-11-20").output.endswith(
        ": 0\n  contacts.csv: 0 (1 bleiben: letztes Gespräch, von dem eine Frist zählt)\n"
    )
    assert (folder / "changes.csv").read_text(encoding="utf-8") == "".join(lines), "where nothing goes nothing is written"


@pytest.mark.parametrize("before", ["2026-11-20", "2026-11-21", "gestern"])
def test_only_a_day_in_the_past_is_taken(tmp_path: Path, before: str) -> None:
    folder = write_roster(tmp_path / "r", contacts=[SEEN])
    assert run(folder, "--before", before, "--today", "2026-11-20").exit_code == 2
    assert run(folder, "--today", "2026-11-20").exit_code == 2
    assert len(read_roster(folder).contacts) == 1


def test_every_reason_has_its_words() -> None:
    from scheduler.texts import LANGUAGES, catalogue

    for language in LANGUAGES:
        assert {f"forget.reason.{reason}" for reason in REASONS} <= catalogue(language).keys()

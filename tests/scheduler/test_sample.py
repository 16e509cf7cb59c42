"""Synthetic rosters: the same bytes for the same arguments, accepted by the reader, with the promised shares."""

import csv
import hashlib
import itertools
import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from scheduler.concept import KINDS
from scheduler.conceptfiles import shipped_concepts
from scheduler.deadlines import all_due
from scheduler.due import Case
from scheduler.errors import RosterError, TurnusError
from scheduler.needs import Cases
from scheduler.roster import OPEN_STATES, Roster
from scheduler.rosterfiles import read_roster
from scheduler.sample import TODAY, sample_roster, write_sample
from scheduler.sample.setting import Setting
from scheduler.texts import use_language

MONDAY = date(2026, 11, 30)
FRIDAY = date(2026, 12, 4)
LARGE, SEED = 36, 7
SEVERAL = 25
"""Two teams for everybody and one for people under 25."""


def digest(folder: Path) -> str:
    """Return one hash over names and bytes of all files."""
    files = sorted(folder.iterdir())
    return hashlib.sha256(b"".join(file.name.encode() + b"\0" + file.read_bytes() for file in files)).hexdigest()


made_once = cache(sample_roster)


def sample_of(specialists: int, concept: str) -> Roster:
    return made_once(specialists=specialists, seed=SEED, concept=concept, today=TODAY)


def large(concept: str) -> Roster:
    return sample_of(LARGE, concept)


@cache
def cases(concept: str) -> list[Case]:
    """Return every customer on the planned Monday."""
    roster = sample_of(SEVERAL, concept)
    found = Cases(roster, MONDAY)
    return [found.of(customer) for customer in roster.customers]


def test_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_sample(tmp_path / name, specialists=3, seed=5)
    assert digest(tmp_path / "a") == digest(tmp_path / "b")


def test_language_and_hash_seed_do_not_matter(tmp_path: Path) -> None:
    """This process, in another language and time zone, is one of the two."""
    use_language("en")
    try:
        write_sample(tmp_path / "a", specialists=2, seed=5)
    finally:
        use_language("de")
    code = "from pathlib import Path; from scheduler.sample import write_sample; import sys;"
    code += "write_sample(Path(sys.argv[1]), specialists=2, seed=5)"
    root = str(Path(__file__).parents[2])
    hash_seed = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "TZ": "Pacific/Auckland", "PYTHONPATH": root}
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "b")], check=True, env=environment, cwd=tmp_path)
    assert digest(tmp_path / "b") == digest(tmp_path / "a")


@pytest.mark.parametrize("other", [{"seed": 6}, {"specialists": 4}, {"concept": "ba-2010"}, {"today": date(2026, 11, 27)}])
def test_other_arguments_give_other_bytes(tmp_path: Path, other: dict[str, Any]) -> None:
    usual: dict[str, Any] = {"specialists": 3, "seed": 5}
    write_sample(tmp_path / "a", **usual)
    write_sample(tmp_path / "b", **{**usual, **other})
    assert digest(tmp_path / "a") != digest(tmp_path / "b")


@pytest.mark.parametrize("concept", shipped_concepts())
@pytest.mark.parametrize("specialists", [1, 2, 12, SEVERAL])
def test_reader_gives_back_what_was_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, concept: str, specialists: int) -> None:
    monkeypatch.setattr("scheduler.sample.sample.sample_roster", made_once)  # the same function, which remembers what it made
    sample = write_sample(tmp_path / "roster", specialists=specialists, seed=SEED, concept=concept)
    made = sample_of(specialists, concept)
    try:
        read = read_roster(tmp_path / "roster")
    except RosterError as error:
        pytest.fail("\n".join(map(str, error.faults[:20])))
    assert replace(read, folder=made.folder, concepts=made.concepts, digests={}) == made
    assert (sample.specialists, sample.customers) == (specialists, len(made.customers))
    assert sample.week == "2026-W49"


@pytest.mark.parametrize("today", [date(2026, 11, 20) + timedelta(days=n) for n in range(8)])
def test_planned_week_is_the_first_that_letters_reach(tmp_path: Path, today: date) -> None:
    write_sample(tmp_path / "roster", specialists=1, seed=1, today=today)
    roster = read_roster(tmp_path / "roster")
    monday = Setting(1, roster.concepts["aa90-2021"], roster.office.calendar, today).monday
    assert monday.weekday() == 0
    assert 7 <= (monday - today).days < 14


@pytest.mark.parametrize("concept", shipped_concepts())
def test_a_fifth_is_overdue_and_the_others_are_spread(concept: str) -> None:
    regular = [all_due(case)[0].deadline for case in cases(concept)]
    share = Counter("none" if day is None else "overdue" if day < MONDAY else "later" for day in regular)
    assert 0.16 < share["overdue"] / len(regular) < 0.24
    assert share["none"] > 0
    days = [day for day in regular if day is not None]
    assert sum(MONDAY <= day <= FRIDAY for day in days) > 0.01 * len(days)
    assert sum(FRIDAY < day <= FRIDAY + timedelta(days=14) for day in days) > 0.03 * len(days)


@pytest.mark.parametrize("concept", shipped_concepts())
def test_last_contact_is_the_last_one_that_counts(concept: str) -> None:
    for case in cases(concept):
        customer, talks = case.customer, case.history.talks
        assert (talks[-1][0] if talks else None) == customer.last_contact_on
        assert customer.registered_on <= TODAY
        assert customer.last_contact_on is None or customer.last_contact_on < TODAY


def test_caseloads_and_posts() -> None:
    roster = large("aa90-2021")
    part_time = [specialist for specialist in roster.specialists if specialist.fte < 1]
    assert len(part_time) == LARGE // 4
    assert {team.kind for team in roster.office.teams.values()} == {"basis", "u25"}
    posts = sum(s.fte for s in roster.specialists if s.team.startswith("basis"))
    customers = [c for c in roster.customers if roster.team_of(c).kind == "basis"]
    assert 108 < len(customers) / posts < 124
    hours = {s.specialist_id: sum(h.stop - h.start for h in s.windows) / 60 / s.fte for s in roster.specialists}
    assert all(20 < number < 45 for number in hours.values())


def test_one_of_twelve_is_away_the_whole_week() -> None:
    roster = large("aa90-2021")
    names = {specialist.specialist_id for specialist in roster.specialists}
    away = [
        absence
        for absence in roster.absences
        if absence.person_id in names and absence.first_day <= MONDAY and absence.last_day >= FRIDAY and absence.to_time == 1440
    ]
    assert len(away) == LARGE // 12
    assert any(absence.person_id in names and absence.to_time < 1440 for absence in roster.absences)
    assert any(absence.person_id not in names for absence in roster.absences)


def test_histories() -> None:
    roster = large("aa90-2021")
    assert 2.5 < len(roster.contacts) / len(roster.customers) < 4
    invited = [contact for contact in roster.contacts if contact.invited_by]
    missed = Counter(contact.invited_by for contact in invited if contact.outcome == "missed")
    assert 0.3 < missed.total() / len(invited) < 0.4
    shares = {way: missed[way] / sum(contact.invited_by == way for contact in invited) for way in missed}
    assert shares["agreed"] < shares["portal"] < shares["letter"]
    assert {contact.outcome for contact in roster.contacts} == {"held", "late", "missed", "excused", "cancelled", "turned_away"}
    assert all(contact.invited_on is None or contact.invited_on <= contact.on < TODAY for contact in roster.contacts)


def test_hours_needs_and_households() -> None:
    roster = large("aa90-2021")
    number = len(roster.customers)
    assert 0.15 < sum(bool(customer.unavailable) for customer in roster.customers) / number < 0.25
    assert sum(bool(customer.preferred) for customer in roster.customers) > 0.05 * number
    known = {resource.resource for resource in roster.resources}
    for customer in roster.customers:
        assert customer.needs <= known | roster.specialist_by_id[customer.specialist_id].skills
    members = Counter(customer.household_id for customer in roster.customers)
    assert set(members.values()) == {1, 2, 3, 4}
    assert 0.05 < sum(size for size in members.values() if size > 1) / number < 0.25
    assert all(members[c.household_id] > 1 for c in roster.customers if "joint_ok" in c.flags)
    looked_after: dict[str, set[str]] = {}
    for customer in roster.customers:
        looked_after.setdefault(customer.household_id, set()).add(customer.specialist_id)
    assert any(len(names) > 1 for names in looked_after.values())


def test_bookings() -> None:
    roster = large("aa90-2021")
    week = [booking for booking in roster.bookings if MONDAY <= booking.start.date() <= FRIDAY]
    assert any(not booking.customer_id for booking in week)
    assert {"agreed", "letter"} <= {booking.invited_by for booking in week if booking.customer_id}
    open_ones = [b for b in roster.bookings if b.customer_id and b.state in OPEN_STATES and b.start.date() > TODAY]
    assert max(Counter(booking.customer_id for booking in open_ones).values()) == 1
    assert any(booking.start.date() < MONDAY for booking in open_ones)
    assert any(booking.start.date() > FRIDAY for booking in open_ones)
    assert all(booking.invited_on is not None and booking.invited_on <= TODAY for booking in open_ones)
    past = Counter(booking.state for booking in roster.bookings if booking.start.date() < TODAY)
    assert past["held"] > past["missed"] > 0
    assert 0 < past["sent"] + past["approved"] < LARGE
    assert any(booking.covers_for for booking in roster.bookings)
    assert len({(b.end - b.start).seconds // 60 for b in open_ones if b.kind == "follow_up"}) == 3


def test_bookings_lie_in_windows_and_apart() -> None:
    roster = sample_of(SEVERAL, "lichtenberg-2013")
    taken: dict[tuple[str, date], list[tuple[int, int]]] = {}
    for booking in roster.bookings:
        start, stop = (moment.hour * 60 + moment.minute for moment in (booking.start, booking.end))
        windows = roster.specialist_by_id[booking.specialist_id].windows
        assert any(h.weekday == booking.start.weekday() and h.start <= start and stop <= h.stop for h in windows)
        if not booking.double_booked:
            taken.setdefault((booking.specialist_id, booking.start.date()), []).append((start, stop))
    for spans in taken.values():
        assert all(earlier[1] <= later[0] for earlier, later in itertools.pairwise(sorted(spans)))


def test_all_kinds_of_events() -> None:
    roster = large("aa90-2021")
    assert {occasion.kind for occasion in roster.occasions} == {*KINDS, "review"}
    assert {occasion.minutes for occasion in roster.occasions} == {None, 30, 90}
    assert any(deviation.pause for deviation in roster.deviations)
    assert any(deviation.every for deviation in roster.deviations)
    assert any(measure.ended_early_on for measure in roster.measures)
    assert any(MONDAY <= measure.last_day <= FRIDAY for measure in roster.measures)
    assert any(customer.last_contact_on is None for customer in roster.customers)
    assert any(c.last_contact_on is not None and c.last_contact_on < c.registered_on for c in roster.customers)
    assert any(customer.elternzeit_until for customer in roster.customers)
    assert {wish.must for wish in roster.wishes} == {True, False}


def test_it_says_that_everybody_is_made_up(tmp_path: Path) -> None:
    write_sample(tmp_path / "roster", specialists=1, seed=9)
    office = (tmp_path / "roster" / "office.toml").read_text(encoding="utf-8")
    readme = (tmp_path / "roster" / "README.md").read_text(encoding="utf-8")
    for page in (office, readme):
        assert "erfunden" in page
        assert "made up" in page
    assert office.startswith("#")
    assert "turnus plan FOLDER --today 2026-11-20 --week 2026-W49 -o PLAN" in readme
    key = (tmp_path / "roster" / "pseudonym.key").read_text(encoding="ascii").strip()
    assert len(bytes.fromhex(key)) == 32


def test_files_are_utf8_with_line_feeds_and_no_names(tmp_path: Path) -> None:
    write_sample(tmp_path / "roster", specialists=2, seed=9)
    for file in (tmp_path / "roster").iterdir():
        assert b"\r" not in file.read_bytes()
        assert file.read_text(encoding="utf-8").endswith("\n")
    with (tmp_path / "roster" / "customers.csv").open(encoding="utf-8", newline="") as rows:
        header = next(csv.reader(rows))
    assert not [column for column in header if "name" in column]


@pytest.mark.parametrize("what", ["file in it", "is a file"])
def test_it_overwrites_nothing(tmp_path: Path, what: str) -> None:
    folder = tmp_path / "roster"
    if what == "is a file":
        folder.write_text("mine")
    else:
        folder.mkdir()
        (folder / "mine.txt").write_text("mine")
    with pytest.raises(TurnusError, match="roster"):
        write_sample(folder, specialists=1, seed=1)
    assert [path.name for path in tmp_path.iterdir()] == ["roster"]
    assert next(path for path in tmp_path.rglob("*") if path.is_file()).read_text() == "mine"


def test_it_takes_an_empty_folder_and_makes_parents(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    write_sample(tmp_path / "empty", specialists=1, seed=1)
    write_sample(tmp_path / "a" / "b", specialists=1, seed=1)
    assert digest(tmp_path / "empty") == digest(tmp_path / "a" / "b")


def test_it_is_whole_or_absent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> int:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "write_bytes", fail)
    with pytest.raises(OSError, match="disk full"):
        write_sample(tmp_path / "roster", specialists=1, seed=1)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("specialists", [0, 1001])
def test_sizes_out_of_range_are_refused(tmp_path: Path, specialists: int) -> None:
    with pytest.raises(TurnusError, match=str(specialists)):
        write_sample(tmp_path / "roster", specialists=specialists, seed=1)
    assert not list(tmp_path.iterdir())


def test_unknown_concepts_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RosterError):
        write_sample(tmp_path / "roster", specialists=1, seed=1, concept="no-such-concept")
    assert not list(tmp_path.iterdir())

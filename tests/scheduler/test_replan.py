"""Replan: a sick call, a return, a closed house. Promises are kept where they can be; what cannot wait goes to colleagues."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from helpers.rosters import MONDAY, booking, customer, specialist, write_roster
from scheduler.cellvalues import DAY_MINUTES
from scheduler.cli import main
from scheduler.errors import PlanError
from scheduler.planplace import REPLAN_NAMES
from scheduler.replan.approval import replan_changes
from scheduler.replan.audit import audit_replan
from scheduler.replan.disruption import Disruption, absent, closed, returned
from scheduler.replan.fates import Fate, Fates
from scheduler.replan.files import read_replan, replan_files
from scheduler.replan.look import promised_week
from scheduler.replan.promised import Promised
from scheduler.replan.result import Replan, plans_of, replan_week
from scheduler.roster import Roster
from scheduler.rosterfiles import read_roster
from scheduler.store.changes import Added, Removed

FRIDAY_BEFORE, FRIDAY = date(2026, 11, 27), date(2026, 12, 4)
NO_HOURS = {"mon": "", "tue": "", "wed": "", "thu": "", "fri": ""}
SEEN = {"last_contact_on": "2026-11-02"}
"""Somebody seen lately: nothing is due for months."""
LATE: dict[str, str] = {}
"""Somebody overdue: the talk cannot wait."""


def staff(**windows: str) -> list[dict[str, str]]:
    """Return specialists with hours on Mondays (`S1="08:00-09:30"`) or on several days (`"mon 08:00-09:30; tue 08:00-09:30"`)."""
    found = []
    for name, words in windows.items():
        days = dict(part.strip().split(" ", 1) for part in words.split(";")) if words[:3].isalpha() else {"mon": words}
        found.append(specialist(name, **NO_HOURS | days))
    return found


def talk(
    number: int, who: str, start: str, stop: str, holder: str = "S1", day: str = "2026-11-30", **values: str
) -> dict[str, str]:
    """Return an appointment, by a letter that was sent unless said otherwise."""
    plain = {"specialist_id": holder, "customer_id": who, "state": "sent", "invited_by": "letter"}
    return booking(f"B{number}", f"{day}T{start}", f"{day}T{stop}", **plain | values)


AGREED = {"state": "approved", "invited_by": "agreed"}


def replanned(
    folder: Path,
    people: Sequence[Mapping[str, str]],
    team: Sequence[Mapping[str, str]],
    bookings: Sequence[Mapping[str, str]],
    what: Any = None,
    today: date = FRIDAY_BEFORE,
    **tables: Any,
) -> tuple[Roster, Promised, Replan, dict[str, Fate]]:
    """Plan anew (S1 is away all week unless said otherwise); the result is proved and passes its audit."""
    roster = read_roster(write_roster(folder, people, team, bookings=bookings, **tables))
    disruption: Disruption = what(roster) if what else absent(roster, "S1", MONDAY, FRIDAY)
    promised = promised_week(roster, disruption, MONDAY, today)
    made = replan_week(promised, disruption)
    assert audit_replan(promised, made) == []
    assert all(proved for proof in made.proofs for *_, proved in proof.stages)
    fates = Fates(promised, plans_of(promised, made)).rows()
    return roster, promised, made, {fate.booking_id: fate for fate in fates}


def what(fates: Mapping[str, Fate]) -> dict[str, str]:
    """Return booking → what becomes of it, with whom and when: `covered S2 Mon 08:00`."""
    return {
        name: f"{fate.what} {fate.new_specialist_id} {fate.new_start:%a %H:%M}" if fate.new_start else fate.what
        for name, fate in fates.items()
    }


TWO = staff(S1="08:00-12:00", S2="08:00-12:00")


def test_what_cannot_wait_is_covered_at_the_same_time(tmp_path: Path) -> None:
    people = [customer("K1"), customer("K2", **SEEN)]
    *_, fates = replanned(tmp_path, people, TWO, [talk(1, "K1", "09:00", "09:45"), talk(2, "K2", "10:00", "10:45")])
    assert what(fates) == {"B1": "covered S2 Mon 09:00", "B2": "put_back"}
    assert (fates["B1"].covers_for, fates["B1"].tell, fates["B2"].tell) == ("S1", "", "call")
    assert "kann nicht warten" in fates["B1"].reason
    assert "Kann warten" in fates["B2"].reason


def test_everybody_else_keeps_their_appointment(tmp_path: Path) -> None:
    people = [customer("K1"), customer("K2", specialist_id="S2", **SEEN), customer("K3", specialist_id="S3", **SEEN)]
    rows = [
        talk(1, "K1", "09:00", "09:45"),
        talk(2, "K2", "09:00", "09:45", "S2", **AGREED),
        talk(3, "K3", "11:00", "11:45", "S3", **AGREED),
    ]
    team = staff(S1="08:00-12:00", S2="08:00-12:00", S3="08:00-12:00")
    *_, made, fates = replanned(tmp_path, people, team, rows)
    assert what(fates) == {"B1": "covered S3 Mon 09:00", "B2": "kept S2 Mon 09:00", "B3": "kept S3 Mon 11:00"}
    assert made.stage("promises") == (0, True)


def test_the_ladder_moves_who_can_be_told(tmp_path: Path) -> None:
    people = [customer("K1"), customer("K2", specialist_id="S2", **SEEN)]
    for delivery, state, fate in (
        ("agreed", "approved", "moved"),
        ("agreed", "sent", "moved"),
        ("portal", "sent", "kept"),
        ("letter", "sent", "kept"),
        ("letter", "approved", "kept"),
    ):
        rows = [talk(1, "K1", "09:00", "09:45"), talk(2, "K2", "09:00", "09:45", "S2", state=state, invited_by=delivery)]
        *_, made, fates = replanned(tmp_path / delivery / state, people, TWO, rows)
        assert fates["B2"].what == fate, (delivery, state)
        assert fates["B1"].what == ("covered" if fate == "moved" else "put_back")
        assert made.stage("promises") == (int(fate == "moved"), True)


def test_through_the_portal_with_more_time(tmp_path: Path) -> None:
    """Four days ahead somebody can still be told through the portal; a letter that was sent never moves."""
    people = [customer("K1"), customer("K2", specialist_id="S2", **SEEN)]
    for delivery, state, fate in (("portal", "sent", "moved"), ("letter", "sent", "kept"), ("letter", "approved", "moved")):
        rows = [talk(1, "K1", "09:00", "09:45"), talk(2, "K2", "09:00", "09:45", "S2", state=state, invited_by=delivery)]
        *_, fates = replanned(tmp_path / delivery / state, people, TWO, rows, today=date(2026, 11, 20))
        assert fates["B2"].what == fate, (delivery, state)
        assert fates["B2"].tell == {"kept": "", "moved": "portal" if delivery == "portal" else "call"}[fate]


def test_as_few_as_possible_move(tmp_path: Path) -> None:
    """Three colleagues' people could make room; the one who needs no chain does."""
    people = [customer("K1"), *(customer(f"K{n}", specialist_id="S2", **SEEN) for n in (2, 3))]
    rows = [
        talk(1, "K1", "09:00", "09:45"),
        talk(2, "K2", "08:45", "09:15", "S2", **AGREED),
        talk(3, "K3", "09:30", "10:00", "S2", **AGREED),
    ]
    *_, made, fates = replanned(tmp_path, people, TWO, rows)
    assert made.stage("promises") == (2, True)
    assert [fates[name].what for name in ("B1", "B2", "B3")] == ["covered", "moved", "moved"]


def test_the_order_of_the_ladder_decides_who_is_seen(tmp_path: Path) -> None:
    people = [customer("K1"), customer("K2", last_contact_on="", registered_on="2026-11-18")]
    rows = [talk(1, "K1", "09:00", "09:45"), talk(2, "K2", "09:00", "09:45", "S1", double_booked="yes")]
    team = staff(S1="08:00-12:00", S2="08:00-12:00")
    *_, fates = replanned(tmp_path, people, team, rows)
    assert what(fates) == {"B1": "put_back", "B2": "covered S2 Mon 09:00"}
    assert "kein Platz" in fates["B1"].reason


def test_agreed_talks_find_another_time_with_the_own_specialist(tmp_path: Path) -> None:
    """Away on Monday only: what was agreed goes to Tuesday, whether it can wait or not."""
    people = [customer("K1", **SEEN), customer("K2", **SEEN)]
    rows = [talk(1, "K1", "09:00", "09:45", **AGREED), talk(2, "K2", "10:00", "10:45")]
    team = staff(S1="mon 08:00-12:00; tue 08:00-12:00")
    one_day = lambda roster: absent(roster, "S1", MONDAY, MONDAY)  # noqa: E731
    *_, fates = replanned(tmp_path, people, team, rows, one_day)
    assert (fates["B1"].what, f"{fates['B1'].new_start:%a}", fates["B2"].what) == ("moved", "Tue", "put_back")


def test_half_a_day(tmp_path: Path) -> None:
    people = [customer("K1"), customer("K2")]
    rows = [talk(1, "K1", "09:00", "09:45"), talk(2, "K2", "11:00", "11:45")]
    until_ten = lambda roster: absent(roster, "S1", MONDAY, MONDAY, (0, 600))  # noqa: E731
    *_, fates = replanned(tmp_path, people, TWO, rows, until_ten)
    assert what(fates) == {"B1": "covered S2 Mon 09:00", "B2": "kept S1 Mon 11:00"}


def test_nobody_covers_without_the_language(tmp_path: Path) -> None:
    people = [customer("K1", language="farsi")]
    team = [specialist("S1", skills="farsi"), specialist("S2"), specialist("S3", skills="farsi")]
    rows = [talk(1, "K1", "09:00", "09:45")]
    *_, fates = replanned(tmp_path / "three", people, team, rows)
    assert what(fates) == {"B1": "covered S3 Mon 09:00"}
    *_, fates = replanned(tmp_path / "two", people, team[:2], rows)
    assert fates["B1"].what == "put_back"
    assert "niemand im Team kann" in fates["B1"].reason


def test_what_is_past_is_not_touched(tmp_path: Path) -> None:
    """On Wednesday: Monday's talk is over, whatever came of it."""
    people = [customer("K1"), customer("K2")]
    rows = [talk(1, "K1", "09:00", "09:45"), talk(2, "K2", "09:00", "09:45", day="2026-12-03")]
    week = "mon 08:00-12:00; thu 08:00-12:00"
    *_, fates = replanned(tmp_path, people, staff(S1=week, S2=week), rows, today=date(2026, 12, 2))
    assert what(fates) == {"B2": "covered S2 Thu 09:00"}


def test_an_absence_that_stands_in_the_roster_already(tmp_path: Path) -> None:
    people, rows = [customer("K1")], [talk(1, "K1", "09:00", "09:45")]
    away = [{"person_id": "S1", "first_day": "2026-11-29", "last_day": "2026-12-10"}]
    roster, _, made, fates = replanned(tmp_path, people, TWO, rows, absences=away)
    assert (made.disruption.added, what(fates)) == ((), {"B1": "covered S2 Mon 09:00"})
    assert not [c for c in replan_changes(roster, made, tuple(fates.values()), FRIDAY_BEFORE) if isinstance(c, Added)]


def test_a_closed_house(tmp_path: Path) -> None:
    people = [customer("K1", **SEEN), customer("K2", specialist_id="S2", **SEEN)]
    rows = [talk(1, "K1", "09:00", "09:45", **AGREED), talk(2, "K2", "10:00", "10:45", "S2", **AGREED)]
    week = "mon 08:00-12:00; tue 08:00-12:00"
    *_, fates = replanned(tmp_path, people, staff(S1=week, S2=week), rows, lambda roster: closed(roster, MONDAY))
    assert {(fate.what, fate.new_specialist_id, f"{fate.new_start:%a}") for fate in fates.values()} == {
        ("moved", "S1", "Tue"),
        ("moved", "S2", "Tue"),
    }


def test_teams_do_not_take_each_others_interpreter(tmp_path: Path) -> None:
    """The house is closed on Monday; on Tuesday there is one interpreter for two teams."""
    office = 'name = "Haus (erfunden)"\n' + "".join(f'[teams.{name}]\nconcept = "aa90-2021"\n' for name in ("basis", "other"))
    people = [customer("K1", needs="dari", **SEEN), customer("K2", specialist_id="S2", needs="dari", **SEEN)]
    rows = [talk(1, "K1", "09:00", "09:45", **AGREED), talk(2, "K2", "10:00", "10:45", "S2", **AGREED)]
    week = "mon 08:00-12:00; tue 08:00-08:45"
    team = staff(S1=week, S2=week)
    team[1]["team"] = "other"
    for capacity, held in ((1, 1), (2, 2)):
        resources = [{"resource": "dari", "capacity": str(capacity)}]
        *_, fates = replanned(
            tmp_path / str(capacity), people, team, rows, lambda r: closed(r, MONDAY), office=office, resources=resources
        )
        assert sum(fate.what == "moved" for fate in fates.values()) == held


def test_a_return(tmp_path: Path) -> None:
    """Who was covered comes back to the own specialist at the same time; somebody else's talk stays where it is."""
    people = [customer("K1"), customer("K2", specialist_id="S2", **SEEN)]
    rows = [
        talk(1, "K1", "09:00", "09:45", "S2", day="2026-12-03", covers_for="S1", **AGREED),
        talk(2, "K2", "10:00", "10:45", "S2", day="2026-12-03", **AGREED),
    ]
    week = "mon 08:00-12:00; thu 08:00-12:00"
    away = [{"person_id": "S1", "first_day": "2026-11-23", "last_day": "2026-12-04", "reason": "krank"}]
    back = lambda roster: returned(roster, "S1", date(2026, 12, 2))  # noqa: E731
    roster, _, made, fates = replanned(tmp_path, people, staff(S1=week, S2=week), rows, back, absences=away)
    assert what(fates) == {"B1": "back S1 Thu 09:00", "B2": "kept S2 Thu 10:00"}
    changes = replan_changes(roster, made, tuple(fates.values()), FRIDAY_BEFORE)
    assert changes[0] == Removed("absences.csv", frozenset([0]))
    assert isinstance(changes[1], Added)
    assert (changes[1].values["last_day"], changes[1].values["reason"]) == (date(2026, 12, 1), "krank")


def test_more_of_a_room_was_promised_than_there_is(tmp_path: Path) -> None:
    """Two talks with one interpreter at the same time stand; nobody is moved for it, nothing breaks."""
    people = [customer(f"K{n}", specialist_id=f"S{n}", needs="dari", **SEEN) for n in (2, 3)] + [customer("K1")]
    rows = [talk(n, f"K{n}", "09:00", "09:45", f"S{n}", **AGREED) for n in (2, 3)] + [talk(1, "K1", "10:00", "10:45")]
    team = staff(S1="08:00-12:00", S2="08:00-12:00", S3="08:00-12:00")
    *_, fates = replanned(tmp_path, people, team, rows, resources=[{"resource": "dari", "capacity": "1"}])
    assert [fates[f"B{n}"].what for n in (1, 2, 3)] == ["covered", "kept", "kept"]


@pytest.mark.parametrize(
    ("what", "words"),
    [
        (lambda r: absent(r, "S9", MONDAY, FRIDAY), "S9"),
        (lambda r: absent(r, "S1", FRIDAY, MONDAY), "liegt vor dem ersten"),
        (lambda r: returned(r, "S1", MONDAY), "gar nicht abwesend"),
        (lambda r: closed(r, date(2026, 11, 29)), "ohnehin geschlossen"),
    ],
)
def test_what_cannot_be(what: Any, words: str, tmp_path: Path) -> None:
    roster = read_roster(write_roster(tmp_path))
    with pytest.raises(PlanError, match=words):
        what(roster)


@pytest.fixture
def made(tmp_path: Path) -> tuple[Promised, Replan]:
    people = [customer("K1"), customer("K2", specialist_id="S2", **SEEN)]
    rows = [talk(1, "K1", "09:00", "09:45", **AGREED), talk(2, "K2", "10:00", "10:45", "S2", **AGREED)]
    _, promised, made, _ = replanned(tmp_path / "roster", people, TWO, rows)
    return promised, made


def test_a_folder_is_read_as_it_was_written(made: tuple[Promised, Replan], tmp_path: Path) -> None:
    files = replan_files(*made)
    assert set(files) == REPLAN_NAMES
    assert files == replan_files(*made)
    (tmp_path / "replan.json").write_bytes(files["replan.json"])
    assert read_replan(tmp_path) == made[1]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"held": []}, "ladder"),
        ({"held": [("B1", "S2", "2026-11-30T10:15"), ("B2", "S2", "2026-11-30T10:00")]}, "no_overlap"),
        ({"held": [("B1", "S2", "2026-11-30T11:00"), ("B2", "S2", "2026-11-30T10:00")]}, "moved"),
        ({"held": [("B1", "S2", "2026-11-30T09:00"), ("B2", "S2", "2026-11-30T11:00")]}, "promises"),
        ({"held": [("B1", "S1", "2026-11-30T09:00"), ("B2", "S2", "2026-11-30T10:00")]}, "consulting_hours"),
        ({"held": [("B1", "S2", "2026-11-30T09:07"), ("B2", "S2", "2026-11-30T10:00")]}, "plan_row"),
        ({"held": [("B9", "S2", "2026-11-30T09:00"), ("B2", "S2", "2026-11-30T10:00")]}, "plan_row"),
        ({"proofs": []}, "plan_row"),
    ],
)
def test_the_audit_rejects(change: dict[str, Any], rule: str, made: tuple[Promised, Replan], tmp_path: Path) -> None:
    promised, replan = made
    data = json.loads(replan_files(promised, replan)["replan.json"])
    if "held" in change:
        names = ("booking_id", "specialist_id", "start")
        change = {"held": [dict(zip(names, row, strict=True)) for row in change["held"]]}
    (tmp_path / "replan.json").write_text(json.dumps(data | change), encoding="utf-8")
    assert rule in {finding.rule for finding in audit_replan(promised, read_replan(tmp_path))}


def test_a_value_better_than_the_plan_is_rejected(made: tuple[Promised, Replan], tmp_path: Path) -> None:
    promised, replan = made
    data = json.loads(replan_files(promised, replan)["replan.json"])
    for stage in data["proofs"][0]["stages"]:
        if stage[0] == "own_specialist":
            stage[1] -= 1
    (tmp_path / "replan.json").write_text(json.dumps(data), encoding="utf-8")
    assert {finding.rule for finding in audit_replan(promised, read_replan(tmp_path))} == {"own_specialist"}


@pytest.mark.parametrize("content", ["", "[]", '{"format": 99}', '{"format": 1}', "{"])
def test_a_damaged_folder(content: str, tmp_path: Path) -> None:
    (tmp_path / "replan.json").write_text(content, encoding="utf-8")
    with pytest.raises(PlanError, match=str(tmp_path.name)):
        read_replan(tmp_path)


def test_hours_of_an_absence_are_kept(tmp_path: Path) -> None:
    roster = read_roster(write_roster(tmp_path))
    (absence,) = absent(roster, "S1", MONDAY, MONDAY, (480, 600)).added
    assert (absence.from_time, absence.to_time) == (480, 600)
    (absence,) = absent(roster, "S1", MONDAY, MONDAY).added
    assert (absence.from_time, absence.to_time) == (0, DAY_MINUTES)


def test_times_of_the_rows_carry_their_offset(tmp_path: Path) -> None:
    *_, fates = replanned(tmp_path, [customer("K1")], TWO, [talk(1, "K1", "09:00", "09:45")])
    assert fates["B1"].start == datetime.fromisoformat("2026-11-30T09:00+01:00")
    assert fates["B1"].new_end == datetime.fromisoformat("2026-11-30T09:45+01:00")


# The commands


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A week that was planned and approved, of three; the plan lies beside the roster."""
    people = [customer(f"K{n}") for n in range(6)]
    roster = write_roster(tmp_path / "roster", people, [specialist(f"S{n}") for n in (1, 2, 3)])
    turnus("plan", roster, "--today", "2026-11-20", "--week", "2026-W49", "-o", tmp_path / "plan")
    assert turnus("approve", roster, tmp_path / "plan", "--today", "2026-11-20").exit_code == 0
    return tmp_path


def turnus(*arguments: object, lang: str = "de") -> Result:
    result = CliRunner().invoke(main, ["--lang", lang, *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def fall_ill(house: Path, *more: object, lang: str = "de") -> Result:
    sick = ("--absent", "S1", "--from", "30.11.2026", "--today", "2026-11-30")
    return turnus("replan", house / "roster", house / "plan", *sick, *more, "-o", house / "new", lang=lang)


def test_the_story_of_a_sick_call(house: Path) -> None:
    """Replan, verify, approve; then the roster says so, and taking it over a second time is refused."""
    roster, new = house / "roster", house / "new"
    result = fall_ill(house)
    assert result.exit_code == 0, result.output
    assert "S1 fällt aus: 30.11. bis 06.12.2026" in result.output
    assert "Andere, die dafür verlegt werden müssen: 0 (bewiesen: mit weniger geht es nicht)" in result.output
    assert {path.name for path in new.iterdir()} == REPLAN_NAMES
    assert turnus("verify", roster, new).exit_code == 0
    assert "Probelauf" in turnus("approve", roster, new, "--today", "2026-11-30", "--dry-run").output
    before = read_roster(roster)
    result = turnus("approve", roster, new, "--today", "2026-11-30", "--by", "Leitung")
    assert result.exit_code == 0, result.output
    after = read_roster(roster)
    assert len(after.absences) == len(before.absences) + 1
    assert {b.specialist_id for b in after.bookings if b.state == "approved"} == {"S2", "S3"}
    changed = [b for b in after.bookings if b not in before.bookings]
    assert changed
    assert {b.sequence for b in changed} == {1}
    assert {b.uid for b in after.bookings} == {b.uid for b in before.bookings}
    again = turnus("approve", roster, new, "--today", "2026-11-30")
    assert again.exit_code == 1
    assert "schon übernommen" in again.output
    assert turnus("check", roster, "--today", "2026-11-30").exit_code == 0


def test_a_changed_file_is_found(house: Path) -> None:
    fall_ill(house)
    file = house / "new" / "diff.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("covered", "kept", 1), encoding="utf-8")
    result = turnus("verify", house / "roster", house / "new")
    assert (result.exit_code, "diff.csv" in result.output) == (1, True)


def test_in_english(house: Path) -> None:
    result = fall_ill(house, lang="en")
    assert "Others who have to move for it: 0 (proved: fewer is impossible)" in result.output
    assert turnus("verify", house / "roster", house / "new", lang="de").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "words", "code"),
    [
        ((), "genau eines", 2),
        (("--absent", "S1", "--closed", "2026-11-30"), "genau eines", 2),
        (("--absent", "S1"), "--from fehlt", 2),
        (("--absent", "S1", "--from", "2027-01-04"), "kein Tag der Woche", 2),
        (("--absent", "S1", "--from", "2026-12-04", "--to", "2026-12-01"), "liegt vor dem ersten", 1),
        (("--absent", "S1", "--from", "2026-11-30", "--hours", "12-8"), "keine Zeitspanne", 2),
        (("--absent", "X", "--from", "2026-11-30"), "„X“ gibt es nicht", 1),
        (("--returned", "S1", "--from", "2026-11-30"), "gar nicht abwesend", 1),
        (("--closed", "2026-12-13"), "kein Tag der Woche", 2),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...], words: str, code: int, house: Path) -> None:
    result = turnus("replan", house / "roster", house / "plan", *arguments, "--today", "2026-11-30", "-o", house / "new")
    assert (result.exit_code, words in result.output) == (code, True), result.output
    assert not (house / "new").exists()


def test_a_week_that_is_over(house: Path) -> None:
    result = turnus(
        "replan", house / "roster", house / "plan", "--closed", "2026-11-30", "--today", "2026-12-08", "-o", house / "new"
    )
    assert result.exit_code == 2


def test_a_plan_folder_is_never_replaced_by_a_replan(house: Path) -> None:
    sick = ("--absent", "S1", "--from", "2026-11-30", "--today", "2026-11-30")
    result = turnus("replan", house / "roster", house / "plan", *sick, "-o", house / "plan")
    assert result.exit_code == 1
    assert (house / "plan" / "plan.json").is_file()

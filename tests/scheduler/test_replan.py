"""Replan: a sick call, a return, a closed house. Promises are kept where they can be; what cannot wait goes to colleagues."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from helpers.rosters import MONDAY, customer, specialist, staff, write_roster
from helpers.sick_calls import AGREED, FRIDAY, FRIDAY_BEFORE, SEEN, TWO, replanned, talk
from scheduler.cellvalues import DAY_MINUTES
from scheduler.errors import PlanError
from scheduler.reasons import would_need
from scheduler.replan.approval import replan_changes
from scheduler.replan.disruption import absent, closed, returned
from scheduler.replan.fates import Fate
from scheduler.rosterfiles import read_roster
from scheduler.store.changes import Added, Removed


def what(fates: Mapping[str, Fate]) -> dict[str, str]:
    """Return booking → what becomes of it, with whom and when: `covered S2 Mon 08:00`."""
    return {
        name: f"{fate.what} {fate.new_specialist_id} {fate.new_start:%a %H:%M}" if fate.new_start else fate.what
        for name, fate in fates.items()
    }


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
    *_, fates = replanned(tmp_path, people, team, rows, lambda roster: absent(roster, "S1", MONDAY, MONDAY))
    assert (fates["B1"].what, f"{fates['B1'].new_start:%a}", fates["B2"].what) == ("moved", "Tue", "put_back")


def test_half_a_day(tmp_path: Path) -> None:
    people = [customer("K1"), customer("K2")]
    rows = [talk(1, "K1", "09:00", "09:45"), talk(2, "K2", "11:00", "11:45")]
    *_, fates = replanned(tmp_path, people, TWO, rows, lambda roster: absent(roster, "S1", MONDAY, MONDAY, (0, 600)))
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
    roster, _, made, fates = replanned(
        tmp_path, people, staff(S1=week, S2=week), rows, lambda r: returned(r, "S1", date(2026, 12, 2)), absences=away
    )
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


def test_hours_of_an_absence_are_kept(tmp_path: Path) -> None:
    roster = read_roster(write_roster(tmp_path))
    (absence,) = absent(roster, "S1", MONDAY, MONDAY, (480, 600)).added
    assert (absence.from_time, absence.to_time) == (480, 600)
    (absence,) = absent(roster, "S1", MONDAY, MONDAY).added
    assert (absence.from_time, absence.to_time) == (0, DAY_MINUTES)


@pytest.mark.parametrize(
    ("away", "at", "words"), [((0, 600), "09:00", "hat später Zeit"), ((600, 1440), "11:00", "hat schon früher Zeit")]
)
def test_the_reason_says_on_which_side_the_new_time_lies(tmp_path: Path, away: tuple[int, int], at: str, words: str) -> None:
    rows = [talk(1, "K1", at, f"{at[:2]}:45", **AGREED)]
    one = staff(S1="08:00-12:00")
    *_, fates = replanned(tmp_path, [customer("K1")], one, rows, lambda roster: absent(roster, "S1", MONDAY, MONDAY, away))
    assert (fates["B1"].what, words in fates["B1"].reason) == ("moved", True)


def test_a_language_that_is_a_need_as_well_is_named_once(tmp_path: Path) -> None:
    people = [customer("K1", language="farsi", needs="farsi dolmetscher")]
    team = [specialist("S1", skills="farsi"), specialist("S2")]
    _, promised, *_ = replanned(tmp_path, people, team, [talk(1, "K1", "09:00", "09:45")])
    words = would_need(("skills",), promised.need_of["K1"], in_team=True)
    assert words == "eine Vertretung mit: dolmetscher, farsi"

"""One talk at a time."""

import pytest

from constraints import no_overlap
from helpers.build import MON, TUE, at, breached, due, hours, planned, week, worker


def test_two_talks_on_two_days_do_not_meet() -> None:
    plan = planned(week(due("ada"), due("bea"), of=worker(hours(MON, 0, 3) | hours(TUE, 0, 3))))
    assert plan.is_sound
    assert plan.invited == {"ada", "bea"}


def test_four_talks_fill_four_times_their_length() -> None:
    plan = planned(week(*(due(f"t{i}") for i in range(4)), of=worker(hours(MON, 0, 12))))
    assert plan.is_sound
    assert plan.values["ladder.legal"] == 0
    assert sorted(plan.starts.values()) == [at(MON, cell) for cell in (0, 3, 6, 9)]


def test_one_cell_less_is_one_talk_less() -> None:
    plan = planned(week(*(due(f"t{i}") for i in range(4)), of=worker(hours(MON, 0, 11))))
    assert plan.is_sound
    assert plan.values["ladder.legal"] == 45


@pytest.mark.parametrize(("cells", "left_out"), [(16, 0), (15, 45), (12, 60)])
def test_talks_of_two_lengths_share_a_half_day(cells: int, left_out: int) -> None:
    talks = [due(f"short{i}", 3) for i in range(4)] + [due("long", 4)]
    plan = planned(week(*talks, of=worker(hours(MON, 0, cells))))
    assert plan.is_sound
    assert plan.values["ladder.legal"] == left_out


def test_the_facets_alone_say_how_much_a_plain_half_day_holds() -> None:
    """The clock has nothing to refuse where all talks may begin at any time."""
    talks = [due(f"t{i}", cells=3 + i % 3) for i in range(12)]
    plan = planned(week(*talks, of=worker(hours(MON, 0, 17) | hours(TUE, 0, 14))))
    assert plan.is_sound
    assert plan.outcome.cuts == 0


def test_the_audit_finds_talks_that_overlap_by_one_cell() -> None:
    problem = week(due("ada"), due("bea"))
    assert breached(problem, {"ada": at(MON, 0), "bea": at(MON, 3)}) == set()
    assert breached(problem, {"ada": at(MON, 0), "bea": at(MON, 2)}) == {no_overlap.NAME}

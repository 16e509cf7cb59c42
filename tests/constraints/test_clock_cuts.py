"""Where the facets let through what the clock cannot place, the set comes back as a cut and the value is still right."""

from helpers.build import MON, due, hours, planned, talk, week, worker
from helpers.one_piece import first_wrong_in_one_piece

SIX_CELLS = worker(hours(MON, 0, 6))
NOT_IN_THE_MIDDLE = hours(MON, 2, 4)
"""Three talks of two cells fill six cells, but only two begin at its edges."""


def test_three_talks_at_two_edges() -> None:
    edges = [due(name, cells=2, customer_busy=NOT_IN_THE_MIDDLE, urgency=5) for name in ("ada", "bea", "cem")]
    problem = week(*edges, due("dan", cells=2), of=SIX_CELLS)
    plan = planned(problem)
    assert plan.outcome.cuts > 0
    assert plan.is_sound
    assert plan.values["ladder.legal"] == 5 * 30
    assert plan.invited > {"dan"}
    assert first_wrong_in_one_piece(problem, plan.reported) == ""


def test_three_unlike_talks_at_two_edges() -> None:
    """Talks that differ in what they prefer are of different shapes; the cut joins them."""
    names = ("ada", "bea", "cem")
    edges = [
        due(name, cells=2, customer_busy=NOT_IN_THE_MIDDLE, urgency=3 + i, preferred=hours(MON, i, 6))
        for i, name in enumerate(names)
    ]
    problem = week(*edges, due("dan", cells=2), of=SIX_CELLS)
    plan = planned(problem)
    assert plan.outcome.cuts > 0
    assert plan.is_sound
    assert plan.values["ladder.legal"] == 3 * 30
    assert first_wrong_in_one_piece(problem, plan.reported) == ""


def test_a_cut_holds_in_later_stages() -> None:
    edges = [talk(name, cells=2, customer_busy=NOT_IN_THE_MIDDLE, slack_days=1) for name in ("ada", "bea", "cem")]
    problem = week(*edges, talk("dan", cells=2, slack_days=50), of=worker(hours(MON, 0, 6), wanted=3))
    plan = planned(problem)
    assert plan.outcome.cuts > 0
    assert plan.is_sound
    assert (plan.values["weekly_number"], plan.values["fill.slack"]) == (0, 2 + 2 + 51)
    assert first_wrong_in_one_piece(problem, plan.reported) == ""

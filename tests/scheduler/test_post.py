"""When a letter arrives: posted on working days, received on the fourth day after that, the later of two counts."""

from datetime import date

import pytest

from scheduler.concept import Concept
from scheduler.conceptfiles import load_concept
from scheduler.post import first_day_reached, last_posting_day
from scheduler.workdays import WorkCalendar

BERLIN = WorkCalendar("DE-BE", ())


@pytest.fixture(scope="module")
def concept() -> Concept:
    return load_concept("aa90-2021")


def reached(concept: Concept, today: str, delivery: str = "letter", calendar: WorkCalendar = BERLIN) -> str:
    return first_day_reached(concept, calendar, delivery, date.fromisoformat(today)).isoformat()


def test_on_a_working_day_a_letter_takes_seven_days(concept: Concept) -> None:
    assert reached(concept, "2026-11-20") == "2026-11-27"
    assert reached(concept, "2026-11-20", "comfortable") == "2026-11-30"


def test_a_letter_of_the_weekend_is_posted_on_monday(concept: Concept) -> None:
    assert reached(concept, "2026-11-21") == reached(concept, "2026-11-22") == reached(concept, "2026-11-23") == "2026-11-30"


def test_a_letter_of_a_holiday_or_a_closed_day_is_posted_on_the_next_working_day(concept: Concept) -> None:
    closed = WorkCalendar("DE-BE", (date(2026, 11, 20),))
    assert reached(concept, "2026-12-25") == reached(concept, "2026-12-28") == "2027-01-05"
    assert reached(concept, "2026-11-20", calendar=closed) == "2026-11-30"


def test_the_fourth_day_counts_where_it_comes_later(concept: Concept) -> None:
    """Posted on the Monday before Easter 2027: the fourth day is Good Friday, so it counts as received on Tuesday, 30 March."""
    assert reached(concept, "2027-03-22") == "2027-03-31"
    assert reached(concept, "2027-03-15") == "2027-03-22"


def test_days_on_which_only_the_office_is_closed_do_not_keep_a_letter(concept: Concept) -> None:
    calendar = WorkCalendar("DE-BE", (date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 26)))
    assert reached(concept, "2026-11-20", calendar=calendar) == "2026-11-27"


def test_the_portal_and_a_handed_over_invitation_know_no_weekend(concept: Concept) -> None:
    assert reached(concept, "2026-11-21", "portal") == "2026-11-25"
    assert reached(concept, "2026-11-21", "agreed") == "2026-11-22"


def test_letters_of_a_later_week_go_out_as_late_as_is_comfortable(concept: Concept) -> None:
    def sent(monday: str, today: str = "2026-11-20") -> str:
        return last_posting_day([concept], BERLIN, date.fromisoformat(monday), date.fromisoformat(today)).isoformat()

    assert sent("2026-12-07") == "2026-11-27"
    assert sent("2027-01-04") == "2026-12-24", "the last working day before Christmas"
    assert sent("2026-11-30", "2026-11-24") == "2026-11-24", "never before the day of planning"

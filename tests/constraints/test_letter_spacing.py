"""Days lie between two letters to the same person."""

from constraints import letter_spacing
from helpers.build import MON, at, breached, due, planned, talk, week, worker


def test_who_got_no_letter_lately_is_invited() -> None:
    plan = planned(week(due("ada")))
    assert plan.is_sound
    assert plan.invited == {"ada"}


def test_of_two_customers_the_one_without_a_recent_letter_makes_up_the_number() -> None:
    plan = planned(week(talk("ada", letter_too_soon=True), talk("bea", slack_days=30), of=worker(wanted=1)))
    assert plan.is_sound
    assert plan.invited == {"bea"}
    assert plan.values["weekly_number"] == 0


def test_who_got_one_is_left_out_even_where_a_pin_demands_the_talk() -> None:
    plan = planned(week(due("ada", letter_too_soon=True, must=True)))
    assert plan.is_sound
    assert (plan.values["pins"], plan.values["ladder.legal"]) == (1, 45)


def test_the_audit_finds_a_letter_too_soon() -> None:
    invited = {"ada": at(MON, 0)}
    assert breached(week(due("ada")), invited) == set()
    assert breached(week(due("ada", letter_too_soon=True)), invited) == {letter_spacing.NAME}

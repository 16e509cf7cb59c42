"""A person with an open appointment gets no second one."""

from constraints import one_open_invitation
from helpers.build import MON, at, breached, due, planned, talk, week, worker


def test_who_has_no_open_appointment_is_invited() -> None:
    plan = planned(week(due("ada")))
    assert plan.is_sound
    assert plan.invited == {"ada"}


def test_of_two_customers_the_one_without_an_open_appointment_makes_up_the_number() -> None:
    plan = planned(week(talk("ada", has_open_invitation=True), talk("bea", slack_days=30), of=worker(wanted=1)))
    assert plan.is_sound
    assert plan.invited == {"bea"}
    assert plan.values["weekly_number"] == 0


def test_who_has_one_is_left_out_even_where_it_is_due() -> None:
    plan = planned(week(due("ada", has_open_invitation=True)))
    assert plan.is_sound
    assert plan.values["ladder.legal"] == 45


def test_the_audit_finds_a_second_invitation() -> None:
    invited = {"ada": at(MON, 0)}
    assert breached(week(due("ada")), invited) == set()
    assert breached(week(due("ada", has_open_invitation=True)), invited) == {one_open_invitation.NAME}

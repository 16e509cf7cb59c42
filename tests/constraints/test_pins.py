"""A specialist's wish comes first of all."""

from constraints import pins
from helpers.build import MON, TUE, at, breached, due, hours, planned, talk, week, worker

ONE_SEAT = worker(hours(MON, 0, 3))
TWO_DAYS = worker(hours(MON, 0, 3) | hours(TUE, 0, 3))
TUESDAY = hours(TUE, 0, 20)
NEVER = 0


def test_without_pins_nobody_is_invited_for_whom_nothing_asks() -> None:
    plan = planned(week(talk("ada")))
    assert plan.is_sound
    assert plan.invited == set()


def test_must_invites_where_no_number_and_no_deadline_asks() -> None:
    plan = planned(week(talk("ada", must=True)))
    assert plan.is_sound
    assert plan.values["pins"] == 0
    assert plan.invited == {"ada"}


def test_must_takes_the_only_seat_from_a_first_talk() -> None:
    plan = planned(week(talk("ada", must=True), due("bea", step="first"), of=ONE_SEAT))
    assert plan.is_sound
    assert (plan.values["pins"], plan.values["ladder.first"]) == (0, 45)


def test_of_two_pins_on_one_seat_one_is_named_as_unmet() -> None:
    plan = planned(week(talk("ada", must=True), talk("bea", must=True), of=ONE_SEAT))
    assert plan.is_sound
    assert plan.values["pins"] == 1


def test_a_pin_to_tuesday_is_met_on_tuesday() -> None:
    plan = planned(week(talk("ada", must=True, pinned_cells=TUESDAY), of=TWO_DAYS))
    assert plan.is_sound
    assert plan.starts == {"ada": at(TUE, 0)}


def test_never_is_not_overruled_by_a_deadline() -> None:
    plan = planned(week(due("ada", pinned_cells=NEVER)))
    assert plan.is_sound
    assert plan.values["ladder.legal"] == 45


def test_the_audit_finds_a_talk_where_a_pin_forbids_it() -> None:
    problem = week(due("ada", pinned_cells=TUESDAY), of=TWO_DAYS)
    assert breached(problem, {"ada": at(TUE, 0)}) == set()
    assert breached(problem, {"ada": at(MON, 0)}) == {pins.NAME}


def test_the_audit_finds_an_unmet_pin_beside_a_free_seat() -> None:
    assert breached(week(talk("ada", must=True)), {}) == {pins.NAME}

"""Needs of a week: merging, last chance, bookings that meet them, soon and late, channel and delivery."""

from datetime import date
from pathlib import Path

import pytest

from helpers.rosters import MONDAY, OFFICE, TODAY, booking, customer, specialist, write_roster
from scheduler.need import Need, WeekNeeds
from scheduler.needs import needs_of_week
from scheduler.rosterfiles import read_roster


def week_of(folder: Path, monday: date = MONDAY, today: date = TODAY) -> WeekNeeds:
    return needs_of_week(read_roster(folder), monday, today)


def need_of(folder: Path, monday: date = MONDAY, today: date = TODAY) -> Need:
    (need,) = week_of(folder, monday, today).needs
    return need


def test_a_deadline_in_the_week_is_a_last_chance(tmp_path: Path) -> None:
    write_roster(tmp_path, [customer("K1", last_contact_on="2026-06-03")])
    week = week_of(tmp_path)
    (need,) = week.ladder
    assert (need.deadline, need.last_chance) == (date(2026, 12, 3), date(2026, 12, 3))
    assert (need.is_late, need.weeks_late, need.urgency) == (False, 0, 1)


def test_the_last_chance_lies_before_an_absence(tmp_path: Path) -> None:
    away = [{"person_id": "S1", "first_day": "2026-12-03", "last_day": "2026-12-18"}]
    write_roster(tmp_path, [customer("K1", last_contact_on="2026-06-10")], absences=away)
    week = week_of(tmp_path)
    assert [need.last_chance for need in week.ladder] == [date(2026, 12, 1)], "Wednesday has no window"


def test_the_last_chance_waits_for_a_window_as_long_as_the_talk(tmp_path: Path) -> None:
    short = [specialist(thu="08:00-08:30")]
    write_roster(tmp_path, [customer("K1", last_contact_on="2026-06-03")], short)
    assert need_of(tmp_path).last_chance == date(2026, 12, 1)


def test_the_customers_own_hours_move_the_last_chance(tmp_path: Path) -> None:
    write_roster(tmp_path, [customer("K1", last_contact_on="2026-06-03", unavailable="Thu; Tue 08:00-15:00")])
    assert need_of(tmp_path).last_chance == date(2026, 11, 30)


def test_what_was_due_before_is_late_on_the_next_day_of_presence(tmp_path: Path) -> None:
    write_roster(tmp_path, [customer("K1", last_contact_on="2026-05-11")])
    need = need_of(tmp_path)
    assert (need.deadline, need.last_chance, need.is_late, need.weeks_late) == (date(2026, 11, 11), MONDAY, True, 3)


def test_urgency_ends_at_nine(tmp_path: Path) -> None:
    write_roster(tmp_path, [customer("K1", last_contact_on="2025-01-02")])
    assert need_of(tmp_path).urgency == 9


def test_people_never_seen_count_as_not_late(tmp_path: Path) -> None:
    write_roster(tmp_path, [customer("K1", last_contact_on="", registered_on="2026-09-01")])
    need = need_of(tmp_path)
    assert (need.kind, need.is_late, need.urgency, need.step, need.minutes) == ("first", True, 1, "first", 60)


def test_soon_and_later(tmp_path: Path) -> None:
    people = [customer("K1", last_contact_on="2026-06-18"), customer("K2", last_contact_on="2026-07-01")]
    week = week_of(write_roster(tmp_path, people))
    assert [week.is_soon(need) for need in week.needs] == [True, False]
    assert week.ladder == []


def test_needs_that_one_talk_meets_are_merged(tmp_path: Path) -> None:
    wish = [{"customer_id": "K1", "kind": "wish", "recorded_on": "2026-11-19", "minutes": "90", "channel": "phone"}]
    write_roster(tmp_path, [customer("K1", last_contact_on="2026-06-15")], occasions=wish)
    need = need_of(tmp_path)
    assert need.deadline == date(2026, 12, 3), "ten working days after the wish"
    assert (need.kind, need.minutes, need.channel, need.rule.rule_id) == ("wish", 90, "phone", "occasion-wish")
    assert need.also_meets == ("ue25-alo",)


def test_an_occasion_is_closed_by_a_held_talk(tmp_path: Path) -> None:
    wish = [{"customer_id": "K1", "kind": "wish", "recorded_on": "2026-11-10"}]
    held = [{"customer_id": "K1", "on": "2026-11-12", "channel": "in_person", "outcome": "held"}]
    missed = [{"customer_id": "K1", "on": "2026-11-12", "channel": "in_person", "outcome": "missed"}]
    assert need_of(write_roster(tmp_path / "held", occasions=wish, contacts=held)).kind == "regular"
    assert need_of(write_roster(tmp_path / "missed", occasions=wish, contacts=missed)).kind == "wish"


@pytest.mark.parametrize(
    ("start", "state", "is_met"),
    [
        ("2026-11-26", "approved", True),
        ("2026-12-04", "sent", True),  # nothing planned for this week could be sooner than the end of it
        ("2026-12-10", "sent", False),
        ("2026-11-26", "cancelled", False),
        ("2026-11-19", "approved", False),  # past, outcome missing
    ],
)
def test_an_open_appointment_meets_a_need(tmp_path: Path, start: str, state: str, is_met: bool) -> None:
    rows = [booking("B1", f"{start}T09:00", f"{start}T09:45", state=state)]
    write_roster(tmp_path, [customer("K1", last_contact_on="2026-05-11")], bookings=rows)
    week = week_of(tmp_path)
    assert (week.ladder == []) is is_met


def test_an_appointment_by_a_channel_that_does_not_count_meets_nothing(tmp_path: Path) -> None:
    rows = [booking("B1", "2026-12-01T09:00", "2026-12-01T09:45", channel="email")]
    write_roster(tmp_path, [customer("K1", last_contact_on="2026-05-11")], bookings=rows)
    assert len(week_of(tmp_path).ladder) == 1


def test_channel_and_delivery(tmp_path: Path) -> None:
    yearly = {"status": "nicht_gesetzt", "last_contact_on": "2025-11-01"}
    people = [
        customer("K1", **yearly, flags="phone_ok portal_ok"),
        customer("K2", **yearly),
        customer("K3", flags="phone_ok"),  # alo: the phone does not generally suffice
    ]
    week = week_of(write_roster(tmp_path, people))
    assert [(n.channel, n.delivery) for n in week.needs] == [
        ("phone", "portal"),
        ("in_person", "letter"),
        ("in_person", "letter"),
    ]


def test_half_of_the_interval(tmp_path: Path) -> None:
    people = [customer("K1", last_contact_on="2026-08-25"), customer("K2", last_contact_on="2026-09-07")]
    week = week_of(write_roster(tmp_path, people))
    assert [need.past_share for need in week.needs] == [True, False]


def test_planning_a_week_that_has_begun_looks_from_today(tmp_path: Path) -> None:
    write_roster(tmp_path, [customer("K1", last_contact_on="2026-06-01")])
    need = need_of(tmp_path, MONDAY, date(2026, 12, 2))
    assert (need.is_late, need.last_chance) == (True, date(2026, 12, 3))


def test_a_pin_makes_a_talk_for_somebody_exempt(tmp_path: Path) -> None:
    exempt = customer("K1", birth_date="2010-01-01", status="nicht_gesetzt", flags="schulpflichtig")
    pin = [{"specialist_id": "S1", "customer_id": "K1", "must": "must", "day": "2026-12-01"}]
    assert week_of(write_roster(tmp_path / "a", [exempt])).needs == ()
    week = week_of(write_roster(tmp_path / "b", [exempt], wishes=pin))
    assert [need.rule.rule_id for need in week.needs] == ["pin"]
    assert week.ladder == []


def test_nobody_present_for_a_year(tmp_path: Path) -> None:
    nobody = [specialist(mon="", tue="", thu="", fri="")]
    need = need_of(write_roster(tmp_path, [customer("K1")], nobody))
    assert need.last_chance is None
    assert need.is_late
    assert len(week_of(tmp_path).ladder) == 1, "named all the same"


def strategy(**values: str) -> list[dict[str, str]]:
    return [{"customer_id": "K1", "kind": "strategy", "recorded_on": "2026-11-18", **values}]


@pytest.mark.parametrize("last_contact_on", ["2026-05-25", "2026-10-25"])
def test_what_opens_and_ends_in_the_week_is_met_by_the_same_talk(tmp_path: Path, last_contact_on: str) -> None:
    """Overdue or not: the strategy that opens on Wednesday keeps its class and its window."""
    occasions = strategy(not_before="2026-12-02", not_after="2026-12-04")
    need = need_of(write_roster(tmp_path, [customer("K1", last_contact_on=last_contact_on)], occasions=occasions))
    assert (need.step, need.not_before) == ("strategy", date(2026, 12, 2))
    assert {need.rule.rule_id, *need.also_meets} == {"occasion-strategy", "ue25-alo"}


def test_what_opens_in_the_week_and_can_wait_does_not_hold_up_what_is_due(tmp_path: Path) -> None:
    occasions = strategy(not_before="2026-12-02", not_after="2026-12-18")
    need = need_of(write_roster(tmp_path, [customer("K1")], occasions=occasions))
    assert (need.rule.rule_id, need.not_before, need.also_meets) == ("ue25-alo", None, ())


LICHTENBERG_2013 = OFFICE.replace("aa90-2021", "lichtenberg-2013")
WISH_BY_PHONE = [{"customer_id": "K1", "kind": "wish", "recorded_on": "2026-11-18", "channel": "phone"}]


def test_a_talk_takes_a_channel_that_counts_for_everything_it_meets(tmp_path: Path) -> None:
    """In Lichtenberg 2013 only visits count: who is overdue and asks for a call is invited; who only asks is called."""
    overdue = write_roster(tmp_path / "overdue", [customer("K1")], office=LICHTENBERG_2013, occasions=WISH_BY_PHONE)
    assert (need_of(overdue).kind, need_of(overdue).channel) == ("wish", "in_person")
    recent = write_roster(tmp_path / "aa90", [customer("K1")], occasions=WISH_BY_PHONE)
    assert need_of(recent).channel == "phone", "by Arbeitsanleitung Nr. 90 a call counts for both"


def test_an_appointment_by_phone_meets_the_wish_for_a_call(tmp_path: Path) -> None:
    people = [customer("K1", last_contact_on="2026-11-10")]
    rows = [booking("B1", "2026-12-01T09:00", "2026-12-01T09:45", kind="wish", channel="phone")]
    week = week_of(write_roster(tmp_path, people, office=LICHTENBERG_2013, occasions=WISH_BY_PHONE, bookings=rows))
    assert week.ladder == []


def test_an_appointment_for_information_meets_nothing(tmp_path: Path) -> None:
    rows = [booking("B1", "2026-12-01T09:00", "2026-12-01T09:15", kind="information")]
    assert len(week_of(write_roster(tmp_path, bookings=rows)).ladder) == 1


def test_a_talk_held_earlier_in_the_week_meets_the_need(tmp_path: Path) -> None:
    rows = [booking("B1", "2026-11-30T09:00", "2026-11-30T09:45", state="held")]
    folder = write_roster(tmp_path, [customer("K1", flags="portal_ok")], bookings=rows)
    assert week_of(folder, MONDAY, date(2026, 12, 1)).ladder == []


def test_a_colleagues_pin_invites_nobody_who_is_paused(tmp_path: Path) -> None:
    pause = [{"customer_id": "K1", "pause": "yes", "until": "2027-03-01", "reason": "JBA"}]
    pin = [{"specialist_id": "S2", "customer_id": "K1", "must": "must"}]
    staff = [specialist("S1"), specialist("S2")]
    assert week_of(write_roster(tmp_path, [customer("K1")], staff, deviations=pause, wishes=pin)).needs == ()


def test_a_pin_is_for_this_week_even_where_a_window_opens_later(tmp_path: Path) -> None:
    exempt = customer("K1", birth_date="2010-01-01", status="nicht_gesetzt", flags="schulpflichtig")
    pin = [{"specialist_id": "S1", "customer_id": "K1", "must": "must"}]
    measure = [{"customer_id": "K1", "kind": "AGH", "first_day": "2026-06-01", "last_day": "2028-06-30"}]
    assert need_of(write_roster(tmp_path, [exempt], wishes=pin, measures=measure)).rule.rule_id == "pin"


def test_the_next_deadline_may_open_after_the_week(tmp_path: Path) -> None:
    later = [
        {
            "customer_id": "K1",
            "kind": "follow_up",
            "recorded_on": "2026-11-18",
            "not_before": "2026-12-07",
            "not_after": "2026-12-11",
        }
    ]
    week = week_of(write_roster(tmp_path, [customer("K1", last_contact_on="2026-10-10")], occasions=later))
    assert [need.rule.rule_id for need in week.needs] == ["ue25-alo"]
    assert [(need.rule.rule_id, need.deadline) for need in week.upcoming] == [("occasion-follow_up", date(2026, 12, 11))]


def test_nothing_before_the_last_registration_counts_in_a_half_year(tmp_path: Path) -> None:
    again = customer("K1", profile="M", registered_on="2026-11-15", plan_since="2026-08-01", last_contact_on="2026-10-20")
    need = need_of(write_roster(tmp_path, [again], office=OFFICE.replace("aa90-2021", "ba-2010")))
    assert (need.kind, need.deadline) == ("first", date(2027, 4, 2)), "14 May less three times two weeks, a Friday"

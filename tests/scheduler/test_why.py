"""Why: what the plan says about one customer, in words; also of a roster that changed, and on the command line."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from helpers.answers import NO_DOUBLES, SEAT, asked, helped_by, remedy_of, words
from helpers.rosters import (
    KEY,
    LETTER,
    MONDAY,
    TODAY,
    booking,
    customer,
    look_at,
    planned,
    specialist,
    write_roster,
    write_tables,
)
from scheduler.cli import main
from scheduler.daily.answer import BOOKED, ELSEWHERE, INVITED, LATER, NOT_INVITED, NOTHING, WAITING
from scheduler.daily.why import why
from scheduler.errors import PlanError
from scheduler.planner import plan_week
from scheduler.pseudonyms import ensure_key
from scheduler.week_to_plan import prepare_week

# Answers


def test_invited_with_the_rule_in_its_own_words(tmp_path: Path) -> None:
    answer = asked(tmp_path)
    assert (answer.state, answer.rule and answer.rule.rule_id, answer.attempts) == (INVITED, "ue25-alo", ())
    said = words(answer)
    assert said.startswith("K1 · Woche 49/2026 (30.11.–04.12.2026) · betreut von S1")
    assert "45 Minuten bei S1; Regelgespräch, persönlich. Einladung per Brief." in said
    assert "„Alle 6 Monate“" in said
    assert "Letzte Gelegenheit" in said


def test_invited_by_a_colleague(tmp_path: Path) -> None:
    away = [{"person_id": "S1", "first_day": "2026-11-28", "last_day": "2026-12-06"}]
    answer = asked(tmp_path, specialists=[specialist("S1"), specialist("S2")], absences=away)
    assert answer.appointment is not None
    assert "S2 vertritt S1." in words(answer)


def test_invited_to_a_double_seat_names_nobody_else(tmp_path: Path) -> None:
    hours = {"mon": "08:00-09:30", "tue": "", "thu": "", "fri": ""}
    people = [customer(f"K{n}", last_contact_on="2026-03-02") for n in range(4)]
    to_plan, plan = planned(write_roster(tmp_path, people, [specialist(fte="0.5", **hours)]))
    (second,) = [a.customer_id for a in plan.appointments if a.double_booked]
    answer = why(to_plan, plan, second, KEY)
    assert answer.partner
    assert "Doppelplatz" in words(answer)
    assert answer.partner not in words(answer).replace(second, "")


def test_due_later_tells_when_and_what_a_wish_would_mean(tmp_path: Path) -> None:
    answer = asked(tmp_path, "K2", customers=[customer("K1"), customer("K2", last_contact_on="2026-11-10")])
    assert (answer.state, answer.need and answer.need.deadline) == (LATER, date(2027, 5, 10))
    said = words(answer)
    assert "Nächste Frist: 10.05.2027." in said
    assert "in der Woche 19/2027; die Einladung dafür geht spätestens am Montag, 03.05.2027 hinaus" in said
    assert "Letztes Gespräch, das zählt: 10.11.2026." in said
    assert "so wenig vom Abstand" in said
    assert remedy_of(answer).needs_wish


def test_the_number_was_reached_before(tmp_path: Path) -> None:
    """The deadlines of the last four fall on the same working day."""
    people = [customer(f"K{n:02}", last_contact_on=f"2026-08-{n // 2 + 1:02}") for n in range(40)]
    answer = asked(tmp_path, "K39", customers=people)
    assert (answer.state, answer.crowd and answer.crowd.wanted, answer.crowd and answer.crowd.nearer) == (LATER, 31, 36)
    assert "Die Wochenzahl verlangt 31 Einladungen, 31 sind geplant; 36 Personen sind näher an ihrer Frist." in words(answer)


def test_on_the_telephone_list(tmp_path: Path) -> None:
    people = [customer(f"K{n}", flags="phone_ok", last_contact_on="2026-07-01") for n in range(6)]
    to_plan, plan = planned(write_tables(tmp_path, {"customers": people, "specialists": [specialist(**SEAT)]}, NO_DOUBLES))
    name = plan.standby[0].customer_id
    assert "Auf der Telefonliste von S1 (Platz 1)" in words(why(to_plan, plan, name, KEY))


@pytest.mark.parametrize(("day", "meets"), [("2026-12-01", True), ("2026-12-15", False)])
def test_has_an_appointment_already(tmp_path: Path, day: str, meets: bool) -> None:
    rows = [booking("B1", f"{day}T09:00", f"{day}T09:45")]
    answer = asked(tmp_path, customers=[customer("K1", last_contact_on="2026-06-01")], bookings=rows)
    assert answer.state == (BOOKED if meets else NOT_INVITED)
    assert ("Er erfüllt, was fällig ist." in words(answer)) is meets
    assert "09:00 Uhr bei S1 (genehmigt)" in words(answer)


def test_nothing_is_due_for_pupils_and_in_a_pause(tmp_path: Path) -> None:
    pupil = customer("K1", birth_date="2012-01-01", status="nicht_gesetzt", flags="schulpflichtig")
    answer = asked(tmp_path / "pupil", customers=[pupil])
    assert (answer.state, answer.rule is not None) == (NOTHING, True)
    assert "Regel" in words(answer)
    pause = [{"customer_id": "K1", "until": "2027-04-11", "reason": "mit Teamleitung abgestimmt", "pause": "yes"}]
    answer = asked(tmp_path / "pause", deviations=pause)
    assert answer.state == NOTHING
    assert "Pause bis 11.04.2027: „mit Teamleitung abgestimmt“" in words(answer)


def test_waiting_for_the_return(tmp_path: Path) -> None:
    away = [{"person_id": "S1", "first_day": "2026-11-28", "last_day": "2026-12-06"}]
    answer = asked(tmp_path, absences=away)
    assert answer.state == WAITING
    assert "Letzte Gelegenheit: Montag, 07.12.2026." in words(answer)


def test_of_a_specialist_whom_the_plan_does_not_cover(tmp_path: Path) -> None:
    folder = write_roster(tmp_path, [customer("K1"), customer("K2", specialist_id="S2")], [specialist("S1"), specialist("S2")])
    to_plan = prepare_week(look_at(folder).roster, MONDAY, TODAY, {"S1"})
    answer = why(to_plan, plan_week(to_plan, KEY), "K2", KEY)
    assert answer.state == ELSEWHERE
    assert "Der Plan gilt nicht für S2" in words(answer)


def test_nobody_knows_the_customer(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"K9.*customers\.csv"):
        asked(tmp_path, "K9")


# A roster that changed, and the command


def test_a_roster_that_changed_since_the_plan(tmp_path: Path) -> None:
    folder = write_tables(tmp_path, {"contacts": [LETTER]}, NO_DOUBLES)
    key = ensure_key(folder)
    _, plan = planned(folder)
    write_tables(tmp_path, {"contacts": [LETTER, LETTER | {"on": "2026-11-11", "invited_by": "", "invited_on": ""}]}, NO_DOUBLES)
    answer = why(look_at(folder), plan, "K1", key)
    assert (answer.changed, answer.is_plan_valid, helped_by(answer)[0]) == (("contacts.csv",), True, "delivery")
    write_tables(
        tmp_path, {"contacts": [LETTER], "bookings": [booking("B1", "2026-12-15T09:00", "2026-12-15T09:45")]}, NO_DOUBLES
    )
    answer = why(look_at(folder), plan, "K1", key)
    assert (answer.is_plan_valid, answer.attempts, answer.row and answer.row.why) == (False, (), "letter_spacing")
    assert "passt nicht mehr" in words(answer)


def test_an_appointment_that_was_approved_since(tmp_path: Path) -> None:
    folder = write_tables(tmp_path, {}, NO_DOUBLES)
    key = ensure_key(folder)
    _, plan = planned(folder)
    (row,) = plan.appointments
    rows = [booking("B1", f"{row.start:%Y-%m-%dT%H:%M}", f"{row.end:%Y-%m-%dT%H:%M}")]
    answer = why(look_at(write_tables(tmp_path, {"bookings": rows}, NO_DOUBLES)), plan, "K1", key)
    assert (answer.state, answer.changed, answer.is_plan_valid) == (INVITED, ("bookings.csv",), False)
    assert "Inzwischen steht der Termin: " in words(answer)
    assert row.reason in words(answer)


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_command(tmp_path: Path, language: str) -> None:
    folder = write_tables(tmp_path / "roster", {"contacts": [LETTER]}, NO_DOUBLES)

    def turnus(*arguments: Any) -> tuple[int, str]:
        result = CliRunner().invoke(main, ["--lang", language, *map(str, arguments)])
        return result.exit_code, result.output

    plan = tmp_path / "plan"
    assert turnus("plan", folder, "--today", "2026-11-20", "--week", "2026-W49", "-o", plan)[0] == 0
    code, said = turnus("why", folder, plan, "K1")
    assert (code, "portal_ok" in said) == (0, True)
    assert turnus("why", folder, plan, "K1")[1] == said
    assert turnus("why", folder, plan, "K1", "--all")[0] == 0
    assert turnus("why", folder, plan, "K9")[0] == 1
    assert turnus("why", folder, tmp_path, "K1")[0] == 1
    assert turnus("why", folder, plan)[0] == 2


def test_check_looks_at_the_wishes_of_a_week(tmp_path: Path) -> None:
    rows = [{"specialist_id": "S1", "customer_id": "K1", "must": "must", "day": "Wed"}]
    folder = write_tables(tmp_path, {"wishes": rows})
    result = CliRunner().invoke(main, ["--lang", "de", "check", str(folder), "--today", "2026-11-20", "--week", "2026-W49"])
    assert result.exit_code == 0
    assert "Hinweis wishes.csv Zeile 2: S1 wünscht K1 (Mittwoch) – dagegen: Sprechzeiten der Fachkraft" in result.output
    assert "Hinweise: 1" in result.output

"""Wrong usage of the command line, days without rules, damaged keys: told in the language of the user."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from helpers.bad_input import TODAY, planned, turnus
from helpers.cli import ON
from helpers.rosters import OFFICE, customer, specialist, write_roster


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "roster"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("plan", "ROSTER", *TODAY, "--week", "0001-W01", "-o", "OUT"), "keine Kalenderwoche"),
        (("plan", "ROSTER", *TODAY, "--week", "9999-W52", "-o", "OUT"), "keine Kalenderwoche"),
        (("due", "ROSTER", *TODAY, "--week", "9999-W52"), "keine Kalenderwoche"),
        (("plan", "ROSTER", *TODAY, "--week", "2027-W53", "-o", "OUT"), "keine Kalenderwoche"),
        (("plan", "ROSTER", "--today", "9999-12-31", "-o", "OUT"), "kein Datum"),
        (("plan", "ROSTER", *ON, "--team", "", "-o", "OUT"), "Das Team „“ gibt es nicht"),
        (("plan", "ROSTER", *ON, "--team", "leer", "-o", "OUT"), "gibt es keine Fachkraft (leer)"),
        (("plan", "ROSTER", *ON, "--team", "leer", "--specialist", "S1", "-o", "OUT"), "gibt es keine Fachkraft (leer, S1)"),
        (("plan", "ROSTER", *ON), "--output fehlt."),
        (("plan", "ROSTER", "-o"), "Nach -o fehlt ein Wert."),
        (("plan", "ROSTER", "--foo"), "Die Angabe --foo gibt es nicht."),
        (("plan",), "BESTAND fehlt."),
        (("due", "ROSTER", "--format", "x"), "Falscher Wert für --format; gewünscht ist eines von: table, csv, json."),
        (("sample", "OUT", "--specialists", "0", "--seed", "1"), "eine ganze Zahl von 1 bis 1000"),
        (("sample", "OUT", "--specialists", "x", "--seed", "1"), "eine ganze Zahl von 1 bis 1000"),
        (("check", "ROSTER", "mehr"), "Zu viele Angaben"),
        (("nix",), "Diesen Befehl gibt es nicht"),
    ],
)  # fmt: skip
def test_wrong_usage_is_told_in_german(folder: Path, tmp_path: Path, arguments: Sequence[str], words: str) -> None:
    write_roster(folder, office=f'{OFFICE}[teams.leer]\nconcept = "aa90-2021"\n')
    places = {"ROSTER": str(folder), "OUT": str(tmp_path / "out")}
    given = [places.get(argument, argument) for argument in arguments]
    result = turnus(*given)
    assert result.exit_code == 2, result.output
    assert words in result.output
    assert "Error" not in result.output
    assert turnus(*given, lang="en").exit_code == 2
    assert not (tmp_path / "out").exists()


def test_a_day_before_every_rule(folder: Path, tmp_path: Path) -> None:
    write_roster(folder)
    for command in (("due", folder), ("plan", folder, "-o", tmp_path / "plan")):
        result = turnus(*command, "--today", "1900-01-01")
        assert result.exit_code == 1
        assert "gilt noch keine Regel" in result.output


def test_the_last_day_that_can_be_named(folder: Path) -> None:
    planned(write_roster(folder), today=("--today", "2199-12-31"), week=())


def test_concepts_that_are_none(folder: Path) -> None:
    write_roster(folder)
    for name in ("x" * 300, "office", "..", "../x", "a b", "\x1b[31m"):
        assert turnus("concepts", name, "--roster", folder).exit_code == 1


@pytest.mark.parametrize(
    "damage", [lambda key: key.mkdir(), lambda key: key.write_text("zz" * 32), lambda key: key.write_bytes(b"\xff" * 64)]
)
def test_damaged_keys(folder: Path, tmp_path: Path, damage: Callable[[Path], object]) -> None:
    damage(write_roster(folder) / "pseudonym.key")
    result = turnus("plan", folder, *ON, "-o", tmp_path / "plan")
    assert result.exit_code == 1
    assert "64 hexadezimale Ziffern" in result.output


def test_faults_are_told_in_english_too(folder: Path) -> None:
    result = turnus("check", write_roster(folder, [customer("K1", status="?"), customer("K1")], [specialist(fte="0")]), lang="en")
    assert result.exit_code == 1
    assert "customers.csv:2 status: “?” – wanted: one of: alo" in result.output
    assert "3 faults found" in result.output


@pytest.mark.parametrize("command", [("due",), ("export", "week", "-o", "OUT"), ("export", "invitations", "-o", "OUT")])
def test_a_plan_where_the_roster_is_wanted(folder: Path, command: Sequence[str]) -> None:
    planned(write_roster(folder, [customer("K1")]))
    plan = folder.parent / "plan"
    result = turnus(*command, plan, *TODAY)
    assert (result.exit_code, "ist ein Planordner; gewünscht ist der Bestand" in result.output) == (1, True)

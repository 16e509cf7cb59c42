"""Every case of `tests/policy_cases/CONCEPT/TOPIC.toml`: one customer on one day, and the complete list of what is due.

`provided` holds what the concept speaks of, `assumed` the rest of the customer. Expected dates are worked out by hand.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from inspect import signature
from pathlib import Path
from typing import Any

import pytest

from scheduler.concept import CHANNELS, FLAGS, PROFILES, STATUSES, TEAM_KINDS, Concept
from scheduler.conceptfiles import load_concept, shipped_concepts
from scheduler.deadlines import all_due
from scheduler.due import Case, Due
from scheduler.history import History
from scheduler.roster import Contact, Customer, Deviation, Measure, Occasion
from scheduler.workdays import WorkCalendar

FOLDER = Path(__file__).parent.parent / "policy_cases"
CASE_KEYS = {"name", "on", "team_kind", "provided", "expected"}
MORE_KEYS = {"assumed", "subdivision", "closed", "contacts", "measures", "occasions", "deviations"}
EXPECTED_KEYS = {"kind", "rule", "deadline", "exempt", "not_before", "is_new", "is_wide", "pace_on"}
UNREACHED = {"fallback"}
"""Of the common rules only the safety net: it catches what an office strikes out (`test_conceptfiles.py`)."""


@dataclass(frozen=True)
class PolicyCase:
    concept: str
    file: str
    data: dict[str, Any]

    @property
    def title(self) -> str:
        return f"{self.concept}/{self.file}/{self.data.get('name', '?')}"


def checked(data: dict[str, Any], required: set[str], optional: set[str], where: str) -> dict[str, Any]:
    assert not required - set(data), f"{where}: missing {sorted(required - set(data))}"
    assert not set(data) - required - optional, f"{where}: unknown {sorted(set(data) - required - optional)}"
    return data


@cache
def policy_cases() -> tuple[PolicyCase, ...]:
    """Return all cases, in the order of folders, files and rows."""
    found = []
    for file in sorted(FOLDER.glob("*/*.toml")):
        data = checked(tomllib.loads(file.read_text(encoding="utf-8")), {"case"}, set(), str(file))
        found += [PolicyCase(file.parent.name, file.stem, case) for case in data["case"]]
    return tuple(found)


@cache
def concept(name: str) -> Concept:
    return load_concept(name)


def names(table: type, *without: str) -> set[str]:
    return set(signature(table).parameters) - {"customer_id", *without}


def customer(provided: dict[str, Any], assumed: dict[str, Any], where: str) -> Customer:
    assert not set(provided) & set(assumed), f"{where}: provided and assumed"
    required = {"birth_date", "status", "registered_on"}
    data = dict(checked(provided | assumed, required, names(Customer, "specialist_id"), where))
    data["flags"] = frozenset(data.get("flags", ()))
    assert data["status"] in STATUSES, where
    assert data.get("profile", "") in ("", *PROFILES), where
    assert data["flags"] <= set(FLAGS), where
    return Customer(customer_id="C1", specialist_id="S1", **data)


def contact(data: dict[str, Any], where: str) -> Contact:
    row = {"outcome": "held", **checked(data, {"on", "channel"}, names(Contact), where)}
    assert row["channel"] in CHANNELS, where
    return Contact(customer_id="C1", **row)


def deviation(data: dict[str, Any], where: str) -> Deviation:
    row = dict(checked(data, {"until", "reason"}, names(Deviation), where))
    if "every" in row:
        ((unit, number),) = checked(row["every"], set(), {"months", "days"}, where).items()
        row["every"] = (number, unit)
    return Deviation(customer_id="C1", **row)


def case_of(policy_case: PolicyCase) -> Case:
    """Build what the case describes; a misspelt key is an error."""
    data, where = checked(policy_case.data, CASE_KEYS, MORE_KEYS, policy_case.title), policy_case.title
    assert data["team_kind"] in TEAM_KINDS, where
    person = customer(data["provided"], data.get("assumed", {}), where)
    rules = concept(policy_case.concept)
    contacts = [contact(row, where) for row in data.get("contacts", ())]
    measures = [checked(row, {"kind", "first_day", "last_day"}, names(Measure), where) for row in data.get("measures", ())]
    occasions = [checked(row, {"kind", "recorded_on"}, names(Occasion), where) for row in data.get("occasions", ())]
    return Case(
        customer=person,
        team_kind=data["team_kind"],
        concept=rules,
        history=History.of(person, contacts, rules.advice_required),
        calendar=WorkCalendar(data.get("subdivision", "DE-BE"), data.get("closed", ())),
        on=data["on"],
        measures=tuple(Measure(customer_id="C1", **row) for row in measures),
        occasions=tuple(Occasion(customer_id="C1", **row) for row in occasions),
        deviations=tuple(deviation(row, where) for row in data.get("deviations", ())),
    )


Row = tuple[str, str, date | None, date | None, bool, bool, date | None]


def wanted(row: dict[str, Any], where: str) -> Row:
    checked(row, {"kind", "rule"}, EXPECTED_KEYS, where)
    assert ("deadline" in row) != (row.get("exempt") is True), f"{where}: either deadline or exempt = true"
    marks = (row.get("is_new", False), row.get("is_wide", False))
    return (row["kind"], row["rule"], row.get("deadline"), row.get("not_before"), *marks, row.get("pace_on"))


def given(due: Due) -> Row:
    return (due.kind, due.rule.rule_id, due.deadline, due.not_before, due.is_new, due.is_wide, due.pace_on)


@pytest.mark.parametrize("policy_case", policy_cases(), ids=lambda policy_case: policy_case.title)
def test_policy_case(policy_case: PolicyCase) -> None:
    expected = [wanted(row, policy_case.title) for row in policy_case.data["expected"]]
    found = [given(due) for due in all_due(case_of(policy_case))]
    assert sorted(found, key=str) == sorted(expected, key=str)


def test_names_are_unique() -> None:
    titles = [policy_case.title for policy_case in policy_cases()]
    assert sorted(set(titles)) == sorted(titles)


def test_every_shipped_concept_has_cases() -> None:
    assert {policy_case.concept for policy_case in policy_cases()} == set(shipped_concepts())


@pytest.mark.parametrize("name", shipped_concepts())
def test_every_rule_is_hit(name: str) -> None:
    hit = {row["rule"] for case in policy_cases() if case.concept == name for row in case.data["expected"]}
    assert {rule.rule_id for rule in concept(name).rules} - UNREACHED <= hit


@pytest.mark.parametrize("name", shipped_concepts())
def test_every_rule_names_its_source(name: str) -> None:
    for rule in concept(name).rules:
        assert rule.quote.strip(), rule.rule_id
        assert "Zeile" in rule.source or rule.assumption, rule.rule_id
    assert bool(concept(name).weekly_target) == bool(concept(name).weekly_source)


@pytest.mark.parametrize("name", shipped_concepts())
@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("profile", ["", *PROFILES])
def test_everybody_has_a_rule_of_the_concept_itself(name: str, status: str, profile: str) -> None:
    for team_kind in TEAM_KINDS:
        for birth_date in (date(2006, 5, 5), date(1991, 5, 5), date(1976, 5, 5), date(1966, 5, 5)):
            person = Customer("C1", "S1", birth_date, status, date(2020, 1, 2), profile, last_contact_on=date(2026, 11, 5))
            history = History.of(person, [], advice_required=True)
            dues = all_due(Case(person, team_kind, concept(name), history, WorkCalendar("DE-BE", ()), date(2027, 1, 11)))
            assert [due.rule.rule_id for due in dues if due.kind == "regular"] != ["fallback"]
            assert len([due for due in dues if due.kind == "regular"]) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"teamkind": "basis"},
        {"provided": {"birth_date": date(1991, 5, 5), "status": "alo", "profil": "M"}},
        {"provided": {"birth_date": date(1991, 5, 5), "status": "arbeitslos"}},
        {"provided": {"birth_date": date(1991, 5, 5), "status": "alo", "flags": ["umschuler"]}},
        {"contacts": [{"on": date(2026, 1, 5), "channel": "in_person", "result": "held"}]},
        {"contacts": [{"on": date(2026, 1, 5), "channel": "fax"}]},
        {"measures": [{"kind": "AGH", "first_day": date(2026, 1, 5), "ends": date(2026, 3, 5)}]},
        {"occasions": [{"kind": "wish", "on": date(2026, 1, 5)}]},
        {"deviations": [{"every": {"weeks": 6}, "until": date(2026, 1, 5), "reason": "Strategie"}]},
    ],
    ids=lambda change: next(iter(change)),
)
def test_loader_rejects_what_it_does_not_know(change: dict[str, Any]) -> None:
    data = {
        "name": "misspelt",
        "on": date(2027, 1, 11),
        "team_kind": "basis",
        "provided": {"birth_date": date(1991, 5, 5), "status": "alo"},
        "assumed": {"registered_on": date(2020, 1, 2)},
        "expected": [],
    }
    case_of(PolicyCase("aa90-2021", "none", data))
    with pytest.raises(AssertionError):
        case_of(PolicyCase("aa90-2021", "none", data | change))

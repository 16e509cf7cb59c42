"""Concept files: the five documents, and agreements of a team that tighten, add and remove."""

from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from helpers.conceptfiles import AGREEMENT, HEAD, load, write
from scheduler.concept import FLAGS, FORCES, Concept
from scheduler.conceptfiles import load_concept, shipped_concepts
from scheduler.conceptrules import KIND_READERS
from scheduler.deadlines import all_due
from scheduler.due import Case
from scheduler.history import History
from scheduler.roster import Customer, Office
from scheduler.rule import Every, Group, Span
from scheduler.workdays import WorkCalendar


def deadline(concept: Concept, last_contact_on: date, status: str = "alo") -> tuple[str, date | None]:
    person = Customer("C1", "S1", date(1991, 5, 5), status, date(2020, 1, 2), last_contact_on=last_contact_on)
    history = History.of(person, [], concept.advice_required)
    (due,) = all_due(Case(person, "basis", concept, history, WorkCalendar("DE-BE", ()), date(2027, 1, 11)))
    return due.rule.rule_id, due.deadline


def test_shipped_concepts_are_the_five_documents() -> None:
    assert shipped_concepts() == ["aa90-2021", "ba-2010", "ivm-ue25", "lichtenberg-2013", "lichtenberg-2022"]


@pytest.mark.parametrize(
    ("name", "targets", "contact", "weekly"),
    [
        ("aa90-2021", {"basis": 20, "bjo": 20, "u25": 20}, {"in_person", "phone", "video"}, {"in_person", "phone", "video"}),
        ("ba-2010", {"basis": None, "u25": None}, {"in_person"}, {"in_person"}),
        (
            "ivm-ue25",
            {"ivm": None},
            {"in_person", "phone", "video", "email"},
            {"in_person", "phone", "video", "email"},
        ),
        ("lichtenberg-2013", {"basis": 25, "bjo": 25, "u25": None, "fm": None}, {"in_person"}, {"in_person", "phone"}),
        (
            "lichtenberg-2022",
            {"basis": None, "bjo": None},
            {"in_person", "phone", "video", "email", "portal"},
            {"in_person", "phone", "video", "email", "portal"},
        ),
    ],
)
def test_weekly_numbers_and_channels(name: str, targets: dict[str, float | None], contact: set[str], weekly: set[str]) -> None:
    concept = load_concept(name)
    assert {kind: concept.target_for(kind) for kind in targets} == targets
    assert (set(concept.contact_channels), set(concept.weekly_channels)) == (contact, weekly)
    assert concept.advice_required


def test_talk_minutes_of_the_documents() -> None:
    minutes = load_concept("lichtenberg-2013").talk_minutes
    assert (minutes["default"], minutes["default.bjo"], minutes["first"]) == (60, 45, 60)
    assert load_concept("ivm-ue25").talk_minutes["default"] == 45


def test_forces_of_the_documents() -> None:
    force = {rule.rule_id: rule.force for name in ("ivm-ue25", "lichtenberg-2022") for rule in load_concept(name).rules}
    assert force["six-months-kooperationsplan"] == "legal"
    assert force["six-months"] == "binding"
    assert force["asu-market-near"] == "recommendation"
    assert force["elternzeit-end"] == force["review-elternzeit"] == force["profile-i-selbststaendig"] == "binding"


def test_common_rules_keep_their_own_source() -> None:
    rules = {rule.rule_id: rule for rule in load_concept("aa90-2021").rules}
    assert rules["fallback"].source == "Gemeinsame Vorgaben"
    assert rules["alg-aufstocker"].source == "§ 5 Abs. 4 SGB II"
    assert rules["u25-alo"].source == "Arbeitsanleitung Nr. 90, Zeile 124"


def test_agreement_tightens_adds_and_removes(tmp_path: Path) -> None:
    concept = load(tmp_path, AGREEMENT)
    rules = {rule.rule_id: rule for rule in concept.rules}
    assert rules["team-alo"].kind == Every(Span(days=56))
    assert rules["six-months"].kind == Every(Span(months=5))
    assert "first-talk-u25" not in rules
    assert (concept.target_for("basis"), concept.target_for("u25"), concept.target_for("bjo")) == (18, 22.5, None)
    assert (concept.name, concept.title, concept.valid_from) == ("mitte-1", "Teamvereinbarung Mitte 1", date(2026, 9, 1))
    assert deadline(concept, date(2026, 12, 1)) == ("team-alo", date(2027, 1, 26))
    assert deadline(concept, date(2026, 12, 1), "asu") == ("six-months", date(2027, 4, 30))
    assert deadline(load_concept("lichtenberg-2022"), date(2026, 12, 1)) == ("six-months", date(2027, 6, 1))


def test_agreement_answers_for_its_own_rules_only(tmp_path: Path) -> None:
    concept = load(tmp_path, AGREEMENT)
    rules = {rule.rule_id: rule for rule in concept.rules}
    assert rules["team-alo"].source == "Teamvereinbarung Mitte 1 vom 01.09.2026"
    assert rules["team-alo"].valid_from == date(2026, 9, 1)
    assert rules["team-alo"].force == "binding"
    assert rules["schulpflichtig"].source == "Festlegung 02/2022, Zeile 40"
    assert rules["schulpflichtig"].valid_from == date(2022, 5, 31)
    assert concept.weekly_source == "Teamvereinbarung Mitte 1 vom 01.09.2026: „Je Vollzeitkraft 18 Gespräche.“"


def test_replaced_number_does_not_keep_the_old_quote(tmp_path: Path) -> None:
    content = '[concept]\nextends = "aa90-2021"\n[weekly]\ntarget = { default = 18 }\n'
    assert load(tmp_path, content).weekly_source == "mitte-1.toml"


def test_agreement_may_extend_an_agreement(tmp_path: Path) -> None:
    write(tmp_path, AGREEMENT)
    concept = load(tmp_path, '[concept]\nextends = "mitte-1"\n[weekly]\ntarget = { basis = 16 }\n', "mitte-2")
    assert concept.target_for("basis") == 16
    assert deadline(concept, date(2026, 12, 1)) == ("team-alo", date(2027, 1, 26))


def test_six_months_where_an_agreement_strikes_every_rule(tmp_path: Path) -> None:
    concept = load(tmp_path, f'remove_rules = ["six-months", "six-months-kooperationsplan"]\n{HEAD}')
    assert deadline(concept, date(2026, 12, 1)) == ("fallback", date(2027, 6, 1))


def test_shortest_rule_of_a_tier_wins(tmp_path: Path) -> None:
    rule = '[[rule]]\nid = "{0}-weeks"\nevery = {{ weeks = {0} }}\ntier = "team"\nquote = "alle {0} Wochen"\n'
    concept = load(tmp_path, HEAD + rule.format(10) + rule.format(8) + rule.format(12))
    assert deadline(concept, date(2026, 12, 1)) == ("8-weeks", date(2027, 1, 26))


def test_office_holds_where_the_concept_is_silent() -> None:
    office = Office("Mitte", {}, consulting_share=0.5, talk_minutes={"default": 30, "wish": 20})
    silent, outspoken = load_concept("lichtenberg-2022", None, office), load_concept("lichtenberg-2013", None, office)
    assert (silent.talk_minutes["default"], silent.talk_minutes["wish"], silent.consulting_share) == (30, 20, 0.60)
    assert (outspoken.talk_minutes["default"], outspoken.talk_minutes["wish"], outspoken.consulting_share) == (60, 20, 0.60)
    assert load_concept("aa90-2021", None, office).consulting_share == 0.5


def test_cover_order_is_known_as_common_or_own() -> None:
    assert load_concept("lichtenberg-2022").cover_is_default
    assert not load_concept("aa90-2021").cover_is_default
    assert load_concept("lichtenberg-2022").cover_order == load_concept("aa90-2021").cover_order


def test_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    (tmp_path / "mitte-1.toml").write_bytes(AGREEMENT.encode("utf-8-sig"))
    assert load_concept("mitte-1", tmp_path).target_for("basis") == 18


def test_documentation_names_every_rule_and_key() -> None:
    documentation = (Path(__file__).parents[2] / "docs" / "concepts.md").read_text(encoding="utf-8")
    rule_ids = {rule.rule_id for name in shipped_concepts() for rule in load_concept(name).rules}
    conditions = {field.name for field in fields(Group)}
    missing = [name for name in {*rule_ids, *conditions, *KIND_READERS, *FLAGS, *FORCES} if f"`{name}`" not in documentation]
    assert not missing

"""Concept files: layers, an office's own agreement, and every fault with file, key and what is wanted."""

from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from scheduler.concept import FLAGS, FORCES, TIERS, Concept, Every, Group, Span
from scheduler.conceptfiles import load_concept, shipped_concepts
from scheduler.conceptrules import KIND_READERS
from scheduler.deadlines import all_due
from scheduler.due import Case
from scheduler.errors import Fault, RosterError
from scheduler.history import History
from scheduler.roster import Customer, Office
from scheduler.texts import text
from scheduler.workdays import WorkCalendar

HEAD = """
[concept]
extends = "lichtenberg-2022"
title = "Teamvereinbarung Mitte 1"
source = "Teamvereinbarung Mitte 1 vom 01.09.2026"
valid_from = 2026-09-01
"""
AGREEMENT = f"""
remove_rules = ["first-talk-u25"]
{HEAD}
[weekly]
target = {{ basis = 18, u25 = 22.5 }}
quote = "Je Vollzeitkraft 18 Gespräche."

[[rule]]
id = "team-alo"
every = {{ weeks = 8 }}
tier = "team"
group = {{ status = ["alo"] }}
quote = "Arbeitslose alle acht Wochen"

[[rule]]
id = "six-months"
every = {{ months = 5 }}
tier = "status"
group = {{ kooperationsplan = false }}
quote = "spätestens nach fünf Monaten"
"""


def write(folder: Path, content: str, name: str = "mitte-1") -> None:
    (folder / f"{name}.toml").write_text(content, encoding="utf-8")


def load(folder: Path, content: str, name: str = "mitte-1", office: Office | None = None) -> Concept:
    write(folder, content, name)
    return load_concept(name, folder, office)


def faults_of(folder: Path, content: str, name: str = "mitte-1") -> list[Fault]:
    with pytest.raises(RosterError) as error:
        load(folder, content, name)
    return list(error.value.faults)


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


@pytest.mark.parametrize("name", ["no-such-concept", "../aa90-2021", "", "office"])
def test_unknown_concept(tmp_path: Path, name: str) -> None:
    write(tmp_path, HEAD, "office")
    with pytest.raises(RosterError) as error:
        load_concept(name, tmp_path)
    wanted = text("wanted.concept", values=", ".join(shipped_concepts()))
    assert error.value.faults == (Fault(f"{name}.toml", 0, "concept", name, wanted),)


def test_extended_concept_is_unknown(tmp_path: Path) -> None:
    wanted = text("wanted.concept", values=", ".join(shipped_concepts()))
    assert faults_of(tmp_path, '[concept]\nextends = "aa91"\n') == [Fault("mitte-1.toml", 0, "concept", "aa91", wanted)]


def test_circle_of_extensions(tmp_path: Path) -> None:
    write(tmp_path, '[concept]\nextends = "mitte-1"\n', "mitte-2")
    (fault,) = faults_of(tmp_path, '[concept]\nextends = "mitte-2"\n')
    assert (fault.file, fault.column, fault.wanted) == ("mitte-1.toml", "concept.extends", text("wanted.no_circle"))


def test_a_file_that_extends_itself(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, '[concept]\nextends = "aa90-2021"\n', "aa90-2021")
    assert (fault.file, fault.column, fault.wanted) == ("aa90-2021.toml", "concept.extends", text("wanted.no_circle"))


def test_broken_toml(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, "[concept\n")
    assert (fault.file, fault.wanted) == ("mitte-1.toml", text("wanted.toml"))


RULE = 'id = "x"\nquote = "q"\n'
EVERY = RULE + 'every = { months = 2 }\ntier = "team"\n'


@pytest.mark.parametrize(
    ("content", "column", "value", "wanted"),
    [
        ("[limit]\nnewly_due_days = 3\n", "limit", "{'newly_due_days': 3}", "talk_minutes, weekly"),
        ("[limits]\nnewly_due = 3\n", "limits.newly_due", "3", "newly_due_days"),
        ('[limits]\nnewly_due_days = "drei"\n', "limits.newly_due_days", "drei", text("wanted.whole", low=0, high=365)),
        ("[limits]\nfill_share = 50\n", "limits.fill_share", "50", text("wanted.number", low="0", high="1")),
        ("[consulting]\nshare = 60\n", "consulting.share", "60", text("wanted.number", low="0.05", high="1")),
        ('[channels]\ncontact = ["fax"]\n', "channels.contact", "['fax']", "in_person, phone, video, email, portal"),
        ('[channels]\nadvice_required = "ja"\n', "channels.advice_required", "ja", text("wanted.bool")),
        ("[weekly]\ntarget = { ue25 = 20 }\n", "weekly.target.ue25", "ue25", "basis, bjo"),
        ('[weekly]\ntarget = { basis = "20" }\n', "weekly.target.basis", "20", text("wanted.number", low="0", high="60")),
        ("[weekly]\ntarget = 20\n", "weekly.target", "20", text("wanted.table")),
        ('[talk_minutes]\n"default.ue25" = 45\n', "talk_minutes.default.ue25", "default.ue25", "first, graduate"),
        ("[talk_minutes]\nfirst = 1\n", "talk_minutes.first", "1", text("wanted.whole", low=5, high=240)),
        ('[cover]\norder = ["first", "lunch"]\n', "cover.order", "['first', 'lunch']", "first, graduate, wish"),
        ("[occasions]\nwish = { weeks = 2 }\n", "occasions.wish.weeks", "2", "working_days"),
        ("[occasions]\nwish = { working_days = 2, days = 2 }\n", "occasions.wish", "", text("wanted.occasion_days")),
        ("[occasions]\nlunch = { days = 2 }\n", "occasions.lunch", "lunch", "first, graduate, wish"),
        (f"[[rule]]\n{EVERY}colour = 3\n", "rule.x.colour", "3", "assumption"),
        (f"[[rule]]\n{EVERY}group = {{ age = 25 }}\n", "rule.x.group.age", "25", "age_from"),
        (f'[[rule]]\n{EVERY}group = {{ status = ["arbeitslos"] }}\n', "rule.x.group.status", "", "alo, asu, ratsuchend"),
        (f'[[rule]]\n{EVERY}group = {{ profile = "M" }}\n', "rule.x.group.profile", "M", "M, A, F, E, S, U, I, Z"),
        (f'[[rule]]\n{EVERY}force = "strong"\n', "rule.x.force", "strong", ", ".join(FORCES)),
        (f'[[rule]]\n{EVERY}valid_from = "2026-09-01"\n', "rule.x.valid_from", "2026-09-01", text("wanted.toml_date")),
        (f'[[rule]]\n{RULE}every = {{ months = 2 }}\ntier = "top"\n', "rule.x.tier", "top", ", ".join(TIERS)),
        (f"[[rule]]\n{RULE}every = {{ months = 2 }}\n", "rule.x.tier", "", text("wanted.text")),
        (f'[[rule]]\n{RULE}every = {{ months = 2, weeks = 1 }}\ntier = "team"\n', "rule.x.every.", "", text("wanted.span")),
        (f'[[rule]]\n{RULE}every = {{ years = 1 }}\ntier = "team"\n', "rule.x.every.years", "1", "months"),
        (f'[[rule]]\n{RULE}every = 2\ntier = "team"\n', "rule.x.every", "2", text("wanted.table")),
        (f"[[rule]]\n{RULE}", "rule.x.", "", "every, individual_at_most"),
        (f'[[rule]]\n{EVERY}exempt = "all"\n', "rule.x.", "every, exempt", "every, individual_at_most"),
        (f'[[rule]]\n{RULE}exempt = "some"\n', "rule.x.exempt", "some", "interval, all"),
        (
            f"[[rule]]\n{RULE}first_talk = {{ days = 10 }}\n",
            "rule.x.first_talk.working_days",
            "",
            text("wanted.whole", low=1, high=366),
        ),
        (
            f"[[rule]]\n{RULE}measure_end = {{ from_days = 91, late_to_days = 14 }}\n",
            "rule.x.measure_end.from_days",
            "91",
            "-366",
        ),
        ('[[rule]]\nquote = "q"\nevery = { months = 2 }\ntier = "team"\n', "rule[10].id", "", text("wanted.text")),
        ('[[rule]]\nid = "x"\nevery = { months = 2 }\ntier = "team"\n', "rule.x.quote", "", text("wanted.text")),
        ("rule = 3\n", "rule", "3", text("wanted.tables")),
    ],
)
def test_faults_name_file_key_value_and_what_is_wanted(
    tmp_path: Path, content: str, column: str, value: str, wanted: str
) -> None:
    before = "" if content.startswith("rule =") else HEAD
    faults = faults_of(tmp_path, before + content + ("" if before else HEAD))
    found = [fault for fault in faults if fault.column == column]
    assert found, faults
    assert found[0].file == "mitte-1.toml"
    assert value in found[0].value
    assert wanted in found[0].wanted


def test_unknown_rule_cannot_be_removed(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, f'remove_rules = ["six-month"]\n{HEAD}')
    assert (fault.file, fault.column, fault.value) == ("mitte-1.toml", "remove_rules", "six-month")
    assert "six-months" in fault.wanted


def test_every_fault_is_reported_at_once(tmp_path: Path) -> None:
    content = f"""{HEAD}
colour = "blue"
[consulting]
share = 60
[[rule]]
id = "x"
every = {{ years = 1 }}
tier = "top"
group = {{ status = ["arbeitslos"] }}
"""
    columns = [fault.column for fault in faults_of(tmp_path, content)]
    assert columns == sorted(
        [
            "concept.colour",
            "consulting.share",
            "rule.x.every.",
            "rule.x.every.years",
            "rule.x.group.status",
            "rule.x.quote",
            "rule.x.tier",
        ]
    )


def test_a_wrong_head_is_one_fault(tmp_path: Path) -> None:
    content = AGREEMENT.replace("valid_from = 2026-09-01", 'valid_from = "1. September"')
    (fault,) = faults_of(tmp_path, content)
    assert (fault.column, fault.value, fault.wanted) == ("concept.valid_from", "1. September", text("wanted.toml_date"))


def test_documentation_names_every_rule_and_key() -> None:
    documentation = (Path(__file__).parents[2] / "docs" / "concepts.md").read_text(encoding="utf-8")
    rule_ids = {rule.rule_id for name in shipped_concepts() for rule in load_concept(name).rules}
    conditions = {field.name for field in fields(Group)}
    missing = [name for name in {*rule_ids, *conditions, *KIND_READERS, *FLAGS, *FORCES} if f"`{name}`" not in documentation]
    assert not missing

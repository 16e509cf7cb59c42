"""Faults of concept files name file, key and value, and say what is wanted, all at once."""

from pathlib import Path

import pytest

from helpers.conceptfiles import AGREEMENT, HEAD, load, write
from scheduler.concept import FORCES, TIERS
from scheduler.conceptfiles import load_concept, shipped_concepts
from scheduler.errors import Fault, RosterError
from scheduler.texts import text


def faults_of(folder: Path, content: str, name: str = "mitte-1") -> list[Fault]:
    with pytest.raises(RosterError) as error:
        load(folder, content, name)
    return list(error.value.faults)


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
        ("[limit]\nnewly_due_days = 3\n", "limit", "[…]", "talk_minutes, weekly"),
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

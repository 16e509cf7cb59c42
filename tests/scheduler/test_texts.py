"""Texts: both languages complete, same placeholders, every key that the code names exists, no English word in a German text."""

import re
from pathlib import Path
from string import Formatter

import pytest

import scheduler
from constraints.problem import LADDER
from constraints.rules import RULES
from scheduler.cellvalues import OUTCOME_WORDS
from scheduler.columns import TABLES
from scheduler.concept import CHANNELS, DELIVERIES, FORCES, KINDS
from scheduler.conceptfiles import load_concept, shipped_concepts
from scheduler.conceptrules import OCCASION_ID, OWN_IDS
from scheduler.texts import LANGUAGES, catalogue, text, use_language

CODE = Path(scheduler.__file__).parent


def placeholders(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name}


def test_both_languages_have_the_same_keys_and_placeholders() -> None:
    german, english = (catalogue(language) for language in LANGUAGES)
    assert german.keys() == english.keys()
    assert [key for key in german if placeholders(german[key]) != placeholders(english[key])] == []


def test_every_key_named_in_the_code_exists() -> None:
    named = set()
    for file in [*CODE.rglob("*.py"), *CODE.rglob("*.j2")]:
        named |= set(re.findall(r"""\b(?:text|t)\(["']([a-z_.-]+)["']""", file.read_text(encoding="utf-8")))
    assert named
    assert named - catalogue("de").keys() == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_composed_key_exists(language: str) -> None:
    wanted = {f"wanted.cell.{column.wanted}" for table in TABLES for column in table.columns}
    wanted |= {f"rule.{rule.NAME}" for rule in RULES} | {f"would_need.{rule.NAME}" for rule in RULES.start_rules}
    wanted |= {f"stage.ladder.{step}" for step in LADDER} | {f"kind.{kind}" for kind in (*KINDS, "review")}
    wanted |= {f"channel.{name}" for name in CHANNELS} | {f"delivery.{name}" for name in DELIVERIES}
    wanted |= {f"force.{name}" for name in FORCES} | {
        f"state.{name}" for name in (*set(OUTCOME_WORDS.values()), "approved", "sent")
    }
    assert wanted - catalogue(language).keys() == set()


@pytest.fixture
def english() -> object:
    use_language("en")
    yield
    use_language("de")


def test_the_language_is_chosen(english: object) -> None:
    assert text("weekday.0") == "Monday"
    use_language("de")
    assert text("weekday.0") == "Montag"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_of_a_shipped_concept_has_a_name_of_its_own(language: str) -> None:
    ids = {rule.rule_id for name in shipped_concepts() for rule in load_concept(name).rules}
    ids |= {*OWN_IDS, *(f"{OCCASION_ID}{kind}" for kind in (*KINDS, "review"))}
    names = {key.removeprefix("rule_name."): words for key, words in catalogue(language).items() if key.startswith("rule_name.")}
    assert ids - names.keys() == set()
    assert len(set(names.values())) == len(names)


def test_no_english_word_in_a_german_text() -> None:
    """Names of columns, values and commands are the same in every language and stand in the files themselves."""
    english = re.compile(r"\b(the|and|of|is|are|not|with|for|week|talks?|customers?|missing|wanted|value)\b")
    technical = ("wanted.cell.", "option.", "sample.readme")
    found = {
        key: words
        for key, words in catalogue("de").items()
        if english.search(re.sub(r"{.*?}|\S*[./_-]\S*", "", words)) and not key.startswith(technical)
    }
    assert found == {}

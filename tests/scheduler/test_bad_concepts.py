"""Bad concept files of an office: always words, whatever stands in place of a key, a value or a table."""

from pathlib import Path

import pytest

from helpers.bad_input import refused, turnus, with_concept

HEAD = '[concept]\nextends = "aa90-2021"\ntitle = "Teamvereinbarung"\n'
RULE = '[[rule]]\nid = "r"\nevery = { weeks = 8 }\ntier = "team"\nquote = "q"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "roster"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "own.toml concept"),
        ("# nichts\n", "own.toml concept"),
        ('[concept]\nextends = "own"\n', "nicht im Kreis"),
        ('[concept]\nextends = "nirgends"\n', "nirgends"),
        ('[concept]\nextends = "office"\n', "ein Konzept"),
        ('[concept]\nextends = "../own"\n', "ein Konzept"),
        (HEAD + RULE + RULE, "own.toml rule[2].id: „r“ – gewünscht: eine Kennung, die nur einmal vorkommt"),
        (HEAD + RULE.replace('"r"', '"a b"'), "Buchstaben, Ziffern"),
        (HEAD + RULE.replace('"r"', '"pin"'), "rule"),
        (HEAD + RULE.replace('"r"', '"deviation"'), "eine andere Kennung als pin, deviation"),
        (HEAD + RULE.replace('"r"', '"occasion-wish"'), "eine andere Kennung"),
        (HEAD + RULE.replace('"r"', "[]"), "ein Text"),
        (HEAD + RULE.replace('"team"', '"exempt"'), "rule.r.tier: „exempt“"),
        (HEAD + '[[rule]]\nid = "w"\nfirst_talk = { working_days = 5 }\ntier = "status"\nquote = "q"\n', "rule.w.tier"),
        (HEAD + '[[rule]]\nid = "w"\nreview = {}\nquote = "q"\n', "after_profile oder before_elternzeit_end_months"),
        (HEAD + '[[rule]]\nid = "w"\nelternzeit_end = { from_months = -2, to_months = -6 }\nquote = "q"\n', "mindestens so viel wie from_months (-2)"),
        (HEAD + RULE + "group = { age_from = 50, age_to = 20 }\n", "mindestens so viel wie age_from (50)"),
        ('remove_rules = ["fallback"]\n' + HEAD, "eine Regel ohne group"),
        ('remove_rules = "fallback"\n' + HEAD, "eine Liste aus"),
        ('remove_rules = ["zzz", 1, ["a"], {a = 1}]\n' + HEAD, "remove_rules: „zzz“"),
        ("rule = [1]\n" + HEAD, "own.toml rule[1]: „1“"),
        (HEAD + "[show_rates]\ndefault = {}\n", "show_rates.default"),
        (HEAD + "[occasions]\nwish = { days = 1, working_days = 1 }\n", "genau eines von working_days, days"),
    ],
    ids=lambda text: text[-40:],
)  # fmt: skip
def test_faults_of_a_concept(folder: Path, content: str, words: str) -> None:
    refused(with_concept(folder, content), words)


def test_own_defaults_are_not_dropped_in_silence(folder: Path) -> None:
    with_concept(folder, HEAD)
    (folder / "defaults.toml").write_text("")
    refused(folder, "defaults.toml", "ein anderer Dateiname")


TABLES = (
    "concept",
    "weekly",
    "channels",
    "talk_minutes",
    "consulting",
    "cover",
    "occasions",
    "limits",
    "lead_days",
    "show_rates",
)
KEYS = {
    "concept": ("extends", "title", "source", "office", "valid_from", "as_of", "force"),
    "weekly": ("target", "line", "quote"),
    "channels": ("contact", "weekly", "advice_required"),
    "talk_minutes": ("first", "default", "'x.y'"),
    "consulting": ("share",),
    "cover": ("order",),
    "occasions": ("wish", "xx"),
    "limits": ("newly_due_days", "fill_share"),
    "lead_days": ("letter", "x"),
    "show_rates": ("default", "x"),
    "rule": ("tier", "force", "line", "quote", "source", "valid_from", "channels", "phone_suffices", "assumption", "group", "every", "exempt"),
}  # fmt: skip
VALUES = ("-1", "[[1]]", "{x = 1}", "1979-05-27T07:32:00Z")


@pytest.mark.parametrize("table", KEYS)
def test_no_value_of_any_key_ends_in_a_traceback(folder: Path, table: str) -> None:
    wrong = 0
    for key in KEYS[table]:
        for value in VALUES:
            name = f"[{table}]" if table != "rule" else '[[rule]]\nid = "r"\nevery = { weeks = 8 }\ntier = "team"\nquote = "q"'
            lines = [line for line in name.split("\n") if not line.startswith(f"{key} ")]
            head = HEAD if table != "concept" else ""
            wrong += turnus(
                "concepts", "own", "--roster", with_concept(folder, f"{head}{chr(10).join(lines)}\n{key} = {value}\n")
            ).exit_code
    assert wrong >= len(KEYS[table]) * len(VALUES) // 2


@pytest.mark.parametrize("table", [*TABLES, "rule"])
def test_no_value_in_place_of_a_table_ends_in_a_traceback(folder: Path, table: str) -> None:
    for value in ("1", "[{}]", "{default = {x = 1}}"):
        result = turnus(
            "concepts", "own", "--roster", with_concept(folder, f"{table} = {value}\n{HEAD if table != 'concept' else ''}")
        )
        assert result.exit_code == 1
        assert "own.toml" in result.output

"""No English word in German output and no German one in English output: every printed word is one of the catalogue or of the data."""

import re
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import click
import pytest
from click.testing import CliRunner

from helpers.cli import ON
from helpers.languages import all_commands, concept_words, own_words, page_text, roster_words, strangers, words
from helpers.rosters import OFFICE, customer, specialist, write_roster
from scheduler import cellvalues
from scheduler.cli import main
from scheduler.cliparts import TextGroup
from scheduler.columns import TABLES
from scheduler.concept import TEAM_KINDS
from scheduler.conceptfiles import shipped_concepts
from scheduler.planfiles import APPOINTMENT_COLUMNS
from scheduler.texts import LANGUAGES, catalogue, counted, use_language

SAMPLES = Path(__file__).parents[2] / "sample_rosters"


@pytest.fixture(autouse=True)
def german_again() -> Iterator[None]:
    yield
    use_language("de")


def said(language: str, *arguments: object, code: int | None = None) -> str:
    result = CliRunner().invoke(main, ["--lang", language, *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert code is None or result.exit_code == code, result.output
    return result.output


def test_the_check_itself_finds_a_foreign_word() -> None:
    assert strangers("Usage: turnus plan [OPTIONS]", "de") == {"usage", "options"}
    assert strangers("Woche 49: Missing option --week.", "de") == {"missing", "option"}
    assert strangers("Last chance: Frist", "en") == {"frist"}
    assert strangers("customers.csv:2 birth_date: „gestern“ – gewünscht: a date", "de") == {"date"}
    assert {"the", "of", "week", "talk", "required", "options", "missing", "deadline"}.isdisjoint(own_words("de"))
    assert {"der", "und", "woche", "gespräch", "brief", "nötig", "fehlt", "frist"}.isdisjoint(own_words("en"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", ["", *dict(all_commands())])
def test_help_has_a_text_for_everything(command: str, language: str) -> None:
    output = said(language, *command.split(), "--help", code=0)
    assert strangers(output, language) == set()
    if command:
        for param in dict(all_commands())[command].params:
            assert f"metavar.{param.name}" in catalogue(language) or isinstance(param, click.Option), param.name
            assert f"option.{param.name}".replace("_", "-") in catalogue(language) or isinstance(param, click.Argument), (
                param.name
            )


def wrong_calls() -> Iterator[list[str]]:
    """Yield calls that are wrong in every way that a command line can be wrong."""
    yield from (["frobnicate"], ["pla"], ["--frobnicate"], ["--lang", "fr"], [])
    for full_name, command in all_commands():
        name = full_name.split()
        arguments = ["x" for param in command.params if isinstance(param, click.Argument) and param.required]
        yield from ([*name, *arguments, *["y"] * 9], [*name, *arguments, "--frobnicate"])
        if arguments:
            yield [*name, *arguments[:-1]]
        yield [*name, *arguments, "--todya", "2026-11-20"]
        for param in command.params:
            if isinstance(param, click.Option):
                option = max(param.opts, key=len)
                yield [*name, *arguments, f"{option}=3"] if param.is_flag else [*name, *arguments, option]
                if not isinstance(param.type, type(click.STRING) | click.Path | click.types.BoolParamType):
                    yield [*name, *arguments, option, "?"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("call", list(wrong_calls()), ids=" ".join)
def test_wrong_usage_is_told_in_one_language(call: list[str], language: str) -> None:
    output = said(language, *call, code=2)
    assert strangers(output, language, {"frobnicate", "todya", "pla", "fr"}) == set()
    assert "--help" in output


@pytest.mark.parametrize(
    ("call", "wanted"),
    [
        (["plan"], "BESTAND fehlt.\nHilfe: main plan --help\n"),
        (["plan", "x"], "--output fehlt.\nHilfe: main plan --help\n"),
        (["pln"], "Gemeint vielleicht: plan, replan?"),
        (["due", "x", "--al"], "Gemeint vielleicht: --all, --help?"),
        (["due", "x", "--all=3"], "Zu --all gehört kein Wert.\nHilfe: main due --help\n"),
        (["due", "x", "--week"], "Nach --week fehlt ein Wert.\nHilfe: main due --help\n"),
        (["due", "x", "--format", "pdf"], "Falscher Wert für --format; gewünscht ist eines von: table, csv, json."),
        (["sample", "x", "--seed", "1", "--specialists", "0"], "gewünscht ist eine ganze Zahl von 1 bis 1000."),
        (["sample", "x", "--specialists", "1", "--seed", "-1"], "gewünscht ist eine ganze Zahl ab 0."),
    ],
)
def test_wrong_usage_says_what_is_wanted(call: list[str], wanted: str) -> None:
    assert wanted in said("de", *call, code=2)


def test_the_list_of_commands_is_that_of_the_commands_there_are() -> None:
    assert f"gewünscht ist einer von: {', '.join(main.commands)}." in said("de", "frobnicate", code=2)
    listed = re.findall(r"^  ([a-z]+) ", said("de", "--help").partition("Befehle:")[2], re.MULTILINE)
    assert listed == list(main.commands)


@pytest.mark.parametrize(("language", "wanted"), [("de", "Abgebrochen.\n"), ("en", "Stopped.\n")])
def test_a_command_that_is_stopped_says_so(language: str, wanted: str) -> None:
    group = TextGroup("turnus")

    @group.command("wait")
    def wait() -> None:
        raise KeyboardInterrupt

    result = CliRunner(env={"LC_ALL": f"{language}_XX.UTF-8"}).invoke(group, ["wait"])
    assert (result.exit_code, result.output) == (1, wanted)


def test_version_and_words_of_the_help_page() -> None:
    assert re.fullmatch(r"turnus \d+\.\d+\.\d+\S*\n", said("de", "--version"))
    page = said("de", "plan", "--help")
    for line in ("Aufruf: main plan [OPTIONEN] BESTAND", "Angaben:", "Optionen:", "Ordner, der geschrieben wird  [nötig]"):
        assert line in page
    assert "ZAHL" in said("de", "sample", "--help")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sample", sorted(folder.name for folder in SAMPLES.iterdir() if folder.is_dir()))
def test_check_and_due_of_every_sample(sample: str, language: str) -> None:
    folder = SAMPLES / sample
    data = roster_words(folder)
    for call in (("check", folder, "--today", "2027-01-20"), ("due", folder, *ON), ("due", folder, *ON, "--all")):
        output = said(language, *call, code=0)
        assert strangers(output, language, data) == set(), call


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [None, *shipped_concepts()])
def test_concepts(name: str | None, language: str) -> None:
    output = said(language, "concepts", *filter(None, [name]), code=0)
    assert strangers(output, language, concept_words()) == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sample", ["aa90_team", "overbooked_team", "u25_team"])
def test_everything_that_planning_writes_for_people(sample: str, language: str, tmp_path: Path) -> None:
    folder, plan = SAMPLES / sample, tmp_path / "plan"
    data = roster_words(folder)
    printed = said(language, "plan", folder, *ON, "-o", plan, "--xlsx", code=0) + said(language, "verify", folder, plan, code=0)
    assert strangers(printed, language, data) == set()
    assert strangers(page_text((plan / "week.html").read_text(encoding="utf-8")), language, data) == set()
    assert strangers(sheet_texts(plan / "plan.xlsx"), language, data) == set()


def sheet_texts(file: Path) -> str:
    """Return all texts of a workbook: cells and titles of its sheets."""
    with ZipFile(file) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        found = [cell for name in sheets for cell in re.findall(r"<t[^>]*>([^<]*)</t>", parts.read(name).decode())]
    with ZipFile(file) as parts:
        titles = re.findall(r'<sheet [^>]*name="([^"]*)"', parts.read("xl/workbook.xml").decode())
    return "\n".join(text for text in [*titles, *found] if not re.fullmatch(r"[0-9a-f]{16}", text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_findings_of_an_audit_are_named_in_words(language: str, tmp_path: Path) -> None:
    folder = write_roster(tmp_path / "roster", [customer(f"K{n:02}") for n in range(6)])
    said(language, "plan", folder, *ON, "-o", tmp_path / "plan", code=0)
    file = tmp_path / "plan" / "appointments.csv"
    for old, new in (("T08:00", "T07:00"), ("T08:45", "T07:45"), ("K00", "K05")):
        file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    output = said(language, "verify", folder, tmp_path / "plan", code=1)
    assert output.startswith(
        ("Zeile des Plans: ", "Sprechzeiten der Fachkraft: ") if language == "de" else ("row of ", "consulting hours of")
    )
    assert strangers(output, language, words(APPOINTMENT_COLUMNS)) == set()


BAD_CUSTOMER = {
    "customer_id": "K/1", "specialist_id": "S9", "birth_date": "gestern", "status": "?", "registered_on": "1800-01-01",
    "profile": "X", "last_contact_channel": "Fax", "flags": "blond", "unavailable": "8-9", "preferred": "Mon 9",
}  # fmt: skip
BAD_TABLES = {
    "absences": [{"person_id": "K9", "first_day": "2026-12-02", "last_day": "2026-12-01", "from_time": "25:00", "to_time": "9"}],
    "measures": [{"customer_id": "K2", "kind": "", "first_day": "x", "last_day": "x"}],
    "occasions": [{"customer_id": "K2", "kind": "Tee", "recorded_on": "2026-11-30", "not_after": "2026-11-01", "minutes": "1"}],
    "deviations": [{"customer_id": "K2", "until": "2026-11-30", "reason": "r", "every": "immer", "pause": "?"}],
    "contacts": [{"customer_id": "K2", "on": "x", "channel": "x", "outcome": "x", "kind": "x", "invited_by": "x", "advice": "x"}],
    "bookings": [{"booking_id": "B 1", "specialist_id": "S1", "start": "x", "end": "x", "state": "x", "sequence": "x"}],
    "resources": [{"resource": "", "capacity": "x", "mon": "9"}],
    "wishes": [{"specialist_id": "S1", "customer_id": "K2", "must": "x", "day": "x", "half_day": "x"}],
}
BAD_OFFICE = (
    OFFICE
    + """kind = "x"
weekly_target = 99
color = "red"
[lead_days]
letter = 99
[show_rates]
nobody = 0.5
[talk_minutes]
first = "x"
"""
)
BAD_TOP = 'subdivision = "XX"\ntimezone = "Mond"\norganizer = "ich"\nclosed = "nie"\ngrid_minutes = 7\nfill = "x"\nteams = 3\n'


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("office", [BAD_OFFICE, BAD_TOP, "name = ", OFFICE.replace("aa90-2021", "nichts")], ids=range(4))
def test_every_fault_of_a_roster(office: str, language: str, tmp_path: Path) -> None:
    staff = [specialist(), specialist("S2", fte="2", team="nirgends", mon="9-8")]
    people = [customer("K2"), {**customer("K2"), **BAD_CUSTOMER}, customer("K2")]
    folder = write_roster(tmp_path / "roster", people, staff, office, **BAD_TABLES)
    (folder / "customers.xlsx").touch()
    output = said(language, "check", folder, code=1)
    data = {*words(shipped_concepts()), "office", *names_of_keys(), *TEAM_KINDS}
    assert strangers(output, language, data) == set()


def names_of_keys() -> set[str]:
    """Return the names of keys and values that office.toml may hold; faults list them as they have to be typed."""
    page = (SAMPLES.parent / "docs" / "files.md").read_text(encoding="utf-8").partition("## Tables in general")[0]
    return words(re.findall(r"`([^`]+)`", page))


def test_the_german_words_that_a_fault_wants_can_be_typed() -> None:
    use_language("de")
    parsers = {column.wanted: column.parse for table in TABLES for column in table.columns if column.wanted != "text"}
    for wanted in ("status", "channel", "kind", "occasion", "outcome", "state", "delivery", "yes_no", "must", "half_day"):
        listed = catalogue("de")[f"wanted.cell.{wanted}"].removeprefix("eines von: ")
        for word in re.split(r", | oder (?:ein Ergebnis )?|[()]", listed):
            if word:
                parsers[wanted](word)
    assert cellvalues.WEEKDAYS["mo"] == 0


@pytest.mark.parametrize(
    ("key", "number", "wanted"),
    [
        ("due.title", 1, "Woche 49/2026: 1 Eintrag"),
        ("due.title", 2, "Woche 49/2026: 2 Einträge"),
        ("demand.each_months", 1, "jeden Monat"),
        ("demand.half_year", 1, "1 Kontakt im Halbjahr"),
    ],
)
def test_one_thing_is_no_plural(key: str, number: int, wanted: str) -> None:
    assert counted(key, number, week="49/2026") == wanted


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_singular_word_after_another_number_than_one(language: str) -> None:
    for key, text in catalogue(language).items():
        if key.endswith("_one") and "{number}" in text:
            assert "{number}" in catalogue(language)[key.removesuffix("_one")], key

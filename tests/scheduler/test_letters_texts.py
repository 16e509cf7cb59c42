"""Texts and templates of letters are data: by date, of the house's own, in a second language, with faults named."""

from pathlib import Path

import pytest

from helpers.letters import (
    LETTERHEAD,
    OWN_LEGAL,
    addresses,
    export,
    invitation,
    letters_of,
    only_letter,
    roster_with,
    states,
    table,
    turnus,
)
from helpers.rosters import OFFICE, customer, write_roster
from helpers.workbooks import workbook_of


def legal(folder: Path, version: str, day: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{version}.toml").write_text(OWN_LEGAL.format(version=version, day=day), encoding="utf-8")


def test_the_newest_text_in_force_on_the_day_of_the_letter_counts(tmp_path: Path) -> None:
    for today, version in (("2026-11-20", "alt"), ("2026-11-30", "alt"), ("2026-12-01", "neu")):
        roster = roster_with(tmp_path / today / "roster", invitation(1, "2026-12-21"))
        for name, day in (("alt", "2026-01-01"), ("neu", "2026-12-01"), ("fern", "2027-01-01")):
            legal(roster / "letters" / "legal", name, day)
        people = addresses(tmp_path / "a.csv", {"K1": "Alex"})
        result = export(roster, people, tmp_path / today / "out", today=today)
        assert f"Worte der Dienststelle, {version}." in only_letter(tmp_path / today / "out")
        assert table(roster / "letters.csv")[0]["text_version"] == f"deutsch 2; {version}"
        assert "MUSTER" not in result.output + only_letter(tmp_path / today / "out")


def test_without_a_text_in_force_there_is_no_letter(tmp_path: Path) -> None:
    roster = roster_with(tmp_path / "roster", invitation(1))
    legal(roster / "letters" / "legal", "fern", "2027-01-01")
    result = export(roster, addresses(tmp_path / "a.csv", {"K1": "Alex"}), tmp_path / "out")
    assert result.exit_code == 1
    assert "ein Text, der am 20.11.2026 gilt" in result.output
    assert not (tmp_path / "out").exists()


def test_the_sample_is_named_on_every_run(tmp_path: Path) -> None:
    roster = roster_with(tmp_path / "roster", invitation(1), invitation(2, channel="phone"))
    people = addresses(tmp_path / "a.csv", {"K1": "Alex", "K2": "Kim"})
    assert "MUSTER-Rechtsfolgenbelehrung" in export(roster, people, tmp_path / "1", "--dry-run").output
    assert "MUSTER-Rechtsfolgenbelehrung" in export(roster, people, tmp_path / "1").output
    assert "SAMPLE of the legal instruction" in export(roster, people, tmp_path / "2", "--again", "B1", lang="en").output
    assert "MUSTER" not in export(roster, people, tmp_path / "3", "--again", "B2").output


def test_letters_with_the_sample_are_not_made_unless_somebody_asks(tmp_path: Path) -> None:
    roster = roster_with(tmp_path / "roster", invitation(1), invitation(2, channel="phone"))
    people = addresses(tmp_path / "a.csv", {"K1": "Alex", "K2": "Kim"})
    result = export(roster, people, tmp_path / "out", sample=False)
    assert (result.exit_code, "letters/legal/" in result.output, "--with-sample" in result.output) == (1, True, True)
    assert (states(roster)["B1"], (tmp_path / "out").exists()) == (("approved", ""), False)
    assert export(roster, people, tmp_path / "out", "--dry-run", sample=False).exit_code == 0
    legal(roster / "letters" / "legal", "haus", "2026-01-01")
    assert export(roster, people, tmp_path / "out", sample=False).exit_code == 0
    assert "haus." in " ".join(letters_of(tmp_path / "out").values())


SECOND = """version = "3"
lang = "fr"
direction = "rtl"
weekdays = ["lu", "ma", "me", "je", "ve", "sa", "di"]
date = "{year}/{month}/{day}"
time = "{hour}h{minute}"
note = "Nota: nur die deutsche Fassung gilt."
[labels]
reference = "r"
date = "d"
contact = "c"
phone = "p"
email = "e"
hours = "h"
page = "{page}/{pages}"
bring = "Portare:"
[talks.other]
purpose = "conversatio"
bring = ["epistula"]
[letters.summons]
subject = "Invitatio {date}"
before = ["Salve {name}!"]
details = [["Quando", "{weekday} {date} {time}"]]
"""


def test_a_second_language_stands_beside_the_german_one(tmp_path: Path) -> None:
    people = [customer("K1", language="Interlingua"), customer("K2", language="Interlingua"), customer("K3", language="farsi")]
    roster = roster_with(tmp_path / "roster", invitation(1), invitation(2, channel="phone"), invitation(3), people=people)
    texts = roster / "letters" / "texts"
    texts.mkdir(parents=True)
    (texts / "interlingua.toml").write_text(SECOND, encoding="utf-8")
    result = export(roster, addresses(tmp_path / "a.csv", {"K1": "Ada", "K2": "Ben", "K3": "Cem"}), tmp_path / "out")
    [both] = [words for words in letters_of(tmp_path / "out").values() if "Ada" in words]
    for words in (
        "Guten Tag Ada!",
        "nur die deutsche Fassung gilt",
        "Invitatio 2026/12/08",
        "Salve Ada!",
        "ma 2026/12/08 09h00",
        "epistula",
    ):
        assert words in both, words
    assert both.index("Guten Tag") < both.index("Salve")
    assert both.count("Rechtsfolgenbelehrung") == 1
    versions = {row["booking_id"]: row["text_version"] for row in table(roster / "letters.csv")}
    assert versions == {"B1": "deutsch 2; interlingua 3; muster-1", "B2": "deutsch 2", "B3": "deutsch 2; muster-1"}
    assert "Nur auf Deutsch, weil es für „Interlingua“ keine Texte gibt: 1" in result.output
    assert "Nur auf Deutsch, weil es für „farsi“ keine Texte gibt: 1" in result.output


def with_texts(folder: Path, name: str, content: str) -> Path:
    roster = roster_with(folder / "roster", invitation(1), people=[customer("K1", language="xx")])
    (roster / "letters" / name).parent.mkdir(parents=True)
    (roster / "letters" / name).write_text(content, encoding="utf-8")
    return roster


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("texts/xx.toml", SECOND.replace("{name}", "{nomen}"), "xx.toml letters.summons.before: „{nomen}“"),
        ("texts/xx.toml", SECOND.replace('"lu", ', ""), "xx.toml weekdays: „6“"),
        ("texts/xx.toml", SECOND.replace('direction = "rtl"', 'direction = "up"'), "xx.toml direction: „up“"),
        ("texts/xx.toml", SECOND + 'colour = "red"\n', "xx.toml letters.summons.colour: „red“"),
        ("texts/deutsch.toml", SECOND, "deutsch.toml letters.cancellation.subject"),
        ("legal/own.toml", 'version = "1"\n', "own.toml valid_from"),
        ("legal/own.toml", "version = 1\n", "own.toml version: „1“"),
        ("texts/xx.toml", "= nothing", "xx.toml:1"),
        ("letter.typ", '#import "@preview/x:1.0.0": y\n', "letter.typ:1: „@preview“"),
    ],
)
def test_faults_of_texts_have_their_place(tmp_path: Path, name: str, content: str, fault: str) -> None:
    roster = with_texts(tmp_path, name, content)
    result = export(roster, addresses(tmp_path / "a.csv", {"K1": "Alex"}), tmp_path / "out")
    assert result.exit_code == 1
    assert fault in result.output
    assert not (tmp_path / "out").exists()


def test_an_own_template_is_found_and_a_broken_one_told_with_its_line(tmp_path: Path) -> None:
    own = '#let page-settings(it) = (paper: "a4")\n#let letter(it) = [\n  Hausbrief an #it.recipient.name\n]\n'
    roster = with_texts(tmp_path, "letter.typ", own)
    people = addresses(tmp_path / "a.csv", {"K1": "Alex"})
    export(roster, people, tmp_path / "own", "--dry-run")
    (roster / "letters" / "letter.typ").write_text(own.replace("it.recipient", "it.nobody"), encoding="utf-8")
    result = export(roster, people, tmp_path / "broken")
    assert result.exit_code == 1
    assert "Die Vorlage der Briefe hat einen Fehler" in result.output
    assert 'dictionary does not contain key "nobody"' in result.output
    assert " letter.typ:3" in result.output
    assert not (tmp_path / "broken").exists()
    (roster / "letters" / "letter.typ").write_text(own, encoding="utf-8")
    assert export(roster, people, tmp_path / "good").exit_code == 0
    assert only_letter(tmp_path / "good") == "Hausbrief an Alex"


def test_a_template_may_be_named_as_file_or_folder(tmp_path: Path) -> None:
    own = '#let page-settings(it) = (paper: "a4")\n#let letter(it) = [Von woanders: #it.reference]\n'
    roster = roster_with(tmp_path / "roster", invitation(1))
    people = addresses(tmp_path / "a.csv", {"K1": "Alex"})
    (tmp_path / "t").mkdir()
    (tmp_path / "t" / "letter.typ").write_text(own)
    for number, template in enumerate((tmp_path / "t", tmp_path / "t" / "letter.typ")):
        output = tmp_path / f"out{number}"
        again = ("--again", "B1") if number else ()
        assert export(roster, people, output, "--template", template, *again).exit_code == 0
        assert only_letter(output) == "Von woanders: T-48FF91"
    result = export(roster, people, tmp_path / "x", "--template", tmp_path / "none.typ")
    assert result.exit_code == 1
    assert "none.typ" in result.output


def test_a_workbook_may_hold_the_letterhead(tmp_path: Path) -> None:
    folder = roster_with(tmp_path / "roster", invitation(1))
    book = workbook_of(folder, tmp_path / "bestand.xlsx")
    result = export(book, addresses(tmp_path / "a.csv", {"K1": "Alex"}), tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "Musterallee 1" in only_letter(tmp_path / "out")


def test_a_letterhead_is_needed_and_read_strictly(tmp_path: Path) -> None:
    roster = roster_with(tmp_path / "roster", invitation(1), office=OFFICE)
    people = addresses(tmp_path / "a.csv", {"K1": "Alex"})
    result = export(roster, people, tmp_path / "out")
    assert (result.exit_code, "office.toml letterhead" in result.output) == (1, True)
    for broken, fault in (
        (LETTERHEAD.replace('phone = "030 5555 0"', ""), "letterhead.phone"),
        (LETTERHEAD.replace('["Musterallee 1", "10315 Berlin"]', '"Musterallee 1"'), "letterhead.address"),
        (LETTERHEAD + 'fax = "1"\n', "letterhead.fax"),
    ):
        write_roster(roster, [customer("K1")], office=OFFICE + broken)
        result = turnus("check", roster)
        assert (result.exit_code, fault in result.output) == (1, True)

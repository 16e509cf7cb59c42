"""Letters on paper: the window, what each kind of talk says and does not say, texts by date, a second language, fonts, PDF/A."""

import io
import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from helpers.letters import (
    LETTERHEAD,
    OWN_LEGAL,
    addresses,
    export,
    invitation,
    is_tagged,
    letters_of,
    only_letter,
    places_of,
    roster_with,
    table,
    text_of,
    turnus,
)
from helpers.rosters import OFFICE, customer, write_roster
from helpers.workbooks import workbook_of
from scheduler.letters import typesetting
from scheduler.letters.places import SHIPPED
from scheduler.letters.typesetting import Layout, Sheet, set_all

DUTY = ("Rechtsfolgenbelehrung", "§ 309", "§ 32", "Meldeversäumnis", "verpflichtet")


def made(folder: Path, *bookings: dict[str, str], names: dict[str, str] | None = None) -> Path:
    """Letters for bookings, everybody called Alex Muster unless told otherwise."""
    roster = roster_with(folder / "roster", *bookings)
    everybody = dict.fromkeys((row["customer_id"] for row in bookings), "Alex Muster") | (names or {})
    result = export(roster, addresses(folder / "a.csv", everybody), folder / "out")
    assert result.exit_code == 0, result.output
    return folder / "out"


def test_a_summons_says_purpose_place_time_and_law(tmp_path: Path) -> None:
    letter = only_letter(made(tmp_path, invitation(1)))
    for words in (
        "Unser Zeichen: T-48FF91 Datum: 20.11.2026",
        "Einladung zum Gespräch am 08.12.2026",
        "Guten Tag Alex Muster!",
        "Dienstag, 08.12.2026, um 09:00 Uhr",
        "etwa 45 Minuten",
        "Jobcenter Musterstadt (erfunden), Musterallee 1, 10315 Berlin",
        "Raum 4.06",
        "Vermittlung in Ausbildung oder Arbeit",
        "Bitte bringen Sie mit: • diesen Brief",
        "Telefon 030 5555 0",
        "§ 59 SGB II in Verbindung mit § 309 SGB III",
        "MUSTER – Rechtsfolgenbelehrung",
        "Seite 1 von 2",
    ):
        assert words in letter, words


FREE = {
    "wish": ({"kind": "wish"}, "das Gespräch, um das Sie gebeten haben"),
    "phone": ({"channel": "phone"}, "Wir rufen Sie an"),
    "video": ({"channel": "video"}, "per Video"),
    "both": ({"channel": "phone", "kind": "wish"}, "Wir rufen Sie an"),
    "mail": ({"channel": "email"}, "Für Sie ist dieser Termin vorgesehen"),
    "none": ({"kind": ""}, "ein Gespräch über Ihr Anliegen"),
    "information": ({"kind": "information"}, "ein Gespräch über Ihr Anliegen"),
}


def test_no_duty_where_nobody_has_to_come(tmp_path: Path) -> None:
    bookings = [invitation(n, **values) for n, (values, _) in enumerate(FREE.values(), 1)]
    names = {f"K{n}": f"Person {name}" for n, name in enumerate(FREE, 1)}
    letters = letters_of(made(tmp_path, *bookings, names=names)).values()
    assert len(letters) == len(FREE)
    for letter in letters:
        [(_, words)] = [said for name, said in FREE.items() if f"Person {name}!" in letter]
        assert words in letter
        assert [word for word in DUTY if word in letter] == []
    assert {row["text_version"] for row in table(tmp_path / "roster" / "letters.csv")} == {"deutsch 1"}


def test_every_other_talk_in_person_has_the_instruction(tmp_path: Path) -> None:
    kinds = ("first", "graduate", "strategy", "follow_up", "regular")
    letters = letters_of(made(tmp_path, *(invitation(n, kind=kind) for n, kind in enumerate(kinds, 1)))).values()
    assert len(letters) == len(kinds)
    assert all("Rechtsfolgenbelehrung" in letter and "§ 309" in letter for letter in letters)
    assert {row["text_version"] for row in table(tmp_path / "roster" / "letters.csv")} == {"deutsch 1; muster-1"}


def test_no_text_of_the_house_can_make_a_wish_or_a_phone_call_a_duty(tmp_path: Path) -> None:
    roster = roster_with(tmp_path / "roster", invitation(1, kind="wish"), invitation(2, channel="phone"))
    texts = roster / "letters" / "texts"
    texts.mkdir(parents=True)
    shipped = (SHIPPED / "texts" / "deutsch.toml").read_text(encoding="utf-8")
    (texts / "deutsch.toml").write_text(shipped.replace("summons = false", "summons = true"), encoding="utf-8")
    export(roster, addresses(tmp_path / "a.csv", {"K1": "A", "K2": "B"}), tmp_path / "out")
    for letter in letters_of(tmp_path / "out").values():
        assert [word for word in DUTY if word in letter] == []


def test_a_covering_colleague_is_told(tmp_path: Path) -> None:
    letter = only_letter(made(tmp_path, invitation(1, specialist_id="S2", covers_for="S1")))
    assert "in Vertretung" in letter
    assert "Raum 4.07" in letter
    assert "in Vertretung" not in only_letter(made(tmp_path / "own", invitation(1)))


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Alex Muster", "Musterweg 1|10315 Berlin"),
        ("Alex Muster", "c/o Beispiel|Hinterhaus|Musterweg 1|10315 Berlin|ÖSTERREICH"),
        (
            "Dr. Maria-Theresia Freifrau von und zu Hohenstein-Lichtenberg-Treptow",
            "Straße des 17. Juni 135, Aufgang C|10623 Berlin",
        ),
    ],
)
def test_the_address_stands_in_the_window(tmp_path: Path, name: str, lines: str) -> None:
    """DIN 5008 form B: the window is 20 to 105 mm from the left and 45 to 90 mm from the top; nothing else stands in it."""
    roster = roster_with(tmp_path / "roster", invitation(1))
    export(roster, addresses(tmp_path / "a.csv", {"K1": name}, lines), tmp_path / "out")
    [pdf] = (tmp_path / "out" / "letters").glob("*.pdf")
    places = places_of(pdf.read_bytes())
    inside = [words for words, x, y in places if 20 <= x <= 105 and 45 <= y <= 90]
    assert inside == ["Musterallee 1 · 10315 Berlin", name, *lines.split("|")]
    assert [x for words, x, _ in places if words in inside[1:] and x < 125] == pytest.approx([25] * (len(inside) - 1), abs=0.1)
    tops = [y for words, _, y in places if words in inside[1:]]
    assert min(tops) - 4 > 60
    assert max(tops) + 1 < 90


def test_a_long_name_is_made_smaller_and_not_cut(tmp_path: Path) -> None:
    name = "Dr. Maria-Theresia Freifrau von und zu Hohenstein-Lichtenberg-Treptow"
    out = made(tmp_path, invitation(1), names={"K1": name})
    [pdf] = (out / "letters").glob("*.pdf")
    sizes: list[tuple[str, float]] = []

    def visit(words: str, _cm: object, tm: list[float], _font: object, size: float) -> None:
        sizes.append((words.strip(), size))

    PdfReader(io.BytesIO(pdf.read_bytes())).pages[0].extract_text(visitor_text=visit)
    [size] = [size for words, size in sizes if words == name]
    assert 6 <= size < 9


HOSTILE = [
    '#panic("x")',
    "*fett* _kursiv_ $x^2$ `code`",
    "<label> @ref #sys.inputs",
    "\\ ~ ' \" // /* =",
    "Ömer Größmann",
    "Дарія",
]


def test_names_are_never_markup(tmp_path: Path) -> None:
    names = {f"K{n}": name for n, name in enumerate(HOSTILE, 1)}
    letters = letters_of(made(tmp_path, *(invitation(n) for n in range(1, len(HOSTILE) + 1)), names=names)).values()
    for name in HOSTILE:
        assert [letter for letter in letters if f"Guten Tag {' '.join(name.split())}!" in letter] != [], name


def test_right_to_left_names_are_set(tmp_path: Path) -> None:
    assert "08.12.2026" in only_letter(made(tmp_path, invitation(1), names={"K1": "علي مثال"}))


def test_signs_without_a_font_are_told_with_the_person_and_nothing_is_written(tmp_path: Path) -> None:
    roster = roster_with(tmp_path / "roster", invitation(1), invitation(2))
    result = export(roster, addresses(tmp_path / "a.csv", {"K1": "Alex", "K2": "你好"}), tmp_path / "out")
    assert result.exit_code == 1
    assert "Brief für K2 (Termin B2)" in result.output
    assert "K1" not in result.output
    assert "letters/fonts/" in result.output
    assert not (tmp_path / "out").exists()
    assert table(roster / "letters.csv") == []


FRAME = {name: (SHIPPED / "templates" / name).read_bytes() for name in ("frame.typ", "letter.typ")}
WORD = st.text(st.characters(codec="latin-1", categories=("L", "N", "P", "S")), min_size=1, max_size=30)


@settings(max_examples=25)
@given(name=WORD, line=WORD)
def test_any_name_and_line_come_out_as_they_are(name: str, line: str) -> None:
    """One letter through the shipped template; words of the texts are left out, only what comes from the addresses is set."""
    labels = tomllib.loads((SHIPPED / "texts" / "deutsch.toml").read_text(encoding="utf-8"))["labels"]
    part = {"lang": "de", "direction": "ltr", "subject": "S", "before": [name], "note": "", "basis": "", "bring_title": ""}
    part |= {key: [] for key in ("details", "after", "hindered", "closing", "bring", "sections")}
    sender = {"name": "N", "address": ["A"], "return_line": "R"}
    letter = {"number": 0, "pages": 1, "reference": "T-1", "labels": labels, "sender": sender, "facts": [], "parts": [part]}
    letter |= {"recipient": {"name": name, "lines": [line]}}
    data = {"title": "T", "author": "N", "date": [2026, 11, 20], "lang": "de", "region": "DE", "letters": [letter]}
    [pdf] = set_all(Layout(FRAME, "frame.typ"), [Sheet(data, date(2026, 11, 20))])
    if isinstance(pdf, bytes):
        said = re.sub(r"\s|\u00ad|-", "", text_of(pdf))
        assert re.sub(r"\s|\u00ad|-", "", name) in said
    else:
        assert "could not be displayed" in pdf.words


def test_the_pdf_is_tagged_archivable_and_has_a_language(tmp_path: Path) -> None:
    out = made(tmp_path, invitation(1))
    for file in (*(out / "letters").glob("*.pdf"), out / "bundle.pdf"):
        assert is_tagged(file.read_bytes(), "de-DE")
        about = PdfReader(file).metadata
        assert about is not None
        assert str(about["/CreationDate"]).startswith("D:20261120")
        assert "Muster" not in str(about["/Title"])


def test_equal_input_gives_equal_bytes_whatever_else_is_in_the_run(tmp_path: Path) -> None:
    first, second = made(tmp_path / "1", invitation(1)), made(tmp_path / "2", invitation(1), invitation(2))
    [name] = [file.name for file in (first / "letters").glob("*.pdf")]
    assert (first / "letters" / name).read_bytes() == (second / "letters" / name).read_bytes()
    again = made(tmp_path / "3", invitation(1), invitation(2))
    assert (again / "bundle.pdf").read_bytes() == (second / "bundle.pdf").read_bytes()
    assert (again / "bundle.csv").read_bytes() == (second / "bundle.csv").read_bytes()


def test_every_letter_counts_its_own_pages(tmp_path: Path) -> None:
    """All have the same texts; the one with a very long name needs a page more."""
    out = made(tmp_path, invitation(1), invitation(2), invitation(3), names={"K2": " ".join(["Maria"] * 1000)})
    letters = letters_of(out)
    pages = {"Maria" in (words := letters[Path(row["file"]).name]): (row["pages"], words) for row in table(out / "bundle.csv")}
    assert [number for number, _ in pages.values()] == ["2", "3"]
    for number, words in pages.values():
        assert re.findall(r"Seite (\d) von (\d)", words) == [(str(n), number) for n in range(1, int(number) + 1)]


def test_several_processes_give_the_same_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = made(tmp_path / "1", invitation(1), invitation(2), invitation(3))
    monkeypatch.setattr(typesetting, "WORTHWHILE", 2)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    shared = made(tmp_path / "2", invitation(1), invitation(2), invitation(3))
    files = sorted(file.relative_to(alone) for file in alone.rglob("*") if file.is_file())
    assert len(files) == 5
    assert [(alone / file).read_bytes() for file in files] == [(shared / file).read_bytes() for file in files]


def test_the_bundle_has_every_letter_on_the_pages_of_its_list(tmp_path: Path) -> None:
    out = made(tmp_path, invitation(1), invitation(2, channel="phone"), invitation(3), names={"K2": "Kim Anruf"})
    pages = [page.extract_text() for page in PdfReader(out / "bundle.pdf").pages]
    rows = table(out / "bundle.csv")
    assert [(row["first_page"], row["last_page"], row["pages"]) for row in rows] == [
        ("1", "2", "2"),
        ("3", "3", "1"),
        ("5", "6", "2"),
    ]
    assert pages[3].strip() == ""  # the back of a sheet stays empty
    singles = letters_of(out)
    for row in rows:
        own = " ".join(" ".join(pages[int(row["first_page"]) - 1 : int(row["last_page"])]).replace("‑", "-").split())
        assert own == singles[Path(row["file"]).name]


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
        assert table(roster / "letters.csv")[0]["text_version"] == f"deutsch 1; {version}"
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
    assert versions == {"B1": "deutsch 1; interlingua 3; muster-1", "B2": "deutsch 1", "B3": "deutsch 1; muster-1"}
    assert "Nur auf Deutsch, weil es für „Interlingua“ keine Texte gibt: 1" in result.output
    assert "Nur auf Deutsch, weil es für „farsi“ keine Texte gibt: 1" in result.output


def with_texts(folder: Path, name: str, content: str) -> Path:
    roster = roster_with(folder / "roster", invitation(1))
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

"""Letters on paper: the window, what each kind of talk says and does not say, names of every sort."""

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
    addresses,
    export,
    invitation,
    letters_of,
    made,
    only_letter,
    places_of,
    roster_with,
    table,
    text_of,
)
from scheduler.letters.places import SHIPPED
from scheduler.letters.typesetting import Layout, Sheet, set_all

DUTY = ("Rechtsfolgenbelehrung", "§ 309", "§ 32", "Meldeversäumnis", "verpflichtet")


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
    assert {row["text_version"] for row in table(tmp_path / "roster" / "letters.csv")} == {"deutsch 2"}


def test_every_other_talk_in_person_has_the_instruction(tmp_path: Path) -> None:
    kinds = ("first", "graduate", "strategy", "follow_up", "regular")
    letters = letters_of(made(tmp_path, *(invitation(n, kind=kind) for n, kind in enumerate(kinds, 1)))).values()
    assert len(letters) == len(kinds)
    assert all("Rechtsfolgenbelehrung" in letter and "§ 309" in letter for letter in letters)
    assert {row["text_version"] for row in table(tmp_path / "roster" / "letters.csv")} == {"deutsch 2; muster-1"}


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
            "Dr. Maria-Theresia Freifrau von und zu Hohenstein-Treptow",
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
    name = "Dr. Maria-Theresia Freifrau von und zu Hohenstein-Treptow"
    out = made(tmp_path, invitation(1), names={"K1": name})
    [pdf] = (out / "letters").glob("*.pdf")
    sizes: list[tuple[str, float]] = []

    def visit(words: str, _cm: object, tm: list[float], _font: object, size: float) -> None:
        sizes.append((words.strip(), size))

    PdfReader(io.BytesIO(pdf.read_bytes())).pages[0].extract_text(visitor_text=visit)
    [size] = [size for words, size in sizes if words == name]
    assert 8 <= size < 10


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

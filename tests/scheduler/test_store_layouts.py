"""Rows are written as the file has them: what is not touched stays byte for byte, what is written is read as it was meant."""

import csv
import io
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.rosters import write_roster
from scheduler import columns
from scheduler.columns import BOOKINGS, CONTACTS, OCCASIONS, WISHES, Table
from scheduler.rosterfiles import read_roster
from scheduler.store.changes import Added, Removed, Updated, Value
from scheduler.store.edit import Editor
from scheduler.store.store import open_store
from scheduler.tables import read_table

TALK: dict[str, Value] = {"customer_id": "K1", "on": date(2026, 11, 19), "channel": "phone", "outcome": "missed", "kind": "first"}


def edited(name: str, content: bytes, *changes: Any) -> bytes:
    editor = Editor({name: content})
    editor.apply(changes)
    return editor.contents()[name]


def added(text: str, values: Mapping[str, Value] = TALK, encoding: str = "utf-8") -> str:
    """Return what is written behind a contact table; everything before it must be the same."""
    after = edited("contacts.csv", text.encode(encoding), Added("contacts.csv", values)).decode(encoding)
    assert after.startswith(text)
    return after.removeprefix(text)


def test_plain_table() -> None:
    assert added("customer_id,on,channel,outcome,kind\n") == "K1,2026-11-19,phone,missed,first\n"


def test_export_of_an_office() -> None:
    """Title row, semicolons, German headers and dates, unknown columns, CRLF, cp1252."""
    text = (
        "Auswertung vom 20.11.2026;;;;;\r\n\r\n"
        "Kundennummer;Datum;Prüfer;Kontaktart;Ergebnis;Art\r\n"
        "K2;02.03.2026;Grün;persönlich;stattgefunden;Regelkontakt\r\n"
    )
    assert added(text, encoding="cp1252") == "K1;19.11.2026;;telefonisch;nicht erschienen;Erstgespräch\r\n"


def test_words_of_the_file_go_first() -> None:
    text = "Kundennummer;am;Kontaktart;Ergebnis;Beratung\nK2;02.03.2026;Telefon;Nicht  Erschienen;x\n"
    assert added(text, {**TALK, "kind": None, "advice": False}) == "K1;19.11.2026;Telefon;Nicht  Erschienen;nein\n"


def test_english_words_under_german_headers() -> None:
    text = "Kundennummer;am;Kontaktart;Ergebnis\nK2;2026-03-02;phone;held\n"
    assert added(text, {**TALK, "kind": None}) == "K1;2026-11-19;phone;missed\n"


def test_words_that_are_the_same_in_both_languages_tell_nothing() -> None:
    text = "Kundennummer;am;Kontaktart;Ergebnis\nK2;02.03.2026;video;verspätet\n"
    assert added(text, {**TALK, "kind": None}).split(";")[2] == "telefonisch"


def test_tabs_quotation_marks_and_a_byte_order_mark() -> None:
    text = '﻿"customer_id"\t"on"\t"channel"\t"outcome"\n"K2"\t"2026-03-02"\t"phone"\t"held"\n'
    assert added(text, {**TALK, "kind": None}) == '"K1"\t"2026-11-19"\t"phone"\t"missed"\n'


def test_the_last_line_gets_its_end_and_empty_lines_stay_last() -> None:
    head = "customer_id,on,channel,outcome\nK2,2026-03-02,phone,held"
    values = {**TALK, "kind": None}
    assert (
        edited("contacts.csv", head.encode(), Added("contacts.csv", values)) == f"{head}\nK1,2026-11-19,phone,missed\n".encode()
    )
    assert edited("contacts.csv", f"{head}\n,,,\n".encode(), Added("contacts.csv", values)) == (
        f"{head}\nK1,2026-11-19,phone,missed\n,,,\n".encode()
    )


def test_a_missing_column_is_appended() -> None:
    text = 'customer_id,on,channel,outcome\nK2,"2026-03-02",phone,held\nK2,2026-03-03,phone,held,,\n'
    after = edited("contacts.csv", text.encode(), Updated("contacts.csv", {"on": date(2026, 3, 2)}, {"kind": "first"}))
    assert after.decode() == 'customer_id,on,channel,outcome,kind\nK2,"2026-03-02",phone,held,first\nK2,2026-03-03,phone,held,,\n'


def test_a_missing_column_has_a_german_name_among_german_ones() -> None:
    text = "Kundennummer;am;Kontaktart;Ergebnis\nK2;02.03.2026;telefonisch;erschienen\n"
    after = edited("contacts.csv", text.encode(), Added("contacts.csv", {**TALK, "invited_by": "letter"})).decode()
    assert after.splitlines()[0] == "Kundennummer;am;Kontaktart;Ergebnis;Art;eingeladen durch"
    assert after.splitlines()[2] == "K1;19.11.2026;telefonisch;nicht erschienen;Erstgespräch;Brief"


def test_only_the_cell_of_a_row_changes() -> None:
    text = 'extra;Termin;IFK;Beginn;Ende;Stand\n"a;""b""";B1;"S1"; 30.11.2026 09:00 ;30.11.2026 09:45;"versandt"\nc;B2;S1;1.12.2026 9:00;1.12.2026 9:45;sent\n'
    after = edited("bookings.csv", text.encode(), Updated("bookings.csv", {"booking_id": "B1"}, {"state": "held"}))
    assert after.decode() == text.replace('"versandt"', "stattgefunden")


def test_a_cell_with_a_line_end_stays() -> None:
    text = 'booking_id,specialist_id,start,end,state,note\nB1,S1,2026-11-30T09:00,2026-11-30T09:45,sent,"two\r\nlines, ""x"""\n'
    after = edited("bookings.csv", text.encode(), Updated("bookings.csv", {"booking_id": "B1"}, {"state": "held"}))
    assert after.decode() == text.replace("sent", "held")


def test_removed_rows_leave_the_others_alone() -> None:
    text = "customer_id,on,channel,outcome\r\n\r\nK1,2026-03-02,phone,held\r\nK2,2026-03-02,phone,held\r\n"
    assert edited("contacts.csv", text.encode(), Removed("contacts.csv", frozenset({0}))) == (
        b"customer_id,on,channel,outcome\r\n\r\nK2,2026-03-02,phone,held\r\n"
    )


def test_a_letter_that_cp1252_lacks_makes_the_file_utf8(tmp_path: Path) -> None:
    folder = write_roster(tmp_path / "roster")
    file = folder / "occasions.csv"
    file.write_bytes("customer_id,kind,recorded_on,note\nK1,wish,2026-11-01,für später\n".encode("cp1252"))
    with open_store(folder, command="test", who="Mia") as store:
        store.write(
            [Added("occasions.csv", {"customer_id": "K1", "kind": "wish", "recorded_on": date(2026, 11, 2), "note": "Ğ"})]
        )
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    assert [occasion.note for occasion in read_roster(folder).occasions] == ["für später", "Ğ"]
    log = list(csv.DictReader(io.StringIO((folder / "changes.csv").read_text(encoding="utf-8"))))
    assert [(row["column"], row["old"], row["new"]) for row in log if row["column"]] == [("encoding", "cp1252", "utf-8-sig")]


def test_cp1252_that_would_look_like_utf8_becomes_utf8() -> None:
    """Without its only row that tells, the file would be read in another way."""
    text = "customer_id,kind,recorded_on,note\nK1,wish,2026-11-01,grün\nK1,wish,2026-11-02,Ã¼\n"
    after = edited("occasions.csv", text.encode("cp1252"), Removed("occasions.csv", frozenset({0})))
    assert after.decode("utf-8-sig") == text.replace("K1,wish,2026-11-01,grün\n", "")


@pytest.mark.parametrize(
    "note", ["=1+1", "+49 30 1", "-", "@a", "'=x", '"quoted"', "a;b,c\td", "  blanks  ", "two\nlines", "a\x1bb"]
)
def test_a_text_is_read_as_it_was_meant(note: str) -> None:
    values: dict[str, Value] = {"customer_id": "K1", "kind": "wish", "recorded_on": date(2026, 11, 2), "note": note}
    content = edited("occasions.csv", b"customer_id;kind;recorded_on;note\n", Added("occasions.csv", values))
    assert values_of(OCCASIONS, content)[0]["note"] == " ".join(note.replace("\x1b", " ").split("\n")).replace("\t", " ").strip()
    cell = next(csv.reader(io.StringIO(content.decode().splitlines()[1]), delimiter=";"))[3]
    assert not cell.startswith(("=", "+", "-", "@"))


def values_of(table: Table, content: bytes) -> list[dict[str, Any]]:
    """Return the rows that reading finds, empty cells left out."""
    faults: list[Any] = []
    rows = read_table(table, Path("nowhere"), faults, {table.file: content})
    assert faults == []
    names = [column.name for column in table.columns]
    return [
        {name: value for name, value in zip(names, row, strict=True) if value is not None}
        for row in zip(*(rows.values[name] for name in names), strict=True)
    ]


DATES = st.dates(date(1950, 1, 1), date(2190, 1, 1))
TEXTS = st.text(st.sampled_from("aäßĞ =+-@',;\"1"), min_size=1, max_size=8).map(str.strip).filter(bool)
MOMENTS = st.builds(
    lambda day, minutes: datetime(day.year, day.month, day.day) + timedelta(minutes=minutes), DATES, st.integers(0, 1439)
)


def cells_of(column: columns.Column) -> st.SearchStrategy[Any]:
    """Values that a column may hold."""
    words = getattr(column.parse, "__closure__", None)
    if words:
        return st.sampled_from(sorted(set(words[0].cell_contents.values()), key=str))
    return {
        "id": st.from_regex(r"\A[A-Za-z0-9_][A-Za-z0-9_.\-]{0,5}\Z"),
        "date": DATES,
        "moment": MOMENTS,
        "minutes": st.integers(5, 240),
        "sequence": st.integers(0, 1000),
        "day_or_weekday": st.one_of(DATES, st.integers(0, 4)),
        "text": TEXTS,
    }[column.wanted]


def rows_of(table: Table) -> st.SearchStrategy[dict[str, Any]]:
    required = {column.name: cells_of(column) for column in table.columns if column.required}
    return st.fixed_dictionaries(required, optional={c.name: cells_of(c) for c in table.columns if not c.required})


@st.composite
def layouts(draw: st.DrawFn, table: Table) -> tuple[bytes, int]:
    """An existing file in any layout with a few rows: its bytes and the number of rows."""
    german, delimiter, end = draw(st.booleans()), draw(st.sampled_from(",;\t")), draw(st.sampled_from(["\n", "\r\n"]))
    used = [column for column in draw(st.permutations(table.columns)) if column.required or draw(st.booleans())]
    header = [column.aliases[-1] if german and column.aliases else column.name for column in used]
    rows = [[_written(draw, column, draw(cells_of(column)), german) for column in used] for _ in range(draw(st.integers(0, 3)))]
    extra = draw(st.integers(0, len(used)))
    stream = io.StringIO()
    quoting: Literal[0, 1] = csv.QUOTE_ALL if draw(st.booleans()) else csv.QUOTE_MINIMAL
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=end, quoting=quoting)
    if draw(st.booleans()):
        writer.writerows([["Auswertung vom 20.11.2026"], []])
    writer.writerows(
        [*row[:extra], tail, *row[extra:]] for row, tail in zip([header, *rows], ["Prüfer", "ü", "", "x y"], strict=False)
    )
    text = stream.getvalue()
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]))
    try:
        return text.encode(encoding), len(rows)
    except UnicodeEncodeError:
        return text.encode("utf-8"), len(rows)


def _written(draw: st.DrawFn, column: columns.Column, value: Any, german: bool) -> str:
    words = getattr(column.parse, "__closure__", None)
    if words:
        names = [word for word, meaning in words[0].cell_contents.items() if meaning == value]
        return str(draw(st.sampled_from(names)))
    match value:
        case datetime():
            return f"{value:%d.%m.%Y %H:%M}" if german else value.isoformat(timespec="minutes")
        case date():
            return f"{value:%d.%m.%Y}" if german else value.isoformat()
        case int() if column.wanted == "day_or_weekday":
            return ("Mo", "Di", "Mi", "Do", "Fr")[value]
    return str(value)


@pytest.mark.parametrize("table", [BOOKINGS, CONTACTS, OCCASIONS, WISHES], ids=lambda table: table.file)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_whatever_the_layout_what_is_read_is_what_was_meant(table: Table, data: st.DataObject) -> None:
    content, number = data.draw(layouts(table))
    before = values_of(table, content)
    assert len(before) == number
    new = data.draw(st.lists(rows_of(table), min_size=1, max_size=2))
    gone = frozenset(data.draw(st.sets(st.integers(0, number - 1), max_size=1))) if number else frozenset()
    changes = [*(Added(table.file, values) for values in new), *([Removed(table.file, gone)] if gone else [])]
    after = values_of(table, edited(table.file, content, *changes))
    assert after == [row for n, row in enumerate(before) if n not in gone] + new

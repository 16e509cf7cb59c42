"""Values as cells of a file: dates, words and yes or no as the file writes them, and only what reading gives back exactly."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from scheduler import cellvalues as read
from scheduler.columns import Column
from scheduler.errors import StoreError, shown
from scheduler.neutral import neutral
from scheduler.store.changes import Value
from scheduler.store.tablefile import TableFile
from scheduler.texts import text

WORDS: Mapping[str, Mapping[str, object]] = {
    "channel": read.CHANNEL_WORDS,
    "kind": read.KIND_WORDS,
    "occasion": read.OCCASION_WORDS,
    "outcome": read.OUTCOME_WORDS,
    "state": read.STATE_WORDS,
    "delivery": read.DELIVERY_WORDS,
    "half_day": read.HALF_DAY_WORDS,
    "letter": read.LETTER_WORDS,
    "yes_no": read.YES_NO,
    "must": read.MUST_WORDS,
}
"""Kind of a column → the words that it may hold."""
NOUNS = ("kind", "occasion", "half_day", "delivery", "letter")
"""Kinds of columns whose German words are written with a capital letter."""
NO_WORDS = frozenset({"true", "false", "1", "0", "x"})
"""Signs for yes and no that belong to no language."""
GERMAN_YES = frozenset({"ja", "nein", "muss", "nie"})
OPPOSITES = {"x": ("nein", "no"), "ja": ("nein",), "nein": ("ja",), "yes": ("no",), "no": ("yes",)}
OPPOSITES |= {"true": ("false",), "false": ("true",), "1": ("0",), "0": ("1",)}


def cell_text(file: TableFile, column: Column, value: Value) -> str:
    """Return a value as the file would write it.

    Raises:
        StoreError: the column cannot hold the value.
    """
    if value is None or value == "":
        return ""
    known = (column.name, type(value), value)
    if known in file.words:
        return file.words[known]
    for cell in _ways(file, column, value):
        if _reads_back(column, cell, value):
            file.words[known] = cell
            return cell
    raise StoreError(text("store.value", file=file.table.file, column=column.name, value=shown(value)))


def _reads_back(column: Column, cell: str, value: Value) -> bool:
    try:
        found = column.parse(cell.strip())
    except (ValueError, OverflowError):
        return False
    if isinstance(value, str):
        return found == (read.one_line(value) if isinstance(found, str) else column.parse(read.one_line(value)))
    return found == value and isinstance(found, bool) == isinstance(value, bool)


def _ways(file: TableFile, column: Column, value: Value) -> Iterator[str]:
    """Yield how a value can be written, the way of the file first."""
    if column.wanted in WORDS:
        yield from _words(file, column, value)
    match value:
        case datetime():
            yield from _moments(file, column, value)
        case date():
            german, iso = f"{value:%d.%m.%Y}", value.isoformat()
            yield from (german, iso) if _is_german_date(file, column) else (iso, german)
        case bool():
            return
        case int() if column.wanted == "time":
            yield f"{value // 60:02}:{value % 60:02}"
        case int() if column.wanted == "day_or_weekday":
            yield from (("Mo", "Di", "Mi", "Do", "Fr") if file.is_german else ("Mon", "Tue", "Wed", "Thu", "Fri"))[
                value : value + 1
            ]
        case int():
            yield str(value)
        case str():
            yield neutral(read.one_line(value))


def _moments(file: TableFile, column: Column, value: datetime) -> Iterator[str]:
    german, iso = f"{value:%d.%m.%Y %H:%M}", f"{value:%Y-%m-%dT%H:%M}"
    if _is_german_date(file, column):
        yield german
    elif any(" " in cell for cell in file.texts(column.name)[-1:]):
        yield iso.replace("T", " ")
    yield iso


def _is_german_date(file: TableFile, column: Column) -> bool:
    """Tell whether dates are written 30.11.2026: as in the column, else as in other columns of the file, else by the headers."""
    others = [other.name for other in file.table.columns if other.wanted in ("date", "moment")]
    for name in (column.name, *others):
        cells = file.texts(name)
        if cells:
            return "." in cells[-1]
    return file.is_german


def _words(file: TableFile, column: Column, value: Value) -> Iterator[str]:
    """Yield words for a value: as the column writes it already, else in the language of the column or of the headers."""
    words = WORDS[column.wanted]
    cells = file.texts(column.name)
    same = Counter(cell for cell in cells if words.get(_key(cell)) == value)
    yield from sorted(same, key=lambda cell: (-same[cell], cell))
    if isinstance(value, bool):
        for cell in reversed(cells):
            yield from (_like(cell, word) for word in OPPOSITES.get(_key(cell), ()))
    names = [word for word, meaning in words.items() if meaning == value and word not in NO_WORDS]
    german = [name for name in names if _is_german_word(words, name)]
    english = [name for name in names if name not in german]
    if column.wanted in NOUNS:
        german = [name.capitalize() for name in german]
    yield from [*german, *english] if _is_german(file, cells, words) else english


def _is_german(file: TableFile, cells: list[str], words: Mapping[str, object]) -> bool:
    """Tell whether a column holds German words; by the headers where it holds none that tells."""
    known = {_key(cell) for cell in cells} & words.keys() - NO_WORDS
    if any(_is_german_word(words, word) for word in known):
        return True
    twice = Counter(str(meaning) for word, meaning in words.items() if word not in NO_WORDS)
    return file.is_german and not any(twice[str(words[word])] > 1 for word in known)


def _is_german_word(words: Mapping[str, object], word: str) -> bool:
    return word in GERMAN_YES if isinstance(words[word], bool) else words[word] != word


def _key(cell: str) -> str:
    return " ".join(cell.lower().split())


def _like(cell: str, word: str) -> str:
    """Return a word with a capital letter where another one has it."""
    return word.capitalize() if cell[:1].isupper() else word


def is_meant(column: Column, cell: str, value: Value) -> bool:
    """Tell whether a cell of the file means a value; an empty one means None or an empty text."""
    if not cell or value is None or value == "":
        return not cell and (value is None or value == "")
    if column.wanted in ("id", "uid"):
        return cell == value
    return _reads_back(column, cell, value)

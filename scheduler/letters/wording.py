"""The words of letters: `texts/LANGUAGE.toml` for each language, `legal/NAME.toml` for what the law wants to be said, by date.

Read strictly: an unknown key, a placeholder that nobody fills, a missing part is a fault with file and key. No legal sentence
stands in code.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from scheduler.concept import KINDS
from scheduler.errors import Fault, RosterError
from scheduler.letters.places import Places
from scheduler.texts import text
from scheduler.tomltable import TomlTable

GERMAN = "deutsch"
GERMAN_NAMES = frozenset({"", "deutsch", "german", "de"})
OTHER = "other"
LETTERS = ("summons", "visit", "phone", "video", OTHER, "change", "cancellation")
"""What kinds of letters there are: with a duty to come, without, by telephone, by video, else, another room, called off."""
LABELS = ("reference", "date", "contact", "phone", "email", "hours", "page", "endorsement", "bring")
PERSON_FIELDS = ("name", "reference", "room", "former_room", "no_room", "purpose", "cover")
TIME_FIELDS = ("date", "weekday", "time", "end_time", "minutes", "former")
HOUSE_FIELDS = ("office", "visit", "phone", "email", "contact")
FIELDS = frozenset((*PERSON_FIELDS, *TIME_FIELDS, *HOUSE_FIELDS))
"""What texts may ask for in curly brackets."""
PLACEHOLDER = re.compile(r"\{(\w*)\}")


@dataclass(frozen=True, slots=True)
class Talk:
    """A kind of talk: purpose, whether an invitation in person obliges to come (summons), what to bring."""

    purpose: str
    summons: bool
    bring: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LetterText:
    """The words of one kind of letter, with placeholders. A paragraph or row whose value is missing is left out."""

    subject: str
    before: tuple[str, ...]
    details: tuple[tuple[str, str], ...]
    after: tuple[str, ...]
    hindered: tuple[str, ...]
    closing: tuple[str, ...]

    def asks_for(self, name: str) -> bool:
        """Tell whether a placeholder stands somewhere in it."""
        rows = (line for _, line in self.details)
        words = (self.subject, *self.before, *rows, *self.after, *self.hindered, *self.closing)
        return any(name in PLACEHOLDER.findall(line) for line in words)


@dataclass(frozen=True, slots=True)
class Wording:
    """All words of one language."""

    language: str
    version: str
    lang: str
    direction: str
    weekdays: tuple[str, ...]
    date_format: str
    time_format: str
    note: str
    cover: str
    no_room: str
    labels: dict[str, str]
    talks: dict[str, Talk]
    letters: dict[str, LetterText]

    def talk(self, kind: str) -> Talk:
        """Return what is said about a kind of talk."""
        return self.talks.get(kind) or self.talks[OTHER]


@dataclass(frozen=True, slots=True)
class LegalPart:
    """Legal words in one language: the sentence on the legal basis, sections with title and paragraphs."""

    basis: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Legal:
    """A version of the legal texts, in force from a day on."""

    version: str
    valid_from: date
    is_sample: bool
    parts: dict[str, LegalPart]
    file: str = ""


@dataclass(frozen=True)
class Words:
    """Everything that letters say.

    Attributes:
        languages: by name.
        legal: the legal texts in order of their days.
        broken: languages whose file has faults, with these.
    """

    languages: dict[str, Wording]
    legal: tuple[Legal, ...]
    broken: Mapping[str, tuple[Fault, ...]] = field(default_factory=dict)

    @property
    def german(self) -> Wording:
        """The words in German."""
        return self.languages[GERMAN]

    def legal_on(self, day: date) -> Legal:
        """Return the legal texts in force on a day.

        Raises:
            RosterError: none is in force yet.
        """
        found = [legal for legal in self.legal if legal.valid_from <= day]
        if not found:
            first = f"{self.legal[0].valid_from:%d.%m.%Y}"
            raise RosterError(
                [Fault(self.legal[0].file, 0, "valid_from", first, text("letters.wanted.legal_in_force", day=f"{day:%d.%m.%Y}"))]
            )
        return found[-1]

    def second(self, language: str) -> Wording | None:
        """Return the words of the language that a roster names, None for German or one that the office has no words for."""
        name = language.casefold().strip()
        return None if name in GERMAN_NAMES else self.languages.get(name)

    def faults_of(self, language: str) -> tuple[Fault, ...]:
        """Return what is wrong with the file of the language that a roster names."""
        return self.broken.get(language.casefold().strip(), ())


def read_words(places: Places) -> Words:
    """Read all texts. A second language with faults stops only the letters that need it.

    Raises:
        RosterError: with every fault of the German file and of the legal texts, which letters of all languages need.
    """
    faults: list[Fault] = []
    languages: dict[str, Wording] = {}
    broken: dict[str, tuple[Fault, ...]] = {}
    for name, file in places.named("texts").items():
        own: list[Fault] = []
        found = _wording(name, file, own)
        if own:
            broken[name] = tuple(own)
        elif found is not None:
            languages[name] = found
    legal = [one for file in places.first_with("legal") if (one := _legal(file, faults)) is not None]
    faults += broken.get(GERMAN, ())
    if faults:
        raise RosterError(faults)
    return Words(languages, tuple(sorted(legal, key=lambda item: (item.valid_from, item.version))), broken)


def _read(file: Path, faults: list[Fault]) -> TomlTable | None:
    """Return a file; None where it cannot be read at all: what would be missing in it is no fault of its own."""
    before = len(faults)
    table = TomlTable.read(file, faults)
    return table if len(faults) == before else None


def _wording(name: str, file: Path, faults: list[Fault]) -> Wording | None:
    table = _read(file, faults)
    if table is None:
        return None
    is_german = name == GERMAN
    labels = table.table("labels")
    letters = table.table("letters")
    talks = table.table("talks")
    found = Wording(
        language=name,
        version=table.string("version", required=True),
        lang=table.string("lang", required=True),
        direction=table.string("direction", "ltr", one_of=("ltr", "rtl")),
        weekdays=_weekdays(table),
        date_format=_checked(table, "date", table.string("date", required=True), {"day", "month", "year"}),
        time_format=_checked(table, "time", table.string("time", required=True), {"hour", "minute"}),
        note=table.string("note"),
        cover=table.string("cover"),
        no_room=table.string("no_room"),
        labels={key: labels.string(key, required=key != "endorsement") for key in LABELS},
        talks={kind: _talk(talks, kind) for kind in (*KINDS, OTHER) if talks.has(kind) or is_german or kind == OTHER},
        letters={kind: _letter(letters.table(kind)) for kind in LETTERS if letters.has(kind) or is_german},
    )
    for part in (labels, letters, talks, table):
        part.finish()
    return found


def _weekdays(table: TomlTable) -> tuple[str, ...]:
    names = table.strings("weekdays", required=True)
    if names and len(names) != 7:
        table.fault("weekdays", len(names), text("letters.wanted.weekdays"))
    return names


def _talk(talks: TomlTable, kind: str) -> Talk:
    table = talks.table(kind)
    purpose = table.string("purpose", required=True)
    summons = table.flag("summons") or False
    found = Talk(purpose, summons, table.strings("bring"))
    table.finish()
    return found


def _letter(table: TomlTable) -> LetterText:
    found = LetterText(
        subject=_checked(table, "subject", table.string("subject", required=True)),
        before=_paragraphs(table, "before"),
        details=_rows(table),
        after=_paragraphs(table, "after"),
        hindered=_paragraphs(table, "hindered"),
        closing=_paragraphs(table, "closing"),
    )
    table.finish()
    return found


def _paragraphs(table: TomlTable, key: str) -> tuple[str, ...]:
    return tuple(_checked(table, key, words) for words in table.strings(key))


def _rows(table: TomlTable) -> tuple[tuple[str, str], ...]:
    found = []
    for number, pair in enumerate(table.pairs("details"), 1):
        found.append((pair[0], _checked(table, f"details[{number}]", pair[1])))
    return tuple(found)


def _checked(table: TomlTable, key: str, words: str, known: Iterable[str] = FIELDS) -> str:
    """Return a text; what stands in its curly brackets must be known."""
    names = frozenset(known)
    for name in PLACEHOLDER.findall(words):
        if name not in names:
            table.fault(key, f"{{{name}}}", text("letters.wanted.placeholder", values=", ".join(sorted(names))))
    return words


def _legal(file: Path, faults: list[Fault]) -> Legal | None:
    table = _read(file, faults)
    if table is None:
        return None
    texts = table.table("texts")
    found = Legal(
        version=table.string("version", required=True),
        valid_from=table.day("valid_from", required=True) or date.max,
        is_sample=table.flag("sample") or False,
        parts={name.casefold(): _legal_part(texts.table(name)) for name in texts.names()},
        file=file.name,
    )
    if GERMAN not in found.parts:
        texts.fault(GERMAN, "", table.wanted("table"))
    table.finish()
    return found


def _legal_part(table: TomlTable) -> LegalPart:
    sections = []
    basis = table.string("basis", required=True)
    for section in table.tables("sections"):
        sections.append((section.string("title", required=True), section.strings("paragraphs", required=True)))
        section.finish()
    table.finish()
    return LegalPart(basis, tuple(sections))

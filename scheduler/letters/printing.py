"""Letters → PDFs: one for each letter, one bundle for the print centre with the pages of each. Nothing is written here."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from scheduler.errors import TurnusError
from scheduler.letters.failures import refuse_failures
from scheduler.letters.letter import MadeLetter, Writer
from scheduler.letters.typesetting import Failure, Layout, Sheet, pages_of, set_all
from scheduler.letters.wanted import Wanted, WantedLetter
from scheduler.register import SentLetter
from scheduler.texts import text


@dataclass(frozen=True)
class PrintedLetter:
    """A letter as it goes out.

    Attributes:
        made: what stands in it.
        pdf: the PDF.
        first_page: its first page in the bundle.
    """

    made: MadeLetter
    pdf: bytes
    first_page: int

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return pages_of(self.pdf)

    @property
    def sha256(self) -> str:
        """Digest of the PDF."""
        return hashlib.sha256(self.pdf).hexdigest()

    @property
    def is_same_again(self) -> bool:
        """Whether it is, byte for byte, a letter that went out before."""
        return self.made.wanted.earlier is not None and self.made.wanted.earlier.sha256 == self.sha256

    def row(self, dispatched_on: date) -> SentLetter:
        """Return its row of the register."""
        booking, letter = self.made.wanted.booking, self.made.wanted.letter
        version, start, room = self.made.text_version, booking.start, self.made.room
        return SentLetter(booking.booking_id, letter, booking.sequence, dispatched_on, version, self.sha256, start, room)


@dataclass(frozen=True)
class PrintRun:
    """Everything that a run prints."""

    letters: tuple[PrintedLetter, ...]
    bundle: bytes


def print_letters(writer: Writer, wanted: Wanted, layout: Layout) -> PrintRun:
    """Set all letters of a run.

    A letter that is made again has its old date, and so the old bytes, as long as nothing else in it has changed; else today's.

    Raises:
        TurnusError: the template has a fault, or a letter has signs that no font can show; with the words of typst.
        RosterError: no legal text is in force.
    """
    repeated = [_old(writer, one) for one in wanted.letters if one.earlier is not None]
    unchanged = _unchanged(repeated, layout)
    made = [_made(writer, one, unchanged, wanted.dispatched_on) for one in wanted.letters]
    *pdfs, bundle = _set(made, layout, wanted.dispatched_on)
    refuse_failures(made, pdfs)
    if isinstance(bundle, Failure):
        raise TurnusError(text("letters.template_fault", words=bundle.words))
    return PrintRun(_numbered(made, [pdf for pdf in pdfs if isinstance(pdf, bytes)], bundle), bundle)


def _old(writer: Writer, wanted: WantedLetter) -> MadeLetter:
    assert wanted.earlier is not None
    same = (row for row in writer.roster.letters if row.booking_id == wanted.booking.booking_id)
    first = next(row for row in same if row.sha256 == wanted.earlier.sha256)
    return writer.letter(wanted, first.dispatched_on)


def _unchanged(repeated: Sequence[MadeLetter], layout: Layout) -> Mapping[str, MadeLetter]:
    """Return the letters that come out as they went out before, by booking."""
    pdfs = _set(repeated, layout) if repeated else []
    found = {}
    for letter, pdf in zip(repeated, pdfs, strict=True):
        earlier = letter.wanted.earlier
        if isinstance(pdf, bytes) and earlier is not None and hashlib.sha256(pdf).hexdigest() == earlier.sha256:
            found[letter.wanted.booking.booking_id] = letter
    return found


def _made(writer: Writer, wanted: WantedLetter, unchanged: Mapping[str, MadeLetter], on: date) -> MadeLetter:
    old = unchanged.get(wanted.booking.booking_id) if wanted.earlier is not None else None
    return old or writer.letter(wanted, on)


def _subject(letter: MadeLetter) -> object:
    parts = letter.data["parts"]
    assert isinstance(parts, list)
    return parts[0]["subject"]


def _set(made: Sequence[MadeLetter], layout: Layout, bundled_on: date | None = None) -> list[bytes | Failure]:
    """Return the PDFs of letters, and with a date their bundle as the last one.

    A template is told how many pages a letter has (`Page 1 of 2`), since looking it up itself costs more than all the rest of the
    layout. Letters with the same texts mostly have as many as the first of them; the others are set once more.
    """
    usual = _usual_pages(made, layout)
    pages = [usual[_alike(letter)] for letter in made]
    pdfs = set_all(layout, _sheets(made, pages, bundled_on))
    wrong = [n for n, pdf in enumerate(pdfs[: len(made)]) if isinstance(pdf, bytes) and pages_of(pdf) != pages[n]]
    if not wrong:
        return pdfs
    for n in wrong:
        pages[n] = _number(pdfs[n])
    better = _sheets(made, pages, bundled_on)
    again = [*wrong, *range(len(made), len(better))]
    for n, pdf in zip(again, set_all(layout, [better[n] for n in again]), strict=True):
        pdfs[n] = pdf
    return pdfs


def _alike(letter: MadeLetter) -> tuple[str, str, bool]:
    """Return what letters have in common that mostly have the same number of pages."""
    return letter.kind, letter.text_version, letter.wanted.former is None


def _usual_pages(made: Sequence[MadeLetter], layout: Layout) -> dict[tuple[str, str, bool], int]:
    first: dict[tuple[str, str, bool], MadeLetter] = {}
    for letter in made:
        first.setdefault(_alike(letter), letter)
    pdfs = set_all(layout, _sheets(list(first.values()), [0] * len(first)))
    return {key: _number(pdf) for key, pdf in zip(first, pdfs, strict=True)}


def _number(pdf: bytes | Failure) -> int:
    return pages_of(pdf) if isinstance(pdf, bytes) else 0


def _sheets(made: Sequence[MadeLetter], pages: Sequence[int], bundled_on: date | None = None) -> list[Sheet]:
    """Return a document for each letter, and with a date one for all of them."""
    letters = [{**letter.data, "pages": number} for letter, number in zip(made, pages, strict=True)]
    sheets = [_sheet([data], letter.on, str(_subject(letter))) for letter, data in zip(made, letters, strict=True)]
    if bundled_on is None:
        return sheets
    return [*sheets, _sheet(letters, bundled_on, text("letters.bundle_title", day=f"{bundled_on:%d.%m.%Y}"))]


def _sheet(letters: Sequence[Mapping[str, object]], on: date, title: str) -> Sheet:
    """Return a document of letters, numbered from 0."""
    sender = letters[0]["sender"]
    data = {
        "title": title,
        "author": sender["name"] if isinstance(sender, dict) else "",
        "date": [on.year, on.month, on.day],
        "lang": "de",
        "region": "DE",
        "letters": [{**letter, "number": number} for number, letter in enumerate(letters)],
    }
    return Sheet(data, on, len(letters))


def _numbered(made: Sequence[MadeLetter], pdfs: Sequence[bytes], bundle: bytes) -> tuple[PrintedLetter, ...]:
    """Return the letters with their pages in the bundle, where each begins on the front of a sheet."""
    found, page = [], 1
    for letter, pdf in zip(made, pdfs, strict=True):
        found.append(PrintedLetter(letter, pdf, page))
        last = page + found[-1].pages - 1
        page = last + 1 + last % 2
    if found and pages_of(bundle) != found[-1].first_page + found[-1].pages - 1:
        raise TurnusError(text("letters.other_pages"))
    return tuple(found)

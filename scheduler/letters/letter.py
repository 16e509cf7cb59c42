"""One letter as plain data for the template: every word filled in, nothing that is not meant for the page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from scheduler.addresses import Address
from scheduler.letterhead import Letterhead
from scheduler.letters.wanted import WantedLetter
from scheduler.letters.wording import GERMAN, OTHER, PLACEHOLDER, Legal, LegalPart, LetterText, Wording, Words
from scheduler.post import LETTER
from scheduler.register import CANCELLATION, CHANGE
from scheduler.roster import Booking, Roster
from scheduler.workdays import minutes_between

IN_PERSON, PHONE, VIDEO, WISH = "in_person", "phone", "video", "wish"
NO_BREAK_HYPHEN, NO_BREAK_SPACE = "\u2011", "\u00a0"
NO_LEGAL = LegalPart("", ())
SUMMONS, VISIT = "summons", "visit"


@dataclass(frozen=True)
class MadeLetter:
    """A letter before it is set.

    Attributes:
        wanted: which one.
        kind: which text it has: summons, visit, phone …
        file: name of its file without extension: a pseudonym.
        on: date of the letter.
        room: the room that it names; empty = none.
        text_version: versions of the texts in it.
        is_sample: it holds legal text that is only a sample.
        data: what the template gets (docs/letters.md).
    """

    wanted: WantedLetter
    kind: str
    file: str
    on: date
    room: str
    text_version: str
    is_sample: bool
    data: dict[str, object]


@dataclass(frozen=True)
class Writer:
    """Writes the data of letters.

    Attributes:
        roster: the roster.
        letterhead: sender.
        addresses: customer id → name and address.
        words: all texts.
        uids: booking id → UID in calendars, the pseudonym of the appointment.
    """

    roster: Roster
    letterhead: Letterhead
    addresses: Mapping[str, Address]
    words: Words
    uids: Mapping[str, str]

    def letter(self, wanted: WantedLetter, on: date) -> MadeLetter:
        """Return a letter of a day."""
        booking, german = wanted.booking, self.words.german
        kind = letter_kind(wanted, german)
        legal = self.words.legal_on(on) if kind == SUMMONS else None
        second = self.second(booking, kind)
        languages = [german, *([second] if second else [])]
        stem = self.uids[booking.booking_id].partition("@")[0]
        reference = reference_of(stem)
        versions = [f"{words.language} {words.version}" for words in languages] + ([legal.version] if legal else [])
        address = self.addresses[booking.customer_id]
        data: dict[str, object] = {
            "reference": reference,
            "labels": german.labels,
            "sender": self._sender(),
            "recipient": {"name": address.name, "lines": list(address.lines)},
            "facts": self._facts(reference, on),
            "parts": [self._part(wanted, words, kind, legal, reference) for words in languages],
        }
        room = self._room(booking) if german.letters[kind].asks_for("room") else ""
        return MadeLetter(wanted, kind, stem, on, room, "; ".join(versions), bool(legal and legal.is_sample), data)

    def second(self, booking: Booking, kind: str) -> Wording | None:
        """Return the second language of a letter, if the roster names one and the office has words for this kind of letter."""
        found = self.words.second(self.roster.customer_by_id[booking.customer_id].language)
        return found if found is not None and kind in found.letters else None

    def _sender(self) -> dict[str, object]:
        head = self.letterhead
        return {"name": self.roster.office.name, "address": list(head.address), "return_line": head.return_line}

    def _facts(self, reference: str, on: date) -> list[list[str]]:
        words, head = self.words.german, self.letterhead
        facts = [
            ("reference", reference),
            ("date", _day(words, on)),
            ("contact", head.contact),
            ("phone", head.phone),
            ("email", head.email),
            ("hours", ", ".join(head.hours)),
        ]
        return [[words.labels[key], value] for key, value in facts if value]

    def _part(self, wanted: WantedLetter, words: Wording, kind: str, legal: Legal | None, reference: str) -> dict[str, object]:
        """Return the letter in one language."""
        values = self._values(wanted, words, reference)
        says: LetterText = words.letters[kind]
        law = legal.parts.get(words.language, NO_LEGAL) if legal else NO_LEGAL
        bring = words.talk(wanted.booking.kind).bring if kind in (SUMMONS, VISIT) else ()
        details = [[label, line] for label, raw in says.details for line in _filled([raw], values)]
        return {
            "lang": words.lang,
            "direction": words.direction,
            "note": words.note if words.language != GERMAN else "",
            "subject": "".join(_filled([says.subject], values)),
            "before": _filled(says.before, values),
            "details": details,
            "after": _filled(says.after, values),
            "hindered": _filled(says.hindered, values),
            "closing": _filled(says.closing, values),
            "bring_title": words.labels["bring"],
            "bring": list(bring),
            "basis": law.basis,
            "sections": [{"title": title, "paragraphs": list(paragraphs)} for title, paragraphs in law.sections],
        }

    def _room(self, booking: Booking) -> str:
        return self.roster.specialist_by_id[booking.specialist_id].room

    def _values(self, wanted: WantedLetter, words: Wording, reference: str) -> dict[str, str]:
        booking, head = wanted.booking, self.letterhead
        room = self._room(booking)
        return {
            "name": self.addresses[booking.customer_id].name,
            "date": _day(words, booking.start),
            "weekday": words.weekdays[booking.start.weekday()],
            "time": _time(words, booking.start),
            "end_time": _time(words, booking.end),
            "minutes": str(minutes_between(booking.start, booking.end)),
            "room": room,
            "former_room": wanted.former_room,
            "no_room": words.no_room if not room else "",
            "office": self.roster.office.name,
            "visit": ", ".join(head.visit),
            "phone": head.phone.replace(" ", NO_BREAK_SPACE),
            "email": head.email,
            "contact": head.contact,
            "reference": reference.replace("-", NO_BREAK_HYPHEN),
            "former": _day(words, wanted.former) if wanted.former else "",
            "cover": words.cover if booking.covers_for else "",
            "purpose": words.talk(booking.kind).purpose,
        }


def letter_kind(wanted: WantedLetter, words: Wording) -> str:
    """Return which text a letter has. A duty to come has only who is invited by letter to a talk in person that is no wish."""
    booking = wanted.booking
    channel = booking.channel or IN_PERSON
    if wanted.letter in (CHANGE, CANCELLATION):
        return wanted.letter
    if channel != IN_PERSON:
        return channel if channel in (PHONE, VIDEO) else OTHER
    obliges = booking.invited_by == LETTER and booking.kind != WISH and words.talk(booking.kind).summons
    return SUMMONS if obliges else VISIT


def reference_of(stem: str) -> str:
    """Return the reference that people read, `T-4F7K2A`; the second invitation of a week keeps its number."""
    digits, _, number = stem.partition("-")
    return f"T-{digits[:6].upper()}" + (f"-{number}" if number else "")


def _filled(raw: Iterable[str], values: Mapping[str, str]) -> list[str]:
    """Return texts with their values; one of which a value is missing is left out."""
    return [
        PLACEHOLDER.sub(lambda found: values[found[1]], words)
        for words in raw
        if all(values[name] for name in PLACEHOLDER.findall(words))
    ]


def _day(words: Wording, day: date | datetime) -> str:
    values = {"day": f"{day.day:02}", "month": f"{day.month:02}", "year": str(day.year)}
    return "".join(_filled([words.date_format], values))


def _time(words: Wording, moment: datetime) -> str:
    return "".join(_filled([words.time_format], {"hour": f"{moment.hour:02}", "minute": f"{moment.minute:02}"}))

"""What a run of letters tells a person: how many, which come late, what was left out and why. Shown, never stored."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from scheduler.addresses import Address
from scheduler.errors import Fault, RefusedError, RosterError
from scheduler.letters.letter import Writer, reference_of
from scheduler.letters.printing import PrintedLetter, PrintRun
from scheduler.letters.wanted import Wanted, WantedLetter
from scheduler.letters.wording import GERMAN_NAMES, Words
from scheduler.register import CHANGE
from scheduler.roster import Booking, Roster
from scheduler.texts import counted, text


def refuse_missing(wanted: Wanted, addresses: dict[str, Address], file: str) -> None:
    """Refuse a run in which somebody has no address.

    Raises:
        RosterError: with everybody who has no row, or none with an address.
    """
    people = sorted({letter.booking.customer_id for letter in wanted.letters})
    missing = [name for name in people if name not in addresses or not addresses[name].name or not addresses[name].lines]
    if missing:
        raise RosterError([Fault(file, 0, name, "", text("letters.wanted.address")) for name in missing])


def readable(wanted: Wanted, roster: Roster, words: Words) -> Wanted:
    """Return a run without the letters whose second language has faults."""
    people = {letter.booking.customer_id for letter in wanted.letters}
    return wanted.without({name for name in people if words.faults_of(roster.customer_by_id[name].language)})


def refuse_broken(wanted: Wanted, roster: Roster, words: Words) -> None:
    """Refuse the letters that were held back, after all others are made.

    Raises:
        RosterError: with the faults of the languages that they need.
    """
    needed = {roster.customer_by_id[booking.customer_id].language for booking in wanted.held_back}
    faults = {fault for language in needed for fault in words.faults_of(language)}
    if faults:
        raise RosterError(list(faults))


def refuse_sample(run: PrintRun) -> None:
    """Refuse letters with the sample of the legal instruction: they must not go out and count as sent.

    Raises:
        RefusedError: there are some.
    """
    number = sum(letter.made.is_sample for letter in run.letters)
    if number:
        raise RefusedError(counted("letters.sample_refused", number))


def report_lines(writer: Writer, wanted: Wanted, run: PrintRun) -> list[str]:
    """Return what is worth knowing about a run, most important first."""
    letters = run.letters
    lines = [text("letters.sample")] if any(letter.made.is_sample for letter in letters) else []
    kinds = Counter(letter.made.kind for letter in letters)
    lines += [f"  {text(f'letters.kind.{kind}')}: {number}" for kind, number in sorted(kinds.items())]
    lines += [_again(letter) for letter in letters if letter.made.wanted.earlier is not None]
    changes = [letter.made.wanted for letter in letters if letter.made.wanted.letter == CHANGE]
    lines += [*_rooms(writer, "letters.other_room", changes), *_rooms(writer, "letters.room_to_call", wanted.rooms_to_call)]
    late = [letter.made.wanted.booking for letter in letters if letter.made.wanted.is_late]
    lines += _named("letters.late", late)
    lines += _named("letters.too_late", wanted.too_late)
    lines += [counted("letters.already", len(wanted.already))] if wanted.already else []
    lines += _named("letters.cancelled", wanted.cancelled)
    lines += _named("letters.untrue", wanted.untrue)
    lines += _named("letters.held_back", wanted.held_back)
    return [*lines, *_unneeded(writer, wanted), *_german_only(writer, letters)]


def _unneeded(writer: Writer, wanted: Wanted) -> list[str]:
    """Return which files have faults that stopped no letter this time."""
    needed = {writer.roster.customer_by_id[b.customer_id].language.casefold().strip() for b in wanted.held_back}
    broken = sorted({found[0].file for name, found in writer.words.broken.items() if name not in needed})
    return [text("letters.broken_unneeded", files=", ".join(broken))] if broken else []


def _again(letter: PrintedLetter) -> str:
    key = "letters.same_again" if letter.is_same_again else "letters.changed_again"
    return text(key, reference=reference_of(letter.made.file), day=f"{letter.made.on:%d.%m.%Y}")


def _named(key: str, bookings: Sequence[Booking]) -> list[str]:
    if not bookings:
        return []
    return [counted(key, len(bookings)), *map(_person, bookings)]


def _person(booking: Booking) -> str:
    return text("letters.person", customer=booking.customer_id, booking=booking.booking_id, when=_when(booking))


def _rooms(writer: Writer, key: str, changes: Sequence[WantedLetter]) -> list[str]:
    """Return who has to learn of another room, with both rooms."""
    lines = []
    for letter in changes:
        room = writer.roster.specialist_by_id[letter.booking.specialist_id].room or text("letters.no_room")
        lines.append(text("letters.other_room_line", person=_person(letter.booking), room=room, former=letter.former_room))
    return [counted(key, len(changes)), *lines] if changes else []


def _when(booking: Booking) -> str:
    return f"{text(f'weekday_short.{booking.start.weekday()}')} {booking.start:%d.%m.%Y %H:%M}"


def _german_only(writer: Writer, letters: Sequence[PrintedLetter]) -> list[str]:
    """Return for which languages of the roster the office has no words, with the number of letters."""
    missing: Counter[str] = Counter()
    for letter in letters:
        booking = letter.made.wanted.booking
        language = writer.roster.customer_by_id[booking.customer_id].language
        if language.casefold().strip() not in GERMAN_NAMES and writer.second(booking, letter.made.kind) is None:
            missing[language] += 1
    return [text("letters.german_only", language=language, number=number) for language, number in sorted(missing.items())]


def done_line(run: PrintRun, dispatched_on: date, folder: object) -> str:
    """Return how many letters lie where."""
    return counted("letters.done", len(run.letters), day=f"{dispatched_on:%d.%m.%Y}", folder=folder)

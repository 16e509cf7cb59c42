"""The tables of a roster: every column with its German aliases, its reader and what is wanted in it.

The same list documents the files (`docs/files.md` is tested against it).
"""

from dataclasses import dataclass

from scheduler import cellvalues as read
from scheduler.register import REGISTER
from scheduler.revision import LEDGER


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        name: the name in the file and of the field.
        parse: reads a cell that is not empty.
        wanted: what a cell should hold; key of a text below `wanted.cell`.
        required: whether the column must be there and no cell may be empty.
        aliases: other headers, as in VerBIS exports; upper and lower case, blanks and `_` are alike.
    """

    name: str
    parse: read.Parser
    wanted: str
    required: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a roster: file, columns, whether it must be there, other names of its sheet in a workbook."""

    file: str
    columns: tuple[Column, ...]
    required: bool = False
    sheets: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Name of its sheet in a workbook."""
        return self.file.removesuffix(".csv")


DAYS = (("mon", "Montag"), ("tue", "Dienstag"), ("wed", "Mittwoch"), ("thu", "Donnerstag"), ("fri", "Freitag"))
WINDOWS = tuple(Column(name, read.spans, "windows", aliases=(german, german[:2])) for name, german in DAYS)
CUSTOMER_ID = Column("customer_id", read.identifier, "id", True, ("Kundennummer", "Kunde"))
SPECIALIST_ID = Column("specialist_id", read.identifier, "id", True, ("Betreuer", "IFK", "Fachkraft"))

SPECIALISTS = Table(
    "specialists.csv",
    (
        SPECIALIST_ID,
        Column("team", read.plain, "text", True, ("Org.-Einheit", "Organisationseinheit")),
        Column("fte", read.fte, "fte", True, ("Stellenanteil", "VZÄ")),
        *WINDOWS,
        Column("room", read.plain, "text", aliases=("Raum",)),
        Column("skills", read.words, "words", aliases=("Kenntnisse",)),
        Column("email", read.plain, "text", aliases=("E-Mail",)),
    ),
    required=True,
    sheets=("Fachkräfte",),
)
CUSTOMERS = Table(
    "customers.csv",
    (
        CUSTOMER_ID,
        SPECIALIST_ID,
        Column("birth_date", read.day, "date", True, ("Geburtsdatum", "geb.")),
        Column("status", read.word(read.STATUS_WORDS), "status", True, ("Status elb", "AV-Status")),
        Column("registered_on", read.day, "date", True, ("Anmeldung", "Zugang", "angemeldet am")),
        Column("profile", read.word(read.PROFILE_WORDS), "profile", aliases=("Profillage",)),
        Column("last_contact_on", read.day, "date", aliases=("Letzter Kontakt IFK", "Letzter Kontakt")),
        Column("last_contact_channel", read.word(read.CHANNEL_WORDS), "channel", aliases=("Kontaktart",)),
        Column("household_id", read.plain, "text", aliases=("BG-Nummer", "Bedarfsgemeinschaft")),
        Column("plan_since", read.day, "date", aliases=("Kooperationsplan seit", "EinV seit")),
        Column("status_since", read.day, "date", aliases=("Status seit",)),
        Column("profile_since", read.day, "date", aliases=("Profillage seit",)),
        Column("elternzeit_until", read.day, "date", aliases=("Elternzeit bis",)),
        Column("flags", read.flags, "flags", aliases=("Merkmale",)),
        Column("unavailable", read.weekly_hours, "weekly_hours", aliases=("nicht verfügbar",)),
        Column("preferred", read.weekly_hours, "weekly_hours", aliases=("bevorzugt",)),
        Column("language", read.plain, "text", aliases=("Sprache",)),
        Column("needs", read.words, "words", aliases=("Bedarfe",)),
    ),
    required=True,
    sheets=("Kunden", "Kundinnen und Kunden"),
)
ABSENCES = Table(
    "absences.csv",
    (
        Column("person_id", read.identifier, "id", True, ("Person",)),
        Column("first_day", read.day, "date", True, ("von", "erster Tag")),
        Column("last_day", read.day, "date", True, ("bis", "letzter Tag")),
        Column("from_time", read.clock_time, "time", aliases=("von Uhrzeit",)),
        Column("to_time", read.clock_time, "time", aliases=("bis Uhrzeit",)),
        Column("reason", read.plain, "text", aliases=("Grund",)),
        Column("uid", read.plain, "text"),
    ),
    sheets=("Abwesenheiten",),
)
MEASURES = Table(
    "measures.csv",
    (
        CUSTOMER_ID,
        Column("kind", read.plain, "text", True, ("Art", "Maßnahme")),
        Column("first_day", read.day, "date", True, ("Beginn", "Maßnahmebeginn")),
        Column("last_day", read.day, "date", True, ("Ende", "Maßnahmeende")),
        Column("ended_early_on", read.day, "date", aliases=("vorzeitig beendet am",)),
    ),
    sheets=("Maßnahmen",),
)
OCCASIONS = Table(
    "occasions.csv",
    (
        CUSTOMER_ID,
        Column("kind", read.word(read.OCCASION_WORDS), "occasion", True, ("Art", "Anlass")),
        Column("recorded_on", read.day, "date", True, ("erfasst am",)),
        Column("not_before", read.day, "date", aliases=("frühestens",)),
        Column("not_after", read.day, "date", aliases=("spätestens", "WV-Datum")),
        Column("minutes", read.talk_minutes, "minutes", aliases=("Minuten",)),
        Column("channel", read.word(read.CHANNEL_WORDS), "channel", aliases=("Kontaktart",)),
        Column("note", read.plain, "text", aliases=("Bemerkung",)),
    ),
    sheets=("Anlässe",),
)
DEVIATIONS = Table(
    "deviations.csv",
    (
        CUSTOMER_ID,
        Column("until", read.day, "date", True, ("bis",)),
        Column("reason", read.plain, "text", True, ("Grund", "Begründung")),
        Column("every", read.every, "every", aliases=("alle", "Abstand")),
        Column("pause", read.word(read.YES_NO), "yes_no", aliases=("Pause",)),
    ),
    sheets=("Abweichungen",),
)
CONTACTS = Table(
    "contacts.csv",
    (
        CUSTOMER_ID,
        Column("on", read.day, "date", True, ("Datum", "am")),
        Column("channel", read.word(read.CHANNEL_WORDS), "channel", True, ("Kontaktart",)),
        Column("outcome", read.word(read.OUTCOME_WORDS), "outcome", True, ("Ergebnis",)),
        Column("kind", read.word(read.KIND_WORDS), "kind", aliases=("Art",)),
        Column("invited_by", read.word(read.DELIVERY_WORDS), "delivery", aliases=("eingeladen durch",)),
        Column("invited_on", read.day, "date", aliases=("eingeladen am",)),
        Column("advice", read.word(read.YES_NO), "yes_no", aliases=("Beratung",)),
        Column("booking_id", read.identifier, "id", aliases=("Termin", "Terminnummer")),
        Column("double_booked", read.word(read.YES_NO), "yes_no", aliases=("doppelt belegt",)),
    ),
    sheets=("Kontakte",),
)
BOOKINGS = Table(
    "bookings.csv",
    (
        Column("booking_id", read.identifier, "id", True, ("Termin", "Terminnummer")),
        SPECIALIST_ID,
        Column("customer_id", read.identifier, "id", aliases=CUSTOMER_ID.aliases),
        Column("start", read.moment, "moment", True, ("Beginn",)),
        Column("end", read.moment, "moment", True, ("Ende",)),
        Column("state", read.word(read.STATE_WORDS), "state", True, ("Stand",)),
        Column("kind", read.word(read.KIND_WORDS), "kind", aliases=("Art",)),
        Column("channel", read.word(read.CHANNEL_WORDS), "channel", aliases=("Kontaktart",)),
        Column("invited_by", read.word(read.DELIVERY_WORDS), "delivery", aliases=("eingeladen durch",)),
        Column("invited_on", read.day, "date", aliases=("eingeladen am",)),
        Column("covers_for", read.identifier, "id", aliases=("vertritt",)),
        Column("double_booked", read.word(read.YES_NO), "yes_no", aliases=("doppelt belegt",)),
        Column("uid", read.plain, "text"),
        Column("sequence", read.sequence, "sequence"),
    ),
    sheets=("Termine",),
)
RESOURCES = Table(
    "resources.csv",
    (
        Column("resource", read.plain, "text", True, ("Ressource",)),
        Column("capacity", read.capacity, "capacity", True, ("Anzahl",)),
        *WINDOWS,
    ),
    sheets=("Ressourcen",),
)
WISHES = Table(
    "wishes.csv",
    (
        SPECIALIST_ID,
        CUSTOMER_ID,
        Column("must", read.word(read.MUST_WORDS), "must", True, ("must or never", "Wunsch")),
        Column("day", read.day_or_weekday, "day_or_weekday", aliases=("Tag",)),
        Column("half_day", read.word(read.HALF_DAY_WORDS), "half_day", aliases=("Tageshälfte",)),
    ),
    sheets=("Wünsche",),
)
LETTERS = Table(
    REGISTER,
    (
        Column("booking_id", read.identifier, "id", True, ("Termin", "Terminnummer")),
        Column("letter", read.word(read.LETTER_WORDS), "letter", True, ("Brief",)),
        Column("sequence", read.sequence, "sequence", True),
        Column("dispatched_on", read.day, "date", True, ("versandt am",)),
        Column("text_version", read.plain, "text", True),
        Column("sha256", read.plain, "text", True),
        Column("start", read.moment, "moment", aliases=("Beginn",)),
        Column("room", read.plain, "text", aliases=("Raum",)),
    ),
    sheets=("Briefe",),
)
CALENDAR = Table(
    LEDGER,
    (
        Column("uid", read.uid, "uid", True),
        Column("audience", read.word(read.AUDIENCE_WORDS), "audience", True),
        Column("specialist_id", read.identifier, "id"),
        Column("customer_id", read.identifier, "id"),
        Column("sequence", read.sequence, "sequence", True),
        Column("stamp", read.stamp, "stamp", True),
        Column("start", read.moment, "moment", True),
        Column("end", read.moment, "moment", True),
        Column("fingerprint", read.plain, "text", True),
        Column("status", read.word(read.ENTRY_WORDS), "entry_status", True),
        Column("sent_on", read.day, "date"),
        Column("told_on", read.day, "date"),
        Column("outbox", read.plain, "text"),
    ),
)
TABLES = (
    *(SPECIALISTS, CUSTOMERS, ABSENCES, MEASURES, OCCASIONS, DEVIATIONS, CONTACTS, BOOKINGS, RESOURCES, WISHES),
    *(CALENDAR, LETTERS),
)

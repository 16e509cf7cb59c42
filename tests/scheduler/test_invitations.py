"""`turnus export invitations`: from two states of a roster exactly the messages between them, to whom they concern, none lost."""

import re
from pathlib import Path

import pytest

from helpers.clients import faults_by_anybody
from helpers.exports import (
    NINE,
    ORGANIZER,
    TEN,
    calendar_in,
    done,
    events,
    files_of,
    ledger,
    mail_of,
    messages,
    office_of,
    rebook,
    turnus,
)
from helpers.markers import mark, marked_addresses, marked_booking, marked_roster, marks_in_folder
from helpers.rosters import OFFICE, Row, booking, specialist, write_table
from scheduler.ical.rawlines import content_lines

GOLDEN = Path(__file__).parent.parent / "golden"
S1, S2 = "s1@example.org", "s2@example.org"


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    return office_of(tmp_path / "roster", [booking("B1", *NINE)])


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "outbox"


def told(roster: Path, out: Path, *more: object, today: str = "2026-11-20") -> list[tuple[str, str, str, str]]:
    """Run the command with an empty outbox; return what lies in it then."""
    for file in out.glob("*.eml"):
        file.unlink()
    done("export", "invitations", roster, "-o", out, *more, today=today)
    assert [fault for data in files_of(out).values() for fault in faults_by_anybody(calendar_in(data))] == []
    return messages(out)


def test_the_story_of_an_appointment(roster: Path, out: Path) -> None:
    assert told(roster, out) == [(S1, "REQUEST", "0900", "0")]
    assert told(roster, out, today="2026-11-21") == []
    rebook(roster, [booking("B1", *TEN)])
    assert told(roster, out, today="2026-11-22") == [(S1, "REQUEST", "1000", "1")]
    rebook(roster, [booking("B1", *TEN, specialist_id="S2", covers_for="S1")])
    assert told(roster, out, today="2026-11-22") == [(S1, "CANCEL", "1000", "2"), (S2, "REQUEST", "1000", "3")]
    rebook(roster, [booking("B1", *TEN, specialist_id="S2", state="excused")])
    assert told(roster, out, today="2026-11-23") == [(S2, "CANCEL", "1000", "4")]
    assert told(roster, out, today="2026-11-24") == []
    uids = {row["uid"] for row in ledger(roster)}
    assert (len(uids), [row["sequence"] for row in ledger(roster)]) == (1, ["2", "4"])


@pytest.mark.parametrize("state", ["held", "late", "missed", "turned_away"])
def test_an_outcome_is_no_message(roster: Path, out: Path, state: str) -> None:
    told(roster, out)
    rebook(roster, [booking("B1", *NINE, state=state)])
    assert told(roster, out, today="2026-11-30") == []


def test_all_revisions_have_one_uid_and_newer_stamps(roster: Path, out: Path) -> None:
    seen = []
    for state in (booking("B1", *NINE), booking("B1", *TEN), booking("B1", *NINE, state="cancelled")):
        rebook(roster, [state])
        told(roster, out)
        [data] = files_of(out).values()
        [event] = events(calendar_in(data))
        seen.append((event["UID"], event["SEQUENCE"], event["DTSTAMP"]))
    stamps = ["20261120T000001Z", "20261120T000002Z", "20261120T000003Z"]
    assert seen == [(seen[0][0], str(number), stamps[number]) for number in range(3)]


def test_what_a_mail_is_made_of(roster: Path, out: Path) -> None:
    told(roster, out)
    [(name, data)] = files_of(out).items()
    mail = mail_of(data)
    tree = [(part.get_content_type(), part["Content-Transfer-Encoding"]) for part in mail.walk()]
    assert tree == [
        ("multipart/mixed", None),
        ("multipart/alternative", None),
        ("text/plain", "quoted-printable"),
        ("text/calendar", "base64"),
        ("application/ics", "base64"),
    ]
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    assert (part.get_param("method"), part.get_param("component")) == ("REQUEST", "VEVENT")
    assert (mail["From"], mail["To"]) == (ORGANIZER, S1)
    assert mail["Date"].datetime.isoformat() == "2026-11-20T00:00:01+00:00"
    assert re.fullmatch(r"<[0-9a-f]{24}@jobcenter\.example\.org>", mail["Message-ID"])
    assert re.fullmatch(r"[0-9a-f]{16}-0-request-staff-S1\.eml", name)
    attendee = next(line for line in content_lines(calendar_in(data), []) if line.name == "ATTENDEE")
    assert (attendee.value, attendee.param("PARTSTAT"), attendee.param("RSVP")) == (f"mailto:{S1}", "NEEDS-ACTION", "TRUE")
    assert "Montag, 30.11.2026, 09:00 bis 09:45 Uhr" in str(mail.get_body(("plain",)))


def test_the_golden_mail(roster: Path, out: Path) -> None:
    told(roster, out)
    [data] = files_of(out).values()
    assert data == (GOLDEN / "request.eml").read_bytes()


def test_whoever_has_no_address_is_named_and_told_later(tmp_path: Path, out: Path) -> None:
    roster = office_of(tmp_path / "roster", [booking("B1", *NINE)], [specialist("S1", email="Frau S."), specialist("S2")])
    result = done("export", "invitations", roster, "-o", out)
    assert "specialists.csv keine E-Mail-Adresse wie name@example.org steht: S1" in result.output
    assert (messages(out), ledger(roster)) == ([], [])
    write_table(roster / "specialists.csv", [specialist("S1", email=S1)])
    assert told(roster, out) == [(S1, "REQUEST", "0900", "0")]


def test_without_a_sender_there_are_no_invitations(tmp_path: Path, out: Path) -> None:
    roster = office_of(tmp_path / "roster", [booking("B1", *NINE)], office=OFFICE)
    result = turnus("export", "invitations", roster, "-o", out)
    assert (result.exit_code, "organizer" in result.output, files_of(out)) == (1, True, {})


def test_a_dry_run_writes_nothing(roster: Path, out: Path) -> None:
    result = done("export", "invitations", roster, "-o", out, "--dry-run")
    assert "-0-request-staff-S1.eml" in result.output
    assert (files_of(out), ledger(roster)) == ({}, [])


class TestCustomers:
    """Customers are told only if the house asks for it and they agreed, and nothing about themselves."""

    @pytest.fixture
    def addresses(self, tmp_path: Path) -> Path:
        rows = [
            {"customer_id": f"K{n}", "name": f"N{n}", "email": f"k{n}@example.org", "mail_ok": "ja" if n < 3 else "nein"}
            for n in range(1, 5)
        ]
        write_table(tmp_path / "addresses.csv", rows)
        return tmp_path / "addresses.csv"

    def test_off_by_default_and_only_with_consent(self, roster: Path, out: Path, addresses: Path) -> None:
        rebook(roster, [booking("B1", *NINE), booking("B2", *TEN, customer_id="K3")])
        assert {to for to, *_ in told(roster, out)} == {S1}
        assert told(roster, out, "--customers", "--addresses", addresses) == [("k1@example.org", "REQUEST", "0900", "0")]
        rebook(roster, [booking("B1", *NINE, customer_id="K2"), booking("B2", *TEN, customer_id="K3")])
        now = told(roster, out, "--customers", "--addresses", addresses)
        assert now == [("k1@example.org", "CANCEL", "0900", "1"), ("k2@example.org", "REQUEST", "0900", "2")]

    def test_consent_that_is_gone_is_told_to_the_office(self, roster: Path, out: Path, addresses: Path) -> None:
        told(roster, out, "--customers", "--addresses", addresses)
        write_table(addresses, [{"customer_id": "K1", "name": "N1"}])
        rebook(roster, [booking("B1", *NINE, state="cancelled")])
        result = done("export", "invitations", roster, "-o", out, "--customers", "--addresses", addresses)
        assert "keine E-Mail mehr erlaubt; bitte anders Bescheid sagen: K1" in result.output
        assert [row["status"] for row in ledger(roster) if row["audience"] == "customer"] == ["CONFIRMED"]

    def test_a_customer_reads_time_and_place_alone(self, roster: Path, out: Path, addresses: Path) -> None:
        told(roster, out, "--customers", "--addresses", addresses)
        [data] = [data for name, data in files_of(out).items() if "customer" in name]
        mail, [event] = mail_of(data), events(calendar_in(data))
        assert (mail["Subject"], event["SUMMARY"], event["LOCATION"]) == ("Ihr Termin", "Termin (45 Minuten)", "2.14")
        assert event["ATTENDEE"] == "mailto:k1@example.org"
        assert "S1" not in data.decode()

    @pytest.mark.parametrize("options", [("--customers",), ("--addresses", "a.csv")])
    def test_customers_and_addresses_belong_together(self, roster: Path, out: Path, options: tuple[str, ...]) -> None:
        assert turnus("export", "invitations", roster, "-o", out, *options).exit_code == 2
        assert (files_of(out), ledger(roster)) == ({}, [])


def test_no_mark_of_any_customer_is_found_in_any_mail(tmp_path: Path, out: Path) -> None:
    staff = [specialist("S1", email=S1, skills="x"), specialist("S2", email=S2)]
    rows = [marked_booking(1, *NINE), marked_booking(2, *TEN, channel="phone"), marked_booking(3, *TEN, specialist_id="S2")]
    office = f'organizer = "mailto:{ORGANIZER}"\n{OFFICE}'
    roster = marked_roster(tmp_path / "roster", rows, office=office, specialists=staff)
    addresses = marked_addresses(tmp_path / "addresses.csv")
    more = ("--customers", "--addresses", addresses)
    assert len(told(roster, out, *more)) == 6
    assert marks_in_folder(out) == {}
    gone: list[Row] = [
        {**rows[0], "state": "excused"},
        {**rows[1], "specialist_id": "S2"},
        {**rows[2], "customer_id": mark(1, "id")},
    ]
    write_table(roster / "bookings.csv", gone)
    assert len(told(roster, out, *more, today="2026-11-21")) == 6
    assert marks_in_folder(out) == {}


class TestCrashes:
    """Whatever breaks between roster, outbox and ledger: the message comes again with the same bytes, none is lost."""

    def crash(self, monkeypatch: pytest.MonkeyPatch, roster: Path, out: Path, where: str) -> None:
        def dies(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(
                *(
                    ("scheduler.export.outbox.put", dies)
                    if where == "before"
                    else ("scheduler.export.invitations.handed_over", dies)
                )
            )
            assert turnus("export", "invitations", roster, "-o", out).exit_code == 1

    @pytest.mark.parametrize("where", ["before", "after"])
    def test_the_next_run_writes_the_same_message(
        self, monkeypatch: pytest.MonkeyPatch, roster: Path, out: Path, tmp_path: Path, where: str
    ) -> None:
        self.crash(monkeypatch, roster, out, where)
        first = files_of(out)
        assert [row.get("sent_on", "") for row in ledger(roster)] == [""]
        assert told(roster, tmp_path / "again", today="2026-11-25") == [(S1, "REQUEST", "0900", "0")]
        assert first in ({}, files_of(tmp_path / "again"))

    def test_a_change_after_the_crash_is_a_revision_of_what_may_be_out_already(
        self, monkeypatch: pytest.MonkeyPatch, roster: Path, out: Path
    ) -> None:
        self.crash(monkeypatch, roster, out, "after")
        rebook(roster, [booking("B1", *TEN)])
        assert told(roster, out) == [(S1, "REQUEST", "1000", "1")]

    def test_what_may_be_out_already_is_called_off(self, monkeypatch: pytest.MonkeyPatch, roster: Path, out: Path) -> None:
        self.crash(monkeypatch, roster, out, "after")
        rebook(roster, [])
        assert told(roster, out) == [(S1, "CANCEL", "0900", "1")]

    def test_an_outbox_that_cannot_be_written_loses_nothing(self, roster: Path, tmp_path: Path, out: Path) -> None:
        (tmp_path / "file").write_text("")
        assert turnus("export", "invitations", roster, "-o", tmp_path / "file").exit_code == 1
        assert told(roster, out) == [(S1, "REQUEST", "0900", "0")]


@pytest.mark.parametrize(
    ("room", "channel", "words"),
    [
        ("2.14", "in_person", "Ort: Raum 2.14"),
        ("Zimmer 5", "in_person", "Ort: Zimmer 5"),
        ("2.14", "phone", "Am Telefon: Wir rufen Sie an."),
        ("2.14", "video", "Per Video."),
    ],
)
def test_a_mail_to_a_customer_says_where_in_words(tmp_path: Path, room: str, channel: str, words: str) -> None:
    staff = [specialist("S1", room=room)]
    roster, people = office_of(tmp_path / "roster", [booking("B1", *NINE, channel=channel)], staff), tmp_path / "people.csv"
    write_table(people, [{"customer_id": "K1", "name": "Ada", "email": "ada@example.org", "mail_ok": "yes"}])
    done("export", "invitations", roster, "-o", tmp_path / "out", "--customers", "--addresses", people)
    [data] = files_of(tmp_path / "out").values()
    body = mail_of(data).get_body(("plain",))
    assert body is not None
    assert words in body.get_content().splitlines()[3]

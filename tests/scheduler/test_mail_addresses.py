"""No mail address puts a header into a mail, none stops the mail of the others."""

from datetime import datetime
from pathlib import Path

import pytest

from helpers.exports import MAIL_OFFICE, NINE, ORGANIZER, TEN, done, files_of, mail_of, office_of, turnus
from helpers.mailserver import mail_server
from helpers.rosters import booking, specialist, write_table
from scheduler.cellvalues import mail_address
from scheduler.errors import TurnusError
from scheduler.export.invitations import Message
from scheduler.export.mails import HEADERS, Mail, mail_bytes
from scheduler.export.smtp import Server, hand_over
from scheduler.ical.entry import Entry

BCC = "a@=?utf-8?b?DQpCY2M6IGV2aWxAeC5kZQ==?="
BAD = [BCC, "=?utf-8?q?a=0D=0ABcc=3A_x?=@x.de", "müller@example.org", "a@jobcenter-köln.de", "a..b@x.de", "a@b.", "a b@x.de"]
BAD += ["a?cc=x@b.de", "\u202eab@x.de", "a@b,c@d", "Ada <a@b.de>", "x@" + "a" * 253, "@b", "a"]


@pytest.mark.parametrize("cell", ["a@b", "ada.o'neil+post@jobcenter-nord.example.org", "A_1%2@B9.de"])
def test_addresses_as_they_are_used(cell: str) -> None:
    assert mail_address(cell) == cell


def test_a_line_end_belongs_to_no_address() -> None:
    with pytest.raises(ValueError, match="a@b"):
        mail_address("a@b\n")


@pytest.mark.parametrize("cell", BAD)
def test_what_is_no_address_is_refused_everywhere(tmp_path: Path, cell: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        mail_address(cell)
    staff = [specialist("S1", email=cell), specialist("S2", email="s2@example.org")]
    roster = office_of(tmp_path / "roster", [booking("B1", *NINE), booking("B2", *TEN, specialist_id="S2")], staff)
    assert "wie name@example.org steht: S1" in done("export", "invitations", roster, "-o", tmp_path / "out").output
    assert [mail_of(data)["To"] for data in files_of(tmp_path / "out").values()] == ["s2@example.org"]


def test_check_tells_of_addresses_and_ids_that_make_trouble_later(tmp_path: Path) -> None:
    staff = [specialist("S1", email="müller@example.org"), specialist("s1", email="a@b.de"), specialist("S2")]
    output = done("check", office_of(tmp_path / "roster", [], staff)).output
    assert "specialists.csv email müller@example.org: " in output
    assert "S1 bekommt keine Einladungen per E-Mail" in output
    assert "unterscheidet sich nur in Groß- und Kleinbuchstaben von S1" in output
    assert output.count("keine E-Mail-Adresse") == 1


@pytest.mark.parametrize("cell", [BCC, "müller@example.org"])
def test_the_file_of_addresses_and_the_office_say_what_is_wrong(tmp_path: Path, cell: str) -> None:
    roster, people, out = office_of(tmp_path / "roster", [booking("B1", *NINE)]), tmp_path / "people.csv", tmp_path / "out"
    write_table(people, [{"customer_id": "K1", "name": "Ada", "email": cell, "mail_ok": "ja"}])
    result = turnus("export", "invitations", roster, "-o", out, "--customers", "--addresses", people)
    assert (result.exit_code, "eine E-Mail-Adresse wie" in result.output, files_of(out)) == (1, True, {})
    (roster / "office.toml").write_text(MAIL_OFFICE.replace(ORGANIZER, cell), encoding="utf-8")
    result = turnus("export", "invitations", roster, "-o", out)
    assert (result.exit_code, "eine Adresse wie mailto:" in result.output, files_of(out)) == (1, True, {})


def mail_to(recipient: str, entry: Entry, organizer: str = f"mailto:{ORGANIZER}") -> bytes:
    return mail_bytes(Mail("x", organizer, recipient, "staff", "REQUEST", entry), b"BEGIN:VCALENDAR\r\n")


@pytest.fixture
def entry() -> Entry:
    nine = datetime(2026, 11, 30, 9)
    return Entry("00000000000000aa@turnus.invalid", 0, nine, nine, nine.replace(hour=10), "Termin")


def test_a_header_too_many_is_found_before_anything_is_written(entry: Entry) -> None:
    assert tuple(mail_of(mail_to("a@b.de", entry)).keys()) == HEADERS
    for recipient, organizer in ((BCC, ORGANIZER), ("a@b.de", BCC)):
        with pytest.raises(TurnusError, match="Kopfzeilen"):
            mail_to(recipient, entry, f"mailto:{organizer}")


def test_what_no_server_can_be_told_is_a_refusal_of_that_one_mail() -> None:
    with mail_server() as (post, port):
        row = object()
        mails = [Message("m", who, "REQUEST", row, b"", b"Subject: x\r\n\r\n") for who in ("müller@x.de", "a@b.de")]  # type: ignore[arg-type]
        codes = [code for _, code in hand_over(Server("127.0.0.1", port, is_encrypted=False), "t@x.de", mails)]
        assert (codes, [to for to, _ in post.taken]) == ([553, 0], ["a@b.de"])


def test_a_specialist_whose_id_has_an_umlaut(tmp_path: Path) -> None:
    staff = [specialist("Müller", email="m@example.org"), specialist("S1", email="s@example.org")]
    roster = office_of(tmp_path / "roster", [booking("B1", *NINE, specialist_id="Müller")], staff)
    done("export", "invitations", roster, "-o", tmp_path / "out")
    [(name, data)] = files_of(tmp_path / "out").items()
    assert (name.endswith("-request-staff-Müller.eml"), "Müller".encode() in data, b"M=C3=BCller" in data) == (True, False, False)

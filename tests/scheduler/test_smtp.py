"""Invitations through a real mail server: what is accepted is recorded, what is refused stays, what breaks is made up for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.exports import NINE, TEN, calendar_in, done, events, files_of, ledger, office_of, rebook, turnus
from helpers.mailserver import Post, certificate, mail_server
from helpers.rosters import booking
from scheduler.ical.rawcheck import faults_of

S1, S2 = "s1@example.org", "s2@example.org"
Running = tuple[Post, int]


@pytest.fixture(scope="module")
def plain() -> Iterator[Running]:
    with mail_server() as running:
        yield running


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def encrypted(pem: Path) -> Iterator[Running]:
    with mail_server(pem) as running:
        yield running


@pytest.fixture
def server(plain: Running) -> Running:
    post, port = plain
    post.taken.clear()
    post.refused.clear()
    post.breaks_after = None
    return post, port


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    rows = [
        booking("B1", *NINE),
        booking("B2", *TEN, customer_id="K2"),
        booking("B3", *NINE, customer_id="K3", specialist_id="S2"),
    ]
    return office_of(tmp_path / "roster", rows)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "outbox"


def send(roster: Path, out: Path, port: int, *more: object, today: str = "2026-11-20") -> int:
    return turnus(
        "export", "invitations", roster, "-o", out, "--smtp", f"127.0.0.1:{port}", "--no-tls", *more, today=today
    ).exit_code


def owed(roster: Path) -> int:
    return sum(not row.get("sent_on") for row in ledger(roster))


def test_mails_arrive_as_they_lie_in_the_folder(server: Running, roster: Path, out: Path) -> None:
    post, port = server
    assert send(roster, out, port) == 0
    assert sorted(to for to, _ in post.taken) == [S1, S1, S2]
    assert sorted(files_of(out)) == sorted(f"sent/{name}" for name in files_of(out / "sent"))
    assert sorted(calendar_in(data) for _, data in post.taken) == sorted(calendar_in(data) for data in files_of(out).values())
    assert all(faults_of(calendar_in(data)) == [] for _, data in post.taken)
    assert send(roster, out, port) == 0
    assert (len(post.taken), owed(roster)) == (3, 0)


def test_who_is_refused_is_told_and_tried_again(server: Running, roster: Path, out: Path) -> None:
    post, port = server
    post.refused = {S2}
    result = turnus("export", "invitations", roster, "-o", out, "--smtp", f"127.0.0.1:{port}", "--no-tls")
    assert (result.exit_code, "-0-request-staff-S2.eml: vom Mailserver abgelehnt (550)" in result.output) == (1, True)
    assert "no mailbox" not in result.output
    assert ([to for to, _ in post.taken], owed(roster), len(list(out.glob("*.eml")))) == ([S1, S1], 1, 1)
    post.refused = set()
    assert send(roster, out, port, today="2026-11-21") == 0
    assert ([to for to, _ in post.taken][2:], owed(roster), list(out.glob("*.eml"))) == ([S2], 0, [])


def test_a_connection_that_breaks_off_costs_no_message_and_doubles_none(server: Running, roster: Path, out: Path) -> None:
    post, port = server
    post.breaks_after = 1
    assert (send(roster, out, port), owed(roster)) == (1, 2)
    post.breaks_after = None
    assert (send(roster, out, port), owed(roster)) == (0, 0)
    uids = [events(calendar_in(data))[0]["UID"] for _, data in post.taken]
    assert (len(uids), len(set(uids))) == (3, 3)


def test_what_was_sent_before_a_crash_is_not_sent_again(
    monkeypatch: pytest.MonkeyPatch, server: Running, roster: Path, out: Path
) -> None:
    post, port = server

    def dies(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("scheduler.export.invitations.handed_over", dies)
        assert send(roster, out, port) == 1
    assert (len(post.taken), owed(roster)) == (3, 3)
    assert send(roster, out, port, today="2026-11-21") == 0
    assert (len(post.taken), owed(roster)) == (3, 0)


def test_a_change_while_a_mail_is_owed_is_one_newer_mail(server: Running, roster: Path, out: Path) -> None:
    post, port = server
    post.refused = {S2}
    send(roster, out, port)
    post.refused = set()
    rebook(
        roster,
        [booking("B1", *NINE), booking("B2", *TEN, customer_id="K2"), booking("B3", *TEN, customer_id="K3", specialist_id="S2")],
    )
    assert send(roster, out, port) == 0
    [(to, data)] = post.taken[2:]
    assert (to, events(calendar_in(data))[0]["SEQUENCE"]) == (S2, "1")


def test_nobody_is_there(roster: Path, out: Path) -> None:
    result = turnus("export", "invitations", roster, "-o", out, "--smtp", "127.0.0.1:1", "--no-tls")
    assert (result.exit_code, "127.0.0.1" in result.output, owed(roster)) == (1, True, 3)
    done("export", "invitations", roster, "-o", out)
    assert (len(files_of(out)), owed(roster)) == (3, 0)


def test_without_encryption_nothing_is_sent(server: Running, roster: Path, out: Path) -> None:
    post, port = server
    result = turnus("export", "invitations", roster, "-o", out, "--smtp", f"127.0.0.1:{port}")
    assert (result.exit_code, "keine Verschlüsselung" in result.output, post.taken) == (1, True, [])


def test_encrypted_with_a_login_whose_word_stands_in_the_environment(
    monkeypatch: pytest.MonkeyPatch, encrypted: Running, pem: Path, roster: Path, out: Path
) -> None:
    post, port = encrypted
    where = ("--smtp", f"localhost:{port}", "--smtp-user", "turnus")
    assert turnus("export", "invitations", roster, "-o", out, *where).exit_code == 2
    monkeypatch.setenv("TURNUS_SMTP_PASSWORD", "Geheim")
    stranger = turnus("export", "invitations", roster, "-o", out, *where)
    assert (stranger.exit_code, "Zertifikat" in stranger.output, post.taken) == (1, True, [])
    monkeypatch.setenv("SSL_CERT_FILE", str(pem.with_name("cert.pem")))
    monkeypatch.setenv("TURNUS_SMTP_PASSWORD", "falsch")
    wrong = turnus("export", "invitations", roster, "-o", out, *where)
    assert (wrong.exit_code, "lehnt die Anmeldung ab (535)" in wrong.output, post.taken) == (1, True, [])
    monkeypatch.setenv("TURNUS_SMTP_PASSWORD", "Geheim")
    result = done("export", "invitations", roster, "-o", out, *where)
    assert (len(post.taken), post.logins, "Geheim" in result.output) == (3, ["turnus"], False)


@pytest.mark.parametrize(
    "value", ["mail.example.org", "mail.example.org:x", ":25", "mail.example.org:0", "mail.example.org:99999"]
)
def test_a_server_that_cannot_be_understood_is_wrong_usage(roster: Path, out: Path, value: str) -> None:
    assert turnus("export", "invitations", roster, "-o", out, "--smtp", value).exit_code == 2

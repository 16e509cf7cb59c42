"""What goes wrong on the way to a CalDAV server is told in words, without a traceback and without giving the password away."""

import http.server
import socket
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner

from helpers.radicale_server import PASSWORD, USER, Watched
from helpers.rosters import booking, write_roster
from scheduler.cli import main

SECRET = "top-geheim"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_roster(tmp_path / "roster", bookings=[booking("T1", "2026-11-30T09:00", "2026-11-30T09:45")])


def said(roster: Path, url: str, *options: str, code: int = 1, user: str = USER, password: str | None = PASSWORD) -> str:
    call = ["--lang", "de", "export", "caldav", str(roster), url, "--today", "2026-11-20", *options]
    call += ["--user", user] if user else []
    result = CliRunner().invoke(main, call, env={"TURNUS_CALDAV_PASSWORD": password})
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    assert result.exit_code == code, result.output
    assert SECRET not in result.output
    return result.output


def test_a_wrong_password_changes_nothing(folder: Path, caldav: tuple[str, Watched]) -> None:
    assert "nimmt die Anmeldung nicht an" in said(folder, caldav[0], password=SECRET)
    assert not (folder / "calendar.csv").exists()


def test_a_missing_password(folder: Path, caldav: tuple[str, Watched]) -> None:
    assert "TURNUS_CALDAV_PASSWORD" in said(folder, caldav[0], password=None)


def test_no_such_server(folder: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert "ist nicht erreichbar" in said(folder, f"http://127.0.0.1:{port}/")


def test_no_encryption_where_it_is_wanted(folder: Path, caldav: tuple[str, Watched]) -> None:
    assert "verschlüsselte Verbindung" in said(folder, caldav[0].replace("http:", "https:"))


def test_a_folder_without_calendars(folder: Path, caldav: tuple[str, Watched]) -> None:
    assert "sind keine Kalender zu finden" in said(folder, f"{caldav[0]}.well-known/nothing/")


@pytest.mark.parametrize("method", ["MKCALENDAR", "PUT"])
def test_a_server_that_may_only_be_read(folder: Path, caldav: tuple[str, Watched], method: str) -> None:
    caldav[1].locked.add(method)
    try:
        output = said(folder, caldav[0])
    finally:
        caldav[1].locked.clear()
    assert "nur lesbar" in output
    assert "0 von 1 Änderungen" in output
    assert "0 neu" not in output


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://kalender.example.org/", "Ohne Verschlüsselung"),
        (f"https://{USER}:{SECRET}@kalender.example.org/", "gehören nicht in die Adresse"),
        ("kalender.example.org", "keine Adresse"),
        ("ftp://kalender.example.org/", "keine Adresse"),
        ("https://kalender.example.org:99999/", "keine Adresse"),
        ("https://[x/", "keine Adresse"),
        ("https://kalender.example.org/?user=x", "keine Adresse"),
    ],
)
def test_addresses_that_are_refused(folder: Path, url: str, words: str) -> None:
    assert words in said(folder, url, code=2)


class _Elsewhere(http.server.BaseHTTPRequestHandler):
    """A server that sends its callers to another one."""

    redirects = True

    def do_PROPFIND(self) -> None:
        body = b"" if self.redirects else HOME
        self.send_response(302 if self.redirects else 207)
        self.send_header("Location", "http://localhost:1/")
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


HOME = b"""<?xml version="1.0"?><multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><response><href>/</href>
<propstat><prop><C:calendar-home-set><href>https://boese.example.org/</href></C:calendar-home-set></prop>
<status>HTTP/1.1 200 OK</status></propstat></response></multistatus>"""


@pytest.mark.parametrize(
    ("redirects", "words"), [(True, "verweist auf eine andere Adresse"), (False, "auf einem anderen Rechner")]
)
def test_nothing_is_sent_to_another_server(folder: Path, monkeypatch: pytest.MonkeyPatch, redirects: bool, words: str) -> None:
    monkeypatch.setattr(_Elsewhere, "redirects", redirects)
    server = http.server.HTTPServer(("127.0.0.1", 0), _Elsewhere)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        assert words in said(folder, f"http://127.0.0.1:{server.server_port}/")
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""Nothing on a server is changed without knowing its version, and nobody is logged in but who was named."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from helpers.radicale_server import PASSWORD, USER, Watched
from helpers.rosters import booking, write_roster, write_table
from scheduler.cli import main
from scheduler.push import server as network
from scheduler.push.comparison import steps
from scheduler.push.resource import Stored

TODAY = "2026-11-20"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_roster(tmp_path / "roster", bookings=[booking("T1", "2026-11-30T09:00", "2026-11-30T09:45")])


def push(roster: Path, url: str, *options: str, user: str = USER) -> tuple[int, str]:
    call = ["--lang", "de", "export", "caldav", str(roster), url, "--today", TODAY, *options]
    call += ["--user", user] if user else []
    result = CliRunner().invoke(main, call, env={"TURNUS_CALDAV_PASSWORD": PASSWORD if user else None})
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    return result.exit_code, result.output


@pytest.mark.parametrize("gone", [False, True])
@pytest.mark.parametrize("force", [(), ("--force",)])
def test_without_an_etag_nothing_is_replaced_or_deleted(
    folder: Path, caldav: tuple[str, Watched], monkeypatch: pytest.MonkeyPatch, force: tuple[str, ...], gone: bool
) -> None:
    read = network.Server.resources
    url, watched = caldav
    push(folder, url)
    state = {"state": "cancelled"} if gone else {}
    write_table(folder / "bookings.csv", [booking("T1", "2026-12-01T11:00", "2026-12-01T11:45", **state)])
    monkeypatch.setattr(network.Server, "resources", lambda s, path: [Stored(f.path, "", f.data) for f in read(s, path)])
    watched.changes()
    code, output = push(folder, url, *force)
    assert (code, watched.changes()) == (1, [])
    assert "Ein Eintrag lässt sich nicht sicher ändern, weil der Server seine Version (ETag) nicht nennt" in output
    assert "0 neu, 0 geändert, 0 gelöscht" in output


def test_an_empty_etag_deletes_nothing(caldav: tuple[str, Watched]) -> None:
    url, watched = caldav
    watched.changes()
    server = network.Server(url, USER, PASSWORD)
    assert not server.delete("/pult/x.ics", "")
    server.close()
    assert watched.changes() == []


def test_a_foreign_entry_without_an_etag_is_left_alone_silently() -> None:
    found = steps("/c/", [], (), [Stored("/c/x.ics", "", b"x")], key=b"k", today=date(2026, 11, 20))
    assert (found.unguarded, found.deletes, found.foreign) == ((), (), 1)


def test_nobody_is_logged_in_from_the_netrc_file(
    folder: Path, tmp_path: Path, caldav: tuple[str, Watched], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, watched = caldav
    watched.changes()
    netrc = tmp_path / "netrc"
    netrc.write_text(f"machine 127.0.0.1 login {USER} password {PASSWORD}\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    code, output = push(folder, url, user="")
    assert (code, watched.changes()) == (1, [])
    assert "nimmt die Anmeldung nicht an" in output


@pytest.mark.parametrize(
    ("content", "words"), [(None, "Datei oder Ordner fehlt"), ("kein Zertifikat", "darin steht kein Zertifikat")]
)
def test_authorities_that_cannot_be_used_are_named(folder: Path, tmp_path: Path, content: str | None, words: str) -> None:
    file = tmp_path / "stelle.pem"
    if content is not None:
        file.write_text(content)
    code, output = push(folder, "https://127.0.0.1:1/", "--authorities", str(file))
    assert (code, "stelle.pem (--authorities) lässt sich nicht verwenden" in output, words in output) == (1, True, True)
    assert not (folder / "calendar.csv").exists()


def test_an_unknown_specialist_is_refused_before_anybody_is_contacted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def contacted(*_: object) -> None:
        raise AssertionError("contacted")

    monkeypatch.setattr(network.Server, "home", contacted)
    code, output = push(folder, "https://127.0.0.1:1/", "--specialist", "S9")
    assert (code, "S9" in output) == (2, True)

"""`turnus export caldav` on a real Radicale: planned, moved, cancelled; nothing twice, nothing foreign, nothing lost on the way."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import caldav
import icalendar
import pytest
from click.testing import CliRunner

from helpers.markers import marked_booking, marked_roster, marks_in
from helpers.radicale_server import PASSWORD, USER, Watched, radicale
from helpers.rosters import booking, customer, specialist, write_roster, write_table
from scheduler.cli import main
from scheduler.ical.rawcheck import faults_of

FIRST = booking("T1", "2026-11-30T09:00", "2026-11-30T09:45")
JULY = booking("T2", "2027-07-20T09:00", "2027-07-20T09:45", customer_id="K2")
FOREIGN = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//DE\r\nBEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20261101T000000Z\r\n"
    "DTSTART:20261201T080000Z\r\nDTEND:20261201T090000Z\r\nSUMMARY:Zahnarzt\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
Running = tuple[str, Watched, Path]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("radicale")
    with radicale(folder) as (url, application):
        yield url, application, folder / "collections" / "collection-root" / USER


@pytest.fixture
def place(running: Running, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the server keeps the calendars of the user; empty again after the test."""
    monkeypatch.setenv("TURNUS_CALDAV_PASSWORD", PASSWORD)
    _, application, folder = running
    application.changes()
    yield folder
    application.dies_before = application.dies_after = 0
    application.locked.clear()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    people = [customer("K1"), customer("K2")]
    return write_roster(tmp_path / "roster", people, [specialist("S1", room="4.06"), specialist("S2")], bookings=[FIRST, JULY])


def push(roster: Path, running: Running, *options: str, code: int = 0, today: str = "2026-11-20", lang: str = "de") -> str:
    call = ["--lang", lang, "export", "caldav", str(roster), running[0], "--user", USER, "--today", today, *options]
    result = CliRunner().invoke(main, call)
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    assert result.exit_code == code, result.output
    return result.output


def stored(place: Path) -> dict[str, bytes]:
    """Return the resources as they lie on the server, by path."""
    return {str(file.relative_to(place)): file.read_bytes() for file in sorted(place.glob("*/*.ics"))}


def events(place: Path) -> dict[str, tuple[int, str]]:
    """Return start in UTC → sequence and status."""
    found = {}
    for data in stored(place).values():
        (event,) = icalendar.Calendar.from_ical(data).walk("VEVENT")
        start: datetime = event.decoded("DTSTART")
        found[f"{start.astimezone(UTC):%Y-%m-%d %H:%M}"] = (int(str(event["SEQUENCE"])), str(event["STATUS"]))
    return found


def with_bookings(roster: Path, *rows: dict[str, str]) -> None:
    write_table(roster / "bookings.csv", list(rows))


def test_planned_moved_cancelled(folder: Path, running: Running, place: Path) -> None:
    assert "2 neu, 0 geändert, 0 gelöscht, 0 unverändert" in push(folder, running)
    assert events(place) == {"2026-11-30 08:00": (0, "CONFIRMED"), "2027-07-20 07:00": (0, "CONFIRMED")}
    names = set(stored(place))
    moved = booking("T1", "2026-12-01T11:00", "2026-12-01T11:45")
    with_bookings(folder, moved, JULY)
    assert "0 neu, 1 geändert, 0 gelöscht, 1 unverändert" in push(folder, running, today="2026-11-23")
    assert events(place) == {"2026-12-01 10:00": (1, "CONFIRMED"), "2027-07-20 07:00": (0, "CONFIRMED")}
    assert set(stored(place)) == names
    with_bookings(folder, {**moved, "state": "cancelled"}, JULY)
    assert "0 neu, 0 geändert, 1 gelöscht, 1 unverändert" in push(folder, running, today="2026-11-24")
    assert events(place) == {"2027-07-20 07:00": (0, "CONFIRMED")}


def test_what_is_stored_is_sound_and_carries_no_method(folder: Path, running: Running, place: Path) -> None:
    connect: Any = caldav.DAVClient
    push(folder, running)
    with connect(url=running[0], username=USER, password=PASSWORD) as client:
        (calendar,) = client.principal().calendars()
        bodies = [str(client.request(str(event.url)).raw) for event in calendar.events()]
    for body in (*bodies, *(data.decode() for data in stored(place).values())):
        assert faults_of(body.replace("\r\n", "\n").replace("\n", "\r\n").encode()) == []
        assert "METHOD" not in body
        assert "ORGANIZER" not in body
    assert len(bodies) == 2


def test_an_equal_second_run_sends_nothing(folder: Path, running: Running, place: Path) -> None:
    push(folder, running)
    assert running[1].changes() == ["MKCALENDAR", "PUT", "PUT"]
    before = stored(place)
    assert "2 unverändert" in push(folder, running, today="2026-11-25")
    assert "2 unchanged" in push(folder, running, lang="en")
    assert running[1].changes() == []
    assert stored(place) == before


def test_a_dry_run_sends_and_writes_nothing(folder: Path, running: Running, place: Path) -> None:
    (folder / "pseudonym.key").write_text("cd" * 32)
    before = {file.name for file in folder.iterdir()}
    assert "2 neu" in push(folder, running, "--dry-run")
    assert running[1].changes() == []
    assert {file.name for file in folder.iterdir()} == before


def test_an_appointment_that_a_colleague_takes_over_moves_to_their_calendar(folder: Path, running: Running, place: Path) -> None:
    push(folder, running)
    running[1].changes()
    with_bookings(folder, {**FIRST, "specialist_id": "S2"}, JULY)
    assert "1 neu, 0 geändert, 1 gelöscht, 1 unverändert" in push(folder, running)
    assert running[1].changes() == ["DELETE", "MKCALENDAR", "PUT"]
    assert len({path.split("/")[0] for path in stored(place)}) == 2


def test_only_the_specialist_that_was_asked_for(folder: Path, running: Running, place: Path) -> None:
    with_bookings(folder, FIRST, {**JULY, "specialist_id": "S2"})
    assert "1 neu" in push(folder, running, "--specialist", "S2")
    assert list(events(place)) == ["2027-07-20 07:00"]


def test_what_was_held_stays_in_the_calendar(folder: Path, running: Running, place: Path) -> None:
    push(folder, running)
    with_bookings(folder, {**FIRST, "state": "held"}, JULY)
    push(folder, running, today="2026-11-30")
    push(folder, running, today="2026-12-14")
    assert "2026-11-30 08:00" in events(place)


def foreign_calendar(place: Path, name: str, description: str = "") -> Path:
    """Somebody's own calendar, as the server keeps it."""
    calendar = place / name
    calendar.mkdir(parents=True)
    (calendar / ".Radicale.props").write_text(f'{{"tag": "VCALENDAR", "C:calendar-description": "{description}"}}')
    (calendar / "own.ics").write_bytes(FOREIGN.format(uid="own").encode())
    return calendar


def content(calendar: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in calendar.iterdir() if file.is_file() and "cache" not in file.name}


def test_a_foreign_calendar_is_not_touched(folder: Path, running: Running, place: Path) -> None:
    calendar = foreign_calendar(place, "privat", "[turnus 0123456789abcdef]")
    before = content(calendar)
    push(folder, running)
    with_bookings(folder)
    (folder / "bookings.csv").write_text("booking_id,specialist_id,start,end,state\n")
    push(folder, running)
    assert content(calendar) == before


def test_a_calendar_of_our_name_that_is_not_ours_is_refused(folder: Path, running: Running, place: Path) -> None:
    push(folder, running)
    (ours,) = {file.parent for file in place.glob("*/*.ics")}
    shutil.rmtree(ours)
    calendar = foreign_calendar(place, ours.name)
    before, _ = content(calendar), running[1].changes()
    assert "turnus hat diesen Kalender nicht angelegt" in push(folder, running, "--force", code=1)
    assert running[1].changes() == []
    assert content(calendar) == before


def test_entries_of_others_in_our_calendar_stay(folder: Path, running: Running, place: Path) -> None:
    push(folder, running)
    (ours,) = {file.parent for file in place.glob("*/*.ics")}
    own = ours / "own.ics"
    own.write_bytes(FOREIGN.format(uid="own").encode())
    assert "nicht von turnus sind, bleiben: 1" in push(folder, running, "--force")
    assert own.read_bytes() == FOREIGN.format(uid="own").encode()


def edit(place: Path, old: bytes, new: bytes) -> Path:
    """Change an entry as somebody would in a calendar program."""
    file = next(file for file in place.glob("*/*.ics") if old in file.read_bytes())
    file.write_bytes(file.read_bytes().replace(old, new))
    return file


@pytest.mark.parametrize("moves", [False, True], ids=["unchanged here", "moved here too"])
def test_somebody_elses_edit_is_told_and_kept(folder: Path, running: Running, place: Path, moves: bool) -> None:
    push(folder, running)
    file = edit(place, b"20261130T090000", b"20261130T080000")
    before, _ = file.read_bytes(), running[1].changes()
    if moves:
        with_bookings(folder, booking("T1", "2026-12-01T11:00", "2026-12-01T11:45"), JULY)
    output = push(folder, running, code=1)
    assert f"S1 T-{file.name[:6].upper()}" in output
    assert "Einen Eintrag hat jemand auf dem Server geändert" in output
    assert running[1].changes() == []
    assert file.read_bytes() == before
    assert "1 geändert" in push(folder, running, "--force")
    assert ("2026-12-01 10:00" if moves else "2026-11-30 08:00") in events(place)


def test_an_edited_entry_that_is_gone_is_deleted_only_by_force(folder: Path, running: Running, place: Path) -> None:
    push(folder, running)
    file = edit(place, b"20261130T094500", b"20261130T120000")
    with_bookings(folder, {**FIRST, "state": "cancelled"}, JULY)
    push(folder, running, code=1)
    assert file.exists()
    push(folder, running, "--force")
    assert not file.exists()


def test_an_alarm_that_somebody_has_set_is_no_edit(folder: Path, running: Running, place: Path) -> None:
    push(folder, running)
    alarm = b"BEGIN:VALARM\nACTION:DISPLAY\nDESCRIPTION:x\nTRIGGER:-PT15M\nEND:VALARM\nX-MOZ-LASTACK:20261130T000000Z\n"
    edit(place, b"END:VEVENT", alarm + b"END:VEVENT")
    edit(place, b"DTSTAMP:20261120T000001Z", b"DTSTAMP:20261121T101010Z")
    assert "2 unverändert" in push(folder, running)


def test_an_entry_that_somebody_has_deleted_comes_back(folder: Path, running: Running, place: Path) -> None:
    push(folder, running)
    before = stored(place)
    next(place.glob("*/*.ics")).unlink()
    assert "1 neu" in push(folder, running)
    assert stored(place) == before


@pytest.mark.parametrize("after", [False, True], ids=["before it is done", "before it is told"])
@pytest.mark.parametrize("number", [1, 3])
def test_a_connection_that_breaks_can_be_repeated(folder: Path, running: Running, place: Path, number: int, after: bool) -> None:
    setattr(running[1], "dies_after" if after else "dies_before", number)
    output = push(folder, running, code=1)
    assert "kann einfach wiederholt werden" in output
    push(folder, running)
    whole = stored(place)
    assert list(events(place)) and len(whole) == 2
    with_bookings(folder, booking("T1", "2026-12-01T11:00", "2026-12-01T11:45"), {**JULY, "state": "cancelled"})
    if number < 3:
        setattr(running[1], "dies_after" if after else "dies_before", number)
        push(folder, running, code=1)
    push(folder, running)
    assert events(place) == {"2026-12-01 10:00": (1, "CONFIRMED")}
    running[1].changes()
    assert "1 unverändert" in push(folder, running)
    assert running[1].changes() == []


def test_somebody_who_writes_in_between_is_not_overwritten(
    folder: Path, running: Running, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scheduler.push.server import Server

    push(folder, running)
    with_bookings(folder, booking("T1", "2026-12-01T11:00", "2026-12-01T11:45"), JULY)
    send = Server.put

    def late(server: Server, path: str, data: bytes, etag: str = "") -> bool:
        edit(place, b"20261130T094500", b"20261130T100000")
        return send(server, path, data, etag)

    monkeypatch.setattr(Server, "put", late)
    assert "Einen Eintrag hat jemand auf dem Server geändert" in push(folder, running, code=1)
    assert "2026-11-30 08:00" in events(place)


def test_an_older_roster_does_not_undo_a_newer_one(folder: Path, running: Running, place: Path, tmp_path: Path) -> None:
    push(folder, running)
    shutil.copytree(folder, tmp_path / "backup")
    with_bookings(folder, booking("T1", "2026-12-01T11:00", "2026-12-01T11:45"), JULY)
    push(folder, running)
    push(tmp_path / "backup", running, code=1)
    assert "2026-12-01 10:00" in events(place)


def test_no_mark_of_a_customer_is_found_in_what_is_stored(tmp_path: Path, running: Running, place: Path) -> None:
    times = [("2026-11-30T09:00", "2026-11-30T09:45"), ("2026-12-01T09:00", "2026-12-01T09:45")]
    roster = marked_roster(tmp_path / "marked", [marked_booking(n + 1, *when) for n, when in enumerate(times)])
    push(roster, running)
    found = stored(place)
    assert len(found) == 2
    props = [file.read_bytes() for file in place.glob("*/.Radicale.props")]
    addresses = "\n".join(path for _, path in running[1].seen).encode()
    for data in (*found.values(), *props, addresses, "\n".join(found).encode()):
        assert marks_in(data) == []

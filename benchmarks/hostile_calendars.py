"""How long `turnus import ics` looks at calendars that want to be a nuisance, and how much memory it takes.

    python benchmarks/hostile_calendars.py

Each is read in a process of its own. Nothing is asserted: machines differ; what the tests assert is the counted work.
"""

import multiprocessing
import resource
import time
from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

from scheduler.calendarin.busy import busy_times
from scheduler.calendarin.limits import Meter
from scheduler.errors import RefusedError

DAYS = date(2026, 11, 20), date(2027, 5, 21)
TARGET = 1.0
OLD = "DTSTART:16010101T090000Z\nDURATION:PT1H\n"


def calendar(body: str) -> bytes:
    """Return a calendar file."""
    return f"BEGIN:VCALENDAR\n{body}END:VCALENDAR\n".encode()


def events(number: int, lines: str) -> bytes:
    """Return a calendar of equal events."""
    return calendar("".join(f"BEGIN:VEVENT\nUID:{n}\n{lines}END:VEVENT\n" for n in range(number)))


HOSTILE: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: calendar(""),
    "12,000 ordinary events": lambda: events(12_000, 'DTSTART;TZID="W. Europe Standard Time":20251130T090000\nDURATION:PT1H\n'),
    "50 x daily since 1601, COUNT=10^9": lambda: events(50, f"{OLD}RRULE:FREQ=DAILY;COUNT=1000000000\n"),
    "50 x 5th Mondays since 1601": lambda: events(50, f"{OLD}RRULE:FREQ=YEARLY;COUNT=1000000000;BYDAY=53MO\n"),
    "FREQ=SECONDLY without end": lambda: events(9000, f"{OLD}RRULE:FREQ=SECONDLY\n"),
    "30 February": lambda: events(9000, f"{OLD}RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30\n"),
    "49,000 dates taken out": lambda: events(
        1, f"{OLD}RRULE:FREQ=DAILY\n" + ("EXDATE:" + ",".join(["20261130T090000Z"] * 3500) + "\n") * 14
    ),
    "32 MB, one private line": lambda: calendar("DESCRIPTION:" + "A" * 33_000_000 + "\n"),
    "32 MB, private lines": lambda: calendar(("DESCRIPTION:" + "A" * 70 + "\n") * 390_000),
    "32 MB of folds": lambda: b"BEGIN:VCALENDAR\nUID:" + b"A\r\n " * 8_000_000,
    "32 MB of line ends": lambda: b"BEGIN:VCALENDAR\n" + b"\n" * 33_000_000,
    "nested 100,000 deep": lambda: b"BEGIN:VCALENDAR\n" * 100_000,
}


def measure(name: str) -> None:
    """Read one calendar and print what came of it."""
    data = HOSTILE[name]()
    before, start, meter = _peak(), time.perf_counter(), Meter()
    try:
        found = busy_times(data, ZoneInfo("Europe/Berlin"), *DAYS, meter)
        what = f"{len(found.times)} busy, {sum(unread.number for unread in found.unread)} told"
    except RefusedError:
        what = "refused"
    seconds = time.perf_counter() - start
    print(f"{name:36}{seconds:6.2f}   target <= {TARGET:.0f}   {_peak() - before:5} MB more   {meter.steps:7} steps   {what}")


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    context = multiprocessing.get_context("spawn")
    for case in HOSTILE:
        process = context.Process(target=measure, args=(case,))
        process.start()
        process.join()

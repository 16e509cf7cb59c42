"""Other people's calendar programs: libical (Evolution, KDE), ical.js (Thunderbird), vobject (Radicale), khal. Absent ones skip.

Each returns what it sees as (uid, start, end) in UTC. ical.js is looked for where TURNUS_NODE_MODULES points to, else below
tests/clients (`npm install --no-save --no-package-lock` there).
"""

import ctypes
import ctypes.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from itertools import count
from pathlib import Path

import pytest
import vobject

from scheduler.ical.rawcheck import faults_of

CLIENTS = Path(__file__).parent.parent / "clients"
Instants = list[tuple[str, datetime, datetime]]
ZONES = count()


def has_libical() -> bool:
    """Tell whether libical is installed."""
    return (ctypes.util.find_library("ical") or "").startswith("libical.so.3")


@cache
def _libical() -> ctypes.CDLL:
    if not has_libical():
        pytest.skip("libical.so.3 is not there (Debian: libical3)")
    name = ctypes.util.find_library("ical")
    library = ctypes.CDLL(name)
    library.icalparser_parse_string.argtypes = [ctypes.c_char_p]
    library.icalparser_parse_string.restype = ctypes.c_void_p
    library.icalcomponent_as_ical_string.restype = ctypes.c_char_p
    for function in ("icalrestriction_check", "icalcomponent_count_errors", "icalcomponent_as_ical_string", "icalcomponent_free"):
        getattr(library, function).argtypes = [ctypes.c_void_p]
    return library


def libical_faults(data: bytes) -> list[str]:
    """Return what libical has against a file: parse errors and broken restrictions of its METHOD."""
    library = _libical()
    component = library.icalparser_parse_string(data)
    if not component:
        return ["cannot be parsed"]
    is_sound = library.icalrestriction_check(component) == 1
    errors = library.icalcomponent_count_errors(component)
    words = re.findall(rb"X-LIC-ERROR[^:]*:((?:[^\r\n]|\r\n )*)", library.icalcomponent_as_ical_string(component))
    library.icalcomponent_free(component)
    return [word.decode().replace("\r\n ", "") for word in words] or ([] if is_sound and not errors else ["not sound"])


def faults_by_anybody(data: bytes) -> list[str]:
    """Return what the raw check and, where it is there, libical have against a file."""
    return faults_of(data) + (libical_faults(data) if has_libical() else [])


@cache
def _ical_js() -> Path:
    places = (Path(os.environ.get("TURNUS_NODE_MODULES", CLIENTS)), CLIENTS)
    found = [place for folder in places if (place := folder / "node_modules/ical.js/dist/ical.js").is_file()]
    found += [place for folder in places if (place := folder / "ical.js/dist/ical.js").is_file()]
    if not shutil.which("node") or not found:
        pytest.skip("ical.js is not there (npm install --no-save --no-package-lock in tests/clients)")
    return found[0]


def ical_js(calendars: Sequence[bytes]) -> list[list[tuple[str, datetime, datetime, int, str]]]:
    """Return what ical.js sees in each calendar: (uid, start, end, sequence, status), in order of uid."""
    command = ["node", str(CLIENTS / "instants.mjs"), str(_ical_js())]
    texts = json.dumps([calendar.decode() for calendar in calendars])
    out = subprocess.run(command, input=texts, capture_output=True, text=True, check=True, timeout=60).stdout
    return [
        sorted(
            (uid, datetime.fromisoformat(start), datetime.fromisoformat(end), number, status)
            for uid, start, end, number, status in events
        )
        for events in json.loads(out)
    ]


def vobject_instants(calendar: bytes) -> Instants:
    """Return what vobject sees.

    The zone gets a name that nobody knows, so that only the VTIMEZONE of the file can tell the offset (vobject keeps the first zone
    of a name for the whole process).
    """
    parsed = vobject.readOne(calendar.replace(b"Europe/Berlin", b"Zone-%d" % next(ZONES)).decode())
    events = parsed.contents.get("vevent", [])
    return sorted((e.uid.value, e.dtstart.value.astimezone(UTC), e.dtend.value.astimezone(UTC)) for e in events)


class Khal:
    """A khal of its own: one calendar in a folder, one cache."""

    def __init__(self, folder: Path) -> None:
        self._config = folder / "config"
        self._calendar = folder / "calendar"
        self._calendar.mkdir(parents=True)
        self._config.write_text(
            f"[calendars]\n[[own]]\npath = {self._calendar}\n[sqlite]\npath = {folder / 'khal.db'}\n"
            "[locale]\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%d %H:%M\n"
            "longdatetimeformat = %Y-%m-%d %H:%M\nlocal_timezone = Europe/Berlin\ndefault_timezone = Europe/Berlin\n"
            "[default]\ndefault_calendar = own\n",
            encoding="utf-8",
        )
        self._folder = folder

    def take(self, *calendars: bytes) -> None:
        """Import files in their order, as a user does."""
        files = [self._folder / f"import{number}.ics" for number in range(len(calendars))]
        for file, calendar in zip(files, calendars, strict=True):
            file.write_bytes(calendar)
        self._run("import", "--batch", *map(str, files))

    def shows(self, first: str, last: str) -> list[str]:
        """Return what khal shows between two days: `start end title status`."""
        return self._run("list", "--format", "{start} {end} {title} {status}", "--day-format", "", first, last).split("\n")[:-1]

    def _run(self, *arguments: str) -> str:
        khal = Path(sys.executable).with_name("khal")
        if not khal.exists():
            pytest.skip("khal is not there")
        environment = {**os.environ, "TZ": "Europe/Berlin", "LC_ALL": "C.UTF-8", "XDG_CONFIG_HOME": str(self._folder)}
        command = [str(khal), "-c", str(self._config), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60, env=environment).stdout

"""An own check of iCalendar bytes, before anything is written or sent: what libraries let pass and clients stumble over.

Source: RFC 5545 (lines, properties, time zones), RFC 5546 3.2 (what each METHOD demands).
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from scheduler.ical.rawlines import ContentLine, content_lines, fault
from scheduler.ical.rawvalues import JUDGED, is_sound, value_faults
from scheduler.ical.rawzone import zone_faults
from scheduler.texts import text

ONCE = ("UID", "DTSTAMP", "DTSTART")
AT_MOST_ONCE = (
    *("DTEND", "DURATION", "SEQUENCE", "SUMMARY", "DESCRIPTION", "LOCATION", "STATUS", "CLASS", "TRANSP", "ORGANIZER"),
    *("PRIORITY", "CREATED", "LAST-MODIFIED", "RECURRENCE-ID", "URL", "GEO", "RRULE"),
)
METHODS = ("PUBLISH", "REQUEST", "CANCEL")
ONE_APPOINTMENT = ("REQUEST", "CANCEL")
"""Methods whose file speaks of one UID (RFC 5546 3.2.2, 3.2.5)."""
STATUS_OF = {"REQUEST": ("TENTATIVE", "CONFIRMED"), "CANCEL": ("CANCELLED",)}


@dataclass(slots=True)
class Component:
    """A component: its name, the line of its BEGIN, its properties by name, what is in it."""

    name: str
    number: int
    properties: dict[str, list[ContentLine]] = field(default_factory=dict)
    inside: list["Component"] = field(default_factory=list)

    def first(self, name: str) -> ContentLine | None:
        """Return the first property of a name."""
        lines = self.properties.get(name)
        return lines[0] if lines else None

    def value(self, name: str) -> str:
        """Return the value of the first property of a name, empty where there is none."""
        line = self.first(name)
        return line.value if line else ""

    def count(self, name: str) -> int:
        """Return how often a property is there."""
        return len(self.properties.get(name, ()))


def faults_of(data: bytes) -> list[str]:
    """Return every fault of an iCalendar file in words, none where it is sound.

    Args:
        data: the file as it is written or sent.
    """
    faults: list[str] = []
    root = _tree(content_lines(data, faults), faults)
    calendars = [component for component in root.inside if component.name == "VCALENDAR"]
    if len(calendars) != 1 or len(root.inside) != 1 or root.properties:
        faults.append(text("calendar_fault.one_calendar"))
    for calendar in calendars:
        faults += _calendar_faults(calendar)
    return faults


def _tree(lines: Iterable[ContentLine], faults: list[str]) -> Component:
    """Return the components as a tree below a nameless root."""
    root = Component("", 0)
    stack = [root]
    for line in lines:
        if line.name == "BEGIN":
            component = Component(line.value.upper(), line.number)
            stack[-1].inside.append(component)
            stack.append(component)
        elif line.name == "END":
            if stack[-1].name != line.value.upper() or len(stack) == 1:
                faults.append(fault(line.number, "end", name=line.value))
            stack = stack[:-1] or [root]
        else:
            stack[-1].properties.setdefault(line.name, []).append(line)
            if line.name in JUDGED and not is_sound(line):
                faults += value_faults(line)
    if len(stack) != 1:
        faults.append(fault(stack[-1].number, "no_end_of", name=stack[-1].name))
    return root


def _calendar_faults(calendar: Component) -> Iterator[str]:
    for name in ("PRODID", "VERSION"):
        if calendar.count(name) != 1:
            yield fault(calendar.number, "once", name=name, times=calendar.count(name))
    method = calendar.value("METHOD")
    if calendar.count("METHOD") > 1 or (method and method not in METHODS):
        yield fault(calendar.number, "method")
    events = [component for component in calendar.inside if component.name == "VEVENT"]
    zones = {zone.value("TZID") for zone in calendar.inside if zone.name == "VTIMEZONE"}
    for component in calendar.inside:
        if component.name == "VEVENT":
            yield from _event_faults(component, zones)
            yield from _method_faults(component, method)
        elif component.name == "VTIMEZONE":
            yield from zone_faults(component.value("TZID"), [(part.name, part.properties) for part in component.inside])
        else:
            yield fault(component.number, "component", name=component.name)
    yield from _uid_faults(events, method)


def _uid_faults(events: list[Component], method: str) -> Iterator[str]:
    keys = Counter((event.value("UID"), event.value("RECURRENCE-ID")) for event in events)
    for (uid, _), number in keys.items():
        if number > 1:
            yield text("calendar_fault.twice", uid=uid)
    if method in ONE_APPOINTMENT and len({uid for uid, _ in keys}) != 1:
        yield text("calendar_fault.one_uid", method=method)


def _event_faults(event: Component, zones: set[str]) -> Iterator[str]:
    for name in ONCE:
        if event.count(name) != 1:
            yield fault(event.number, "once", name=name, times=event.count(name))
    if any(len(lines) > 1 for lines in event.properties.values()):
        for name in AT_MOST_ONCE:
            if event.count(name) > 1:
                yield fault(event.number, "once", name=name, times=event.count(name))
    if event.count("DTEND") and event.count("DURATION"):
        yield fault(event.number, "end_and_duration")
    stamp, start, end = event.first("DTSTAMP"), event.first("DTSTART"), event.first("DTEND")
    if stamp and not stamp.value.endswith("Z"):
        yield fault(stamp.number, "stamp_utc")
    for line in filter(None, (start, end)):
        zone = line.param("TZID")
        if zone and zone not in zones:
            yield fault(line.number, "no_zone", zone=zone)
    if start and end:
        yield from _order_faults(start, end)


def _order_faults(start: ContentLine, end: ContentLine) -> Iterator[str]:
    if start.params != end.params or start.value.endswith("Z") != end.value.endswith("Z"):
        yield fault(end.number, "mixed")
    elif end.value <= start.value:  # the same form and length, so the texts are in the order of time
        yield fault(end.number, "order")


def _method_faults(event: Component, method: str) -> Iterator[str]:
    if not method:
        return
    if event.count("ORGANIZER") != 1:
        yield fault(event.number, "organizer", method=method)
    if method == "PUBLISH" and event.count("ATTENDEE"):
        yield fault(event.number, "attendee", method=method)
    if method == "REQUEST":
        for name in ("ATTENDEE", "SUMMARY"):
            if not event.count(name):
                yield fault(event.number, "missing", name=name, method=method)
    if method == "CANCEL" and event.count("SEQUENCE") != 1:
        yield fault(event.number, "missing", name="SEQUENCE", method=method)
    if method == "CANCEL" and any(part.name == "VALARM" for part in event.inside):
        yield fault(event.number, "alarm")
    status = event.value("STATUS")
    if status and status not in STATUS_OF.get(method, (status,)):
        yield fault(event.number, "status", method=method, value=status)

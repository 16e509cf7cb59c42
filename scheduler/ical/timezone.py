"""The fixed VTIMEZONE of Europe/Berlin: generated ones shift summer appointments by an hour in some clients.

Source: RFC 5545 3.6.5 (the onset is given in the local time before the change).
"""

from datetime import datetime, timedelta

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard
from icalendar.prop import vRecur

BERLIN = "Europe/Berlin"


def berlin_timezone() -> Timezone:
    """Return the VTIMEZONE of Europe/Berlin: summer time from the last Sunday of March to the last of October."""
    zone = Timezone()
    zone.add("tzid", BERLIN)
    parts = (
        (TimezoneDaylight(), "CEST", datetime(1970, 3, 29, 2), 3, timedelta(hours=1), timedelta(hours=2)),
        (TimezoneStandard(), "CET", datetime(1970, 10, 25, 3), 10, timedelta(hours=2), timedelta(hours=1)),
    )
    for part, name, start, month, before, after in parts:
        part.add("tzname", name)
        part.add("dtstart", start)
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        part.add("rrule", vRecur(freq="yearly", bymonth=month, byday="-1SU"))
        zone.add_component(part)
    return zone

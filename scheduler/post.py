"""When an invitation arrives: posting on working days, the day on which a letter counts as received, the first day of a talk.

A letter goes out on a working day of the office. By § 37 (2) SGB X it counts as received on the fourth day after posting;
whether that day may be a day off is contested, so the later reading is planned with: it moves to the next working day, and a talk
lies after it. The days themselves stand in the concept (`[lead_days]`). Source: docs/model.md, Needs.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from scheduler.concept import Concept
from scheduler.workdays import WorkCalendar

LETTER, COMFORTABLE, RECEIVED = "letter", "comfortable", "received"


def first_day_reached(concept: Concept, calendar: WorkCalendar, delivery: str, today: date) -> date:
    """Return the first day on which somebody who is invited today can be seen.

    Args:
        concept: gives the days for each delivery.
        calendar: working days of the office.
        delivery: letter, portal or agreed; "comfortable" is a letter with time to spare.
        today: the day on which the invitation is approved.
    """
    days = concept.lead_days
    if delivery not in (LETTER, COMFORTABLE):
        return today + timedelta(days=days[delivery])
    posted = calendar.next_working_day(today)
    return max(posted + timedelta(days=days[delivery]), received_on(concept, calendar, posted) + timedelta(days=1))


def received_on(concept: Concept, calendar: WorkCalendar, posted: date) -> date:
    """Return the day on which a letter counts as received by its posting day."""
    return calendar.at_home.next_working_day(posted + timedelta(days=concept.lead_days[RECEIVED]))


def last_posting_day(concepts: Iterable[Concept], calendar: WorkCalendar, monday: date, today: date) -> date:
    """Return the last working day on which letters reach the Monday of a week with time to spare; today where that is over."""
    known = list(concepts)
    day = monday - timedelta(days=1)
    while day > today:
        reaches = all(first_day_reached(concept, calendar, COMFORTABLE, day) <= monday for concept in known)
        if reaches and calendar.is_working_day(day):
            return day
        day -= timedelta(days=1)
    return today

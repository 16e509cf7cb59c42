"""Which figures look back to before the data begin: they may be too low, get no light and are named."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from scheduler.due import Case
from scheduler.intervals import regular
from scheduler.report.definitions import GRADUATES, Definitions
from scheduler.report.month import Month
from scheduler.report.people import first_talk_deadline
from scheduler.workdays import add_months


def short_figures(cases: Iterable[Case], month: Month, definitions: Definitions, begin: date | None) -> frozenset[str]:
    """Return the figures of a unit that the data do not reach back far enough for."""
    if begin is None:
        return frozenset()
    known = [case for case in cases if case.customer.registered_on < begin]
    checks: dict[str, Callable[[Case], bool]] = {
        "activity": lambda case: _is_unsure(case, add_months(month.as_of, -definitions.activity_months), begin),
        "density": lambda case: _is_overdue(case) and _is_unsure(case, _opens(case), begin),
        "first_talks": lambda case: month.holds(first_talk_deadline(case)),
        "first_talks_in_time": lambda case: month.holds(first_talk_deadline(case)),
    }
    found = {figure for figure, is_short in checks.items() if any(map(is_short, known))}
    if month.first < begin:
        found |= {"capacity", "appointments", "weekly_number"}
    for figure in GRADUATES:
        opens, closes = (timedelta(days=days) for days in definitions.graduate_days[figure])
        ends = [measure.ended_early_on or measure.last_day for case in known for measure in case.measures]
        if any(month.holds(end + closes) and end + opens < begin for end in ends):
            found.add(figure)
    return frozenset(found)


def _is_unsure(case: Case, opens: date, begin: date) -> bool:
    """Tell whether a talk between a day and the begin of the data may be missing: no later one is known."""
    last_known = case.customer.last_contact_on
    if opens >= begin or (last_known is not None and last_known <= case.on):
        return False
    last = case.history.last(case.concept.contact_channels, case.on)
    return last is None or last < opens


def _is_overdue(case: Case) -> bool:
    due = regular(case)
    return due.deadline is not None and due.since is not None and due.deadline < case.on


def _opens(case: Case) -> date:
    due = regular(case)
    assert due.deadline is not None
    assert due.since is not None
    return case.on - (due.deadline - due.since)

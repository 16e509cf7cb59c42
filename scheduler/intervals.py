"""The regular contact: which rule gives the interval, and the deadline that follows from the contact clock.

Defaults where the sources are silent: docs/concepts.md. Months are calendar months, weeks seven days, ages completed years.
"""

from dataclasses import replace
from datetime import date, timedelta

from msgspec import structs

from scheduler.concept import TIERS
from scheduler.due import Case, Due
from scheduler.errors import TurnusError
from scheduler.roster import Customer
from scheduler.rule import Every, Exempt, Group, Individual, Rule, Span, TimesPerHalfYear
from scheduler.texts import text
from scheduler.workdays import add_months

HALF_YEAR_MONTHS = 6
HALF_YEAR_DAYS = 182
DEVIATION = "deviation"


def regular(case: Case) -> Due:
    """Return the regular contact: exemption, approved deviation, then the first tier that matches, its shortest rule.

    The deadline is None where nothing is due.
    """
    exempt = [rule for rule in case.rules if isinstance(rule.kind, Exempt)]
    if exempt:
        return Due("regular", exempt[0], None)
    deviation = _deviation(case)
    if deviation is not None:
        return deviation
    for tier in TIERS:
        dues = [_interval(case, rule) for rule in case.rules if rule.tier == tier]
        if dues:
            return min(dues, key=lambda due: (due.deadline or date.max, due.rule.rule_id))
    raise TurnusError(text("error.no_rule", concept=case.concept.title, day=f"{case.on:%d.%m.%Y}"))


def _deviation(case: Case) -> Due | None:
    """Return what an approved exception in force demands: nothing during a pause, else its own interval."""
    current = [d for d in case.deviations if d.until >= case.on]
    if not current:
        return None
    chosen = min(current, key=lambda d: (not d.pause, d.until))
    rule = Rule(DEVIATION, Exempt(from_all=True), Group(), DEVIATION, "binding", "deviations.csv", chosen.reason, date.min)
    if chosen.pause or chosen.every is None:
        return Due("regular", rule, None)
    number, unit = chosen.every
    span = Span(months=number) if unit == "months" else Span(days=number)
    return _interval(case, replace(rule, kind=Every(span)))


def _interval(case: Case, rule: Rule) -> Due:
    """Return last contact (or registration) plus interval; what the half-year asks for where the rule counts contacts."""
    if isinstance(rule.kind, TimesPerHalfYear):
        return _half_year(case, rule, rule.kind)
    assert isinstance(rule.kind, Every | Individual)
    span = rule.kind.span if isinstance(rule.kind, Every) else rule.kind.at_most
    since = _clock(case, rule)
    return _with_grace(case, Due("regular", rule, span.after(since), since=since), since)


def _with_grace(case: Case, due: Due, since: date) -> Due:
    """Give a short grace where the rule came to hold after `since` and its deadline was already past on that day."""
    began = _began(case, due.rule, since)
    if began is None or due.deadline is None or due.deadline >= began:
        return due
    return structs.replace(due, deadline=began + timedelta(days=case.concept.newly_due_days), is_new=True)


def _clock(case: Case, rule: Rule) -> date:
    """Return the last contact that counts for a rule, or the registration where none was held since."""
    last = case.history.last(case.channels(rule), case.on)
    return max(last, case.customer.registered_on) if last else case.customer.registered_on


def _began(case: Case, rule: Rule, since: date) -> date | None:
    """Return the last day after `since` on which the rule came to hold for the customer, as far as the roster tells."""
    days = [*rule.group.began(case.customer), rule.valid_from]
    days += [deviation.until + timedelta(days=1) for deviation in case.deviations]
    return max((day for day in days if since < day <= case.on), default=None)


def _half_year(case: Case, rule: Rule, kind: TimesPerHalfYear) -> Due:
    """Count the contacts of the half-year that the plan anchors; what is missing must fit in before its end.

    Source: BA-Empfehlungen, 2.1 and 2.4 ("Gültigkeitszeitraum einer Eingliederungsvereinbarung von 6 Monaten").
    """
    anchor, number = half_year(case.customer, case.on)
    start = add_months(anchor, HALF_YEAR_MONTHS * number)
    days = case.history.days(case.channels(rule), case.on)
    missing = kind.times - _counted(days, start, kind.count_apart_days)
    if missing <= 0:
        number, missing = number + 1, kind.times
    end = add_months(anchor, HALF_YEAR_MONTHS * (number + 1)) - timedelta(days=1)
    deadline = end - timedelta(days=(missing - 1) * kind.spacing_days)
    pace_on = days[-1] + timedelta(days=HALF_YEAR_DAYS // kind.times) if days else None
    due = Due("regular", rule, deadline, since=_clock(case, rule), pace_on=pace_on)
    return _with_grace(case, due, start - timedelta(days=1))


def half_year(customer: Customer, on: date) -> tuple[date, int]:
    """Return the day from which a customer's half-years are counted, and the number of the one in which a day lies, from 0."""
    anchor = max(customer.plan_since or date.min, customer.registered_on)
    number = 0
    while add_months(anchor, HALF_YEAR_MONTHS * (number + 1)) <= on:
        number += 1
    return anchor, number


def _counted(days: list[date], start: date, apart_days: int) -> int:
    """Count the contacts from a day on; of contacts closer together than so many days only the first counts."""
    counted = 0
    latest: date | None = None
    for day in days:
        if day >= start and (latest is None or (day - latest).days >= apart_days):
            counted, latest = counted + 1, day
    return counted

"""What is added to the regular contact: first talks, talks around events, recorded occasions, and review tasks.

Windows are added, they never replace an interval (docs/concepts.md, Which rule wins).
"""

from collections.abc import Collection
from datetime import date, timedelta

from scheduler.concept import CHANNELS, Concept
from scheduler.due import REVIEW, Case, Due
from scheduler.history import CHAIN, TURNED_AWAY
from scheduler.roster import Measure, Occasion
from scheduler.rule import AfterMiss, AfterTurnedAway, ElternzeitEnd, Exempt, FirstTalk, Group, MeasureEnd, Review, Rule
from scheduler.workdays import WorkCalendar, add_months

OCCASIONS = "occasions.csv"
"""Source of what is due by an occasion."""


def added(case: Case, rule: Rule) -> list[Due]:
    """Return what one rule adds for a customer: nothing where it is no window, or its event is far or met."""
    match rule.kind:
        case FirstTalk(working_days):
            return _first_talk(case, rule, working_days)
        case MeasureEnd(from_days, late_to_days):
            return _measure_end(case, rule, from_days, late_to_days)
        case ElternzeitEnd(from_months, to_months):
            return _elternzeit_end(case, rule, from_months, to_months)
        case AfterMiss(days):
            return _after(case, rule, days, CHAIN)
        case AfterTurnedAway(days):
            return _after(case, rule, days, TURNED_AWAY)
        case Review():
            return _review(case, rule, rule.kind)
    return []


def _first_talk(case: Case, rule: Rule, working_days: int) -> list[Due]:
    """A first talk so many working days after registration, while no counting contact was held since."""
    registered_on = case.customer.registered_on
    if not case.is_unseen:
        return []
    return [Due("first", rule, case.calendar.add_working_days(registered_on, working_days), since=registered_on)]


def _measure_end(case: Case, rule: Rule, from_days: int, late_to_days: int) -> list[Due]:
    """One need per measure: by its last day (narrow), afterwards by the end of the wide window; ended early: wide only.

    Source: Festlegung 02/2022, 3 c. A window that has closed without a talk asks for nothing any more.
    """
    talks = (graduate_talk(rule, measure, from_days, late_to_days, case.on) for measure in case.measures)
    channels = case.channels(rule)
    return [due for due in talks if due and not case.history.any_between(channels, due.not_before or case.on, case.on)]


def graduate_talk(rule: Rule, measure: Measure, from_days: int, late_to_days: int, on: date) -> Due | None:
    """Return the talk for which a measure asks unless it was held since the window opened; None = the wide window has closed."""
    opens, closes = graduate_window(measure, from_days, late_to_days)
    is_wide = is_only_wide(measure, on)
    deadline = closes if is_wide else measure.last_day
    return Due("graduate", rule, deadline, not_before=opens, is_wide=is_wide) if on <= closes else None


def graduate_window(measure: Measure, from_days: int, late_to_days: int) -> tuple[date, date]:
    """Return the first and the last day of the wide window of a measure."""
    end = measure.ended_early_on or measure.last_day
    return end + timedelta(days=from_days), end + timedelta(days=late_to_days)


def is_only_wide(measure: Measure, on: date) -> bool:
    """Tell whether only the wide window of a measure can still be kept: it has ended, or it ended early."""
    return measure.ended_early_on is not None or measure.last_day < on


def _elternzeit_end(case: Case, rule: Rule, from_months: int, to_months: int) -> list[Due]:
    """A talk in the months before Elternzeit ends; missed, it stays due until the end."""
    until = case.customer.elternzeit_until
    if until is None or until < case.on:
        return []
    opens, deadline = add_months(until, from_months), add_months(until, to_months)
    if case.history.any_between(case.channels(rule), opens, case.on):
        return []
    return [Due("regular", rule, deadline, not_before=opens)]


def _after(case: Case, rule: Rule, days: int, outcomes: Collection[str]) -> list[Due]:
    """A talk so many days after an invitation that led to none, until a counting talk is held."""
    day = case.history.last_failed(outcomes, case.on)
    if day is None or case.history.any_between(case.channels(rule), day, case.on):
        return []
    return [Due("regular", rule, day + timedelta(days=days))]


def _review(case: Case, rule: Rule, review: Review) -> list[Due]:
    """A task until it is done: so long after the profile was assigned, or so long before Elternzeit ends; the earlier one."""
    customer = case.customer
    days = []
    if review.after_profile and customer.profile_since and not case.history.was_reviewed(customer.profile_since, case.on):
        days.append(review.after_profile.after(customer.profile_since))
    if review.before_elternzeit_end_months is not None and customer.elternzeit_until:
        day = add_months(customer.elternzeit_until, -review.before_elternzeit_end_months)
        days += [] if case.history.was_reviewed(day, case.on) else [day]
    return [Due(REVIEW, rule, min(days))] if days else []


def occasions(case: Case) -> list[Due]:
    """Return the recorded occasions that nothing has closed yet."""
    return [asked_for(case.concept, case.calendar, occasion) for occasion in case.occasions if not is_closed(case, occasion)]


def is_closed(case: Case, occasion: Occasion) -> bool:
    """Tell whether a talk (or review) was held from the day on that closes it."""
    if occasion.kind == REVIEW:
        return case.history.was_reviewed(occasion.not_before or occasion.recorded_on, case.on)
    return case.history.any_between(CHANNELS, closed_from(occasion), case.on)


def closed_from(occasion: Occasion) -> date:
    """Return the day from which a talk closes an occasion: its first day; without one, the day after the record.

    What is recorded at the end of a talk asks for the next one.
    """
    return occasion.not_before or occasion.recorded_on + timedelta(days=1)


def asked_for(concept: Concept, calendar: WorkCalendar, occasion: Occasion) -> Due:
    """Return the talk (or review) for which an occasion asks."""
    rule = Rule(
        rule_id=f"occasion-{occasion.kind}",
        kind=Exempt(),
        group=Group(),
        tier="",
        force="orientation",
        source=OCCASIONS,
        quote=occasion.note,
        valid_from=occasion.recorded_on,
        channels=frozenset(CHANNELS),
    )
    deadline = occasion.not_after or _occasion_deadline(concept, calendar, occasion)
    return Due(occasion.kind, rule, deadline, occasion.not_before, minutes=occasion.minutes, channel=occasion.channel)


def _occasion_deadline(concept: Concept, calendar: WorkCalendar, occasion: Occasion) -> date:
    """Return recorded on (or not before, if later) plus the concept's days for the kind."""
    if occasion.kind == REVIEW:
        return occasion.not_before or occasion.recorded_on
    limit = concept.occasions[occasion.kind]
    start = max(occasion.recorded_on, occasion.not_before or occasion.recorded_on)
    return calendar.add_working_days(start, limit.days) if limit.working else start + timedelta(days=limit.days)

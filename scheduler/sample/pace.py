"""On which days a customer was seen, so that about a fifth are past their interval and the others spread over it.

The interval comes from the concept's rule; there is no policy number here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.intervals import HALF_YEAR_DAYS, HALF_YEAR_MONTHS
from scheduler.rule import Every, Individual, Rule, Span, TimesPerHalfYear
from scheduler.sample.dice import Dice
from scheduler.sample.setting import Setting
from scheduler.workdays import add_months

OVERDUE_SHARE = 0.215
"""Of those with an interval: with the others (new, exempt) a fifth of all."""
MOST_DAYS_OVERDUE = 130
MOST_GAP_DAYS = 190


@dataclass(frozen=True, slots=True)
class Pace:
    """Days of held talks in order, the deadline aimed at, and the day of the plan that anchors a half-year (count rules)."""

    days: tuple[date, ...]
    due_on: date | None
    plan_since: date | None = None


def pace(setting: Setting, dice: Dice, rule: Rule) -> Pace:
    """Return when somebody under a rule was seen."""
    match rule.kind:
        case Every(span) | Individual(span):
            return _interval(setting, dice, span)
        case TimesPerHalfYear():
            return _half_year(setting, dice, rule.kind)
    last = setting.working_day_until(setting.today - timedelta(days=dice.whole(1, 400)))
    return Pace(_earlier(setting, dice, last, 150), None)


def _interval(setting: Setting, dice: Dice, span: Span) -> Pace:
    length = (span.after(setting.monday) - setting.monday).days
    yesterday = setting.working_day_until(setting.today - timedelta(days=1))
    if dice.chance(OVERDUE_SHARE):
        due_on = setting.monday - timedelta(days=dice.low(1, min(MOST_DAYS_OVERDUE, length)))
        last = setting.working_day_until(_before(due_on, span))
    else:
        due_on = setting.monday + timedelta(days=dice.whole(0, (span.after(yesterday) - setting.monday).days))
        last = min(setting.working_day_from(_before(due_on, span)), yesterday)
    return Pace(_earlier(setting, dice, min(last, yesterday), length), due_on)


def _before(day: date, span: Span) -> date:
    return add_months(day - timedelta(days=span.days), -span.months)


def _earlier(setting: Setting, dice: Dice, last: date, length: int) -> tuple[date, ...]:
    """Return a last day and some before it, about an interval apart."""
    days = [last]
    for _ in range(dice.weighted({0: 0.3, 1: 0.35, 2: 0.25, 3: 0.1})):
        gap = dice.whole(min(length // 2, MOST_GAP_DAYS), min(length, MOST_GAP_DAYS))
        days.insert(0, setting.working_day_until(days[0] - timedelta(days=max(gap, 7))))
    return tuple(days)


def _half_year(setting: Setting, dice: Dice, kind: TimesPerHalfYear) -> Pace:
    """Choose the day in the half-year and how many contacts are missing; late is who cannot fit them in any more."""
    if dice.chance(OVERDUE_SHARE) and kind.times > 1:
        missing = dice.whole(2, kind.times)
        left = dice.low(0, (missing - 1) * kind.spacing_days - 1)
    else:
        left = dice.whole(0, HALF_YEAR_DAYS - 2 - (setting.monday - setting.today).days)
        on_pace = kind.times - kind.times * (HALF_YEAR_DAYS - left) // HALF_YEAR_DAYS
        missing = min(max(on_pace + dice.whole(-1, 1), 0), left // kind.spacing_days + 1, kind.times)
    end = setting.monday + timedelta(days=left)
    start = add_months(end + timedelta(days=1), -HALF_YEAR_MONTHS)
    held = _spread(setting, dice, start, kind.times - missing, kind.count_apart_days)
    before = start - timedelta(days=dice.whole(5, HALF_YEAR_DAYS // kind.times))
    days = (setting.working_day_until(before), *held)
    return Pace(days, end - timedelta(days=(missing - 1) * kind.spacing_days), plan_since=start)


def _spread(setting: Setting, dice: Dice, start: date, number: int, apart_days: int) -> Sequence[date]:
    """Return so many days between a day and yesterday, evenly, each far enough from the next to count."""
    room = (setting.today - start).days - 1
    number = min(number, room // (apart_days + 3))
    step = room // number if number > 0 else 0
    jitter = max(step - apart_days - 4, 0)
    days = [setting.working_day_from(start + timedelta(days=step * n + dice.whole(0, jitter))) for n in range(number)]
    return [day for day in days if day < setting.today]

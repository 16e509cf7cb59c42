"""A customer's dates: registration, plan, changes, and the days on which they were seen, fitted to one another."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from scheduler.intervals import HALF_YEAR_MONTHS
from scheduler.rule import Rule
from scheduler.sample.dice import Dice
from scheduler.sample.pace import Pace, pace
from scheduler.sample.setting import Facts, Setting
from scheduler.workdays import add_months, birthday

STORIES = {"usual": 0.973, "new": 0.016, "back": 0.008, "forgotten": 0.003}
CHANNELS = {"in_person": 0.8, "phone": 0.14, "video": 0.02, "email": 0.03, "portal": 0.01}
NEW_DAYS, GAP_DAYS, FORGOTTEN_DAYS = (0, 16), (200, 700), (60, 200)
MOST_DAYS_KNOWN, SCHOOL_AGE = 7 * 365, 15


@dataclass(frozen=True, slots=True)
class Past:
    """The dates of one customer.

    Attributes:
        days: days of the held talks in order.
        channels: their channels.
        due_on: the regular deadline aimed at; None = none.
    """

    registered_on: date
    days: tuple[date, ...]
    channels: tuple[str, ...]
    due_on: date | None
    plan_since: date | None = None
    status_since: date | None = None
    profile_since: date | None = None

    @property
    def is_unseen(self) -> bool:
        """Whether no talk was held since registration."""
        return not self.days or self.days[-1] < self.registered_on


def past(setting: Setting, dice: Dice, facts: Facts, rule: Rule) -> Past:
    """Return the dates of somebody long known, new, back after a gap, or forgotten."""
    seen = pace(setting, dice, rule)
    story = dice.weighted(STORIES)
    if story == "usual":
        return _known(setting, dice, facts, rule, seen)
    recently = setting.working_day_until(setting.today - timedelta(days=dice.whole(*NEW_DAYS)))
    if story == "back":
        gap = recently - timedelta(days=dice.whole(*GAP_DAYS)) - seen.days[-1]
        days = tuple(setting.working_day_until(day + gap) for day in seen.days)
        return Past(recently, days, _channels(setting, dice, rule, len(days)), recently)
    if story == "forgotten":
        recently -= timedelta(days=dice.whole(*FORGOTTEN_DAYS))
    registered_on = max(recently, facts.birth_date)
    return Past(registered_on, (), (), registered_on)


def _known(setting: Setting, dice: Dice, facts: Facts, rule: Rule, seen: Pace) -> Past:
    """Return dates in order: registration, contacts, plan; changes of status and profile before or since."""
    first, last = min(seen.days[0], seen.plan_since or seen.days[0]), seen.days[-1]
    registered_on = _registered_before(dice, facts, first)
    if seen.plan_since and not facts.has_plan:
        registered_on = _half_years_before(seen.plan_since, first)
    return Past(
        registered_on=registered_on,
        days=seen.days,
        channels=_channels(setting, dice, rule, len(seen.days)),
        due_on=seen.due_on,
        plan_since=(seen.plan_since or dice.pick(seen.days)) if facts.has_plan else None,
        status_since=_changed_on(dice, registered_on, last, setting.today),
        profile_since=_changed_on(dice, registered_on, last, setting.today) if facts.profile else None,
    )


def _half_years_before(anchor: date, day: date) -> date:
    """Return the last day not after a day from which whole half-years lead to the anchor."""
    found = 0
    while add_months(anchor, -found) > day:
        found += HALF_YEAR_MONTHS
    return add_months(anchor, -found)


def _channels(setting: Setting, dice: Dice, rule: Rule, number: int) -> tuple[str, ...]:
    """Return so many channels that count under a rule."""
    shares = _shares(rule.channels or setting.concept.contact_channels)
    return tuple([dice.weighted(shares) for _ in range(number)])


@cache
def _shares(channels: frozenset[str]) -> dict[str, float]:
    whole = sum(share for channel, share in CHANNELS.items() if channel in channels)
    return {channel: share / whole for channel, share in CHANNELS.items() if channel in channels}


def _registered_before(dice: Dice, facts: Facts, first_contact: date) -> date:
    """Return a day of registration before the first contact, not before the fifteenth birthday."""
    registered_on = first_contact - timedelta(days=dice.low(1, MOST_DAYS_KNOWN))
    return min(max(birthday(facts.birth_date, SCHOOL_AGE), registered_on), first_contact)


def _changed_on(dice: Dice, registered_on: date, last_contact_on: date, today: date) -> date | None:
    """Return when status or profile last changed: unknown, before the last contact, or (rarely) since."""
    if dice.chance(0.65):
        return None
    first, last = (last_contact_on, today) if dice.chance(0.1) else (registered_on, last_contact_on)
    return first + timedelta(days=dice.whole(0, (last - first).days))

"""Sample rosters whose deadlines break in some weeks: thinner hours, leave, a leaver, closed days, a wave of deadlines; from a seed."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from msgspec import structs

from helpers.rosters import KEY
from scheduler.ahead.full import decided
from scheduler.ahead.horizon import Decided, Horizon, roll
from scheduler.ahead.outlook import Outlook
from scheduler.assumed import Ahead
from scheduler.planner import plan_week
from scheduler.roster import Absence, Customer, Hours, Occasion, Roster, Specialist
from scheduler.sample import TODAY, sample_roster
from scheduler.week_to_plan import WeekToPlan

CONCEPTS = ("aa90-2021", "ba-2010", "ivm-ue25", "lichtenberg-2013", "lichtenberg-2022")
WEEKS = 8
MONDAY = date(2026, 11, 30)
"""The first week of the samples that letters reach."""


def variant(number: int, specialists: int | None = None) -> Roster:
    """Return one of the rosters: size, concept and what makes its deadlines break follow from its number.

    Every fourth keeps its hours, every third has no leave, every fifth is closed around Christmas.
    """
    dice = Random(number)
    size = dice.randint(3, 12)
    roster = sample_roster(specialists=specialists or size, seed=number, concept=CONCEPTS[number % len(CONCEPTS)])
    shares = (1.0,) if number % 4 == 0 else (1.0, 0.9, 0.75, 0.6)
    staff = tuple(_thinner(specialist, dice.choice(shares)) for specialist in roster.specialists)
    closed = frozenset(date(2026, 12, day) for day in range(21, 32)) if number % 5 == 2 else frozenset()
    return replace(
        roster,
        specialists=staff,
        customers=_with_wave(roster.customers, dice, number % 2),
        absences=(*roster.absences, *_leave(staff, dice, number % 3)),
        occasions=(*roster.occasions, *_wave_of_occasions(roster, dice)),
        office=replace(roster.office, closed=closed),
    )


def _thinner(specialist: Specialist, share: float) -> Specialist:
    """Return a specialist with a share of the post: every window ends earlier."""
    windows = tuple(Hours(h.weekday, h.start, h.start + int((h.stop - h.start) * share) // 15 * 15) for h in specialist.windows)
    return replace(specialist, fte=round(specialist.fte * share, 2), windows=windows)


def _leave(staff: tuple[Specialist, ...], dice: Random, thirds: int) -> list[Absence]:
    """Return leave of one to three weeks of so many thirds of the team, somewhere in the horizon; sometimes somebody leaves."""
    found = []
    for specialist in dice.sample(staff, len(staff) * thirds // 3):
        first = MONDAY + timedelta(days=7 * dice.randint(0, WEEKS - 2))
        weeks = dice.choice((1, 2, 3, 3, WEEKS))
        found.append(Absence(specialist.specialist_id, first, first + timedelta(days=7 * weeks - 3), reason="Urlaub"))
    return found


def _wave_of_occasions(roster: Roster, dice: Random) -> list[Occasion]:
    """Return strategies that have all to be continued in one week of the horizon: up to a bit more than a week holds."""
    first = MONDAY + timedelta(days=7 * dice.randint(2, WEEKS - 1))
    number = len(roster.specialists) * dice.choice((0, 10, 18, 24, 30))
    people = dice.sample(roster.customers, min(number, len(roster.customers)))
    last = first + timedelta(days=4)
    return [Occasion(c.customer_id, "strategy", TODAY, not_before=first, not_after=last) for c in people]


def _with_wave(customers: tuple[Customer, ...], dice: Random, is_wanted: int) -> tuple[Customer, ...]:
    """Return the customers, some of them new ones of one fortnight, whose first talks fall into the horizon together."""
    if not is_wanted:
        return customers
    new = {c.customer_id for c in dice.sample(customers, len(customers) // 12)}
    registered = TODAY + timedelta(days=dice.randint(0, 14))
    return tuple(
        structs.replace(c, registered_on=min(registered, TODAY), last_contact_on=None, last_contact_channel="", plan_since=None)
        if c.customer_id in new
        else c
        for c in customers
    )


def exact(roster: Roster, weeks: int = WEEKS) -> list[Outlook]:
    """Return the outlook of every week and team of the full plan of all weeks."""

    def decide(to_plan: WeekToPlan, ahead: Ahead | None) -> Decided:
        return decided(to_plan, plan_week(to_plan, KEY))

    return [outlook for week in roll(roster, Horizon(MONDAY, weeks, TODAY), decide) for outlook in week.outlooks]

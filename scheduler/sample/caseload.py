"""One specialist's customers: everything about each of them that does not depend on the others."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from scheduler.roster import Absence, Contact, Customer, Deviation, Measure, Occasion, Resource, Specialist, Team
from scheduler.sample import histories, people, plans
from scheduler.sample.dice import Dice
from scheduler.sample.households import Member
from scheduler.sample.mixes import mix_of
from scheduler.sample.pace import Pace, pace
from scheduler.sample.setting import Setting

STORIES = {"usual": 0.973, "new": 0.016, "back": 0.008, "forgotten": 0.003}
NEW_DAYS, GAP_DAYS, FORGOTTEN_DAYS = (0, 20), (200, 700), (60, 200)


@dataclass(frozen=True, slots=True)
class Record:
    """One customer with all rows.

    Attributes:
        customer: the row of customers.csv.
        team_kind: kind of the team.
        is_unseen: never seen since registration.
        due_on: the regular deadline aimed at; None = none.
    """

    customer: Customer
    team_kind: str
    is_unseen: bool
    due_on: date | None
    contacts: tuple[Contact, ...]
    measures: tuple[Measure, ...]
    occasions: tuple[Occasion, ...]
    deviations: tuple[Deviation, ...]
    absences: tuple[Absence, ...]


def size(dice: Dice, specialist: Specialist, team: Team) -> int:
    """Return the number of customers: the post's share, a little more where a vacant post was spread over the colleagues."""
    full = mix_of(team.kind).cases * specialist.fte
    return max(round(full * dice.whole(97, 109) / 100), 1)


def caseload(
    setting: Setting, specialist: Specialist, team: Team, resources: list[Resource], first: int, members: list[Member]
) -> Iterator[Record]:
    """Yield a specialist's customers, numbered from `first` on, each in a household."""
    dice = Dice(setting.seed, "caseload", specialist.specialist_id)
    mix = mix_of(team.kind)
    for number, (household_id, flags) in enumerate(members, first):
        customer = people.person(setting, dice, (f"K{number:05}", household_id, flags), specialist, mix, resources)
        yield _record(setting, dice, customer, team.kind)


def _record(setting: Setting, dice: Dice, customer: Customer, team_kind: str) -> Record:
    measure = plans.measure(setting, dice, customer)
    deviation = plans.deviation(setting, dice, customer)
    rule = setting.rule_of(customer, team_kind, [deviation] if deviation else [])
    customer, seen = _seen(setting, dice, customer, pace(setting, dice, rule))
    rows = histories.contacts(setting, dice, customer, rule, seen)
    customer = _with_last_contact(customer, rows, seen)
    occasion, absence = plans.occasion(setting, dice, customer), plans.absence(setting, dice, customer)
    return Record(
        customer=customer,
        team_kind=team_kind,
        is_unseen=not seen.days or seen.days[-1] < customer.registered_on,
        due_on=seen.due_on,
        contacts=tuple(rows),
        measures=(measure,) if measure else (),
        occasions=(occasion,) if occasion else (),
        deviations=(deviation,) if deviation else (),
        absences=(absence,) if absence else (),
    )


def _with_last_contact(customer: Customer, rows: list[Contact], seen: Pace) -> Customer:
    for row in reversed(rows if seen.days else []):
        if row.on == seen.days[-1] and row.advice:
            return replace(customer, last_contact_on=row.on, last_contact_channel=row.channel)
    return customer


def _seen(setting: Setting, dice: Dice, customer: Customer, seen: Pace) -> tuple[Customer, Pace]:
    """Fit registration and plan to the days on which the customer was seen: long known, new, back after a gap, forgotten."""
    story = dice.weighted(STORIES)
    if story == "usual":
        return _known(setting, dice, customer, seen), seen
    recently = setting.working_day_until(setting.today - timedelta(days=dice.low(*NEW_DAYS)))
    if story == "back":
        gap = recently - timedelta(days=dice.whole(*GAP_DAYS)) - seen.days[-1]
        days = tuple(setting.working_day_until(day + gap) for day in seen.days)
        return replace(customer, registered_on=recently, plan_since=None), Pace(days, recently)
    days_ago = dice.whole(*FORGOTTEN_DAYS) if story == "forgotten" else 0
    registered_on = max(recently - timedelta(days=days_ago), customer.birth_date)
    return replace(customer, registered_on=registered_on, plan_since=None), Pace((), registered_on)


def _known(setting: Setting, dice: Dice, customer: Customer, seen: Pace) -> Customer:
    """Return the customer with dates in order: registration, contacts, plan; changes of status and profile before or since."""
    first, last = min(seen.days[0], seen.plan_since or seen.days[0]), seen.days[-1]
    registered_on = people.registered_before(dice, customer, first)
    plan_since = seen.plan_since or dice.pick(seen.days)
    if customer.plan_since is None and seen.plan_since:
        registered_on = seen.plan_since
    return replace(
        customer,
        registered_on=registered_on,
        plan_since=plan_since if customer.plan_since else None,
        status_since=people.changed_on(dice, registered_on, last, setting.today),
        profile_since=people.changed_on(dice, registered_on, last, setting.today) if customer.profile else None,
    )

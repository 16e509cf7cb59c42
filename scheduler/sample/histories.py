"""Contact histories: the held talks, and the invitations that led nowhere (about 35 % of all invitations are missed)."""

from datetime import date, timedelta

from scheduler.roster import Contact, Customer
from scheduler.sample.dice import Dice
from scheduler.sample.past import Past
from scheduler.sample.setting import Setting

FAILED = {"missed": 0.84, "excused": 0.09, "cancelled": 0.06, "turned_away": 0.01}
FAILED_SHARE = {"letter": 0.48, "portal": 0.38, "agreed": 0.26}
KINDS = {"regular": 0.55, "follow_up": 0.25, "strategy": 0.12, "wish": 0.08}
LEAD_DAYS = {"letter": (10, 16), "portal": (4, 10), "agreed": (1, 21)}
LONGEST_LEAD_DAYS = max(last for _, last in LEAD_DAYS.values())
MOST_ATTEMPTS, FIRST_ATTEMPT_DAYS = 3, 10
DUE_DAYS, FIRST_TALK_DAYS = 35, 60


def contacts(setting: Setting, dice: Dice, customer: Customer, dates: Past) -> list[Contact]:
    """Return all rows of one customer in order of time."""
    rows: list[Contact] = []
    previous = min(customer.registered_on, *dates.days[:1]) if dates.days else customer.registered_on
    for day, channel in zip(dates.days, dates.channels, strict=True):
        is_first = day == dates.days[0] and (day - customer.registered_on).days < FIRST_TALK_DAYS
        kind = "first" if is_first else dice.weighted(KINDS)
        row = _row(dice, customer, day, "late" if dice.chance(0.07) else "held", kind, channel)
        rows += [*_attempts_before(setting, dice, row, previous), row]
        previous = day
    rows += _attempts_since(setting, dice, customer, previous, dates)
    rows += _information(setting, dice, customer)
    return sorted(rows, key=lambda row: row.on)


def _row(dice: Dice, customer: Customer, day: date, outcome: str, kind: str, channel: str) -> Contact:
    delivery = _delivery(dice, customer, kind)
    invited_on = day - timedelta(days=dice.whole(*LEAD_DAYS[delivery]))
    return Contact(customer.customer_id, day, channel, outcome, kind, delivery, max(invited_on, customer.birth_date))


def _delivery(dice: Dice, customer: Customer, kind: str) -> str:
    agreed = {"follow_up": 0.7, "wish": 0.9, "strategy": 0.4}.get(kind, 0.12)
    if dice.chance(agreed):
        return "agreed"
    return "portal" if "portal_ok" in customer.flags and dice.chance(0.6) else "letter"


def _attempts_before(setting: Setting, dice: Dice, held: Contact, previous: date) -> list[Contact]:
    """Return the failed invitations between the talk before and a held one."""
    rows: list[Contact] = []
    day = held.on
    while len(rows) < MOST_ATTEMPTS and dice.chance(FAILED_SHARE[held.invited_by]):
        day = setting.working_day_until(day - timedelta(days=dice.whole(15, 32)))
        if day <= previous + timedelta(days=LONGEST_LEAD_DAYS):
            break
        rows.insert(0, _failed(dice, held, day))
    return rows


def _failed(dice: Dice, held: Contact, day: date) -> Contact:
    invited_on = day - (held.on - (held.invited_on or held.on))
    outcome = dice.weighted(FAILED)
    return Contact(held.customer_id, day, held.channel, outcome, held.kind, held.invited_by, invited_on)


def _attempts_since(setting: Setting, dice: Dice, customer: Customer, since: date, dates: Past) -> list[Contact]:
    """Return the failed invitations after the last talk, of those who are due by now."""
    is_unseen = dates.is_unseen
    if not is_unseen and (dates.due_on is None or dates.due_on > setting.today + timedelta(days=DUE_DAYS)):
        return []
    rows: list[Contact] = []
    earliest = max(since, customer.registered_on) + timedelta(days=FIRST_ATTEMPT_DAYS)
    day = setting.working_day_until(setting.today - timedelta(days=dice.low(1, 60)))
    while day >= earliest and len(rows) < MOST_ATTEMPTS and dice.chance(0.5):
        rows.append(_row(dice, customer, day, dice.weighted(FAILED), "first" if is_unseen else "regular", "in_person"))
        day = setting.working_day_until(day - timedelta(days=dice.whole(15, 60)))
    return rows


def _information(setting: Setting, dice: Dice, customer: Customer) -> list[Contact]:
    """Return a contact that is no consultation, for some: it counts nowhere."""
    if not dice.chance(0.06):
        return []
    day = setting.working_day_until(setting.today - timedelta(days=dice.whole(1, 120)))
    if day < customer.registered_on:
        return []
    kind = "group_event" if dice.chance(0.2) else "information"
    channel = dice.pick(("in_person", "phone", "email", "portal")) if kind == "information" else "in_person"
    return [Contact(customer.customer_id, day, channel, "held", kind, advice=False)]

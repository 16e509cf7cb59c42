"""What lies ahead of a customer: measures, occasions, approved exceptions, absences, hours."""

from datetime import timedelta

from scheduler.roster import Absence, Customer, Deviation, Hours, Measure, Occasion, Specialist
from scheduler.sample.dice import Dice
from scheduler.sample.setting import Setting

MEASURES = {
    "alo": {"coaching": 0.75, "deutschkurs": 0.25},
    "asu": {"weiterbildung": 0.4, "agh": 0.3, "deutschkurs": 0.15, "coaching": 0.15},
}
"""Status → kind of measure → share."""
MEASURE_SHARES = {"alo": 0.08, "asu": 0.28}
OCCASIONS = {"wish": 0.26, "strategy": 0.26, "follow_up": 0.24, "review": 0.12, "graduate": 0.05, "regular": 0.04, "first": 0.03}
WISHES = ("Bitte um Termin", "Frage zum Kurs", "neue Arbeitszeiten")
STRATEGIES = ("Förderantrag abschließen", "Bildungsgutschein", "Bewerbungsstand")
YOUTH_PAUSE, PAUSE = "Übernahme durch Jugendberufsagentur", "Pause mit Teamleitung vereinbart"
NOON, DAY_MINUTES = 12 * 60, 24 * 60


def measure(setting: Setting, dice: Dice, customer: Customer) -> Measure | None:
    """Return a measure that ends around the planned week, or later, or ended early; a retraining where the flag says so."""
    is_retraining = "umschueler" in customer.flags
    is_likely = customer.profile not in ("I", "Z") and dice.chance(MEASURE_SHARES.get(customer.status, 0.0))
    if not is_retraining and not is_likely:
        return None
    kind = "umschulung" if is_retraining else dice.weighted(MEASURES[customer.status])
    last_day = setting.working_day_until(setting.monday + timedelta(days=dice.whole(-25, 150)))
    first_day = min(max(last_day - timedelta(days=dice.whole(60, 400)), customer.registered_on), last_day)
    early = setting.working_day_until(setting.today - timedelta(days=dice.whole(1, 30)))
    has_ended_early = first_day < early < last_day and dice.chance(0.12)
    return Measure(customer.customer_id, kind, first_day, last_day, early if has_ended_early else None)


def deviation(setting: Setting, dice: Dice, customer_id: str, is_young: bool) -> Deviation | None:
    """Return an approved exception: another interval, or a pause; some have run out."""
    draw = dice.whole(1, 1000)
    if draw > 27:
        return None
    until = setting.today + timedelta(days=dice.whole(30, 200))
    if draw <= 8:
        return Deviation(customer_id, until, YOUTH_PAUSE if is_young else PAUSE, pause=True)
    if draw <= 12:
        return Deviation(customer_id, setting.today - timedelta(days=dice.whole(5, 60)), PAUSE, pause=True)
    every = dice.pick(((1, "months"), (2, "months"), (42, "days"), (8, "months")))
    return Deviation(customer_id, until, "mit Teamleitung abgestimmt", every=every)


def occasion(setting: Setting, dice: Dice, customer: Customer) -> Occasion | None:
    """Return something that asks for a talk, some with a length or a channel of its own."""
    if not dice.chance(0.065):
        return None
    kind = dice.weighted(OCCASIONS)
    recorded_on = setting.working_day_until(setting.today - timedelta(days=dice.low(0, 24)))
    not_before = setting.monday + timedelta(days=dice.whole(-7, 20)) if kind == "follow_up" or dice.chance(0.15) else None
    not_after = setting.monday + timedelta(days=dice.whole(21, 35)) if dice.chance(0.2) else None
    return Occasion(
        customer_id=customer.customer_id,
        kind=kind,
        recorded_on=max(recorded_on, customer.registered_on),
        not_before=not_before,
        not_after=not_after,
        minutes=dice.weighted({None: 0.65, 30: 0.22, 90: 0.13}),
        channel=dice.weighted({"": 0.85, "phone": 0.12, "video": 0.03}),
        note=dice.pick({"wish": WISHES, "strategy": STRATEGIES}.get(kind, ("",))),
    )


def absence(setting: Setting, dice: Dice, customer: Customer) -> Absence | None:
    """Return some days on which a customer cannot come."""
    if not dice.chance(0.04):
        return None
    first_day = setting.monday + timedelta(days=dice.whole(-14, 25))
    reason = dice.pick(("Ortsabwesenheit", "krankgemeldet", "Vorstellungsgespräch"))
    last_day = first_day + timedelta(days=dice.low(0, 20) if reason != "Vorstellungsgespräch" else 0)
    return Absence(customer.customer_id, first_day, last_day, reason=reason)


def unavailable(dice: Dice, specialist: Specialist) -> tuple[Hours, ...]:
    """Return a customer's regular obligations, for one in five; the specialist has hours left."""
    if not dice.chance(0.2):
        return ()
    for _ in range(3):
        hours = _obligation(dice)
        if _has_room(specialist, hours):
            return hours
    return ()


def _obligation(dice: Dice) -> tuple[Hours, ...]:
    """Return school runs, a part-time job, a course, or a whole weekday."""
    kind = dice.weighted({"school": 0.35, "job": 0.25, "course": 0.2, "weekday": 0.2})
    if kind == "school":
        return tuple(Hours(day, 7 * 60 + 30, dice.pick((8 * 60 + 30, 9 * 60))) for day in range(5))
    if kind == "job":
        days = sorted(dice.some(range(5), dice.whole(2, 4)))
        start = dice.pick((6 * 60, 8 * 60, 12 * 60, 13 * 60))
        return tuple(Hours(day, start, start + 5 * 60) for day in days)
    if kind == "course":
        start = dice.pick((9 * 60, 13 * 60))
        return tuple(Hours(day, start, start + 3 * 60) for day in sorted(dice.some(range(5), 2)))
    return (Hours(dice.whole(0, 4), 0, DAY_MINUTES),)


def _has_room(specialist: Specialist, busy: tuple[Hours, ...]) -> bool:
    """Tell whether a consulting hour of the specialist is untouched by some hours."""
    return any(
        all(hours.stop <= b.start or b.stop <= hours.start for b in busy if b.weekday == hours.weekday)
        for hours in specialist.windows
    )


def preferred(dice: Dice, busy: tuple[Hours, ...]) -> tuple[Hours, ...]:
    """Return hours in which a customer would rather come, for some."""
    if not dice.chance(0.12):
        return ()
    start = dice.pick((8 * 60, 9 * 60, 10 * 60, 13 * 60, 14 * 60))
    days = sorted(dice.some([day for day in range(5) if all(hours.weekday != day for hours in busy)], dice.whole(1, 2)))
    return tuple(Hours(day, start, start + 2 * 60) for day in days)

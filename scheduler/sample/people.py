"""Customers as the concepts see them: age, status, profile, flags, Elternzeit, language, hours. No names, no diagnoses."""

from datetime import date, timedelta

from scheduler.roster import Customer, Resource, Specialist
from scheduler.sample import plans
from scheduler.sample.dice import Dice
from scheduler.sample.mixes import Mix
from scheduler.sample.setting import Setting
from scheduler.sample.staff import LANGUAGES
from scheduler.workdays import birthday, completed_years

DAYS_A_YEAR = 365
SCHOOL_AGES, YOUTH_AGE = (15, 17), 25
PLAN_SHARE, LANGUAGE_SHARE = 0.8, 0.22
ELTERNZEIT_SHARE = {"nicht_gesetzt": 0.3, "asu": 0.08, "alo": 0.0, "ratsuchend": 0.05}
"""Status → share in Elternzeit, among those of working age."""


def person(
    setting: Setting,
    dice: Dice,
    name: tuple[str, str, frozenset[str]],
    specialist: Specialist,
    mix: Mix,
    resources: list[Resource],
) -> Customer:
    """Return a customer without any date of contact; `plan_since` only tells whether there is a plan.

    Args:
        setting: the frame.
        dice: the specialist's stream.
        name: id, household and flags for joint talks.
        specialist: whose customer.
        mix: whom the team looks after.
        resources: what a talk may need.
    """
    low, high = dice.weighted(mix.ages)
    birth_date = setting.monday - timedelta(days=dice.whole(low * DAYS_A_YEAR + low // 4 + 1, (high + 1) * DAYS_A_YEAR))
    age = completed_years(birth_date, setting.monday)
    status = "nicht_gesetzt" if age <= SCHOOL_AGES[1] and dice.chance(0.7) else dice.weighted(mix.status)
    flags = _flags(dice, status, age)
    elternzeit_until = _elternzeit(setting, dice, status, age)
    busy = plans.unavailable(dice, specialist)
    language = dice.pick(LANGUAGES) if dice.chance(LANGUAGE_SHARE) else ""
    return Customer(
        customer_id=name[0],
        specialist_id=specialist.specialist_id,
        birth_date=birth_date,
        status=status,
        registered_on=setting.today,
        profile=_profile(dice, mix, status, elternzeit_until is not None, flags),
        household_id=name[1],
        plan_since=setting.today if dice.chance(PLAN_SHARE) else None,
        elternzeit_until=elternzeit_until,
        flags=flags | name[2],
        unavailable=busy,
        preferred=plans.preferred(dice, busy),
        language=language,
        needs=_needs(dice, language, specialist, resources),
    )


def _elternzeit(setting: Setting, dice: Dice, status: str, age: int) -> date | None:
    if not 18 <= age <= 45 or not dice.chance(ELTERNZEIT_SHARE[status]):
        return None
    return setting.monday + timedelta(days=dice.whole(-30, 3 * DAYS_A_YEAR))


def _flags(dice: Dice, status: str, age: int) -> frozenset[str]:
    likely = {"portal_ok": 0.3, "phone_ok": 0.45}
    if age >= YOUTH_AGE:
        likely["langzeitbezug"] = 0.45
    if age <= SCHOOL_AGES[1] and status == "nicht_gesetzt":
        likely |= {"schulpflichtig": 0.9, "abschlussjahr": 0.35}
    if status == "asu":
        likely |= {"umschueler": 0.04, "alg_aufstocker": 0.02}
    if status == "nicht_gesetzt" and age >= YOUTH_AGE:
        likely["selbststaendig_vollzeit"] = 0.12
    return frozenset([flag for flag, share in likely.items() if dice.chance(share)])


def _profile(dice: Dice, mix: Mix, status: str, in_elternzeit: bool, flags: frozenset[str]) -> str:
    """I for those who work, Z for those who cannot be placed for now, else by the team's shares."""
    if "selbststaendig_vollzeit" in flags:
        return "I"
    if in_elternzeit:
        return "Z"
    special = {"asu": {"I": 0.25, "": 0.75}, "nicht_gesetzt": {"Z": 0.35, "I": 0.15, "": 0.5}}.get(status)
    profile = dice.weighted(special) if special else ""
    return profile or dice.weighted(mix.profiles)


def _needs(dice: Dice, language: str, specialist: Specialist, resources: list[Resource]) -> frozenset[str]:
    """Return what a talk needs: the specialist's language where both speak it, rarely a resource."""
    if language and language in specialist.skills and dice.chance(0.5):
        return frozenset({language})
    interpreter = [r.resource for r in resources if language and r.resource.endswith(language)]
    if interpreter and dice.chance(0.25):
        return frozenset(interpreter)
    return frozenset({dice.pick(resources[:3]).resource}) if resources and dice.chance(0.015) else frozenset()


def registered_before(dice: Dice, customer: Customer, first_contact: date) -> date:
    """Return a day of registration before the first contact, not before the fifteenth birthday."""
    earliest = birthday(customer.birth_date, SCHOOL_AGES[0])
    registered_on = first_contact - timedelta(days=dice.low(1, 7 * DAYS_A_YEAR))
    return min(max(earliest, registered_on), first_contact)


def changed_on(dice: Dice, registered_on: date, last_contact_on: date, today: date) -> date | None:
    """Return when status or profile last changed: unknown, before the last contact, or (rarely) since."""
    if dice.chance(0.65):
        return None
    first, last = (last_contact_on, today) if dice.chance(0.1) else (registered_on, last_contact_on)
    return first + timedelta(days=dice.whole(0, (last - first).days))

"""Customers as the concepts see them: age, status, profile, flags, Elternzeit. No names, no diagnoses."""

from datetime import date, timedelta

from scheduler.sample.dice import Dice
from scheduler.sample.mixes import Mix
from scheduler.sample.setting import Facts, Setting
from scheduler.workdays import completed_years

DAYS_A_YEAR = 365
SCHOOL_AGES, YOUTH_AGE = (15, 17), 25
PLAN_SHARE, FAR_PLAN_SHARE = 0.8, 0.08
ELTERNZEIT_SHARE = {"nicht_gesetzt": 0.3, "asu": 0.08, "alo": 0.0, "ratsuchend": 0.05}
"""Status → share in Elternzeit, among those of working age."""


def facts(setting: Setting, dice: Dice, mix: Mix, joint: frozenset[str]) -> Facts:
    """Return what the concepts ask about a customer; `joint`: flags for joint talks."""
    low, high = dice.weighted(mix.ages)
    birth_date = setting.monday - timedelta(days=dice.whole(low * DAYS_A_YEAR + low // 4 + 1, (high + 1) * DAYS_A_YEAR))
    age = completed_years(birth_date, setting.monday)
    status = "nicht_gesetzt" if age <= SCHOOL_AGES[1] and dice.chance(0.7) else dice.weighted(mix.status)
    flags = _flags(dice, status, age)
    elternzeit_until = _elternzeit(setting, dice, status, age)
    profile = _profile(dice, mix, status, elternzeit_until is not None, flags)
    is_far = status in ("nicht_gesetzt", "ratsuchend") or profile in ("I", "Z")
    has_plan = dice.chance(FAR_PLAN_SHARE if is_far else PLAN_SHARE)
    return Facts(birth_date, status, profile, flags | joint, elternzeit_until, has_plan)


def is_young(setting: Setting, facts: Facts) -> bool:
    """Tell whether somebody is under 25 in the planned week."""
    return completed_years(facts.birth_date, setting.monday) < YOUTH_AGE


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

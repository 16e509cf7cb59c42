"""Specialists: teams of twelve, posts, consulting hours, languages; and the resources of the house."""

from scheduler.roster import Hours, Resource, Specialist, Team
from scheduler.sample.dice import Dice
from scheduler.sample.mixes import TEAM_SIZE, team_kind
from scheduler.sample.setting import Setting

WEDNESDAY, THURSDAY, FRIDAY = 2, 3, 4
LANGUAGES = ("englisch", "russisch", "arabisch", "türkisch", "ukrainisch", "polnisch", "vietnamesisch", "farsi")
PART_TIME = (0.5, 0.6, 0.75, 0.75, 0.8, 0.8, 0.9)
MORNING_END, AFTERNOON_START, AFTERNOON_END, LATE_END = 12 * 60 + 30, 13 * 60, 15 * 60 + 30, 18 * 60


def teams(setting: Setting, specialists: int) -> list[Team]:
    """Return the teams of the house."""
    kinds = [team_kind(setting.concept.name, number) for number in range(-(-specialists // TEAM_SIZE))]
    return [Team(f"{kind}-{number + 1:02}", setting.concept.name, kind) for number, kind in enumerate(kinds)]


def members(setting: Setting, number: int, team: Team, specialists: int) -> list[Specialist]:
    """Return the specialists of the team with a number (from 0): a quarter part-time, never the first."""
    dice = Dice(setting.seed, "members", team.name)
    part_time = dice.some(range(1, TEAM_SIZE), TEAM_SIZE // 4)
    places = range(min(TEAM_SIZE, specialists - TEAM_SIZE * number))
    return [_specialist(setting, TEAM_SIZE * number + place, team, place in part_time) for place in places]


def _specialist(setting: Setting, number: int, team: Team, is_part_time: bool) -> Specialist:
    dice = Dice(setting.seed, "specialist", number)
    name = f"S{number + 1:03}"
    fte = dice.pick(PART_TIME) if is_part_time else 1.0
    skills = dice.some(LANGUAGES, dice.weighted({0: 0.4, 1: 0.4, 2: 0.2}))
    return Specialist(
        specialist_id=name,
        team=team.name,
        fte=fte,
        windows=_windows(dice, fte),
        room=f"{dice.whole(1, 5)}.{dice.whole(1, 40):02}",
        skills=frozenset(skills),
        email=f"{name.lower()}@jobcenter.example.org",
    )


def _windows(dice: Dice, fte: float) -> tuple[Hours, ...]:
    """Return consulting hours: Wednesday mornings or none, Thursday late; part-timers have fewer or shorter days."""
    start = dice.pick((8 * 60, 8 * 60, 8 * 60 + 30))
    week = [Hours(day, start, MORNING_END) for day in range(5) if day != WEDNESDAY or dice.chance(0.35)]
    late_end = dice.pick((LATE_END, LATE_END, LATE_END - 90))
    week += [Hours(day, AFTERNOON_START, AFTERNOON_END) for day in (0, 1)]
    week += [Hours(THURSDAY, AFTERNOON_START, late_end)]
    week += [Hours(FRIDAY, AFTERNOON_START, AFTERNOON_END)] if dice.chance(0.4) else []
    wanted = fte * _minutes(week)
    if dice.chance(0.5):
        _drop_days(dice, week, wanted)
    else:
        _drop_afternoons(dice, week, wanted)
    return tuple(sorted(week, key=lambda hours: (hours.weekday, hours.start)))


def _minutes(week: list[Hours]) -> int:
    return sum(hours.stop - hours.start for hours in week)


def _drop_days(dice: Dice, week: list[Hours], wanted: float) -> None:
    """Strike whole days while the week is much longer than wanted."""
    for day in dice.some((0, 1, WEDNESDAY, FRIDAY), 4):
        rest = [hours for hours in week if hours.weekday != day]
        if _minutes(rest) >= wanted - 60:
            week[:] = rest


def _drop_afternoons(dice: Dice, week: list[Hours], wanted: float) -> None:
    """Strike afternoons while the week is longer than wanted, then start later."""
    for day in dice.some((0, 1, THURSDAY, FRIDAY), 4):
        if _minutes(week) > wanted:
            week[:] = [hours for hours in week if hours.weekday != day or hours.start < AFTERNOON_START]
    if _minutes(week) > wanted + 60:
        week[:] = [Hours(h.weekday, max(h.start, 9 * 60), h.stop) for h in week]


def resources(specialists: int) -> list[Resource]:
    """Return rooms, interpreters and video seats of the house."""
    mornings = [Hours(day, 8 * 60, MORNING_END) for day in range(5)]
    afternoons = [Hours(day, AFTERNOON_START, LATE_END if day == THURSDAY else AFTERNOON_END) for day in range(5)]
    every_day = tuple(sorted([*mornings, *afternoons], key=lambda hours: (hours.weekday, hours.start)))
    houses = 1 + specialists // (2 * TEAM_SIZE)
    return [
        Resource("zweierraum", houses, every_day),
        Resource("barrierefrei", 2 * houses, every_day),
        Resource("videoplatz", houses, every_day),
        Resource("dolmetscher-arabisch", houses, tuple(hours for hours in mornings if hours.weekday in (1, THURSDAY))),
        Resource("dolmetscher-gebaerdensprache", 1, (Hours(THURSDAY, 9 * 60, 12 * 60),)),
    ]

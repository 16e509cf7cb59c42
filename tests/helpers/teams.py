"""Random teams: small weeks in which much is scarce.

The source of chance is an argument, so a seed gives one week and Hypothesis can shrink one.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from random import Random

from msgspec import structs

from constraints.problem import LADDER, Booking, Problem, Resource, Talk, Worker
from helpers.build import CELLS_PER_DAY, MINUTES_PER_CELL, at, hours

DAY = CELLS_PER_DAY - 1
LENGTHS = (2, 3, 4)
SKILLS = ("rehab", "turkish")
CLASSES = 4
"""So many steps of the ladder, the first ones, have an order of the concept."""


def random_team(chance: Random, workers: int = 3, talks: int = 14, days: int = 2, cells: int = 18) -> Problem:
    """Return a week of at most so many workers, with at most so many talks a worker and open cells a day."""
    number = chance.randint(1, workers)
    return join([random_week(chance, f"w{i}", talks, days, cells) for i in range(number)])


def join(weeks: list[Problem]) -> Problem:
    """Return the weeks of single workers as the week of a team."""
    return Problem(
        tuple(week.workers[0] for week in weeks),
        tuple(structs.replace(talk, worker=i) for i, week in enumerate(weeks) for talk in week.talks),
        tuple(replace(booking, worker=i) for i, week in enumerate(weeks) for booking in week.bookings),
        CELLS_PER_DAY,
    )


def random_absent_team(
    chance: Random, workers: int = 4, talks: int = 5, days: int = 2, cells: int = 10, sharing: float = 0.4
) -> Problem:
    """Return a week of two workers or more in which some are away, but not all, with cover, households and resources.

    Args:
        chance: source of chance.
        workers: at most so many.
        talks: at most so many a worker, cover aside.
        days: at most so many.
        cells: at most so many open cells a day.
        sharing: how many of the talks need a resource, where there is one, and how often people belong to households.
    """
    number = chance.randint(2, workers)
    present = join([random_week(chance, f"w{i}", talks, days, cells) for i in range(number)])
    away = chance.sample(range(number), chance.randint(1, number - 1))
    staff = tuple(_skilled(chance, _cut(chance, w, days) if i in away else w) for i, w in enumerate(present.workers))
    resources = _random_resources(chance, days)
    own = _with_households(chance, [_with_wants(chance, talk, resources, days, sharing) for talk in present.talks], sharing)
    cover = [entry for talk in own if talk.worker in away for entry in _cover_entries(chance, talk, number, days)]
    ladder = (*chance.sample(LADDER[:CLASSES], CLASSES), *LADDER[CLASSES:]) if chance.random() < 0.5 else LADDER
    return replace(present, workers=staff, talks=(*own, *cover), ladder=ladder, resources=resources)


def random_crowded_team(chance: Random, workers: int = 3, talks: int = 4, days: int = 1, cells: int = 10) -> Problem:
    """Return a week of a full team on few cells, in which most people share a resource or a household with somebody."""
    staff, entries = [], []
    for index in range(workers):
        open_cells = sum(hours(day, 0, cells) for day in range(days)) & ~_some_cells(chance, days, cells, 0.1)
        staff.append(Worker(f"w{index}", open_cells, chance.choice([None, 2]), 1000, skills=frozenset(SKILLS), cover_weight=60))
        for number in range(chance.randint(1, talks)):
            length = chance.choice(LENGTHS)
            talk = Talk(f"{index}-{number}", index, length, length * MINUTES_PER_CELL, chance.choice(["legal", "wish", None]))
            busy = _some_cells(chance, days, cells, 0.1) if chance.random() < 0.7 else 0
            entries.append(structs.replace(talk, is_soon=chance.random() < 0.5, slack_days=3, customer_busy=busy))
    levels = [sum(hours(day, 0, cells) for day in range(days)) & ~_some_cells(chance, days, cells, 0.1)]
    levels.append(levels[0] & ~_some_cells(chance, days, cells, 0.3))
    resources = (Resource("room", tuple(levels[: chance.randint(1, 2)])), Resource("video", (levels[1],)))
    own = _with_households(chance, [_with_wants(chance, talk, resources, days, 0.3) for talk in entries], 0.8)
    cover = [entry for talk in own if chance.random() < 0.3 for entry in _cover_entries(chance, talk, workers, days)]
    return Problem(tuple(staff), (*own, *cover), (), CELLS_PER_DAY, resources=resources)


def _some_cells(chance: Random, days: int, cells: int, share: float) -> int:
    """Return single cells, about so many of the first ones of each day."""
    return sum(hours(day, cell, cell + 1) for day in range(days) for cell in range(cells) if chance.random() < share)


def _cut(chance: Random, worker: Worker, days: int) -> Worker:
    """Return a worker who is away: all week, for a day or for half a day."""
    day = chance.randrange(days)
    away = chance.choice([-1, hours(day, 0, DAY), hours(day, 0, DAY // 2), hours(day, DAY // 2, DAY)])
    return replace(worker, open_cells=worker.open_cells & ~away)


def _skilled(chance: Random, worker: Worker) -> Worker:
    skills = frozenset(skill for skill in SKILLS if chance.random() < 0.6)
    return replace(worker, skills=skills, cover_weight=chance.choice([0, 60, 60, 75, 90, 120]))


def _random_resources(chance: Random, days: int) -> tuple[Resource, ...]:
    """Return up to two resources with one or two units, some of them there in some hours only."""
    found = []
    for name in ("interpreter", "room")[: chance.choice([0, 1, 2, 2])]:
        level = sum(hours(day, 0, DAY) for day in range(days))
        left = []
        for _ in range(chance.randint(1, 2)):
            if chance.random() < 0.5:
                level &= ~_some_hours(chance, chance.randrange(days))
            left.append(level)
        found.append(Resource(name, tuple(left)))
    return tuple(found)


def _with_wants(chance: Random, talk: Talk, resources: Iterable[Resource], days: int, sharing: float) -> Talk:
    """Return a talk that needs none, one or all of the resources, and is due more often than in an ordinary week."""
    wanted = tuple(resource.name for resource in resources if chance.random() < sharing)
    if talk.step is None and chance.random() < 0.4:
        late = at(chance.randint(1, days), 0) if chance.random() < 0.5 else 0
        talk = structs.replace(talk, step=chance.choice(LADDER), urgency=chance.randint(1, 3), slack_days=0, in_time_before=late)
    return structs.replace(talk, resources=wanted)


def _with_households(chance: Random, talks: list[Talk], sharing: float) -> list[Talk]:
    """Return the talks, some of them in households of two or three, whoever holds them."""
    names: dict[str, str] = {}
    for household in ("one", "two", "three"):
        if chance.random() < sharing:
            free = [talk.talk_id for talk in talks if talk.talk_id not in names]
            names.update(dict.fromkeys(chance.sample(free, min(len(free), chance.randint(2, 3))), household))
    return [structs.replace(talk, household=names.get(talk.talk_id, "")) for talk in talks]


def _cover_entries(chance: Random, talk: Talk, number: int, days: int) -> list[Talk]:
    """Return the entries of a talk of the ladder with some of the colleagues; now and then one has a pin of their own."""
    skills = frozenset(skill for skill in SKILLS if chance.random() < 0.25)
    return [
        structs.replace(
            talk,
            worker=colleague,
            is_cover=True,
            skills=skills,
            pinned_cells=hours(chance.randrange(days), 0, DAY) if chance.random() < 0.1 else talk.pinned_cells,
        )
        for colleague in range(number)
        if talk.step is not None and colleague != talk.worker and chance.random() < 0.8
    ]


def due_only(team: Problem) -> Problem:
    """Return the week that a team decides in one piece: what is due, households aside."""
    return replace(team, talks=tuple(structs.replace(talk, household="") for talk in team.talks if talk.is_due))


def decided(team: Problem, covered: Collection[tuple[str, int]]) -> Problem:
    """Return a team's week with who holds what settled.

    Args:
        team: the week with all entries.
        covered: entries that colleagues hold for somebody absent; of every other talk the own entry stays.
    """
    elsewhere = {talk_id for talk_id, _ in covered}
    stays = [talk for talk in team.talks if (talk.key in covered if talk.is_cover else talk.talk_id not in elsewhere)]
    return replace(team, talks=tuple(stays))


def without_households_of_several(team: Problem) -> Problem:
    """Return a team's week without the households whose members have talks with several workers."""
    workers: defaultdict[str, set[int]] = defaultdict(set)
    for talk in team.talks:
        workers[talk.household].add(talk.worker)
    return replace(
        team, talks=tuple(structs.replace(t, household=t.household if len(workers[t.household]) == 1 else "") for t in team.talks)
    )


def unshared(team: Problem) -> Problem:
    """Return a team's week without households and resources, so that no worker stands in another's way."""
    return replace(team, talks=tuple(structs.replace(talk, household="", resources=()) for talk in team.talks), resources=())


def one_by_one(team: Problem) -> list[Problem]:
    """Return the week of each worker alone."""
    return [
        Problem(
            (worker,),
            tuple(structs.replace(talk, worker=0) for talk in team.talks if talk.worker == i),
            tuple(replace(booking, worker=0) for booking in team.bookings if booking.worker == i),
            team.cells_per_day,
            team.ladder,
            team.resources,
        )
        for i, worker in enumerate(team.workers)
    ]


def random_week(chance: Random, name: str, talks: int, days: int, cells: int) -> Problem:
    open_cells = 0
    bookings: list[Booking] = []
    for day in range(chance.randint(1, days)):
        first = chance.randint(0, DAY - cells)
        stop = first + chance.randint(min(4, cells), cells)
        open_cells |= hours(day, first, stop)
        if chance.random() < 0.25:
            open_cells &= ~_some_hours(chance, day)
        if chance.random() < 0.5:
            begin = chance.randint(first, stop - 1)
            bookings.append(Booking(0, at(day, begin), at(day, min(DAY, begin + chance.randint(1, 4))), chance.random() < 0.7))
    number = chance.randint(0, talks)
    worker = Worker(
        name,
        open_cells,
        invitations_wanted=chance.choice([None, 0, 1, 3, 5, 8]),
        minutes_left=chance.choice([-60, 0, 60, 120, 200, 300, 1000]),
        fill_seats=chance.random() < 0.3,
    )
    return Problem(
        (worker,), tuple(random_talk(chance, f"{name}-{i:02}", days) for i in range(number)), tuple(bookings), CELLS_PER_DAY
    )


def random_talk(chance: Random, name: str, days: int) -> Talk:
    """Return a talk; a third is on the ladder, a fifth has busy hours, single ones have pins, late letters and the like."""
    cells = chance.choice(LENGTHS)
    on_ladder = chance.random() < 0.35
    return Talk(
        name,
        worker=0,
        cells=cells,
        minutes=cells * MINUTES_PER_CELL - chance.choice([0, 0, 0, 5]),
        step=chance.choice(LADDER) if on_ladder else None,
        urgency=chance.randint(1, 9) if on_ladder else 1,
        slack_days=0 if on_ladder else chance.randint(1, 40),
        is_soon=chance.random() < 0.25,
        may_fill=chance.random() < 0.9,
        counts=chance.random() < 0.9,
        customer_busy=_busy(chance, days) if chance.random() < 0.2 else 0,
        not_before=_some_cell(chance, days) if chance.random() < 0.1 else 0,
        reached_from=_some_cell(chance, days) if chance.random() < 0.15 else 0,
        comfortable_from=at(chance.randint(1, days), 0) if chance.random() < 0.3 else 0,
        in_time_before=at(chance.randint(1, days), 0) if on_ladder and chance.random() < 0.5 else 0,
        preferred=_some_hours(chance, chance.randrange(days)) if chance.random() < 0.3 else 0,
        has_open_invitation=chance.random() < 0.04,
        letter_too_soon=chance.random() < 0.04,
        pinned_cells=chance.choice([0, hours(chance.randrange(days), 0, DAY)]) if chance.random() < 0.1 else -1,
        must=chance.random() < 0.08,
    )


def _some_hours(chance: Random, day: int) -> int:
    first = chance.randint(0, DAY - 3)
    return hours(day, first, chance.randint(first + 1, DAY))


def _busy(chance: Random, days: int) -> int:
    """Return one to four spells of busy hours, so that what is left of a day may have holes."""
    busy = 0
    for _ in range(chance.randint(1, 4)):
        busy |= _some_hours(chance, chance.randrange(days))
    return busy


def _some_cell(chance: Random, days: int) -> int:
    return at(chance.randrange(days), chance.randrange(DAY))

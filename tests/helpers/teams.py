"""Random teams: small weeks in which much is scarce.

The source of chance is an argument, so a seed gives one week and Hypothesis can shrink one.
"""

from dataclasses import replace
from random import Random

from constraints.problem import LADDER, Booking, Problem, Talk, Worker
from helpers.build import CELLS_PER_DAY, MINUTES_PER_CELL, at, hours

DAY = CELLS_PER_DAY - 1
LENGTHS = (2, 3, 4)


def random_team(chance: Random, workers: int = 3, talks: int = 14, days: int = 2, cells: int = 18) -> Problem:
    """Return a week of at most so many workers, with at most so many talks a worker and open cells a day."""
    number = chance.randint(1, workers)
    return join([random_week(chance, f"w{i}", talks, days, cells) for i in range(number)])


def join(weeks: list[Problem]) -> Problem:
    """Return the weeks of single workers as the week of a team."""
    return Problem(
        tuple(week.workers[0] for week in weeks),
        tuple(replace(talk, worker=i) for i, week in enumerate(weeks) for talk in week.talks),
        tuple(replace(booking, worker=i) for i, week in enumerate(weeks) for booking in week.bookings),
        CELLS_PER_DAY,
    )


def one_by_one(team: Problem) -> list[Problem]:
    """Return the week of each worker alone."""
    return [
        Problem(
            (worker,),
            tuple(replace(talk, worker=0) for talk in team.talks if talk.worker == i),
            tuple(replace(booking, worker=0) for booking in team.bookings if booking.worker == i),
            team.cells_per_day,
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

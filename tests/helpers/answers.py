"""Questions about one customer of a small roster, and their answers."""

from datetime import date
from pathlib import Path

from helpers.rosters import (
    KEY,
    MONDAY,
    OFFICE,
    TODAY,
    Rows,
    planned,
    write_tables,
)
from scheduler.daily.answer import Answer
from scheduler.daily.remedies import Remedy
from scheduler.daily.why import why
from scheduler.daily.whywords import answer_lines

SEAT = {"mon": "08:00-08:45", "tue": "", "thu": "", "fri": ""}
NO_DOUBLES = f"{OFFICE}\n[overbooking]\ndoubles_a_day = 0\n"


def asked(folder: Path, name: str = "K1", today: date = TODAY, *, everything: bool = False, **tables: Rows) -> Answer:
    """Plan the week of a small roster and ask why about one customer."""
    to_plan, plan = planned(write_tables(folder, tables, NO_DOUBLES), MONDAY, today)
    return why(to_plan, plan, name, KEY, everything=everything)


def words(answer: Answer, *, everything: bool = False) -> str:
    return "\n".join(answer_lines(answer, everything=everything))


def helped_by(answer: Answer) -> tuple[str, list[str]]:
    """Return the kind of the first attempt that helps, and the forms of its changes."""
    attempt = next(attempt for attempt in answer.attempts if attempt.remedy)
    assert attempt.remedy is not None
    return attempt.kind, [change.form for change in attempt.remedy.changes]


def remedy_of(answer: Answer) -> Remedy:
    remedy = answer.attempts[-1].remedy
    assert remedy is not None
    return remedy

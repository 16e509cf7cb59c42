"""The summary of a replan in words: what happened, what becomes of whom, what could not be avoided."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from scheduler.cellvalues import DAY_MINUTES
from scheduler.replan.disruption import CLOSED, Disruption
from scheduler.replan.fates import BACK, CALL, COVERED, KEPT, MOVED, PORTAL, PUT_BACK, Fate
from scheduler.replan.promised import Promised
from scheduler.replan.result import Replan
from scheduler.roster import Absence
from scheduler.texts import text
from scheduler.workdays import clock_time

MOST_LINES = 60
"""So many changes are printed; all of them stand in diff.csv."""


def title(replan: Replan) -> str:
    """Return which week was planned anew when."""
    year, week, _ = replan.monday.isocalendar()
    friday = replan.monday + timedelta(days=4)
    days = {"first": f"{replan.monday:%d.%m.}", "last": f"{friday:%d.%m.%Y}", "today": f"{replan.today:%d.%m.%Y}"}
    return text("replan.title", week=f"{week}/{year}", **days)


def summary_lines(promised: Promised, replan: Replan, fates: Sequence[Fate]) -> list[str]:
    """Return the summary as lines of text, without the title."""
    displaced = {booking.booking_id for booking in promised.displaced}
    theirs = [fate for fate in fates if fate.booking_id in displaced]
    what = Counter(fate.what for fate in theirs)
    others = [fate for fate in fates if fate.booking_id not in displaced]
    covered_later = sum(fate.what == COVERED and bool(fate.tell) for fate in theirs)
    lines = [*_disruption_lines(replan.disruption), text("replan.displaced", number=len(theirs), all=len(fates))]
    lines += [text("replan.covered", number=what[COVERED], moved=covered_later)] if what[COVERED] else []
    lines += [text("replan.own", number=what[MOVED] + what[BACK])] if what[MOVED] + what[BACK] else []
    lines += [text("replan.put_back", number=what[PUT_BACK])] if what[PUT_BACK] else []
    lines.append(_necessary_line(replan))
    lines += [text("replan.back", number=number)] if (number := sum(fate.what == BACK for fate in others)) else []
    lines.append(text("replan.kept", number=sum(fate.what == KEPT for fate in others)))
    tell = Counter(fate.tell for fate in fates)
    lines += [text("replan.tell", call=tell[CALL], portal=tell[PORTAL])] if tell[CALL] + tell[PORTAL] else []
    lines += [text("replan.later", number=promised.later)] if promised.later else []
    lines += [text("replan.plan_again")] if replan.disruption.removed else []
    return lines


def _necessary_line(replan: Replan) -> str:
    """Say how many people have to move although their specialist is there, and whether fewer were possible."""
    value, is_proved = replan.stage("promises")
    return text("replan.necessary" if is_proved else "replan.at_most", number=value)


def _disruption_lines(disruption: Disruption) -> list[str]:
    """Say what happened."""
    removed = {absence.person_id for absence in disruption.removed}
    if any(absence.reason == CLOSED for absence in disruption.added):
        days = sorted({absence.first_day for absence in disruption.added})
        return [text("replan.closed", days=", ".join(f"{day:%d.%m.%Y}" for day in days))]
    lines = [_absence_line(absence) for absence in disruption.added if absence.person_id not in removed]
    lines += [text("replan.returned", specialist=name) for name in sorted(removed)]
    return lines or [text("replan.known", specialists=", ".join(sorted(disruption.people)))]


def _absence_line(absence: Absence) -> str:
    values = {"specialist": absence.person_id, "first": f"{absence.first_day:%d.%m.}", "last": f"{absence.last_day:%d.%m.%Y}"}
    if (absence.from_time, absence.to_time) == (0, DAY_MINUTES):
        return text("replan.absent", **values)
    return text("replan.absent_hours", **values, start=clock_time(absence.from_time), stop=clock_time(absence.to_time))


def change_lines(fates: Sequence[Fate]) -> list[str]:
    """Return one line for everybody for whom something changes."""
    changes = [fate for fate in fates if fate.what != KEPT]
    rows = [(text(f"replan.what.{fate.what}"), fate.customer_id, before(fate), after(fate)) for fate in changes[:MOST_LINES]]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    lines = [f"{w:<{widths[0]}}  {c:<{widths[1]}}  {b:<{widths[2]}}  {a}".rstrip() for w, c, b, a in rows]
    return lines + ([text("replan.more", number=len(changes) - MOST_LINES)] if len(changes) > MOST_LINES else [])


def before(fate: Fate) -> str:
    """Return who was to hold an appointment, and when."""
    return f"{fate.specialist_id} {when(fate.start)}"


def after(fate: Fate) -> str:
    """Return who holds an appointment now, and when; "" where it is put back."""
    return "" if fate.new_start is None else f"→ {fate.new_specialist_id} {when(fate.new_start)}"


def when(moment: datetime) -> str:
    """Return a time as people read it."""
    return f"{text(f'weekday_short.{moment.weekday()}')} {moment:%d.%m. %H:%M}"

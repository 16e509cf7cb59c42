"""Deadlines: everything that is due for one customer, from the interval, the windows and the occasions."""

from collections.abc import Iterable

from msgspec import structs

from scheduler.due import REVIEW, Case, Due
from scheduler.intervals import regular
from scheduler.rule import AfterMiss, Exempt
from scheduler.windows import added, occasions


def all_due(case: Case) -> list[Due]:
    """Return everything that is due: the regular contact (deadline None = exempt), windows, occasions, reviews.

    Where no contact density holds, there is no chain of invitations either.
    Somebody never seen gets a first talk: by the concept's rule for first talks, else within the interval from registration.
    Deadlines that fall on a day off move to the working day before.
    """
    base = regular(case)
    windows = [] if _is_free_of_all(base) else [due for rule in case.rules for due in added(case, rule)]
    if base.deadline is None:
        windows = [due for due in windows if due.kind != "first" and not isinstance(due.rule.kind, AfterMiss)]
    elif case.is_unseen:
        has_first_rule = any(due.kind == "first" for due in windows)
        first = [] if has_first_rule else [structs.replace(base, kind="first")]
        return _on_working_days(case, [*first, *windows, *occasions(case)])
    return _on_working_days(case, [base, *windows, *occasions(case)])


def talks_due(case: Case) -> list[Due]:
    """Return the talks that are due for one customer; neither reviews nor exemptions."""
    return talks_among(all_due(case))


def talks_among(dues: Iterable[Due]) -> list[Due]:
    """Return what of something due is a talk."""
    return [due for due in dues if due.kind != REVIEW and due.deadline is not None]


def _is_free_of_all(due: Due) -> bool:
    return due.deadline is None and isinstance(due.rule.kind, Exempt) and due.rule.kind.from_all


def _on_working_days(case: Case, dues: list[Due]) -> list[Due]:
    return [_on_working_day(case, due) for due in dues]


def _on_working_day(case: Case, due: Due) -> Due:
    if due.deadline is None or due.kind == REVIEW:
        return due
    deadline = case.calendar.previous_working_day(due.deadline)
    return due if deadline == due.deadline else structs.replace(due, deadline=deadline)

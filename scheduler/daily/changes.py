"""Changes that could get somebody an invitation: each as an edit of the roster, and as the same edit of one week's model.

The edit is what a person would do (a flag, a window, an appointment); the model side is quick to try.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from msgspec import structs

from constraints import Problem, Talk
from scheduler.daily.edits import Edit
from scheduler.roster import Roster

KINDS = ("channel", "half_day", "colleague", "seat", "delivery", "withdraw")
"""The fixed order in which changes are tried; last of all it is asked who would give way."""

Model = Callable[[Problem, Talk], Problem]
"""(week of the holder, entry of the talk in it) → the same week with the change."""


@dataclass(frozen=True, eq=False)
class Change:
    """One change; each is made once and stands for itself.

    Attributes:
        kind: one of `KINDS`.
        form: what exactly of the kind; key of its words.
        model: the change in the week of whoever holds the talk.
        edit: the change in the roster; None = only an appointment that somebody makes can say it.
        values: what the words need, as it stands in the files.
        holder: the only one who would hold the talk; "" = whoever may hold it anyway.
        is_own: whether it concerns nobody but the customer, so that it opens nothing for others.
        touches_all: whether it can touch what is due for other people.
    """

    kind: str
    form: str
    model: Model
    edit: Edit | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    holder: str = ""
    is_own: bool = True
    touches_all: bool = False


def with_entry(problem: Problem, entry: Talk) -> Problem:
    """Return a week with another entry in place of the one with its key, or added to it."""
    others = tuple(talk for talk in problem.talks if talk.key != entry.key)
    return replace(problem, talks=(*others, entry))


def setting(**values: Any) -> Model:
    """Return the model of a change that gives the talk other values."""
    return lambda problem, talk: with_entry(problem, structs.replace(talk, **values))


def as_it_is(problem: Problem, _: Talk) -> Problem:
    """Return a week as it is: the change is who holds the talk."""
    return problem


def edited(roster: Roster, changes: Collection[Change]) -> Roster:
    """Return the roster after all edits that a roster can say."""
    for change in changes:
        if change.edit is not None:
            roster = change.edit(roster)
    return roster

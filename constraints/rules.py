"""RULES: every rule of the model in order, hard first, then the stages, first wins. The place to switch a rule off."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from constraints import (
    bookings_stay,
    comfortable_lead_time,
    consulting_hours,
    customer_hours,
    even_load,
    fill,
    in_time,
    ladder,
    lead_time,
    letter_spacing,
    need_window,
    no_overlap,
    once_a_week,
    one_open_invitation,
    pins,
    preferred_hours,
    room_to_breathe,
    weekly_number,
)
from constraints.problem import Problem
from constraints.rule import ModelRule, StageRule, StartRule


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The rules of one model.

    Attributes:
        start_rules: in the order in which `not_invited.csv` names them.
        model_rules: constraints that join talks.
        stage_rules: concerns in their order, first wins.
    """

    start_rules: tuple[StartRule, ...]
    model_rules: tuple[ModelRule, ...]
    stage_rules: tuple[StageRule, ...]

    def __iter__(self) -> Iterator[StartRule | ModelRule | StageRule]:
        """Yield every rule once (pins and fill are both start rules and stage rules)."""
        rules: tuple[StartRule | ModelRule | StageRule, ...] = (*self.start_rules, *self.model_rules, *self.stage_rules)
        yield from {rule.NAME: rule for rule in rules}.values()

    def without(self, name: str) -> "RuleBook":
        """Return the book with one rule left out.

        Raises:
            KeyError: there is no rule of that name.
        """
        if name not in {rule.NAME for rule in self}:
            raise KeyError(name)
        return replace(
            self,
            start_rules=tuple(rule for rule in self.start_rules if name != rule.NAME),
            model_rules=tuple(rule for rule in self.model_rules if name != rule.NAME),
            stage_rules=tuple(rule for rule in self.stage_rules if name != rule.NAME),
        )

    def allowed_starts(self, problem: Problem) -> dict[str, int]:
        """Return for every talk the mask of the start cells that no start rule forbids."""
        week = (1 << problem.cells_per_day * 7) - 1
        allowed = {}
        for talk in problem.talks:
            starts = week
            for rule in self.start_rules:
                if starts:
                    starts &= ~rule.barred_starts(problem, talk)
            allowed[talk.talk_id] = starts
        return allowed


RULES = RuleBook(
    start_rules=(
        one_open_invitation,
        letter_spacing,
        fill,
        pins,
        need_window,
        lead_time,
        customer_hours,
        bookings_stay,
        consulting_hours,
    ),
    model_rules=(once_a_week, no_overlap, room_to_breathe),
    stage_rules=(pins, ladder, in_time, weekly_number, fill, comfortable_lead_time, even_load, preferred_hours),
)

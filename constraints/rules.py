"""The books of rules: hard rules first, then the stages in their order, first wins. The place to switch a rule off.

`RULES` plans a week, `TEAM_RULES` decides who covers what, `REPLAN_RULES` plans anew what was promised.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from msgspec import structs

from constraints import (
    bookings_stay,
    comfortable_lead_time,
    consulting_hours,
    cover_load,
    customer_hours,
    double_seats,
    even_load,
    fill,
    households,
    in_time,
    ladder,
    lead_time,
    letter_spacing,
    moved,
    need_window,
    no_overlap,
    once_a_week,
    one_open_invitation,
    own_specialist,
    pins,
    preferred_hours,
    promises,
    put_back,
    resources,
    room_to_breathe,
    skills,
    weekly_number,
)
from constraints.problem import DAYS, Key, Problem, Talk
from constraints.rule import CheckRule, ModelRule, StageRule, StartRule


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The rules of one model.

    Attributes:
        start_rules: in the order in which `not_invited.csv` names them.
        model_rules: constraints that join talks.
        stage_rules: concerns in their order, first wins.
        check_rules: rules for what is added to a plan after the stages.
    """

    start_rules: tuple[StartRule, ...]
    model_rules: tuple[ModelRule, ...]
    stage_rules: tuple[StageRule, ...]
    check_rules: tuple[CheckRule, ...] = ()

    def __iter__(self) -> Iterator[CheckRule]:
        """Yield every rule once (some are of two kinds)."""
        rules: tuple[CheckRule, ...] = (*self.start_rules, *self.model_rules, *self.stage_rules, *self.check_rules)
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
            check_rules=tuple(rule for rule in self.check_rules if name != rule.NAME),
        )

    def allowed_starts(self, problem: Problem) -> dict[Key, int]:
        """Return for every entry the mask of the start cells that no start rule forbids."""
        return {talk.key: self.starts_of(problem, talk) for talk in problem.talks}

    def other_starts(self, problem: Problem) -> dict[Key, int]:
        """Return for every entry of a promised talk the starts that it would have if nothing were promised."""
        free = {t.key: structs.replace(t, promised=-1, stays=False) for t in problem.talks if t.promised >= 0}
        return {key: self.starts_of(problem, talk) for key, talk in free.items()}

    def starts_of(self, problem: Problem, talk: Talk) -> int:
        """Return the mask of the start cells of one entry that no start rule forbids."""
        starts = (1 << problem.cells_per_day * DAYS) - 1
        for rule in self.start_rules:
            if not starts:
                break
            starts &= ~rule.barred_starts(problem, talk)
        return starts


RULES = RuleBook(
    start_rules=(
        one_open_invitation,
        letter_spacing,
        fill,
        pins,
        need_window,
        lead_time,
        customer_hours,
        skills,
        resources,
        bookings_stay,
        consulting_hours,
    ),
    model_rules=(once_a_week, no_overlap, resources, room_to_breathe),
    stage_rules=(
        pins,
        ladder,
        in_time,
        own_specialist,
        cover_load,
        weekly_number,
        fill,
        comfortable_lead_time,
        households,
        even_load,
        preferred_hours,
    ),
    check_rules=(double_seats,),
)
TEAM_RULES = replace(
    RULES,
    model_rules=(once_a_week, no_overlap, resources),
    stage_rules=(pins, ladder, in_time, own_specialist, cover_load),
    check_rules=(),
)
"""What a team decides in one piece where somebody is away: who holds the talks of the ladder."""
REPLAN_RULES = replace(
    TEAM_RULES,
    model_rules=(once_a_week, no_overlap, resources, promises),
    stage_rules=(pins, ladder, promises, in_time, put_back, moved, own_specialist, cover_load),
)
"""What a team decides when promises cannot be kept: who holds whose talk, and who has to come at another time."""
TOGETHER = (
    frozenset(rule.NAME for rule in (promises, in_time, put_back, moved, own_specialist, cover_load)),
    frozenset(rule.NAME for rule in (weekly_number, fill)),
    frozenset(rule.NAME for rule in (even_load, preferred_hours)),
)
"""Rules whose stages, one after the other, are tried in one solve; each but the first has a ceiling."""
ALL_RULES = tuple({rule.NAME: rule for book in (RULES, REPLAN_RULES) for rule in book}.values())
"""Every rule of every book once."""

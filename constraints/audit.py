"""Audit: every rule looks at a finished plan without the solver."""

from collections.abc import Iterable, Mapping

from constraints.problem import Assignment, Problem
from constraints.rule import Violation
from constraints.rules import RULES, RuleBook
from constraints.view import PlanView


def view_of(problem: Problem, assignment: Assignment, rules: RuleBook = RULES) -> PlanView:
    """Return a plan as the rules see it."""
    return PlanView(problem, assignment, rules.allowed_starts(problem))


def audit(problem: Problem, assignment: Assignment, rules: RuleBook = RULES) -> list[Violation]:
    """Return every breach of every rule in a plan, in the order of the rules."""
    return audit_view(view_of(problem, assignment, rules), rules)


def audit_view(view: PlanView, rules: RuleBook = RULES) -> list[Violation]:
    """Return every breach of every rule in a plan as the rules see it, in the order of the rules."""
    return [violation for rule in rules for violation in rule.violations(view)]


def measure(problem: Problem, assignment: Assignment, rules: RuleBook = RULES) -> dict[str, int]:
    """Return the value of every stage in a plan, in their order."""
    return measure_view(view_of(problem, assignment, rules), rules)


def measure_view(view: PlanView, rules: RuleBook = RULES) -> dict[str, int]:
    """Return the value of every stage in a plan as the rules see it, in their order."""
    return {name: value for rule in rules.stage_rules for name, value in rule.measure(view).items()}


def overstated(measured: Mapping[str, int], reported: Iterable[tuple[str, int]]) -> list[Violation]:
    """Return the first stage in which a plan is worse than it reports (later ones follow from it).

    Args:
        measured: stage → value of the plan.
        reported: (stage, value) as the plan claims, in order.
    """
    for name, value in reported:
        if measured.get(name, value) > value:
            return [Violation(name.split(".")[0], amount=measured[name] - value)]
    return []

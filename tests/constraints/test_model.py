"""The model on the core of the solver's library says what the library's own model says, and loads no pandas."""

import subprocess
import sys

import pytest
from ortools.sat.python import cp_model

from constraints.model import FEASIBLE, INFEASIBLE, OPTIMAL, Model, Solver


def example(model: Model | cp_model.CpModel) -> tuple[cp_model.IntVar, cp_model.IntVar]:
    """Post one constraint of every sort; return two variables."""
    number, bits = model.new_int_var(0, 7, "number"), [model.new_bool_var(f"bit{n}") for n in range(3)]
    model.add(2 * number + cp_model.LinearExpr.sum(bits) >= 5)
    model.add(number <= 3).only_enforce_if(~bits[0])
    model.add(1 <= 2)
    model.add_bool_or([~bit for bit in bits])
    model.add_at_most_one(bits[:2])
    model.add_exactly_one(bits[1:])
    model.minimize(3 * number + bits[2] + 4)
    return number, bits[2]


def test_both_models_are_the_same() -> None:
    ours, theirs = Model(), cp_model.CpModel()
    example(ours)
    example(theirs)
    assert str(ours.proto) == str(theirs.proto)


def test_an_objective_without_variables_is_the_same() -> None:
    ours, theirs = Model(), cp_model.CpModel()
    ours.minimize(5)
    theirs.minimize(5)
    assert str(ours.proto) == str(theirs.proto)


def test_values_of_variables_and_of_expressions_are_those_of_the_solution() -> None:
    model, solver = Model(), Solver()
    number, bit = example(model)
    assert solver.solve(model) == OPTIMAL == cp_model.OPTIMAL
    assert (solver.value(number), solver.value(bit), solver.value(3 * number + bit + 4)) == (2, 0, 10)
    assert solver.response.best_objective_bound == 10


def test_a_copy_is_a_model_of_its_own() -> None:
    model = Model()
    number, _ = example(model)
    other = model.clone()
    other.add(number <= 1)
    assert Solver().solve(other) == INFEASIBLE == cp_model.INFEASIBLE
    assert Solver().solve(model) == OPTIMAL


def test_a_false_comparison_of_numbers_allows_nothing() -> None:
    model = Model()
    model.add(1 >= 2)
    assert Solver().solve(model) == INFEASIBLE
    assert FEASIBLE == cp_model.FEASIBLE


@pytest.mark.parametrize("module", ["constraints.solve", "scheduler.planner", "scheduler.planfiles"])
def test_planning_does_not_load_pandas(module: str) -> None:
    code = f"import sys, {module}; print('pandas' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"

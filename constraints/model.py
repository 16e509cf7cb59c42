"""The model and the solver, as far as they are used here, on the core of the solver's library alone.

`ortools.sat.python.cp_model` wraps this core and loads pandas for that, half a second for nothing that is used here. Values,
statuses and what the solver does are the same (`tests/constraints/test_model.py`).
"""

from collections.abc import Iterable

from ortools.sat.python import cp_model_helper as core
from ortools.sat.python.cp_model_helper import BoundedLinearExpression, Constraint, CpModelProto, IntVar, LinearExpr, Literal
from ortools.util.python.sorted_interval_list import Domain  # type: ignore[import-untyped]  # the library gives none

LinearExprT = LinearExpr | int
__all__ = [
    "FEASIBLE",
    "INFEASIBLE",
    "OPTIMAL",
    "IntVar",
    "LinearExpr",
    "LinearExprT",
    "Model",
    "Solver",
]
OPTIMAL, FEASIBLE, INFEASIBLE = core.CpSolverStatus.OPTIMAL, core.CpSolverStatus.FEASIBLE, core.CpSolverStatus.INFEASIBLE
BIT = Domain(0, 1)


class Model(core.CpBaseModel):
    """Variables, constraints, an objective, hints. Meaning of the methods: `cp_model.CpModel`."""

    def __init__(self) -> None:
        super().__init__(None)

    @property
    def proto(self) -> CpModelProto:
        """What the solver gets."""
        found: CpModelProto = self.model_proto
        return found

    def new_bool_var(self, name: str) -> IntVar:
        """Return a new variable that is 0 or 1."""
        return IntVar(self.model_proto).with_name(name).with_domain(BIT)

    def new_int_var(self, low: int, high: int, name: str) -> IntVar:
        """Return a new whole-numbered variable within bounds."""
        return IntVar(self.model_proto).with_name(name).with_domain(Domain(low, high))

    def add(self, constraint: BoundedLinearExpression | bool) -> Constraint:
        """Post a linear constraint; a comparison of numbers is just true or false."""
        if isinstance(constraint, BoundedLinearExpression):
            found: Constraint = self._add_bounded_linear_expression(constraint)  # type: ignore[attr-defined]  # not in its stubs
            return found
        if not isinstance(constraint, bool):
            raise TypeError(f"no linear constraint: {constraint!r}")
        return self.add_bool_or([True] if constraint else [])

    def add_bool_or(self, literals: Iterable[Literal | bool]) -> Constraint:
        """Post that one of the literals at least is true."""
        return self._add_literals(core.BoolArgumentConstraint.bool_or, literals)

    def add_at_most_one(self, literals: Iterable[Literal]) -> Constraint:
        """Post that one of the literals at most is true."""
        return self._add_literals(core.BoolArgumentConstraint.at_most_one, literals)

    def add_exactly_one(self, literals: Iterable[Literal]) -> Constraint:
        """Post that exactly one of the literals is true."""
        return self._add_literals(core.BoolArgumentConstraint.exactly_one, literals)

    def _add_literals(self, kind: core.BoolArgumentConstraint, literals: Iterable[Literal | bool]) -> Constraint:
        found: Constraint = self._add_bool_argument_constraint(kind, list(literals))  # type: ignore[attr-defined]  # nor this
        return found

    def minimize(self, objective: LinearExprT) -> None:
        """Set what is to be as small as possible, in place of what was set before."""
        self.proto.clear_objective()
        target = self.proto.objective
        if isinstance(objective, int):
            target.offset = objective
            target.scaling_factor = 1.0
            return
        flat = core.FlatIntExpr(objective)
        target.vars.extend([variable.index for variable in flat.vars])
        target.coeffs.extend(flat.coeffs)
        target.offset = flat.offset
        target.scaling_factor = 1.0

    def clone(self) -> "Model":
        """Return a model of its own that is the same."""
        found = Model()
        found.proto.copy_from(self.proto)
        found.rebuild_constant_map()
        return found


class Solver:
    """One solve and what came out. Meaning of the members: `cp_model.CpSolver`."""

    def __init__(self) -> None:
        self.parameters = core.SatParameters()
        self.response = core.CpSolverResponse()
        self.solution: list[int] = []

    def solve(self, model: Model) -> core.CpSolverStatus:
        """Solve and return the status."""
        solving = core.SolveWrapper()
        solving.set_parameters(self.parameters)
        self.response = solving.solve(model.proto)  # type: ignore[no-untyped-call]  # the library gives none
        self.solution = list(self.response.solution)
        status: core.CpSolverStatus = self.response.status
        return status

    def value(self, expression: LinearExprT) -> int:
        """Return the value of an expression in the solution."""
        if isinstance(expression, IntVar):
            return self.solution[expression.index]
        return core.ResponseHelper.value(self.response, expression)

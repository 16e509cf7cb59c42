"""Inside the model every module imports only what stands before it, and nothing of the application around it."""

import ast
import sys
from pathlib import Path

import pytest

import constraints
from constraints.rules import ALL_RULES

PACKAGE = Path(constraints.__file__).parent
LAYERS = (
    {"cells", "hull", "clock", "model", "poisson_binomial", "talk"},
    {"problem", "standby", "waiting"},
    {"__init__", "view", "seats", "shared_clock"},
    {"variables"},
    {"rule"},
    {rule.NAME for rule in ALL_RULES},
    {"rules", "shared_days"},
    {"search", "audit"},
    {"solve"},
)
WITH_SOLVER = {"model"}
FILES = sorted(PACKAGE.glob("*.py"))


def imported(path: Path, *, for_annotations: bool = True) -> set[str]:
    """Return the full names of all modules that a file imports, wherever the import stands, or without those for annotations."""
    found: set[str] = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if not for_annotations:
        tree.body = [node for node in tree.body if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: relative import"
            if node.module == "constraints":
                found |= {f"constraints.{alias.name}" for alias in node.names}
            else:
                found.add(node.module or "")
    return found


def layer(module: str) -> int:
    return next(number for number, names in enumerate(LAYERS) if module in names)


def test_every_module_has_a_layer() -> None:
    assert {path.stem for path in FILES} == set().union(*LAYERS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_module_imports_only_from_layers_before_its_own(path: Path) -> None:
    inside = {name.split(".")[1] for name in imported(path) if name.startswith("constraints.")}
    assert {name for name in inside if layer(name) >= layer(path.stem)} == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_module_knows_rows_and_the_solver_and_the_standard_library_only(path: Path) -> None:
    outside = {name.split(".")[0] for name in imported(path, for_annotations=False)} - set(sys.stdlib_module_names)
    assert outside <= {"constraints", "msgspec", *(["ortools"] if path.stem in WITH_SOLVER else [])}

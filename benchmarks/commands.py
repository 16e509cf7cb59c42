"""Run turnus as a user does: as a process of its own, with the bytecode of its modules already compiled, as pip leaves it."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence

import constraints
import scheduler

ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""A development machine may forbid bytecode; compiling every module anew would then add a third to a short command."""


def run(arguments: Sequence[str]) -> tuple[float, float]:
    """Return wall seconds and peak memory in MB of one command. Raises SystemExit if it fails."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "scheduler", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=ENVIRONMENT)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"turnus {' '.join(arguments)} failed")
    return time.perf_counter() - began, usage.ru_maxrss / 1024


def seconds(arguments: Sequence[str]) -> float:
    """Return the wall seconds of one command."""
    return run(arguments)[0]


def compile_modules() -> None:
    """Compile every module of turnus, as an installation does."""
    folders = [*constraints.__path__, *scheduler.__path__]
    subprocess.run([sys.executable, "-m", "compileall", "-q", *folders], env=ENVIRONMENT, check=True)

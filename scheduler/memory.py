"""How the memory of a short command is kept."""

import gc

NEW_OBJECTS, ROUNDS = 200_000, 50
"""Objects between two searches for unreachable ones; Python's own 700 cost a command a tenth of its time."""


def collect_rarely() -> None:
    """Look for unreachable objects rarely: a command makes many rows that live to its end, and hardly any rings of them."""
    gc.set_threshold(NEW_OBJECTS, ROUNDS, ROUNDS)

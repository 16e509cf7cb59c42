"""Who is looked after by which kind of team: invented shares, in the order of magnitude of German Jobcenters."""

from collections.abc import Mapping
from dataclasses import dataclass

TEAM_SIZE = 12
TEAM_KINDS: Mapping[str, tuple[str, ...]] = {
    "lichtenberg-2013": ("basis", "bjo", "basis", "u25", "basis", "basis", "basis", "bjo", "basis", "basis", "basis", "basis"),
    "ivm-ue25": ("ivm",),
}
"""Concept → kinds of its teams in turn."""
USUAL_TEAM_KINDS = ("basis", "basis", "u25", "basis", "basis", "basis", "basis", "basis", "basis", "basis", "basis", "basis")


@dataclass(frozen=True, slots=True)
class Mix:
    """The customers of one kind of team.

    Attributes:
        cases: customers of a full-time post.
        ages: (youngest, oldest) → share.
        status: status → share.
        profiles: profile (empty = none) → share, for those in no special situation.
    """

    cases: int
    ages: Mapping[tuple[int, int], float]
    status: Mapping[str, float]
    profiles: Mapping[str, float]


ALL_PROFILES = {"M": 0.07, "A": 0.06, "F": 0.13, "E": 0.31, "S": 0.15, "U": 0.16, "": 0.12}
NEAR_PROFILES = {"M": 0.32, "A": 0.22, "F": 0.31, "E": 0.15}
ADULTS = {(25, 40): 0.39, (41, 55): 0.37, (56, 65): 0.22, (21, 24): 0.02}

BASIS = Mix(113, ADULTS, {"alo": 0.47, "asu": 0.31, "nicht_gesetzt": 0.18, "ratsuchend": 0.04}, ALL_PROFILES)
MIXES: Mapping[str, Mix] = {
    "basis": BASIS,
    "bjo": Mix(100, {(25, 40): 0.55, (41, 55): 0.35, (56, 62): 0.1}, {"alo": 0.86, "asu": 0.14}, NEAR_PROFILES),
    "u25": Mix(
        75,
        {(15, 17): 0.27, (18, 20): 0.33, (21, 24): 0.38, (25, 26): 0.02},
        {"alo": 0.37, "asu": 0.31, "nicht_gesetzt": 0.28, "ratsuchend": 0.04},
        {"M": 0.06, "A": 0.08, "F": 0.3, "E": 0.26, "S": 0.14, "": 0.16},
    ),
    "ivm": Mix(
        113,
        {(25, 40): 0.45, (41, 55): 0.37, (56, 64): 0.18},
        {"alo": 0.53, "asu": 0.31, "nicht_gesetzt": 0.14, "ratsuchend": 0.02},
        {"M": 0.16, "A": 0.12, "F": 0.2, "E": 0.27, "S": 0.13, "U": 0.12},
    ),
}


def team_kind(concept: str, number: int) -> str:
    """Return the kind of the team with a number (from 0)."""
    kinds = TEAM_KINDS.get(concept, USUAL_TEAM_KINDS)
    return kinds[number % len(kinds)]


def mix_of(kind: str) -> Mix:
    """Return who is looked after by a kind of team."""
    return MIXES.get(kind, BASIS)

"""A scenario: what is assumed about people and staff, and what is changed against the roster. Plain frozen data.

Read and checked from a TOML file by `study/scenariofile.py`; the numbers where a file is silent: `study/assumptions.toml`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What a simulated year is made of. Rates are per person and year.

    Attributes:
        presence: share of the contract days on which a specialist is there (leave, illness and training deducted).
        leave_days: working days of leave a year of a full week, spread by `leave_by_month`; the rest of what presence leaves
            is illness and training, which nobody knows beforehand.
        leave_by_month: month 1 to 12 → share of the leave that falls into it, together 1.
        sick_days: mean length of an illness in working days.
        arrivals: new customers per customer.
        departures: customers who leave, per customer.
        growth: by which share the caseload grows in a year beside that (added to the arrivals; below 0 = to the departures).
        status_changes: "from>to" → rate, e.g. "alo>asu".
        measures: measures that begin, per customer; `measure_days` their length in calendar days.
        wishes: talks that customers ask for, per customer.
        agreed: share of the newcomers with whom the first talk is agreed when they register; the others are invited.
        excused: share of those who do not come who say so beforehand.
    """

    presence: float
    leave_days: float
    leave_by_month: tuple[float, ...]
    sick_days: float
    arrivals: float
    departures: float
    growth: float
    status_changes: Mapping[str, float]
    measures: float
    measure_days: int
    wishes: float
    agreed: float
    excused: float


@dataclass(frozen=True, slots=True)
class StaffChange:
    """Colleagues who leave or join a team; the customers are shared out anew in proportion to posts.

    Attributes:
        team: name of the team.
        leave: how many leave (the last in order of id; nobody is named).
        join: posts of those who join, 1.0 = full-time.
    """

    team: str
    leave: int = 0
    join: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Scenario:
    """One named future. Empty or None = as the roster says.

    Attributes:
        name: short name, unique in the study, e.g. "two-leave".
        title: what people read.
        assumptions: rates.
        staff: who leaves and joins.
        posts: team → full-time posts that it is to have, all of them made up, whatever `staff` says; the search sets them.
        show_rates: keys as in office.toml → share of the invited who come, instead of the roster's and its history.
        concepts: team → name of the concept that holds instead.
        weekly_targets: team → held talks a full-time week.
    """

    name: str
    title: str
    assumptions: Assumptions
    staff: tuple[StaffChange, ...] = ()
    posts: Mapping[str, float] = field(default_factory=dict)
    show_rates: Mapping[str, float] = field(default_factory=dict)
    concepts: Mapping[str, str] = field(default_factory=dict)
    weekly_targets: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Run:
    """What is the same for all scenarios of a study.

    Attributes:
        weeks: simulated weeks, warm-up included.
        seed: every drawn number follows from it.
        engine: "exact" (the constraint model each week) or "fast" (same order of concerns, no solver).
    """

    weeks: int
    seed: int
    engine: str

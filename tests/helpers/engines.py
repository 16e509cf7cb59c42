"""Both engines of the simulation on the same state of the world."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

import pytest

from constraints import Assignment, Placement
from constraints.audit import audit, measure
from scheduler.needs import WeekLook
from scheduler.planner import plan_week
from scheduler.roster import Booking
from scheduler.simulation import replication
from scheduler.simulation.engine import Planned
from scheduler.simulation.exact import KEY, Here
from scheduler.simulation.fast import fast_week
from scheduler.simulation.records import Records
from scheduler.simulation.replication import Simulator
from scheduler.simulation.world import World
from scheduler.week_to_plan import WeekToPlan, prepare_week
from scheduler.workdays import minute_of_day

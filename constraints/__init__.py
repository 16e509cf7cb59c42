"""The constraint model: ids and integers in, an assignment with its proof out. It knows no files, no dates, no law."""

from constraints.problem import LADDER, Assignment, Booking, Placement, Problem, Resource, Talk, Worker

__all__ = ["LADDER", "Assignment", "Booking", "Placement", "Problem", "Resource", "Talk", "Worker"]

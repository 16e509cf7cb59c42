"""Findings: what an audit finds wrong, under which rule, where, in words."""

from dataclasses import dataclass
from datetime import datetime

ROW = "plan_row"
"""Name under which findings about rows (not about a rule of the model) are reported."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a plan: under which rule, where, in words."""

    rule: str
    specialist_id: str
    customer_id: str
    start: datetime | None
    words: str

"""Contradicting wishes in words: their rows in wishes.csv, what each says, and the rules against them."""

from collections.abc import Iterable

from constraints.pins import NAME as PINS
from scheduler.daily.pin_conflicts import PinConflict, foreign_wishes, pin_conflicts
from scheduler.plan import Plan
from scheduler.roster import Wish
from scheduler.texts import text
from scheduler.week_to_plan import WeekToPlan


def conflict_lines(conflicts: Iterable[PinConflict]) -> list[str]:
    """Return a heading and one line a contradiction; nothing where there is none."""
    lines = [f"  {conflict_line(conflict)}" for conflict in conflicts]
    return [text("why.conflicts"), *lines] if lines else []


def plan_conflict_lines(to_plan: WeekToPlan, plan: Plan) -> list[str]:
    """Return the contradictions among the wishes of those whose rows are in a plan; nothing is solved where all are met."""
    is_unmet = any(total.value for total in plan.stage_totals() if total.name == PINS)
    conflicts = pin_conflicts(to_plan) if is_unmet else foreign_wishes(to_plan)
    written = [c for c in conflicts if any(wish.specialist_id in to_plan.written for wish in c.wishes)]
    heading = [text("pins.found", number=len(written))] if written else []
    return [*heading, *(f"  {conflict_line(conflict)}" for conflict in written)]


def conflict_line(conflict: PinConflict) -> str:
    """Return one contradiction: rows, what they say, rules."""
    rules = "; ".join(text(f"rule.{name}") for name in conflict.rules)
    return text(
        "why.conflict",
        rows=", ".join(text("why.row", line=wish.line) for wish in conflict.wishes),
        wishes="; ".join(map(_wish, conflict.wishes)),
        rules=text("why.conflict_rules", rules=rules) if rules else "",
    )


def _wish(wish: Wish) -> str:
    name = "must" if wish.must else "never"
    return text(f"why.wish_{name}", specialist=wish.specialist_id, customer=wish.customer_id, when=_when(wish))


def _when(wish: Wish) -> str:
    """Return day and half-day with a blank before them; empty where a wish names neither."""
    days = [f"{wish.day:%d.%m.%Y}"] if wish.day else []
    days += [text(f"weekday.{wish.weekday}")] if wish.weekday is not None else []
    parts = [*days, *([text(f"half_day.{wish.half_day}")] if wish.half_day else [])]
    return f" ({' '.join(parts)})" if parts else ""

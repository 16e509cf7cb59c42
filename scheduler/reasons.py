"""Reasons in words: why somebody is invited now, and what an invitation would have needed."""

from constraints.problem import Talk
from scheduler.need import Need
from scheduler.texts import text


def german_day(day: object) -> str:
    """Return a date as `30.11.2026`."""
    return f"{day:%d.%m.%Y}"


def reason_of(need: Need, talk: Talk, start: int) -> str:
    """Return why a customer is invited this week, in a sentence with the rule's own words."""
    values = {"deadline": german_day(need.deadline), "rule": need.rule.rule_id, "source": need.rule.source}
    quote = f" „{need.rule.quote}“" if need.rule.quote else ""
    parts = [text(f"reason.{_state(need, talk)}", **values) + quote]
    if need.also_meets:
        parts.append(text("reason.also_meets", rules=", ".join(need.also_meets)))
    if start < talk.comfortable_from:
        parts.append(text("reason.short_notice"))
    return " ".join(parts)


def _state(need: Need, talk: Talk) -> str:
    """Return which sentence fits."""
    if talk.must:
        return "pin"
    if need.is_new:
        return "newly_due"
    if talk.step is not None:
        return "late" if need.is_late else "last_chance"
    return "soon" if talk.is_soon else "fill"


def would_need(rules: tuple[str, ...], need: Need) -> str:
    """Return what it would take to invite somebody, for the rules that stood in the way."""
    return "; ".join(text(f"would_need.{rule}", minutes=need.minutes, specialist=need.customer.specialist_id) for rule in rules)

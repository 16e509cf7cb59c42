"""Reasons in words: why somebody is invited now, and what an invitation would have needed."""

from datetime import date

from constraints.problem import Talk
from scheduler.need import Need
from scheduler.rulenames import rule_name
from scheduler.texts import text


def reason_of(need: Need, talk: Talk, start: int, first_day: date) -> str:
    """Return why a customer is invited this week, in a sentence with the rule's own words.

    Args:
        need: what is due.
        talk: the same as the model saw it.
        start: cell at which the talk starts.
        first_day: first day that could be planned; a deadline before it is overdue, one after it can only be missed.
    """
    values = {"deadline": f"{need.deadline:%d.%m.%Y}", "rule": rule_name(need.rule.rule_id), "source": need.rule.source}
    quote = f" „{need.rule.quote}“" if need.rule.quote else ""
    parts = [text(f"reason.{_state(need, talk, first_day)}", **values) + quote]
    if need.is_wide:
        parts.append(text("reason.wide"))
    if need.also_meets:
        parts.append(text("reason.also_meets", rules="; ".join(map(rule_name, need.also_meets))))
    if start < talk.comfortable_from:
        parts.append(text("reason.short_notice"))
    return " ".join(parts)


def _state(need: Need, talk: Talk, first_day: date) -> str:
    """Return which sentence fits."""
    if talk.must and not need.comes_first:
        return "pin"
    if need.is_new:
        return "newly_due"
    if talk.step is not None and need.is_late:
        return "late" if need.deadline < first_day else "too_late"
    if talk.step is not None:
        return "last_chance"
    return "soon" if talk.is_soon else "fill"


def would_need(rules: tuple[str, ...], need: Need, *, in_team: bool) -> str:
    """Return what it would take to invite somebody, for the rules that stood in the way.

    Args:
        rules: their names.
        need: what is due.
        in_team: whether any colleague could hold the talk, not only the own specialist.
    """
    customer = need.customer
    skills = ", ".join(sorted({*customer.needs, customer.language} - {""}))
    who = text("would_need.anybody") if in_team else customer.specialist_id
    values = {"minutes": need.minutes, "specialist": who, "skills": skills}
    return "; ".join(text(f"would_need.{rule}", **values) for rule in rules)


def standby_reason(need: Need) -> str:
    """Return why somebody stands on the telephone list."""
    return text(
        "reason.standby", deadline=f"{need.deadline:%d.%m.%Y}", rule=rule_name(need.rule.rule_id), source=need.rule.source
    )

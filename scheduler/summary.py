"""The printed summary of a plan: what the week holds, what is missing, what is proved. Teams and house only, nobody's ranking."""

from collections import Counter
from datetime import timedelta

from scheduler.plan import Plan, StageTotal
from scheduler.texts import text
from scheduler.week_to_plan import WeekToPlan, first_week_reached
from scheduler.workdays import week_name


def summary_lines(to_plan: WeekToPlan, plan: Plan) -> list[str]:
    """Return the summary as lines of text, without title and stages."""
    return [
        text("summary.people", specialists=len(plan.weeks), customers=_customers(to_plan)),
        text("summary.ladder", due=len(plan.not_invited) + _invited_due(to_plan, plan), missing=len(plan.not_invited)),
        text("summary.invited", invited=len(plan.appointments), booked=sum(w.booked for w in plan.weeks)),
        *_number_lines(to_plan, plan),
        *_waiting_lines(to_plan),
        *_obstacle_lines(plan),
    ]


def title_line(plan: Plan) -> str:
    """Return which week was planned when."""
    year, week, _ = plan.monday.isocalendar()
    friday = plan.monday + timedelta(days=4)
    days = {"first": f"{plan.monday:%d.%m.}", "last": f"{friday:%d.%m.%Y}", "today": f"{plan.today:%d.%m.%Y}"}
    return text("summary.week", week=f"{week}/{year}", **days)


def _customers(to_plan: WeekToPlan) -> int:
    return sum(customer.specialist_id in to_plan.specialist_ids for customer in to_plan.roster.customers)


def _invited_due(to_plan: WeekToPlan, plan: Plan) -> int:
    invited = {appointment.customer_id for appointment in plan.appointments}
    return sum(talk.is_due and talk.talk_id in invited for prepared in to_plan.prepared for talk in prepared.problem.talks)


def _number_lines(to_plan: WeekToPlan, plan: Plan) -> list[str]:
    """The weekly number of the house; silent where no concept sets one."""
    if to_plan.week.has_begun:
        return [text("summary.has_begun")]
    weeks = [week for week in plan.weeks if week.target is not None]
    if not weeks:
        return [text("summary.no_number")]
    target = sum(week.target or 0 for week in weeks)
    expected = sum(week.expected_per_mille for week in weeks) / 1000
    lines = [text("summary.number", target=decimal(target), expected=decimal(expected))]
    for key, number in (
        ("exhausted", sum(week.exhausted for week in weeks)),
        ("short_of_share", sum(week.short_of == "share" for week in weeks)),
        ("short_of_seats", sum(week.short_of == "seats" for week in weeks)),
    ):
        lines += [text(f"summary.{key}", weeks=number)] if number else []
    return lines


def decimal(number: float) -> str:
    """Return a number with one decimal and the decimal mark of the language."""
    return f"{number:.1f}".replace(".", text("summary.decimal_mark"))


def _waiting_lines(to_plan: WeekToPlan) -> list[str]:
    """Say how many deadlines end by the week while specialist and customer can only meet after it (absences, closed days)."""
    needs = [
        need
        for need in to_plan.week.needs
        if need.customer.specialist_id in to_plan.specialist_ids and to_plan.week.is_waiting(need)
    ]
    return [text("summary.waiting", number=len(needs))] if needs else []


def _obstacle_lines(plan: Plan) -> list[str]:
    counted = Counter(row.why for row in plan.not_invited)
    named = [text("summary.obstacle", number=number, rules=rule_names(why)) for why, number in sorted(counted.items())]
    return [text("summary.obstacles"), *named] if named else []


def rule_names(why: str) -> str:
    """Return the names of the rules of a `why` cell in the language of the output."""
    return " + ".join(text(f"rule.{rule}") for rule in why.split("+"))


def stage_table(totals: list[StageTotal]) -> list[str]:
    """Return the stages as a table: name, value, bound, how often proved."""
    header = (text("stages.name"), text("stages.value"), text("stages.bound"), text("stages.proved"))
    rows = [header, *((stage_name(t.name), str(t.value), str(t.bound), proof(t)) for t in totals)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(header))]
    return [
        f"{name:<{widths[0]}}  {value:>{widths[1]}}  {bound:>{widths[2]}}  {proved:<{widths[3]}}".rstrip()
        for name, value, bound, proved in rows
    ]


def stage_name(name: str) -> str:
    """Return the name of a stage in the language of the output."""
    return text(f"stage.{name}")


def proof(total: StageTotal) -> str:
    """Return whether a stage is proved in all weeks, else in how many, and how many are conditional."""
    if total.proved == total.weeks:
        return text("stages.all", weeks=total.weeks)
    if total.conditional:
        return text("stages.conditional", proved=total.proved, weeks=total.weeks, conditional=total.conditional)
    return text("stages.some", proved=total.proved, weeks=total.weeks)


def unreached_line(to_plan: WeekToPlan) -> list[str]:
    """Say how many people on the ladder only a letter reaches, and too late, and which week to plan instead."""
    week = to_plan.week
    reached = first_week_reached(to_plan.roster, to_plan.today)
    if week.monday >= reached:
        return []
    talks = [talk for prepared in to_plan.prepared for talk in prepared.problem.talks if talk.step is not None]
    letters = {need.customer.customer_id for need in week.ladder if need.delivery == "letter"}
    number = sum(talk.talk_id in letters and talk.reached_from > 0 for talk in talks)
    return [text("summary.unreached", number=number, week=week_name(reached))] if number else []

"""The printed summary of a plan: what the week holds, what is missing, what is proved. Teams and house only, nobody's ranking."""

from collections import Counter
from datetime import timedelta

from scheduler.concept import CLASSES
from scheduler.plan import Plan, SpecialistWeek, StageTotal
from scheduler.prepare import Prepared
from scheduler.texts import counted, text
from scheduler.week_to_plan import WeekToPlan, first_week_reached
from scheduler.workdays import week_name

MOST_PROMISES = 12
"""So many specialists' promises are printed; for more there is the page."""
MOST_POOLS = 4
"""So many show rates are printed; for more the range."""


def summary_lines(to_plan: WeekToPlan, plan: Plan) -> list[str]:
    """Return the summary as lines of text, without title and stages."""
    return [
        text("summary.people", specialists=len(plan.weeks), customers=_customers(to_plan)),
        text("summary.ladder", due=len(plan.not_invited) + _invited_due(to_plan, plan), missing=len(plan.not_invited)),
        text("summary.invited", invited=len(plan.appointments), booked=sum(w.booked for w in plan.weeks)),
        *_cover_lines(to_plan, plan),
        *_number_lines(to_plan, plan),
        *_rate_lines(to_plan),
        *_waiting_lines(to_plan),
        *_missed_lines(to_plan),
        *_obstacle_lines(plan),
    ]


def title_line(plan: Plan) -> str:
    """Return which week was planned when."""
    year, week, _ = plan.monday.isocalendar()
    friday = plan.monday + timedelta(days=4)
    days = {"first": f"{plan.monday:%d.%m.}", "last": f"{friday:%d.%m.%Y}", "today": f"{plan.today:%d.%m.%Y}"}
    return text("summary.week", week=f"{week}/{year}", **days)


def _customers(to_plan: WeekToPlan) -> int:
    return sum(customer.specialist_id in to_plan.written for customer in to_plan.roster.customers)


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
        ("unfit", sum(not week.fits for week in weeks)),
        ("short_of_share", sum(week.short_of == "share" for week in weeks)),
        ("short_of_seats", sum(week.short_of == "seats" for week in weeks)),
    ):
        lines += [text(f"summary.{key}", weeks=number)] if number else []
    names, doubles = sum(week.standby for week in weeks), sum(len(week.double_seats) for week in weeks)
    return [*lines, text("summary.extra", names=names, doubles=doubles)] if names or doubles else lines


def _cover_lines(to_plan: WeekToPlan, plan: Plan) -> list[str]:
    """Say how many talks colleagues hold for absent ones, how many found nobody, and in which order the classes come."""
    teams = [team for team in to_plan.teams if team.needs_cover]
    offered = {talk.talk_id for team in teams for pairs in team.offers.values() for _, talk in pairs}
    if not offered:
        return []
    covered = sum(bool(appointment.covers_for) for appointment in plan.appointments)
    uncovered = sum(row.customer_id in offered for row in plan.not_invited)
    lines = [text("summary.cover", covered=covered, uncovered=uncovered)]
    for name in sorted({to_plan.roster.office.teams[team.team].concept for team in teams}):
        concept = to_plan.roster.concepts[name]
        order = ", ".join(text(f"kind.{kind}") for kind in concept.ladder[: len(CLASSES)])
        lines.append(
            text("summary.cover_default" if concept.cover_is_default else "summary.cover_order", concept=name, order=order)
        )
    return lines


def _rate_lines(to_plan: WeekToPlan) -> list[str]:
    """Say which show rates come from the office's own history, with their uncertainty; pools of teams once."""
    rates = to_plan.preparation.rates.by_team
    pools = list({id(rates[team.team]): rates[team.team] for team in to_plan.teams if team.team in rates}.values())
    if len(pools) > MOST_POOLS:
        found = sorted(percent(pool.rate_per_mille) for pool in pools)
        invited = sum(pool.invited for pool in pools)
        return [text("summary.rates_of_many", teams=len(pools), low=found[0], high=found[-1], invited=invited)]
    return [
        text(
            "summary.rates",
            teams=", ".join(pool.teams),
            rate=percent(pool.rate_per_mille),
            low=percent(pool.low_per_mille),
            high=percent(pool.high_per_mille),
            invited=pool.invited,
        )
        for pool in pools
    ]


def percent(per_mille: int) -> int:
    """Return per mille as whole per cent."""
    return round(per_mille / 10)


def promise(prepared: Prepared, week: SpecialistWeek) -> str:
    """Return one line on what the week of a specialist holds; a look ahead, never a judgement."""
    if week.is_away and not week.booked:
        return text("promise.away")
    parts = [text("promise.invited", invited=week.invited, booked=week.booked)]
    if week.target is not None:
        number = {"target": decimal(week.target), "expected": decimal(week.expected_per_mille / 1000)}
        parts.append(text("promise.target", **number, chance=percent(week.chance_per_mille or 0)))
        parts.append(text("promise.extra", doubles=len(week.double_seats), names=week.standby))
    if not week.fits:
        hours = {
            "needed": decimal((week.target or 0) * prepared.talk_minutes / 60),
            "hours": decimal(prepared.share_minutes / 60),
        }
        talks = f"{week.target or 0:g}".replace(".", text("summary.decimal_mark"))
        parts.append(text("promise.unfit", talks=talks, minutes=prepared.talk_minutes, **hours))
    if week.short_of:
        parts.append(text(f"promise.short_of_{week.short_of}"))
    return " · ".join(parts)


def promise_lines(to_plan: WeekToPlan, plan: Plan) -> list[str]:
    """Return the promise of every specialist of a small house; of a larger one the page has them."""
    if len(plan.weeks) > MOST_PROMISES:
        return []
    week_of = {week.specialist_id: week for week in plan.weeks}
    names = [prepared.specialist.specialist_id for prepared in to_plan.prepared]
    lines = [f"  {name}: {promise(to_plan.week_of[name], week_of[name])}" for name in names]
    return [text("summary.promises"), *lines] if lines else []


def decimal(number: float) -> str:
    """Return a number with one decimal and the decimal mark of the language."""
    return f"{number:.1f}".replace(".", text("summary.decimal_mark"))


def _waiting_lines(to_plan: WeekToPlan) -> list[str]:
    """Say how many deadlines end by the week while specialist and customer can only meet after it (absences, closed days)."""
    needs = [
        need for need in to_plan.week.needs if need.customer.specialist_id in to_plan.written and to_plan.week.is_waiting(need)
    ]
    return [text("summary.waiting", number=len(needs))] if needs else []


def _missed_lines(to_plan: WeekToPlan) -> list[str]:
    """Say how many people missed so many appointments in a row that somebody should look; who they are stands on the page."""
    number = sum(customer.specialist_id in to_plan.written for customer, _ in to_plan.week.missed)
    return [text("summary.missed", number=number)] if number else []


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
    return [counted("summary.unreached", number, week=week_name(reached))] if number else []

"""Why somebody is invited in a planned week, or not, and what it would take. Meaning: docs/model.md, Why."""

from dataclasses import replace
from datetime import date, timedelta

from constraints.rules import RULES
from constraints.solve import SolverSettings
from scheduler.daily.answer import BOOKED, ELSEWHERE, INVITED, LATER, NOT_INVITED, NOTHING, WAITING, Answer, Crowd
from scheduler.daily.pin_conflicts import conflicts_about
from scheduler.daily.planned import PlannedWeek
from scheduler.daily.remedies import Attempt, Remedies, demanded
from scheduler.daily.trials import Trials
from scheduler.errors import PlanError
from scheduler.intervals import DEVIATION
from scheduler.need import PIN
from scheduler.needs import is_held, is_open
from scheduler.plan import Appointment, Plan
from scheduler.planaudit import audit_plan
from scheduler.reasons import reason_of, would_need
from scheduler.roster import Booking, Customer, Deviation
from scheduler.rule import Rule
from scheduler.texts import text
from scheduler.week_to_plan import WeekToPlan
from scheduler.workdays import monday_of

SETTINGS = ("deterministic_limit", "seed")
"""Settings of the solver as plan.json keeps them."""


def why(to_plan: WeekToPlan, plan: Plan, customer_id: str, key: bytes | None, *, everything: bool = False) -> Answer:
    """Answer for one customer.

    Args:
        to_plan: the roster looked at for the plan's week and day of planning, the plan's specialists written.
        plan: the plan.
        customer_id: who.
        key: key of the pseudonyms, to audit the plan where the roster changed since; None = it is not there.
        everything: work out all kinds of changes, not only the first that helps.

    Raises:
        PlanError: there is no such customer.
    """
    customer = to_plan.roster.customer_by_id.get(customer_id)
    if customer is None:
        raise PlanError(text("error.customer", value=customer_id))
    changed = changed_files(to_plan, plan)
    is_valid = not changed or (key is not None and not audit_plan(to_plan, plan, key))
    return _Why(PlannedWeek.of(to_plan, plan), customer).answer(changed, is_valid=is_valid, everything=everything)


def changed_files(to_plan: WeekToPlan, plan: Plan) -> tuple[str, ...]:
    """Return the files of the roster that are others than when the plan was made."""
    now = to_plan.roster.digests
    return tuple(sorted(name for name in {**plan.inputs, **now} if plan.inputs.get(name) != now.get(name)))


class _Why:
    """The answer about one customer."""

    def __init__(self, planned: PlannedWeek, customer: Customer) -> None:
        self.planned = planned
        self.plan = planned.plan
        self.to_plan = planned.to_plan
        self.customer = customer
        self._id = customer.customer_id
        week = self.to_plan.week
        self.need = next((need for need in week.needs if need.customer.customer_id == self._id), None)
        chosen = {name: self.plan.settings[name] for name in SETTINGS if name in self.plan.settings}
        self.settings = SolverSettings(**chosen)  # type: ignore[arg-type]  # numbers, as the plan was read

    def answer(self, changed: tuple[str, ...], *, is_valid: bool, everything: bool) -> Answer:
        """Return the answer: what is the case, then what stood in the way, then what would help."""
        state = self._state()
        appointment = next((a for a in self.plan.appointments if a.customer_id == self._id), None)
        plain = Answer(
            customer_id=self._id,
            specialist_id=self.customer.specialist_id,
            monday=self.plan.monday,
            today=self.plan.today,
            state=state,
            changed=changed,
            is_plan_valid=is_valid,
            appointment=appointment,
            partner=self._partner(appointment),
            need=self.need,
            rule=self._rule(appointment),
            row=next((row for row in self.plan.not_invited if row.customer_id == self._id), None),
            booking=self._booking(),
            standby=next((row for row in self.plan.standby if row.customer_id == self._id), None),
            pause=self._pause(),
            covered_by=dict(self.plan.elsewhere.covers).get(self._id, ""),
            letters_until=self._letters_until(),
            crowd=self._crowd() if state == LATER else None,
        )
        if not is_valid or state == ELSEWHERE:
            return plain
        plain = self._in_this_language(plain)
        conflicts = conflicts_about(self.to_plan, self._id, self.settings)
        return replace(plain, conflicts=conflicts, attempts=self._attempts(plain, everything=everything))

    def _in_this_language(self, answer: Answer) -> Answer:
        """Return an answer whose reasons are in the language of the output, which need not be that of the plan."""
        appointment, row = answer.appointment, answer.row
        if appointment is not None and appointment.specialist_id in self.to_plan.written:
            week = self.to_plan.week_of[appointment.specialist_id]
            cell = next(p.start for p in self.planned.plans[appointment.specialist_id] if p.talk_id == self._id)
            reason = reason_of(week.needs[self._id], week.problem.by_id[self._id], cell, self.to_plan.week.first_day)
            appointment = replace(appointment, reason=reason)
        if row is not None and self.need is not None:
            in_team = bool(self.to_plan.offers_of(self._id))
            row = replace(row, would_need=would_need(tuple(row.why.split("+")), self.need, in_team=in_team))
        return replace(answer, appointment=appointment, row=row)

    def _state(self) -> str:
        if any(a.customer_id == self._id for a in self.plan.appointments):
            return INVITED
        if self.customer.specialist_id not in self.to_plan.written:
            return ELSEWHERE
        if any(row.customer_id == self._id for row in self.plan.not_invited):
            return NOT_INVITED
        if self._booking() is not None:
            return BOOKED
        if self.need is None or self.need.rule.rule_id == PIN:
            return NOTHING
        return WAITING if self.to_plan.week.is_waiting(self.need) else LATER

    def _partner(self, appointment: Appointment | None) -> str:
        """Return who is invited to the same seat."""
        if appointment is None:
            return ""
        others = [a for a in self.plan.of(appointment.specialist_id) if a.start == appointment.start and a is not appointment]
        return others[0].customer_id if others else ""

    def _rule(self, appointment: Appointment | None) -> Rule | None:
        """Return the rule behind the appointment as the plan says it; else behind the need, or the exemption."""
        exempt = next((rule for customer, rule in self.to_plan.week.exempt if customer.customer_id == self._id), None)
        found = exempt if self.need is None else self.need.rule
        if appointment is None or (found is not None and found.rule_id == appointment.rule_id):
            return found
        concept = self.to_plan.roster.concepts[self.to_plan.roster.team_of(self.customer).concept]
        return next((rule for rule in concept.rules if rule.rule_id == appointment.rule_id), None)

    def _booking(self) -> Booking | None:
        """Return the appointment that meets the need, else the next open one, else a talk of this week that took place."""
        if self.need is not None and self.need.booking is not None:
            return self.need.booking
        own = [b for b in self.to_plan.roster.bookings if b.customer_id == self._id]
        waiting = [b for b in own if is_open(b, self.plan.today)]
        held = [b for b in own if is_held(b) and monday_of(b.start.date()) == self.plan.monday]
        return min(waiting or held, key=lambda b: (b.start, b.booking_id), default=None)

    def _pause(self) -> Deviation | None:
        rows = [d for d in self.to_plan.roster.deviations if d.customer_id == self._id and d.pause]
        current = [d for d in rows if d.until >= self.to_plan.week.first_day]
        is_paused = any(c.customer_id == self._id and r.rule_id == DEVIATION for c, r in self.to_plan.week.exempt)
        return min(current, key=lambda d: d.until, default=None) if is_paused else None

    def _letters_until(self) -> date | None:
        """Return the last day on which an invitation reaches the whole week of the last chance."""
        if self.need is None or self.need.last_chance is None:
            return None
        concept = self.to_plan.roster.concepts[self.to_plan.roster.team_of(self.customer).concept]
        return monday_of(self.need.last_chance) - timedelta(days=concept.lead_days[self.need.delivery])

    def _crowd(self) -> Crowd | None:
        """Return why somebody who is due later does not make up the number."""
        name = self.customer.specialist_id
        week = self.to_plan.week_of[name]
        promise = next(w for w in self.plan.weeks if w.specialist_id == name)
        talk = week.problem.by_id.get(self._id)
        if talk is None:
            return None
        allowed = RULES.allowed_starts(week.problem)
        nearer = [t for t in week.problem.talks if allowed[t.key] and t.slack_days < talk.slack_days]
        return Crowd(
            wanted=promise.invitations_wanted,
            invited=promise.invited,
            nearer=len(nearer),
            is_too_early=talk.is_choice and not talk.may_fill,
            short_of=promise.short_of,
        )

    def _attempts(self, answer: Answer, *, everything: bool) -> tuple[Attempt, ...]:
        """Return what would invite somebody who is due; of those who are not, what a wish that demands them would mean."""
        if answer.state == NOT_INVITED and self.need is not None and answer.row is not None:
            trials = Trials(self.planned, self.need, self.settings)
            return Remedies(self.planned, self.need, answer.row.why.split("+"), trials).search(everything=everything)
        if answer.state == LATER and self.need is not None:
            return (demanded(self.planned, Trials(self.planned, self.need, self.settings)),)
        return ()

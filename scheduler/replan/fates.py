"""Fates: what becomes of every open appointment of the teams concerned: kept, moved, covered or put back, and why. No solver."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from constraints import Assignment, Placement
from constraints.audit import view_of
from constraints.rules import REPLAN_RULES
from constraints.view import PlanView
from scheduler.obstacles import easiest, obstacle
from scheduler.reasons import would_need
from scheduler.replan.promised import LETTER, Promised, talk_id_of
from scheduler.replan.replanning import problem_beside
from scheduler.replan.result import Replan, plans_of
from scheduler.roster import Booking
from scheduler.texts import text

KEPT, MOVED, COVERED, BACK, PUT_BACK = "kept", "moved", "covered", "back", "put_back"
PORTAL, CALL = "portal", "call"


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of one appointment; times carry their offset. Columns of `diff.csv`: docs/files.md.

    Attributes:
        booking_id: which appointment.
        customer_id: with whom.
        what: kept, moved (another time), covered (now by a colleague of the own specialist, at whatever time), back (at the same
            time, with the own specialist again) or put_back.
        specialist_id: who was to hold it.
        start: when it was to begin.
        end: when it was to end.
        new_specialist_id: who holds it now; "" where it is put back.
        new_start: when it begins now; None where it is put back.
        new_end: when it ends now.
        covers_for: whom the new holder stands in for; "" for the own specialist.
        kind: kind of the talk.
        channel: channel of the talk.
        invited_by: how the customer was invited.
        tell: how the customer learns of it: portal, call, or "" where the time stays.
        reason: why, in words.
    """

    booking_id: str
    customer_id: str
    what: str
    specialist_id: str
    start: datetime
    end: datetime
    new_specialist_id: str
    new_start: datetime | None
    new_end: datetime | None
    covers_for: str
    kind: str
    channel: str
    invited_by: str
    tell: str
    reason: str


class Fates:
    """Turns the plans of the teams into rows.

    Args:
        promised: the week.
        plans: team → plan of what is promised there.
    """

    def __init__(self, promised: Promised, plans: Mapping[str, Assignment]) -> None:
        self.promised = promised
        self.zone = ZoneInfo(promised.roster.office.timezone)
        self._views: dict[str, PlanView] = {
            team: view_of(problem_beside(promised, team, plans), plans.get(team, ()), REPLAN_RULES) for team in promised.problems
        }
        self._placed: dict[str, tuple[str, Placement]] = {p.talk_id: (team, p) for team, plan in plans.items() for p in plan}

    def rows(self) -> tuple[Fate, ...]:
        """Return the fate of every open appointment of these teams from today on, in order of specialist and time."""
        week = self.promised
        fates = [self._kept(booking) for booking in week.fixed] + list(self._changed())
        return tuple(sorted(fates, key=lambda fate: (fate.specialist_id, fate.start, fate.booking_id)))

    def _changed(self) -> Iterator[Fate]:
        for booking in (*self.promised.displaced, *self.promised.movable):
            talk_id = talk_id_of(booking)
            yield self._held(booking, *self._placed[talk_id]) if talk_id in self._placed else self._put_back(booking)

    def _kept(self, booking: Booking) -> Fate:
        return self._fate(booking, KEPT, booking.specialist_id, booking.start, "", "")

    def _held(self, booking: Booking, team: str, placement: Placement) -> Fate:
        """Return the fate of an appointment that somebody holds."""
        view = self._views[team]
        talk = view.problem.by_key[placement.talk_id, placement.worker]
        holder = view.problem.workers[placement.worker].worker_id
        start = booking.start if placement.start == talk.promised else self.promised.moment(placement.start)
        if holder == booking.specialist_id and start == booking.start:
            return self._kept(booking)
        own = self.promised.roster.customer_by_id[booking.customer_id].specialist_id
        what = COVERED if holder not in (own, booking.specialist_id) else BACK if start == booking.start else MOVED
        return self._fate(booking, what, holder, start, self._tell(booking, start), self._reason(booking, what, start))

    def _put_back(self, booking: Booking) -> Fate:
        return self._fate(booking, PUT_BACK, "", None, PORTAL if booking.invited_by == PORTAL else CALL, self._waits(booking))

    def _fate(self, booking: Booking, what: str, holder: str, start: datetime | None, tell: str, reason: str) -> Fate:
        own = self.promised.roster.customer_by_id[booking.customer_id].specialist_id
        return Fate(
            booking_id=booking.booking_id,
            customer_id=booking.customer_id,
            what=what,
            specialist_id=booking.specialist_id,
            start=self._local(booking.start),
            end=self._local(booking.end),
            new_specialist_id=holder,
            new_start=None if start is None else self._local(start),
            new_end=None if start is None else self._local(start + (booking.end - booking.start)),
            covers_for=own if holder not in ("", own) else "",
            kind=booking.kind or "regular",
            channel=booking.channel or "in_person",
            invited_by=booking.invited_by or LETTER,
            tell=tell,
            reason=reason,
        )

    def _tell(self, booking: Booking, start: datetime) -> str:
        if start == booking.start:
            return ""
        return PORTAL if booking.invited_by == PORTAL else CALL

    def _reason(self, booking: Booking, what: str, start: datetime) -> str:
        """Return why an appointment changes hands or time."""
        if what == BACK:
            return text("replan.reason.back")
        if booking not in self.promised.displaced:
            return text("replan.reason.room")
        if what == MOVED:
            when = "earlier" if start < booking.start else "later"
            return text(f"replan.reason.moved_{when}", specialist=booking.specialist_id)
        need = self.promised.need_of[booking.customer_id]
        kind = text(f"kind.{need.kind}")
        return text("replan.reason.covered", specialist=booking.specialist_id, kind=kind, deadline=f"{need.deadline:%d.%m.%Y}")

    def _waits(self, booking: Booking) -> str:
        """Return why nobody holds an appointment: it can wait, or what stood in the way and what it would need."""
        need = self.promised.need_of.get(booking.customer_id)
        if need is not None and need.last_chance is not None and self.promised.to_plan.week.is_waiting(need):
            days = {"deadline": f"{need.deadline:%d.%m.%Y}", "day": f"{need.last_chance:%d.%m.%Y}"}
            return text("replan.reason.nobody", **days)
        if need is None or not self.promised.is_due(booking):
            upcoming = {need.customer.customer_id: need for need in self.promised.to_plan.week.upcoming}
            later = upcoming.get(booking.customer_id)
            if later is None or later.last_chance is None:
                return text("replan.reason.waits")
            return text("replan.reason.waits_until", day=f"{later.last_chance:%d.%m.%Y}")
        entries = [
            (view, talk) for view in self._views.values() for talk in view.problem.talks if talk.talk_id == talk_id_of(booking)
        ]
        rules = easiest([obstacle(view, talk) for view, talk in entries])
        words = would_need(rules, need, in_team=True)
        return text("replan.reason.no_place", deadline=f"{need.deadline:%d.%m.%Y}", would_need=words)

    def _local(self, moment: datetime) -> datetime:
        return moment.replace(tzinfo=self.zone)


def fates_of(promised: Promised, replan: Replan) -> tuple[Fate, ...]:
    """Return the rows of a replan, in the language that is in use."""
    return Fates(promised, plans_of(promised, replan)).rows()

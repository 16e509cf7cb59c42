"""The smallest change that would invite somebody: tried in a fixed order, each found by planning the week again.

Another channel, another half-day, a colleague, one seat more, another delivery, the open appointment cancelled; where no single
one helps, one for each rule that stood in the way; last of all a wish that demands the talk, and who gives way to it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice, product

from constraints.no_overlap import NAME as CAPACITY
from scheduler.daily.candidates import Candidates
from scheduler.daily.changes import KINDS, Change
from scheduler.daily.edits import with_booking, with_wish
from scheduler.daily.planned import PlannedWeek
from scheduler.daily.trials import Seat, Trials
from scheduler.need import Need
from scheduler.roster import Booking, Roster

LIFTS = {
    "channel": ("resources",),
    "half_day": ("customer_hours", "pins"),
    "colleague": ("skills", "consulting_hours", CAPACITY),
    "seat": ("resources", "bookings_stay", "consulting_hours", CAPACITY),
    "delivery": ("letter_spacing", "lead_time"),
    "withdraw": ("one_open_invitation",),
}
"""Kind of a change → the rules that it can lift; where several rules stood in the way, one change is sought for each."""
MOST_TOGETHER = 60
"""So many combinations of changes are tried where several rules stood in the way together."""
DISPLACE = "displace"


@dataclass(frozen=True)
class Remedy:
    """A change that would invite somebody, with the plan that shows it.

    Attributes:
        changes: what is changed; empty = only a wish demands the talk.
        specialist_id: who would hold the talk; "" = not worked out.
        start: when; None = not worked out.
        needs_wish: a wish ("must") has to be added, else others could take the seat.
        contenders: customers who could take it.
        waits: customers without a deadline this week who would have to wait.
        gives_way: customers with a deadline this week who would lose their seat.
        worse: (stage, by how much) of the stages that lose by it.
        roster: the roster after the change.
    """

    changes: tuple[Change, ...]
    specialist_id: str = ""
    start: datetime | None = None
    needs_wish: bool = False
    contenders: tuple[str, ...] = ()
    waits: tuple[str, ...] = ()
    gives_way: tuple[str, ...] = ()
    worse: tuple[tuple[str, int], ...] = ()
    roster: Roster | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True)
class Attempt:
    """What came of one kind of change: the first that helps, or None; whether the search was cut short.

    Attributes:
        kind: one of `KINDS`, "together" (one change for each rule in the way), or "displace".
        remedy: the first that helps.
        was_cut_short: none was found, but a search ended at its limit.
    """

    kind: str
    remedy: Remedy | None
    was_cut_short: bool = False


class Remedies:
    """Looks for what would invite a customer.

    Args:
        planned: the week and its plan.
        need: what the customer needs.
        rules: the rules that stood in the way, as the plan names them.
        trials: tries the changes.
    """

    def __init__(self, planned: PlannedWeek, need: Need, rules: Sequence[str], trials: Trials) -> None:
        self.planned = planned
        self.need = need
        self.rules = rules
        self.trials = trials
        self._candidates = {kind: Candidates(planned, need).of(kind) for kind in KINDS}

    def search(self, *, everything: bool) -> tuple[Attempt, ...]:
        """Return what was tried in order, up to the first that helps.

        Args:
            everything: try all kinds, also after one has helped.
        """
        found: list[Attempt] = []
        for kind, ways in self._ways():
            if not everything and any(attempt.remedy for attempt in found):
                break
            self.trials.was_cut_short = False
            remedy = next(filter(None, map(self._remedy, ways)), None) if kind != DISPLACE else self._displacing()
            found.append(Attempt(kind, remedy, self.trials.was_cut_short and remedy is None))
        return tuple(found)

    def _ways(self) -> Iterator[tuple[str, Iterator[tuple[Change, ...]]]]:
        """Yield the kinds in their order, each with the changes to be tried."""
        for kind in KINDS:
            yield kind, ((change,) for change in self._candidates[kind])
        if len(self.rules) > 1:
            yield "together", islice(self._together(), MOST_TOGETHER)
        yield DISPLACE, iter(())

    def _together(self) -> Iterator[tuple[Change, ...]]:
        """Yield one change for each rule that stood in the way, no kind twice unless it lifts several."""
        lifting = [[c for kind in KINDS if rule in LIFTS[kind] for c in self._candidates[kind]] for rule in self.rules]
        for chosen in product(*lifting):
            different = tuple(dict.fromkeys(chosen))
            if len({change.kind for change in different}) == len(different) > 1:
                yield different

    def _remedy(self, changes: tuple[Change, ...]) -> Remedy | None:
        seat = self.trials.seat(changes)
        if seat is None:
            return None
        contenders = () if all(change.is_own for change in changes) else self._contenders(changes, seat)
        own = self.need.customer
        roster = with_wish(own.specialist_id, own.customer_id)(seat.roster) if contenders else seat.roster
        start = self.planned.rows.moment(seat.start)
        if any(change.edit is None for change in changes):
            roster = with_booking(self._booking(changes, seat, start))(roster)
        return Remedy(
            changes=changes,
            specialist_id=seat.specialist_id,
            start=start,
            needs_wish=bool(contenders),
            contenders=contenders,
            waits=seat.gives_way,
            roster=roster,
        )

    def _contenders(self, changes: tuple[Change, ...], seat: Seat) -> tuple[str, ...]:
        """Return who else was left out and could take what the change opens, or what somebody else leaves for it."""
        team = self.planned.team_of(self.need.customer.specialist_id)
        names = {member.specialist.specialist_id for member in team.members}
        after = self.trials.opened(changes, seat)
        found = []
        for row in self.planned.plan.not_invited:
            if row.specialist_id in names and row.customer_id != self.need.customer.customer_id:
                is_waiting = team.needs_cover and {CAPACITY, "resources"} & set(row.why.split("+"))
                if is_waiting or row.customer_id in after:
                    found.append(row.customer_id)
        return tuple(found)

    def _booking(self, changes: tuple[Change, ...], seat: Seat, start: datetime) -> Booking:
        """Return the appointment that somebody makes where a roster cannot say the change otherwise."""
        own, begin = self.need.customer, start.replace(tzinfo=None)
        forms = {change.kind: change.form for change in changes}
        delivery = forms.get("delivery", self.need.delivery)
        return Booking(
            booking_id=f"{own.customer_id}.{begin:%Y%m%d%H%M}",
            specialist_id=seat.specialist_id,
            customer_id=own.customer_id,
            start=begin,
            end=begin + timedelta(minutes=self.need.minutes),
            state="approved",
            kind=self.need.kind,
            channel=forms.get("channel", self.need.channel),
            invited_by=delivery,
            invited_on=self.planned.to_plan.today,
            covers_for="" if seat.specialist_id == own.specialist_id else own.specialist_id,
        )

    def _displacing(self) -> Remedy | None:
        """Return what a wish that demands the talk means; where none can be met, with the first change that allows it."""
        ways: list[tuple[Change, ...]] = [(), *((change,) for kind in KINDS for change in self._candidates[kind])]
        if len(self.rules) > 1:
            ways += list(islice(self._together(), MOST_TOGETHER))
        said = (way for way in ways if all(change.edit is not None for change in way))
        return next(filter(None, (_forced(self.planned, self.trials, changes) for changes in said)), None)


def demanded(planned: PlannedWeek, trials: Trials) -> Attempt:
    """Return what it means that a wish demands somebody who is not due."""
    remedy = _forced(planned, trials, ())
    return Attempt(DISPLACE, remedy, trials.was_cut_short and remedy is None)


def _forced(planned: PlannedWeek, trials: Trials, changes: tuple[Change, ...]) -> Remedy | None:
    """Return what a wish that demands the talk means under some changes; None where it cannot be met."""
    found = trials.displaced(changes) if trials.could_start(changes, is_wished=True) else None
    if found is None:
        return None
    holder, cell = found.seat or ("", 0)
    return Remedy(
        changes=changes,
        specialist_id=holder,
        start=planned.rows.moment(cell) if holder else None,
        needs_wish=True,
        waits=found.waits,
        gives_way=found.gives_way,
        worse=found.worse,
        roster=found.roster,
    )

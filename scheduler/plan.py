"""The plan of a week: appointments, who was not invited and why, what each specialist's week promises, the proof."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from scheduler.assumed import Ahead

PACKAGES = ("turnus", "ortools")
"""Packages whose versions a plan names."""
DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""How half-days are named: `mon-am`, `mon-pm` …"""


@dataclass(frozen=True, slots=True)
class Appointment:
    """One proposed appointment; times carry their offset. Columns of `appointments.csv`: docs/files.md."""

    appointment_id: str
    specialist_id: str
    customer_id: str
    start: datetime
    end: datetime
    minutes: int
    kind: str
    also_meets: tuple[str, ...]
    channel: str
    invited_by: str
    show_rate: float
    deadline: date
    rule_id: str
    reason: str
    covers_for: str = ""
    double_booked: bool = False


@dataclass(frozen=True, slots=True)
class NotInvited:
    """A need of the ladder that got no seat: the rule that stood in the way and what it would need."""

    customer_id: str
    specialist_id: str
    deadline: date
    rule_id: str
    why: str
    would_need: str


@dataclass(frozen=True, slots=True)
class StageTotal:
    """One stage over all specialists.

    Attributes:
        name: name of the stage.
        value: sum of the values.
        bound: sum of the bounds.
        proved: for how many specialists' weeks it is proved.
        conditional: for how many it is closed on top of an open earlier stage.
        weeks: number of specialists' weeks.
    """

    name: str
    value: int
    bound: int
    proved: int
    conditional: int
    weeks: int


@dataclass(frozen=True, slots=True)
class StandbyName:
    """Somebody to be phoned when a person does not come. Columns of `standby.csv`: docs/files.md."""

    specialist_id: str
    rank: int
    customer_id: str
    half_day: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class DoubleSeat:
    """What a double seat means for its half-day.

    Attributes:
        start: when both are invited, ISO with offset.
        both_per_mille: probability that both come.
        wait_minutes: the longest expected wait of anybody in the half-day.
        overtime_per_mille: probability that the half-day ends late.
    """

    start: str
    both_per_mille: int
    wait_minutes: int
    overtime_per_mille: int


@dataclass(frozen=True, slots=True)
class SpecialistWeek:
    """What the week of one specialist promises; looks ahead, says nothing about what anybody achieved.

    Attributes:
        specialist_id: whose week.
        team: the team.
        target: held talks that the concept asks for; None = no weekly number.
        booked: talks already booked that still lie ahead.
        invitations_wanted: N; None = no weekly number.
        invited: talks planned.
        expected_per_mille: expected held talks with bookings, double seats and telephone list, per mille.
        chance_per_mille: probability of reaching the target, per mille; None = no weekly number.
        standby: names on the telephone list.
        double_seats: what each double seat means.
        fits: whether talks as many as the target fit into the share of consulting time at all.
        exhausted: not enough people are far enough in their interval to reach the number.
        short_of: what invitations are missing for: "share" (consulting time is used up), "seats", or "" when none is missing.
        is_away: no consulting hours at all this week.
    """

    specialist_id: str
    team: str
    target: float | None
    booked: int
    invitations_wanted: int | None
    invited: int
    expected_per_mille: int
    chance_per_mille: int | None
    standby: int
    double_seats: tuple[DoubleSeat, ...]
    fits: bool
    exhausted: bool
    short_of: str
    is_away: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """What is proved about some specialists' weeks that were solved in one piece.

    Attributes:
        specialists: their ids.
        stages: (name, value, bound, proved) in order.
        cuts: how often the clock refused what half-days were given.
    """

    specialists: tuple[str, ...]
    stages: tuple[tuple[str, int, int, bool], ...]
    cuts: int


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What team-mates hold whose rows are not in the plan: needed to check it.

    Attributes:
        covers: (customer, specialist) of talks for absent colleagues.
        resources: (resource, first cell, cell after the last) that their talks take.
    """

    covers: tuple[tuple[str, str], ...] = ()
    resources: tuple[tuple[str, int, int], ...] = ()


NOTHING_ELSEWHERE = Elsewhere()


@dataclass(frozen=True)
class Plan:
    """A planned week.

    Attributes:
        monday: first day of the week.
        today: day of planning; of a later week of a horizon the day on which its letters go out.
        appointments: in order of specialist and time.
        not_invited: needs of the ladder without a seat, in order of customer.
        standby: who is phoned when somebody does not come, in order of specialist and rank.
        weeks: one entry a specialist, in order of id.
        proofs: what is proved, and for whom together.
        elsewhere: what team-mates hold whose rows are not in the plan.
        settings: solver settings and choices.
        inputs: file name → sha256.
        versions: package → version.
        ahead: what a later week of a horizon takes for granted; None = the week stands on the roster alone.
    """

    monday: date
    today: date
    appointments: tuple[Appointment, ...]
    not_invited: tuple[NotInvited, ...]
    standby: tuple[StandbyName, ...]
    weeks: tuple[SpecialistWeek, ...]
    proofs: tuple[Proof, ...]
    elsewhere: Elsewhere
    settings: dict[str, object]
    inputs: dict[str, str]
    versions: dict[str, str]
    ahead: Ahead | None = None

    @property
    def planned_on(self) -> date:
        """The day of planning, of later weeks too."""
        return self.ahead.planned_on if self.ahead else self.today

    def of(self, specialist_id: str) -> list[Appointment]:
        """Return the appointments of one specialist in order of time."""
        return [appointment for appointment in self.appointments if appointment.specialist_id == specialist_id]

    @property
    def holders(self) -> dict[str, str]:
        """Customer id → specialist who holds the talk for an absent colleague."""
        return dict(self.elsewhere.covers) | {a.customer_id: a.specialist_id for a in self.appointments if a.covers_for}

    def stage_totals(self) -> list[StageTotal]:
        """Return the stages summed over all specialists, in their order."""
        return stage_totals(self.proofs)

    @property
    def is_proved(self) -> bool:
        """Whether every stage of every week is proved (and there is a week at all)."""
        return bool(self.proofs) and all(proved for proof in self.proofs for *_, proved in proof.stages)


def stage_totals(proofs: Iterable[Proof]) -> list[StageTotal]:
    """Return the stages of several proofs summed up, in their order."""
    rows: dict[str, list[tuple[int, int, int, bool]]] = {}
    for proof in sorted(proofs, key=lambda proof: -len(proof.stages)):
        for name, value, bound, proved in proof.stages:
            rows.setdefault(name, []).append((len(proof.specialists), value, bound, proved))
    return [_total(name, found) for name, found in rows.items()]


def _total(name: str, rows: list[tuple[int, int, int, bool]]) -> StageTotal:
    return StageTotal(
        name=name,
        value=sum(value for _, value, _, _ in rows),
        bound=sum(bound for _, _, bound, _ in rows),
        proved=sum(weeks for weeks, _, _, proved in rows if proved),
        conditional=sum(weeks for weeks, value, bound, proved in rows if value == bound and not proved),
        weeks=sum(weeks for weeks, *_ in rows),
    )

"""The plan of a week: appointments, who was not invited and why, what each specialist's week promises, the proof."""

from dataclasses import dataclass
from datetime import date, datetime


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
        proved: in how many specialists' weeks it is proved.
        conditional: in how many it is closed on top of an open earlier stage.
        weeks: number of specialists' weeks.
    """

    name: str
    value: int
    bound: int
    proved: int
    conditional: int
    weeks: int


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
        expected_per_mille: expected held talks with bookings, per mille.
        exhausted: not enough people are far enough in their interval to reach the number.
        short_of: what invitations are missing for: "share" (consulting time is used up), "seats", or "" when none is missing.
        is_away: no consulting hours at all this week.
        stages: (name, value, bound, proved) in order.
        cuts: how often the clock refused what a half-day was given.
    """

    specialist_id: str
    team: str
    target: float | None
    booked: int
    invitations_wanted: int | None
    invited: int
    expected_per_mille: int
    exhausted: bool
    short_of: str
    is_away: bool
    stages: tuple[tuple[str, int, int, bool], ...]
    cuts: int


@dataclass(frozen=True)
class Plan:
    """A planned week.

    Attributes:
        monday: first day of the week.
        today: day of planning.
        appointments: in order of specialist and time.
        not_invited: needs of the ladder without a seat, in order of customer.
        weeks: one entry a specialist, in order of id.
        settings: solver settings and choices.
        inputs: file name → sha256.
        versions: package → version.
    """

    monday: date
    today: date
    appointments: tuple[Appointment, ...]
    not_invited: tuple[NotInvited, ...]
    weeks: tuple[SpecialistWeek, ...]
    settings: dict[str, object]
    inputs: dict[str, str]
    versions: dict[str, str]

    def of(self, specialist_id: str) -> list[Appointment]:
        """Return the appointments of one specialist in order of time."""
        return [appointment for appointment in self.appointments if appointment.specialist_id == specialist_id]

    def stage_totals(self) -> list[StageTotal]:
        """Return the stages summed over all specialists, in their order."""
        totals = []
        for position, (name, *_) in enumerate(self.weeks[0].stages if self.weeks else ()):
            rows = [week.stages[position] for week in self.weeks]
            proved = sum(row[3] for row in rows)
            conditional = sum(row[1] == row[2] and not row[3] for row in rows)
            totals.append(StageTotal(name, sum(r[1] for r in rows), sum(r[2] for r in rows), proved, conditional, len(rows)))
        return totals

    @property
    def is_proved(self) -> bool:
        """Whether every stage of every week is proved (and there is a week at all)."""
        return bool(self.weeks) and all(proved for week in self.weeks for *_, proved in week.stages)

"""The answer to "why": what can be said of one customer in one planned week, as plain data."""

from dataclasses import dataclass
from datetime import date

from scheduler.daily.pin_conflicts import PinConflict
from scheduler.daily.remedies import Attempt
from scheduler.need import Need
from scheduler.plan import Appointment, NotInvited, StandbyName
from scheduler.roster import Booking, Deviation
from scheduler.rule import Rule

INVITED = "invited"
NOT_INVITED = "not_invited"
BOOKED = "booked"
WAITING = "waiting"
LATER = "later"
NOTHING = "nothing"
ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Crowd:
    """Why somebody who is not due yet does not make up the weekly number.

    Attributes:
        wanted: invitations that the weekly number asks for; None = there is no number.
        invited: talks of the specialist in the plan.
        nearer: people of the same specialist who come before them in the order, invited or not.
        is_too_early: too little of the interval has passed for being called in just for the number.
        short_of: what invitations are missing for: "share", "seats" or "".
    """

    wanted: int | None
    invited: int
    nearer: int
    is_too_early: bool
    short_of: str


@dataclass(frozen=True)
class Answer:
    """Why a customer is invited in a week, or not.

    Attributes:
        customer_id: who.
        specialist_id: who looks after the customer.
        monday: first day of the week.
        today: day of planning.
        state: "invited"; "not_invited" (due, no seat); "booked" (an appointment stands already); "waiting" (due, but only to be
            met after the week); "later" (due later); "nothing" (never due); "elsewhere" (the plan does not cover the specialist).
        changed: files of the roster that changed since the plan.
        is_plan_valid: the plan still fits the roster; what it would take is only worked out then.
        appointment: the seat in the plan.
        partner: the other customer of a double seat.
        need: what is due.
        rule: the rule behind it, or behind an exemption.
        row: the row of not_invited.csv.
        booking: the appointment that stands.
        standby: the row of standby.csv.
        pause: the approved pause.
        covered_by: the colleague who holds the talk, where their rows are not in the plan.
        letters_until: last day on which the invitation for the week of the last chance goes out.
        crowd: why they do not make up the number.
        conflicts: wishes about the customer that cannot be met, with what they contradict.
        attempts: what would invite them, in the order in which it was tried.
    """

    customer_id: str
    specialist_id: str
    monday: date
    today: date
    state: str
    changed: tuple[str, ...] = ()
    is_plan_valid: bool = True
    appointment: Appointment | None = None
    partner: str = ""
    need: Need | None = None
    rule: Rule | None = None
    row: NotInvited | None = None
    booking: Booking | None = None
    standby: StandbyName | None = None
    pause: Deviation | None = None
    covered_by: str = ""
    letters_until: date | None = None
    crowd: Crowd | None = None
    conflicts: tuple[PinConflict, ...] = ()
    attempts: tuple[Attempt, ...] = ()

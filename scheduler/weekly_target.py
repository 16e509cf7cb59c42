"""Weekly number: the target of a week for one specialist, and how many invitations it takes.

Target = number of the concept × FTE × days present ÷ contract days, halves stay halves. N = length of the shortest prefix of the
rate-blind order whose show rates, with those of the bookings, reach the target: as an expected number, or with a certainty
(docs/model.md, Weekly number).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from constraints.poisson_binomial import fewest_certain, fewest_expected, fewest_safe
from scheduler.attendance import PER_MILLE
from scheduler.overbooking import Overbooking
from scheduler.roster import HELD_OUTCOMES, OPEN_STATES


@dataclass(frozen=True, slots=True)
class WeeklyNumber:
    """What the week asks of one specialist.

    Attributes:
        target: held talks; None = no weekly number.
        booked_per_mille: expected held talks of the bookings, per mille.
        invitations: N; None = no weekly number.
        exhausted: there are not enough people to reach the target.
    """

    target: Fraction | None
    booked_per_mille: int
    invitations: int | None
    exhausted: bool


def week_target(full_time: float | None, fte: float, present_shares: Iterable[float], contract_days: int) -> Fraction | None:
    """Return the target of the week, None where there is no weekly number."""
    if full_time is None or contract_days == 0:
        return None
    return _week_target(full_time, fte, tuple(present_shares), contract_days)


@lru_cache(maxsize=4096)
def _week_target(full_time: float, fte: float, present_shares: tuple[float, ...], contract_days: int) -> Fraction:
    shares = sum((Fraction(share).limit_denominator(10_000) for share in present_shares), Fraction(0))
    return Fraction(str(full_time)) * Fraction(str(fte)) * shares / contract_days


def booking_per_mille(state: str, rate: int) -> int:
    """Return what a booking adds to the expected talks: its rate while open, 1000 when held, 0 when it did not take place."""
    if state in OPEN_STATES:
        return rate
    return PER_MILLE if state in HELD_OUTCOMES else 0


def invitations_needed(target: Fraction | None, booked: Sequence[int], rates: Sequence[int], policy: Overbooking) -> WeeklyNumber:
    """Return N.

    Args:
        target: held talks; None = no weekly number.
        booked: what each booking adds to the expected talks, per mille.
        rates: show rates (per mille) of the candidates in the rate-blind order.
        policy: what "reaching the target" means.
    """
    if target is None:
        return WeeklyNumber(None, sum(booked), None, exhausted=False)
    if policy.number == "certain":
        number = fewest_certain(target, booked, rates, policy.certainty)
    elif policy.number == "safe":
        number = fewest_safe(target, booked, rates, policy.certainty)
    else:
        number = fewest_expected(target, booked, rates)
    return WeeklyNumber(target, sum(booked), len(rates) if number is None else number, exhausted=number is None)

"""Limits of double seats for one specialist, from the concept's policy and the rates of those who could be invited."""

from collections.abc import Sequence

from constraints.problem import DoubleLimits
from constraints.waiting import first_is_better
from scheduler.overbooking import Overbooking


def double_limits(policy: Overbooking, rates: Sequence[int]) -> DoubleLimits | None:
    """Return the limits; None where no seat is ever doubled.

    Args:
        policy: of the concept.
        rates: show rates (per mille) of all who could be invited; only the highest one matters, so nobody's own rate decides.
    """
    if not policy.doubles_a_day or not rates:
        return None
    rate = max(rates)
    return DoubleLimits(
        a_day=policy.doubles_a_day,
        rate=rate,
        is_first=first_is_better(rate, policy.wait_weight, policy.idle_weight, policy.overtime_weight),
        most_wait=policy.most_wait,
        most_overtime=policy.most_overtime,
        most_overtime_chance=policy.most_overtime_chance,
    )

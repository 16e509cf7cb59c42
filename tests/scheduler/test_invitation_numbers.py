"""How many are invited where a number is to be reached with a certainty; who they are never hangs on their rates."""

from collections.abc import Mapping, Sequence
from math import comb
from pathlib import Path
from random import Random
from typing import Any

import pytest

from helpers.instruments import doubles, later, listed, made, overbooking, talks, the_week
from helpers.rosters import OFFICE

# How many invitations


def reached(number: int, rate: float, target: int) -> float:
    return sum(comb(number, k) * rate**k * (1 - rate) ** (number - k) for k in range(target, number + 1))


@pytest.mark.parametrize("kind", ["certain", "safe"])
def test_a_number_that_is_reached_with_a_certainty(tmp_path: Path, kind: str) -> None:
    office = overbooking(number=kind, certainty=0.9).replace("[teams.basis]", "consulting_share = 0.9\n\n[teams.basis]")
    _, plan = made(tmp_path, later(60, flags="phone_ok"), office, dict.fromkeys(("mon", "tue", "thu", "fri"), "08:00-16:00"))
    number = the_week(plan).invitations_wanted
    assert number is not None
    assert reached(number, 0.65, 20) >= 0.9 > reached(number - 1, 0.65, 20)
    assert (the_week(plan).invited, plan.standby, doubles(plan)) == (number, (), [])
    assert the_week(plan).chance_per_mille == round(1000 * reached(number, 0.65, 20))


@pytest.mark.parametrize("kind", ["certain", "safe"])
def test_the_list_keeps_the_certainty(tmp_path: Path, kind: str) -> None:
    _, plan = made(tmp_path, later(60, flags="phone_ok"), overbooking(number=kind, certainty=0.8))
    number = len(plan.standby)
    assert sum(talks(plan, number)[20:]) >= 0.8 > sum(talks(plan, number - 1)[20:])


def test_mixed_rates_take_as_many_or_more_when_any_mix_must_do(tmp_path: Path) -> None:
    rates = '\n[show_rates]\n"regular.in_person.letter" = 0.4\n"regular.in_person.portal" = 0.9\n'
    people = [row | {"flags": "" if n % 2 else "portal_ok"} for n, row in enumerate(later(60))]
    numbers = [
        the_week(made(tmp_path / kind, people, overbooking(OFFICE + rates, number=kind))[1]).invitations_wanted
        for kind in ("expected", "certain", "safe")
    ]
    assert numbers == [31, 33, 34]


# Nobody by their rate


def chosen(folder: Path, people: Sequence[Mapping[str, str]], rates: tuple[float, float], **more: Any) -> tuple[Any, ...]:
    """Return N, who is invited, who shares a seat with whom, and the telephone list, at rates of letters and portal."""
    office = f'{OFFICE}\n[show_rates]\n"regular.in_person.letter" = {rates[0]}\n"regular.in_person.portal" = {rates[1]}\n'
    _, plan = made(folder, people, overbooking(office, **more))
    starts = frozenset((a.customer_id, a.start, a.double_booked) for a in plan.appointments)
    return the_week(plan).invitations_wanted, starts, listed(plan)


@pytest.mark.parametrize("seed", [1, 2])
def test_people_who_exchange_their_rates_are_invited_as_before(tmp_path: Path, seed: int) -> None:
    """The same people at the same times, double seats included; only the telephone list may end sooner or later.

    There are 23 seats and N is above them. One of each pair is invited by letter, the other one through the portal; some of the
    last people agreed to the telephone, so that there are several double seats, few or none.
    """
    random = Random(seed)
    flags = [flag for _ in range(25) for flag in random.sample(["", "portal_ok "], 2)]
    low, found = 0.05 * random.randint(10, 12), []
    for number in (0, 9, 10, 12):
        people = [row | {"flags": flag} for row, flag in zip(later(50), flags, strict=True)]
        people[50 - number :] = [row | {"flags": f"{row['flags']}phone_ok"} for row in people[50 - number :]]
        one, two = (chosen(tmp_path / f"{number}{name}", people, rates) for name, rates in (("a", (low, 0.7)), ("b", (0.7, low))))
        assert one[0] == two[0] > 27
        assert one[1] == two[1]
        found.append(sum(is_double for *_, is_double in one[1]))
        shorter, longer = sorted((one[2], two[2]), key=len)
        assert longer[: len(shorter)] == shorter
    assert found[0] == 4 > found[1] >= found[2] > 0 == found[3]

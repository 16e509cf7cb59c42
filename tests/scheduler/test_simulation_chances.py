"""Last chances: the short way by weekdays says what the search of the plan says, also around illness, holidays and cover."""

from datetime import date

import pytest

from helpers.rosters import TODAY
from helpers.simulations import USUAL, simulator
from scheduler.needs import WeekLook
from scheduler.sample.sample import sample_roster
from scheduler.simulation import chances
from scheduler.simulation.chances import Chances
from scheduler.simulation.parts import NEVER, Wanted
from scheduler.simulation.who import Who


def searched(who: Who, wanted: Wanted, look: WeekLook) -> int:
    """Return the last chance as the plan searches for it."""
    if wanted.deadline == NEVER:
        return NEVER
    opens = date.fromordinal(wanted.opens) if wanted.opens else None
    found = look.last_chance(who.customer, opens, date.fromordinal(wanted.deadline), wanted.minutes)
    return NEVER if found is None else found.toordinal()


@pytest.mark.parametrize("concept", ["aa90-2021", "lichtenberg-2022"])
def test_the_short_way_finds_what_the_search_finds(concept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    of, days = Chances.of, list[tuple[int, int]]()

    def both(self: Chances, who: Who, wanted: Wanted, look: WeekLook) -> int:
        found = of(self, who, wanted, look)
        assert found == searched(who, wanted, look)
        days.append((found, wanted.deadline))
        return found

    monkeypatch.setattr(Chances, "of", both)
    roster = sample_roster(specialists=3, seed=7, concept=concept, today=TODAY)
    simulator(roster, 26, TODAY, assumptions=USUAL).replicate(0)
    assert sum(found == deadline for found, deadline in days) > 500  # on the last day itself
    assert sum(found < deadline for found, deadline in days) > 20  # before it: leave, a holiday, another weekday
    assert sum(found > deadline for found, deadline in days) > 20  # too late


def test_most_customers_need_no_search(monkeypatch: pytest.MonkeyPatch) -> None:
    of, search, calls = Chances.of, chances._searched, {"asked": 0, "searched": 0}

    def asked(self: Chances, who: Who, wanted: Wanted, look: WeekLook) -> int:
        calls["asked"] += 1
        return of(self, who, wanted, look)

    def counted(who: Who, wanted: Wanted, look: WeekLook) -> int:
        calls["searched"] += 1
        return search(who, wanted, look)

    monkeypatch.setattr(Chances, "of", asked)
    monkeypatch.setattr(chances, "_searched", counted)
    roster = sample_roster(specialists=1, seed=7, concept="aa90-2021", today=TODAY)
    simulator(roster, 26, TODAY, assumptions=USUAL).replicate(0)
    assert calls["searched"] < 0.2 * calls["asked"]

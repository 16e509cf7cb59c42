"""The desk in any roster: every free start is a slot, and offered is exactly what makes no plan worse."""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.desks import EVERYTHING, NEEDED, TODAY, free_starts, needed, random_roster, with_offer
from scheduler.daily.desk import Desk, Offer
from scheduler.daily.followup import Request
from scheduler.daily.slots import AFTER, EARLY, GOOD
from scheduler.workdays import monday_of

REQUESTS = st.builds(
    Request,
    customer_id=st.just("K00"),
    today=st.just(TODAY),
    held=st.sampled_from([True, False, None]),
    kind=st.sampled_from(["", "", "wish", "follow_up"]),
)


@settings(max_examples=25, deadline=None)
@given(chance=st.randoms(use_true_random=False), request=REQUESTS)
def test_every_start_that_is_free_is_a_slot_and_no_other(
    tmp_path_factory: pytest.TempPathFactory, chance: Random, request: Request
) -> None:
    found = Desk(random_roster(tmp_path_factory.mktemp("roster"), chance), request, is_thorough=True)
    for day in (found.follow.earliest + timedelta(days=n) for n in range(30)):
        assert [found.moment(slot) for slot in found.diary.slots(day, day, GOOD)] == free_starts(found, day)


@settings(max_examples=15, deadline=None)
@given(chance=st.randoms(use_true_random=False), request=REQUESTS)
def test_a_slot_is_offered_exactly_where_the_plan_of_its_week_gets_no_worse(
    tmp_path_factory: pytest.TempPathFactory, chance: Random, request: Request
) -> None:
    """Weeks up to the one that is planned next; the plan is the one `turnus plan` would make before and after."""
    found = Desk(random_roster(tmp_path_factory.mktemp("roster"), chance), request, is_thorough=True)
    offers = found.offers(EVERYTHING)
    assert [*map(str, offers)] == [*map(str, Desk(found.recorded, request, is_thorough=True).offers(EVERYTHING))]
    if found.open_booking:
        assert offers == []
        return
    offered = {offer.start: offer for offer in offers if offer.displaced is None}
    assert len(offered) in (len(offers), 0)
    assert all(found.offer_at(start) is not None and found.obstacles(start) == [] for start in [*offered][:3])
    parts = (GOOD, EARLY) if any(offer.slot.part != AFTER for offer in offered.values()) else ()
    slots = [slot for part in parts for slot in found.diary.slots(*found._span(part), part)]
    near = [slot for slot in slots if monday_of(slot.day) <= found.watch.ahead.near_until]
    for slot in chance.sample(near, min(2, len(near))):
        before, after = (
            needed(r, monday_of(slot.day)) for r in (found.roster, with_offer(found, Offer(found.moment(slot), slot)))
        )
        is_worse = any(after[name] > before[name] for name in after)
        assert is_worse == (found.moment(slot) not in offered), (found.moment(slot), before, after)
    assert {name.split(".")[0] for name in needed(found.roster, date(2026, 11, 30))} == NEEDED

"""What simulated customers need is what the plan would say they need, however it was worked out."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from msgspec import structs

from helpers.rosters import MONDAY, TODAY
from helpers.simulations import USUAL, simulator
from scheduler.attendance import ShowRates
from scheduler.concept import FORCES
from scheduler.deadlines import all_due
from scheduler.due import REVIEW
from scheduler.need import Need
from scheduler.needs import Cases, WeekLook
from scheduler.presence import Presence
from scheduler.roster import Contact, Roster
from scheduler.sample.sample import sample_roster
from scheduler.simulation.dues import Dues
from scheduler.simulation.known import Known
from scheduler.simulation.parts import NEVER, Merging, Wanted, part_of
from scheduler.simulation.records import Records
from scheduler.simulation.who import Who

CONCEPTS = ("aa90-2021", "lichtenberg-2013", "ba-2010", "ivm-ue25", "lichtenberg-2022")


def wanted_and_need(roster: Roster, monday: date) -> list[tuple[Wanted, Need]]:
    """Return for everybody for whom something is due what the simulation and what the plan makes of it."""
    roster = replace(roster, bookings=())
    look, cases, rates = WeekLook(roster, monday, TODAY, Presence(roster)), Cases(roster, monday), ShowRates(roster, TODAY)
    found = []
    for customer in roster.customers:
        case, team = cases.of(customer), roster.team_of(customer)
        talks = [due for due in all_due(case) if due.kind != REVIEW and due.deadline is not None]
        merging = Merging(team, case.concept, rates, roster.office.grid_minutes)
        parts = [part_of(due, customer, case.concept, team.kind) for due in talks]
        wanted = merging.wanted(customer, parts, monday.toordinal(), look.sunday.toordinal())
        found += [(wanted, look.need(case, look.meeting(case, talks)))] if talks else []
    return found


@pytest.mark.parametrize("weeks", [0, 3, 30])
@pytest.mark.parametrize("concept", CONCEPTS)
def test_parts_are_merged_as_the_plan_merges_them(concept: str, weeks: int) -> None:
    monday = MONDAY + timedelta(weeks=weeks)
    pairs = wanted_and_need(sample_roster(specialists=1, seed=5, concept=concept, today=TODAY), monday)
    assert len(pairs) > 50
    for wanted, need in pairs:
        words = wanted.kind, wanted.step, wanted.minutes, wanted.channel, wanted.delivery, FORCES[wanted.force]
        assert words == (need.kind, need.step, need.minutes, need.channel, need.delivery, need.force)
        assert wanted.deadline == need.deadline.toordinal()
        assert wanted.opens == (need.not_before.toordinal() if need.not_before else 0)
        assert wanted.pace_on == (need.pace_on.toordinal() if need.pace_on else NEVER)
        assert (wanted.fill_from <= monday.toordinal()) == need.past_share


def with_odd_contacts(roster: Roster) -> Roster:
    """Add what no sample has: people turned away, calls from the telephone list that nobody answered, talks without advice."""
    odd = []
    for number, customer in enumerate(roster.customers):
        day = date(2026, 11, 2) + timedelta(days=number % 14)
        row = Contact(customer.customer_id, day, "in_person", "held")
        kinds = [
            structs.replace(row, outcome="turned_away"),
            structs.replace(row, outcome="missed", channel="phone"),
            structs.replace(row, outcome="missed", channel="phone", invited_by="letter"),
            structs.replace(row, advice=False),
            structs.replace(row, kind="information"),
        ]
        odd += [kinds[number % 7]] if number % 7 < len(kinds) else []
    return replace(roster, contacts=(*roster.contacts, *odd))


@pytest.mark.parametrize("concept", CONCEPTS)
def test_a_position_says_what_the_customer_alone_would_say(concept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a year of a team: whatever is taken over from others in the same position is what working it out gives."""
    by_position, compared = Dues.by_position, 0

    def both(dues: Dues, who: Who, look: WeekLook) -> Known | None:
        nonlocal compared
        known = by_position(dues, who, look)
        if known is not None:
            alone = dues.worked_out(who, look)
            assert known.wanted == alone.wanted
            assert sorted(part.strictness for part in known.parts) == sorted(part.strictness for part in alone.parts)
            assert all(set(one.parts) - set(one.named) == {p for p in one.parts if p.is_chain} for one in (known, alone))
            assert (known.last_contact, known.is_unseen) == (alone.last_contact, alone.is_unseen)
            compared += 1
        return known

    monkeypatch.setattr(Dues, "by_position", both)
    roster = with_odd_contacts(sample_roster(specialists=1, seed=5, concept=concept, today=TODAY))
    simulator(roster, 26, TODAY, assumptions=USUAL).replicate(0)
    assert compared > 150 or concept == "ba-2010"  # its contacts are counted: everybody is looked at alone


@pytest.mark.parametrize("concept", CONCEPTS)
def test_nothing_is_overlooked_between_two_looks(concept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is not looked at anew in a week would need the same if they were."""
    update, compared = Records.update, 0

    def checked(records: Records, look: WeekLook) -> None:
        nonlocal compared
        update(records, look)
        for name, record in list(records.by_id.items())[::7]:
            fresh = records._dues.worked_out(records._who_is(records.world.customers[name]), look)
            assert record.wanted == fresh.wanted, name
            compared += 1

    monkeypatch.setattr(Records, "update", checked)
    roster = sample_roster(specialists=1, seed=5, concept=concept, today=TODAY)
    simulator(roster, 26, TODAY, assumptions=USUAL).replicate(0)
    assert compared > 250

"""Positions in the odd cases: what lies in the future, months in a profile alone, a deadline that comes into the week."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from msgspec import structs

from helpers.rosters import TODAY
from helpers.simulations import USUAL, simulator
from scheduler.concept import Concept
from scheduler.needs import WeekLook
from scheduler.roster import Contact, Customer, Measure, Roster
from scheduler.rule import Every, Group, MeasureEnd, Rule, Span
from scheduler.sample.sample import sample_roster
from scheduler.simulation.dues import Dues
from scheduler.simulation.who import Who
from scheduler.simulation.world import World

SAMPLE = sample_roster(specialists=1, seed=5, concept="aa90-2021", today=TODAY)
NAME, CONCEPT = next(iter(SAMPLE.concepts.items()))
SOMEBODY = structs.replace(
    next(c for c in SAMPLE.customers if c.status == "alo" and not c.flags and c.plan_since is None),
    birth_date=date(1980, 5, 5),
    registered_on=date(2026, 1, 5),
    last_contact_on=None,
    profile="",
    profile_since=None,
    status_since=None,
    elternzeit_until=None,
)


class Looked:
    """A world of some customers to all of whom something has happened, looked at by position and by the rules."""

    def __init__(
        self,
        customers: Sequence[Customer],
        rules: Sequence[Rule],
        measures: Sequence[Measure] = (),
        contacts: Sequence[Contact] = (),
    ) -> None:
        roster = _of(SAMPLE, replace(CONCEPT, rules=tuple(rules)), customers, measures, contacts)
        made = simulator(roster, 4, TODAY, assumptions=USUAL)
        self.world = World(made.roster, made.memory.rates, TODAY)
        self.world.touched = {customer.customer_id for customer in customers}
        self.dues = Dues(self.world, made.memory)
        self.team = next(iter(made.memory.teams.values()))

    def both(self, customer: Customer, monday: date) -> tuple[object, object]:
        """Return what is wanted and what is due by position (None = there is none), and by the rules."""
        look = WeekLook(self.world.setting, monday, monday, self.world.presence)
        who = Who.of(customer, (), self.team, self.world.presence)
        known, alone = self.dues.by_position(who, look), self.dues.worked_out(who, look)
        due = None if known is None else (known.wanted, sorted(part.strictness for part in known.parts))
        return due, (alone.wanted, sorted(part.strictness for part in alone.parts))


def _of(
    roster: Roster, concept: Concept, customers: Sequence[Customer], measures: Sequence[Measure], contacts: Sequence[Contact]
) -> Roster:
    return replace(
        roster,
        concepts={NAME: concept},
        customers=tuple(customers),
        contacts=tuple(contacts),
        measures=tuple(measures),
        occasions=(),
        bookings=(),
        deviations=(),
        letters=(),
    )


def test_somebody_registered_in_the_future_says_nothing_about_rules_in_force() -> None:
    """A rule that is not valid yet when they are looked at first must not be missing for others later."""
    later = next(
        replace(r, rule_id="later", valid_from=date(2027, 1, 1)) for r in CONCEPT.rules if isinstance(r.kind, MeasureEnd)
    )
    rules = [*(rule for rule in CONCEPT.rules if not isinstance(rule.kind, MeasureEnd)), later]
    ahead = structs.replace(SOMEBODY, customer_id="A", registered_on=date(2027, 2, 1), status_since=date(2026, 1, 1))
    other = structs.replace(SOMEBODY, customer_id="B", registered_on=date(2027, 1, 4), status_since=date(2026, 1, 1))
    looked = Looked([ahead, other], rules, [Measure("B", "measure", date(2026, 11, 1), date(2027, 1, 20))])
    assert looked.both(ahead, date(2026, 11, 30))[0] is None
    by_position, by_rules = looked.both(other, date(2027, 1, 11))
    assert by_position == by_rules
    assert "later" in str(by_rules)


def test_months_in_a_profile_decide_also_where_no_rule_names_a_profile() -> None:
    plain = [replace(rule, group=replace(rule.group, profile=frozenset())) for rule in CONCEPT.rules]
    monthly = next(rule for rule in plain if rule.rule_id == "ue25-alo")
    rules = [*plain, replace(monthly, rule_id="monthly", kind=Every(Span(months=1)), group=Group(profile_months_from=12))]
    without = structs.replace(SOMEBODY, customer_id="A", last_contact_on=date(2026, 11, 2), last_contact_channel="in_person")
    long_in = structs.replace(without, customer_id="B", profile="M", profile_since=date(2020, 1, 1))
    looked = Looked([without, long_in], rules)
    for customer in (without, long_in):
        by_position, by_rules = looked.both(customer, date(2027, 1, 11))
        assert by_position in (None, by_rules)
        assert ("monthly" in str(by_rules)) == (customer is long_in)


def test_a_regular_deadline_that_comes_into_the_week_takes_the_lead_from_the_chain() -> None:
    seen = structs.replace(SOMEBODY, customer_id="A", last_contact_on=date(2026, 8, 17), last_contact_channel="in_person")
    missed = Contact("A", date(2026, 11, 18), "in_person", "missed", invited_by="letter")
    looked = Looked([seen], CONCEPT.rules, contacts=[missed])
    deadlines = set()
    for monday in (date(2026, 11, 30), date(2027, 1, 4), date(2027, 2, 15)):
        by_position, by_rules = looked.both(seen, monday)
        assert by_position == by_rules
        deadlines.add(by_position[0].deadline if isinstance(by_position, tuple) else None)
    assert deadlines == {date(2026, 12, 16).toordinal(), date(2027, 2, 17).toordinal()}


def test_after_elternzeit_the_rules_for_everybody_hold_also_where_nobody_was_seen_since() -> None:
    """During Elternzeit the rules decide; once it is over, whoever was seen before is treated like all others."""
    parent = structs.replace(
        SOMEBODY,
        customer_id="A",
        registered_on=date(2025, 1, 7),
        last_contact_on=date(2026, 10, 5),
        last_contact_channel="in_person",
        elternzeit_until=date(2026, 12, 20),
    )
    other = structs.replace(parent, customer_id="B", elternzeit_until=None)
    looked = Looked([parent, other], CONCEPT.rules)
    assert looked.both(parent, date(2026, 12, 14))[0] is None
    by_position, by_rules = looked.both(parent, date(2026, 12, 21))
    assert by_position == by_rules == looked.both(other, date(2026, 12, 21))[0]

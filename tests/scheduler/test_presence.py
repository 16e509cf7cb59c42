"""Presence after one more absence: the same answers as worked out from scratch, whatever was asked before."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from scheduler.presence import Presence
from scheduler.roster import Absence
from scheduler.sample import TODAY
from scheduler.sample.sample import sample_roster

ROSTER = sample_roster(specialists=3, seed=1, today=TODAY)
PEOPLE = ROSTER.specialists
MONDAYS = [TODAY - timedelta(days=TODAY.weekday()) + timedelta(weeks=number) for number in range(3)]
DAYS = [MONDAYS[0] + timedelta(days=number) for number in range(21)]

absences = st.builds(
    lambda person, first, days, hours: Absence(person, DAYS[first], DAYS[first] + timedelta(days=days), *hours),
    st.sampled_from([*(person.specialist_id for person in PEOPLE), ROSTER.customers[0].customer_id]),
    st.integers(0, 20),
    st.integers(0, 9),
    st.sampled_from([(0, 1440), (0, 720), (720, 1440)]),
)


def answers(presence: Presence) -> list[object]:
    """Everything that is worked out once and remembered, asked twice."""
    customer, found = ROSTER.customers[0], list[object]()
    for person in PEOPLE:
        for _ in range(2):
            found += [presence.open_cells(person, day) for day in DAYS]
            found += [presence.present_shares(person, monday) for monday in MONDAYS]
        found += [last_chance(presence, customer.customer_id, person.specialist_id, day) for day in DAYS]
    return found


def last_chance(presence: Presence, customer_id: str, specialist_id: str, deadline: date) -> date | None:
    customer, person = ROSTER.customer_by_id[customer_id], ROSTER.specialist_by_id[specialist_id]
    colleagues = [other for other in PEOPLE if other is not person]
    return presence.last_chance(person, customer, DAYS[0], deadline, 3, lambda: colleagues)


@given(st.lists(absences, min_size=1, max_size=4))
def test_one_more_absence_is_as_good_as_all_of_them_from_the_start(added: list[Absence]) -> None:
    presence, known = Presence(ROSTER), list(ROSTER.absences)
    for absence in added:
        before = answers(presence)
        other = presence.with_absence(absence)
        known.append(absence)
        assert answers(other) == answers(Presence(replace(ROSTER, absences=tuple(known))))
        assert answers(presence) == before
        presence = other

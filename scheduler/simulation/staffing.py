"""The roster of a scenario: another concept, another weekly number, colleagues who leave or join, another number of posts.

Nobody is named: who leaves are the last of a team in order of id, who joins gets the consulting hours that are usual there.
A team for which a scenario names a number of posts has nobody of today in it: what becomes of so many posts is no figure about
those who are there, however few they are.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from heapq import heapify, heapreplace
from itertools import accumulate, count, pairwise

from msgspec import structs

from scheduler.errors import RefusedError
from scheduler.roster import Customer, Hours, Roster, Specialist, Team
from scheduler.simulation.scenario import Scenario
from scheduler.texts import text

WEEKDAYS = 5
NEW = "ifk-neu"
"""Begin of the ids of those who join."""
EXACT = 6
"""Decimals to which posts are added up."""


def scenario_roster(roster: Roster, scenario: Scenario) -> Roster:
    """Return the roster as it is in a scenario; the roster itself where staff, posts, concepts and targets are the same.

    A team whose staff changes has its customers shared out anew in proportion to posts; members of a household who have the same
    specialist stay together. Appointments and pins of those who leave are gone: their customers are invited by somebody else.
    Assumptions and show rates are not the roster's affair.

    Args:
        roster: its concepts hold every concept that the scenario names.
        scenario: names teams that the roster has.

    Raises:
        RefusedError: nobody is left in a team, or there is nobody whose consulting hours those who join could have.
    """
    roster = _with_agreements(roster, scenario)
    for name in roster.office.teams:
        now = team_members(roster, name)
        staff = _staff(roster, scenario, name, now)
        if staff != now:
            roster = _restaffed(roster, now, staff)
    return roster


def team_members(roster: Roster, team: str) -> list[Specialist]:
    """Return the specialists of a team in order of id."""
    return sorted((s for s in roster.specialists if s.team == team), key=lambda s: s.specialist_id)


def posts_of(specialists: Iterable[Specialist]) -> float:
    """Return the full-time posts of specialists together."""
    return round(sum(specialist.fte for specialist in specialists), EXACT)


def _with_agreements(roster: Roster, scenario: Scenario) -> Roster:
    """Put concepts and weekly numbers of the scenario in the place of the teams' own."""
    if not scenario.concepts and not scenario.weekly_targets:
        return roster
    teams = {name: _agreed(team, scenario) for name, team in roster.office.teams.items()}
    return replace(roster, office=replace(roster.office, teams=teams))


def _agreed(team: Team, scenario: Scenario) -> Team:
    concept = scenario.concepts.get(team.name, team.concept)
    return replace(team, concept=concept, weekly_target=scenario.weekly_targets.get(team.name, team.weekly_target))


def _staff(roster: Roster, scenario: Scenario, team: str, now: Sequence[Specialist]) -> list[Specialist]:
    """Return who is in a team in the scenario, in order of id but for those who join, who come last."""
    if team in scenario.posts:
        staff, join = [], _made_up(now, scenario.posts[team])
    else:
        changes = [change for change in scenario.staff if change.team == team]
        staff = list(now[: max(0, len(now) - sum(change.leave for change in changes))])
        join = [fte for change in changes for fte in change.join]
    if not staff and not join and now:
        raise RefusedError(text("simulation.nobody_left", team=team))
    if not join:
        return staff
    if not now:
        raise RefusedError(text("simulation.no_pattern", team=team))
    typical, ids = _typical(now), _free_ids(roster)
    return [*staff, *(_newcomer(fte, number, next(ids), typical) for number, fte in enumerate(join))]


def _made_up(now: Sequence[Specialist], posts: float) -> list[float]:
    """Return the posts of a team made up anew: whole posts and the rest; where all work part-time, posts like the fullest."""
    full = max((member.fte for member in now), default=1.0)
    number = int(round(posts / full, EXACT))
    rest = round(posts - number * full, EXACT)
    return [*[full] * number, *([rest] if rest > 0 else [])]


def _free_ids(roster: Roster) -> Iterator[str]:
    """Yield ids that nobody has."""
    taken = {name.lower() for name in (*roster.specialist_by_id, *roster.customer_by_id)}
    return (name for number in count(1) if (name := f"{NEW}-{number:03}") not in taken)


def _typical(members: Sequence[Specialist]) -> Specialist:
    """Return the member in the middle, by consulting hours, of those with the fullest post."""
    fullest = max(member.fte for member in members)
    full = sorted((m for m in members if m.fte == fullest), key=lambda m: (_minutes(m.windows), m.specialist_id))
    return full[(len(full) - 1) // 2]


def _newcomer(fte: float, number: int, specialist_id: str, typical: Specialist) -> Specialist:
    """Return somebody who joins, with the usual hours scaled to the post; part-timers begin their weeks on different days."""
    windows = _part_of_week(typical.windows, fte / typical.fte, number)
    return Specialist(specialist_id=specialist_id, team=typical.team, fte=fte, windows=windows)


def _part_of_week(windows: Sequence[Hours], share: float, first: int) -> tuple[Hours, ...]:
    """Return a share of the weekly hours by days: whole days from the day with a number on, the last one cut short.

    A share above one gives the whole week: nobody works longer than the usual week.
    """
    days = sorted({hours.weekday for hours in windows})
    left = round(_minutes(windows) * min(share, 1.0))
    kept = []
    for place in range(len(days)):
        weekday = days[(first + place) % len(days)]
        for hours in sorted((h for h in windows if h.weekday == weekday), key=lambda h: h.start):
            minutes = min(left, hours.stop - hours.start)
            kept += [replace(hours, stop=hours.start + minutes)] if minutes > 0 else []
            left -= minutes
    return tuple(sorted(kept, key=lambda hours: (hours.weekday, hours.start)))


def _minutes(windows: Iterable[Hours]) -> int:
    return sum(hours.stop - hours.start for hours in windows)


def _restaffed(roster: Roster, before: Sequence[Specialist], after: Sequence[Specialist]) -> Roster:
    """Return the roster with other people in one team, and its customers shared out among them."""
    stays = {s.specialist_id for s in after}
    gone = {s.specialist_id for s in before} - stays
    holder = _shared_out([c for c in roster.customers if c.specialist_id in {s.specialist_id for s in before}], after)
    known = {s.specialist_id for s in before}
    return replace(
        roster,
        specialists=(
            *(s for s in roster.specialists if s.specialist_id not in gone),
            *(s for s in after if s.specialist_id not in known),
        ),
        customers=tuple(structs.replace(c, specialist_id=holder.get(c.customer_id, c.specialist_id)) for c in roster.customers),
        absences=tuple(absence for absence in roster.absences if absence.person_id not in gone),
        bookings=tuple(
            structs.replace(b, covers_for="") if b.covers_for in gone else b
            for b in roster.bookings
            if b.specialist_id not in gone
        ),
        wishes=tuple(w for w in roster.wishes if holder.get(w.customer_id, w.specialist_id) == w.specialist_id),
    )


def _shared_out(customers: Sequence[Customer], staff: Sequence[Specialist]) -> dict[str, str]:
    """Return customer id → specialist id, so that everybody has customers in proportion to the post.

    Whoever has too many gives some away, spread evenly over the list; who is below the share by most gets the next.
    """
    share = _shares(len(customers), staff)
    loads = Counter(c.specialist_id for c in customers)
    moving: list[list[str]] = []
    for name in sorted(loads):
        groups = _households(customers, name)
        surplus = loads[name] - share.get(name, 0)
        given = groups if name not in share else _evenly_chosen(groups, surplus)
        moving += given
        loads[name] -= sum(map(len, given))
    return {**{c.customer_id: c.specialist_id for c in customers}, **_handed_over(moving, share, loads)}


def _shares(customers: int, staff: Sequence[Specialist]) -> dict[str, int]:
    """Return specialist id → customers in proportion to the post, whole numbers that add up to all of them."""
    ends = [0.0, *accumulate(specialist.fte for specialist in staff)]
    places = [round(customers * end / ends[-1]) for end in ends]
    return {specialist.specialist_id: stop - start for specialist, (start, stop) in zip(staff, pairwise(places), strict=True)}


def _handed_over(moving: Iterable[list[str]], share: Mapping[str, int], loads: Mapping[str, int]) -> dict[str, str]:
    """Return customer id → new specialist of those who move: the next household goes to who is below the share by most."""
    room = [(loads.get(name, 0) - wanted, name) for name, wanted in share.items()]
    heapify(room)
    found = {}
    for group in moving:
        over, name = room[0]
        found.update(dict.fromkeys(group, name))
        heapreplace(room, (over + len(group), name))
    return found


def _households(customers: Sequence[Customer], specialist_id: str) -> list[list[str]]:
    """Return the ids of a specialist's customers, members of a household together, in order of the first of them."""
    groups: dict[str, list[str]] = {}
    for customer in sorted((c for c in customers if c.specialist_id == specialist_id), key=lambda c: c.customer_id):
        key = f"household {customer.household_id}" if customer.household_id else customer.customer_id
        groups.setdefault(key, []).append(customer.customer_id)
    return list(groups.values())


def _evenly_chosen(groups: Sequence[list[str]], people: int) -> list[list[str]]:
    """Return groups with about so many people together, spread evenly over all of them."""
    everybody = sum(map(len, groups))
    chosen: list[list[str]] = []
    seen = taken = 0
    for group in groups:
        seen += len(group)
        if people > 0 and taken + len(group) <= round(people * seen / everybody):
            chosen.append(group)
            taken += len(group)
    return chosen


def smallest_teams(rosters: Collection[Roster], real: Collection[str]) -> dict[str, int]:
    """Return team → the least number of specialists with consulting hours that it has in any of several rosters.

    Who is made up does not count beside real colleagues, else invented posts would hide that figures are those of a few.

    Args:
        rosters: of one office.
        real: ids of those who are there today.
    """
    sizes: dict[str, int] = {}
    for roster in rosters:
        there = [specialist for specialist in roster.specialists if specialist.windows]
        members = Counter(specialist.team for specialist in there)
        stayed = Counter(specialist.team for specialist in there if specialist.specialist_id in real)
        found = {name: stayed[name] or members[name] for name in roster.office.teams}
        sizes |= {name: min(size, sizes.get(name, size)) for name, size in found.items()}
    return sizes

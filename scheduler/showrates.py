"""Show rates from the office's own history: which share of the invited came, by kind, channel and delivery of the invitation.

Empirical Bayes: each group of invitations is shrunk to its team, the more the less it has seen (beta-binomial, prior strength
by the moments of Kleinman 1973). Only groups are counted. No figure belongs to a customer or to a specialist: customers are
merely counted, small teams are pooled, and what would come from fewer than the least number of specialists is not worked out.

Source: docs/model.md, Show rates. All rates are whole per mille.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from math import sqrt
from statistics import NormalDist

from scheduler.concept import DELIVERIES
from scheduler.history import NO_TALK_KINDS
from scheduler.roster import HELD_OUTCOMES, Contact, Roster
from scheduler.workdays import add_months

PER_MILLE = 1000
CAME = HELD_OUTCOMES | {"turned_away"}
STAYED_AWAY = frozenset({"missed", "excused"})
"""Why somebody did not come is not asked: `excused` counts for the rate and is put to no other use. `cancelled` says nothing."""
COMING = frozenset({"in_person", "video"})
"""Channels to which people come by themselves; being reached by phone is another thing."""
LEAST_STRENGTH, MOST_STRENGTH, USUAL_STRENGTH = 2.0, 100.0, 10.0
"""Prior strength a + b in invitations: lower and upper clip, and the one used where the moments say nothing."""
BAND = 0.90
DEVIATES = NormalDist().inv_cdf((1 + BAND) / 2)
"""Half the width of the band in standard deviations."""

Key = tuple[str, str, str]
"""Kind, channel, delivery."""


@dataclass(frozen=True, slots=True)
class HistoryLimits:
    """What history must offer before it is believed; policy numbers of the office.

    Attributes:
        months: invitations of so many calendar months up to today count.
        least_invitations: fewer in a pool give no estimate.
        least_customers: fewer different people in a pool give no estimate.
        least_specialists: teams with fewer are pooled; a pool with fewer gives no estimate.
        floor_per_mille: no rate is lower.
        ceiling_per_mille: no rate is higher.
    """

    months: int
    least_invitations: int
    least_customers: int
    least_specialists: int
    floor_per_mille: int
    ceiling_per_mille: int


@dataclass(frozen=True, slots=True)
class GroupRate:
    """The show rate of one group of invitations, shrunk to its team.

    Attributes:
        kind: kind of the talk.
        channel: channel of the talk.
        delivery: how the invitation went out.
        came: invitations upon which somebody came.
        invited: invitations with an outcome.
        rate_per_mille: the rate to plan with.
        low_per_mille: lower end of the 90 % band; the band always holds the rate.
        high_per_mille: upper end.
    """

    kind: str
    channel: str
    delivery: str
    came: int
    invited: int
    rate_per_mille: int
    low_per_mille: int
    high_per_mille: int


@dataclass(frozen=True)
class TeamRates:
    """The show rates of one pool: a team, or the small teams of the office together.

    The band of the pool takes invitations as independent. The same people are invited several times, so in truth it is
    somewhat wider; that is not corrected, since it would take a count for each person.

    Attributes:
        teams: names of the teams of the pool, sorted.
        came: invitations upon which somebody came.
        invited: invitations with an outcome.
        customers: different people among them.
        rate_per_mille: share that came, between floor and ceiling.
        low_per_mille: lower end of the 90 % band; the band always holds the rate.
        high_per_mille: upper end.
        strength: weight of the pool's rate in each group, in invitations (a + b of the prior).
        groups: groups with history, sorted by kind, channel and delivery.
    """

    teams: tuple[str, ...]
    came: int
    invited: int
    customers: int
    rate_per_mille: int
    low_per_mille: int
    high_per_mille: int
    strength: float
    groups: tuple[GroupRate, ...]

    def per_mille(self, kind: str, channel: str, delivery: str) -> int | None:
        """Return the rate of a group in per mille, None where the configured rate holds.

        A group without history gets the pool's rate if people come to the talk (in person, video). By phone, and in every
        other channel, the configured rate holds until there is history: reaching somebody is not the same as their coming.

        Args:
            kind: kind of the talk; empty = regular.
            channel: channel of the talk.
            delivery: how the invitation goes out.
        """
        group = self._by_key.get((kind or "regular", channel, delivery))
        if group is not None:
            return group.rate_per_mille
        return self.rate_per_mille if channel in COMING else None

    @cached_property
    def _by_key(self) -> dict[Key, GroupRate]:
        return {(group.kind, group.channel, group.delivery): group for group in self.groups}


@dataclass
class _Pool:
    """Counts of a pool: group → [came, invited], and who was invited, only to count people."""

    teams: tuple[str, ...]
    groups: dict[Key, list[int]] = field(default_factory=dict)
    people: set[str] = field(default_factory=set)

    def add(self, contact: Contact) -> None:
        """Count one invitation."""
        count = self.groups.setdefault((contact.kind or "regular", contact.channel, contact.invited_by), [0, 0])
        count[0] += contact.outcome in CAME
        count[1] += 1
        self.people.add(contact.customer_id)


def estimate(roster: Roster, today: date, limits: HistoryLimits) -> dict[str, TeamRates]:
    """Return team → show rates, for the teams that have an estimate; the teams of one pool share it.

    Args:
        roster: contacts count to the team that looks after the customer now.
        today: last day of the window.
        limits: what history must offer.
    """
    pools = _pools(roster, limits.least_specialists)
    _count(roster, add_months(today, -limits.months), today, {team: pool for pool in pools for team in pool.teams})
    found = {team: rates for pool in pools if (rates := _rates(pool, limits)) for team in rates.teams}
    return dict(sorted(found.items()))


def prior_strength(counts: Sequence[tuple[int, int]]) -> float:
    """Return the prior strength a + b in invitations by moments (Kleinman 1973), clipped.

    With the pooled rate p, k groups and n invitations: ρ = (S - (k - 1)) / (Σn - Σn²/Σn - (k - 1)) where
    S = Σ n (s/n - p)² / (p (1 - p)), and a + b = 1/ρ - 1. Groups that differ by less than chance give the upper clip.

    Args:
        counts: (came, invited) of each group, invited at least 1.
    """
    came, invited = sum(s for s, _ in counts), sum(n for _, n in counts)
    free = len(counts) - 1
    room = invited * (invited - free) - sum(n * n for _, n in counts)  # in whole numbers; 0 for a single group
    if room <= 0 or came in (0, invited):
        return USUAL_STRENGTH
    rate = came / invited
    spread = sum(n * (s / n - rate) ** 2 for s, n in counts) / (rate * (1 - rate))
    likeness = (spread - free) * invited / room
    if likeness <= 0:
        return MOST_STRENGTH
    return min(max(1 / likeness - 1, LEAST_STRENGTH), MOST_STRENGTH)


def _pools(roster: Roster, least_specialists: int) -> list[_Pool]:
    """Return the pools with enough specialists: large teams by themselves, then all small ones together."""
    sizes = Counter(sorted(specialist.team for specialist in roster.specialists))
    large = [team for team, size in sizes.items() if size >= least_specialists]
    small = [team for team, size in sizes.items() if size < least_specialists]
    pools = [_Pool((team,)) for team in large]
    if small and sum(sizes[team] for team in small) >= least_specialists:
        pools.append(_Pool(tuple(small)))
    return pools


def _count(roster: Roster, first: date, last: date, pool_of_team: dict[str, _Pool]) -> None:
    """Count the invitations between two days, both included, into the pools; teams without a pool are not counted."""
    team_of_specialist = {specialist.specialist_id: specialist.team for specialist in roster.specialists}
    pools = {customer.customer_id: pool_of_team.get(team_of_specialist[customer.specialist_id]) for customer in roster.customers}
    for contact in roster.contacts:
        pool = pools[contact.customer_id]
        if pool is not None and first <= contact.on <= last and is_counted(contact):
            pool.add(contact)


def is_counted(contact: Contact) -> bool:
    """Tell whether a row is an invitation to a talk whose outcome says something."""
    return (
        contact.invited_by in DELIVERIES
        and contact.kind not in NO_TALK_KINDS
        and (contact.outcome in CAME or contact.outcome in STAYED_AWAY)
    )


def _rates(pool: _Pool, limits: HistoryLimits) -> TeamRates | None:
    """Return the estimate of a pool, None where history is too short."""
    counts = [(key, came, invited) for key, (came, invited) in sorted(pool.groups.items())]
    came, invited = sum(s for _, s, _ in counts), sum(n for _, _, n in counts)
    if not counts or invited < limits.least_invitations or len(pool.people) < limits.least_customers:
        return None
    rate, strength = came / invited, prior_strength([(s, n) for _, s, n in counts])
    groups = (
        GroupRate(*key, s, n, *_rate_and_band((strength * rate + s) / (strength + n), strength + n, limits))
        for key, s, n in counts
    )
    own = _rate_and_band(rate, invited, limits)
    return TeamRates(pool.teams, came, invited, len(pool.people), *own, strength, tuple(groups))


def _rate_and_band(mean: float, weight: float, limits: HistoryLimits) -> tuple[int, int, int]:
    """Return rate, lower and upper end in per mille for a Beta posterior; a rate that was clipped widens the band to itself.

    Args:
        mean: mean of the posterior, 0 to 1.
        weight: a + b of the posterior, in invitations.
        limits: floor and ceiling of the rate.
    """
    rate = min(max(round(PER_MILLE * mean), limits.floor_per_mille), limits.ceiling_per_mille)
    reach = DEVIATES * sqrt(mean * (1 - mean) / (weight + 1))
    low, high = (round(PER_MILLE * min(max(end, 0.0), 1.0)) for end in (mean - reach, mean + reach))
    return rate, min(low, rate), max(high, rate)

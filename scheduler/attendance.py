"""Show rates: which share of the invited comes, by group, never by person. A rate decides how many are invited, never who.

The office's own history counts where there is enough of it (`showrates.py`), else the rates of the files.
Source: docs/model.md, Weekly number.
"""

from collections.abc import Mapping
from datetime import date

from scheduler.concept import Concept
from scheduler.overbooking import Overbooking
from scheduler.roster import Roster
from scheduler.showrates import PER_MILLE as PER_MILLE
from scheduler.showrates import HistoryLimits, TeamRates, estimate


def show_rate_per_mille(rates: Mapping[str, float], kind: str, channel: str, delivery: str) -> int:
    """Return the show rate of a group in per mille; the longest matching key counts, rounded before use.

    Args:
        rates: `kind.channel.delivery`, `kind.channel`, `channel.delivery`, `channel`, `kind` or `default` → fraction.
        kind: kind of the talk.
        channel: channel of the talk.
        delivery: how the invitation goes out.
    """
    for key in (f"{kind}.{channel}.{delivery}", f"{kind}.{channel}", f"{channel}.{delivery}", channel, kind, "default"):
        if key in rates:
            return round(PER_MILLE * rates[key])
    raise KeyError("default")


class ShowRates:
    """The show rates of the teams of one roster.

    Attributes:
        by_team: team → what its history says; teams with too little of it are not there.
    """

    def __init__(self, roster: Roster, today: date) -> None:
        self._concepts: dict[str, Concept] = {name: roster.concepts[team.concept] for name, team in roster.office.teams.items()}
        policies = {name: history_limits(c.overbooking) for name, c in self._concepts.items() if c.overbooking.rates == "history"}
        estimates = {limits: estimate(roster, today, limits) for limits in dict.fromkeys(policies.values())}
        self.by_team: dict[str, TeamRates] = {
            name: estimates[limits][name] for name, limits in sorted(policies.items()) if name in estimates[limits]
        }

    def per_mille(self, team: str, kind: str, channel: str, delivery: str) -> int:
        """Return the show rate of a group of a team, in per mille."""
        own = self.by_team[team].per_mille(kind, channel, delivery) if team in self.by_team else None
        return show_rate_per_mille(self._concepts[team].show_rates, kind, channel, delivery) if own is None else own

    def reach_per_mille(self, team: str) -> int:
        """Return which share of people is reached by telephone, in per mille; always by the files."""
        return show_rate_per_mille(self._concepts[team].show_rates, "regular", "phone", "agreed")


def history_limits(policy: Overbooking) -> HistoryLimits:
    """Return what history must offer under a concept."""
    return HistoryLimits(
        months=policy.history_months,
        least_invitations=policy.least_invitations,
        least_customers=policy.least_customers,
        least_specialists=policy.least_specialists,
        floor_per_mille=round(PER_MILLE * policy.least_rate),
        ceiling_per_mille=round(PER_MILLE * policy.most_rate),
    )

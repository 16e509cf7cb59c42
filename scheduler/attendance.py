"""Show rates: which share of the invited comes, by group, never by person. A rate decides how many are invited, never who.

Source: docs/model.md, Weekly number; until the office has counted its own, the default of `concepts/defaults.toml`.
"""

from collections.abc import Mapping

PER_MILLE = 1000


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

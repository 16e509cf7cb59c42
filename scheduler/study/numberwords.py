"""Numbers of a study as people read them: shares in per cent, decimals by size, intervals in brackets."""

from math import isfinite, isnan

from scheduler.study.statistics import Estimate
from scheduler.texts import text

NOTHING = "–"
FEW, MANY = 10, 100
"""Numbers below have two decimals, numbers from there on none."""


def number(value: float, unit: str = "number", *, signed: bool = False) -> str:
    """Return a number as people read it: shares in per cent, decimals by size, the decimal mark of the language."""
    if not isfinite(value):
        return NOTHING
    value *= 100 if unit == "share" else 1
    digits = 1 if unit != "number" or MANY > abs(value) >= FEW else 0 if abs(value) >= MANY else 2
    rounded = round(value, digits) + 0.0  # no minus before a zero
    words = f"{rounded:{'+' if signed and rounded else ''}.{digits}f}"
    return words.replace("-", "−").replace(".", text("summary.decimal_mark"))


def span(found: Estimate, unit: str, *, signed: bool = False) -> str:
    """Return a mean with its interval."""
    mean = number(found.mean, unit, signed=signed)
    if isnan(found.low):
        return mean
    low, high = number(found.low, unit, signed=signed), number(found.high, unit, signed=signed)
    return text("study.span", mean=mean, low=low, high=high)


def share_span(found: Estimate) -> str:
    """Return a share with its interval and the sign of per cent."""
    mean, low, high = (number(value, "share") for value in (found.mean, found.low, found.high))
    if isnan(found.mean):
        return NOTHING
    return text("study.share", mean=mean) if isnan(found.low) else text("study.span_share", mean=mean, low=low, high=high)


def plain_number(value: float) -> str:
    """Return a number as somebody wrote it, with the decimal mark of the language."""
    return f"{value:g}".replace(".", text("summary.decimal_mark"))

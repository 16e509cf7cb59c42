"""Contact density: how many of each group are within the interval of their concept, and how far beyond it are the others.

A group is a rule of the concept (its interval). The interval runs from the last contact, or from the registration; somebody
is in a band by the days since then, divided by the days of the interval. Groups of too few people stand together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.due import Case
from scheduler.intervals import DEVIATION, regular
from scheduler.report.cells import protect
from scheduler.report.definitions import Definitions, Least
from scheduler.report.figure import Row, share_row
from scheduler.rule import Every, Rule
from scheduler.workdays import add_months

OTHERS = "other_groups"
WITHIN = "within"
FIGURE = "density"


@dataclass(slots=True)
class Group:
    """The people of one interval, counted by band: within it, then beyond each multiple.

    Attributes:
        name: id of the rule, or `OTHERS`.
        counts: people within the interval, and in each band beyond it.
        source: where the rule comes from.
        since: day before which the last contact of a band beyond lies, where the interval is a fixed one.
    """

    name: str
    counts: list[int]
    source: str = ""
    since: Sequence[date | None] = ()

    @property
    def people(self) -> int:
        """How many there are."""
        return sum(self.counts)


def density_rows(cases: Iterable[Case], definitions: Definitions, least: Least) -> list[Row]:
    """Return the share within the interval over all groups, then the groups with their bands; small cells are masked."""
    groups = _counted(cases, definitions.bands)
    head = share_row(FIGURE, sum(g.counts[0] for g in groups), sum(g.people for g in groups), least.people)
    if head.mask:
        return [head]
    found = [head]
    shown = _joined(groups, least.people)
    masks = _masks(shown, least.people)
    for number, group in enumerate(shown):
        own = [masks.get((number, band), "") for band in range(len(group.counts))]
        found += _group_rows(group, own, definitions.bands)
    return found


def band_name(multiple: float) -> str:
    """Return the name of a band beyond a multiple of the interval: `over_1.5`."""
    return f"over_{multiple:g}"


def _counted(cases: Iterable[Case], bands: Sequence[float]) -> list[Group]:
    """Return the groups in order of their name; who has no interval is in none."""
    found: dict[tuple[str, str], Group] = {}
    for case in cases:
        due = regular(case)
        if due.deadline is None or due.since is None:
            continue
        days, length = (case.on - due.since).days, (due.deadline - due.since).days
        band = sum(days > multiple * length for multiple in bands)
        key = (due.rule.rule_id, due.rule.source)
        if key not in found:
            found[key] = Group(due.rule.rule_id, [0] * (len(bands) + 1), due.rule.source, _since(case.on, due.rule, bands))
        found[key].counts[band] += 1
    return [found[key] for key in sorted(found)]


def _since(on: date, rule: Rule, bands: Sequence[float]) -> list[date]:
    """Return about before which day the last contact lies of people in each band beyond; months differ in length.

    Empty where people of the rule have no common interval: with approved exceptions, and where contacts are counted.
    """
    if rule.rule_id == DEVIATION or not isinstance(rule.kind, Every):
        return []
    span = rule.kind.span
    length = (on - add_months(on - timedelta(days=span.days), -span.months)).days
    return [on - timedelta(days=int(multiple * length)) for multiple in bands]


def _joined(groups: Sequence[Group], least_people: int) -> list[Group]:
    """Put small groups together, with the smallest of the others where they are still too few."""
    large = sorted((g for g in groups if g.people >= least_people), key=lambda g: (g.people, g.name))
    small = [g for g in groups if g.people < least_people]
    if small and sum(g.people for g in small) < least_people:
        small.append(large.pop(0))
    rest = [Group(OTHERS, [sum(column) for column in zip(*(g.counts for g in small), strict=True)])] if small else []
    return [*sorted(large, key=lambda g: (g.name, g.source)), *rest]


def _masks(groups: Sequence[Group], least_people: int) -> dict[tuple[int, int], str]:
    """Return which cells are hidden: (group, band). A single group's share is the figure itself, only its bands need it."""
    if len(groups) > 1:
        return protect([group.counts for group in groups], least_people, known_column=0)
    bands = protect([group.counts[1:] for group in groups], least_people)
    return {(row, band + 1): mask for (row, band), mask in bands.items()}


def _group_rows(group: Group, masks: Sequence[str], bands: Sequence[float]) -> list[Row]:
    names = [WITHIN, *map(band_name, bands)]
    since = [None, *(group.since or [None] * len(bands))]
    return [
        Row(
            FIGURE,
            group.name,
            name,
            numerator=None if mask else count,
            denominator=group.people,
            value=None if mask else count / group.people,
            mask=mask,
            source=group.source,
            since=day,
        )
        for name, count, mask, day in zip(names, group.counts, masks, since, strict=True)
    ]

"""Contact density: how many of each group are within the interval of their concept, and how far beyond it are the others.

A group is a rule of the concept (its interval). The interval runs from the last contact, or from the registration; somebody
is in a band by the days since then, divided by the days of the interval. Groups and bands of too few people stand together, so
that every number shown is nobody or enough: nothing is hidden, hence nothing can be worked out from the totals.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations, pairwise

from scheduler.due import Case
from scheduler.intervals import DEVIATION, regular
from scheduler.report.definitions import Definitions, Least
from scheduler.report.figure import JOINED, Row, share_row
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
    """Return the share within the interval over all groups, then the groups with their bands."""
    groups = _counted(cases, definitions.bands)
    head = share_row(FIGURE, sum(g.counts[0] for g in groups), sum(g.people for g in groups), least.people)
    if head.mask:
        return [head]
    return [
        head,
        *(row for group in _joined(groups, least.people) for row in _group_rows(group, least.people, definitions.bands)),
    ]


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
    """Put groups together whose share would tell of few people, with the smallest of the others until it does so no more.

    None are left where that cannot be reached: then nothing is shown but the figure itself.
    """
    is_fit = {id(group): _is_fit(group.counts, least_people) for group in groups}
    fit = sorted((g for g in groups if is_fit[id(g)]), key=lambda g: (g.people, g.name))
    rest = [g for g in groups if not is_fit[id(g)]]
    if not rest:
        return sorted(fit, key=lambda g: (g.name, g.source))
    while fit and not _is_fit(_sums(rest), least_people):
        rest.append(fit.pop(0))
    if not _is_fit(_sums(rest), least_people):
        return []
    return [*sorted(fit, key=lambda g: (g.name, g.source)), Group(OTHERS, _sums(rest))]


def _sums(groups: Sequence[Group]) -> list[int]:
    return [sum(column) for column in zip(*(group.counts for group in groups), strict=True)]


def _is_fit(counts: Sequence[int], least_people: int) -> bool:
    """Tell whether those within the interval and those beyond it are nobody or enough."""
    return sum(counts) >= least_people and all(not 0 < n < least_people for n in (counts[0], sum(counts[1:])))


def _runs(counts: Sequence[int], least_people: int) -> list[int]:
    """Return how many neighbouring bands each number stands for, as many numbers as can be without a small one among them."""
    for size in range(len(counts), 0, -1):
        for cuts in reversed(list(combinations(range(1, len(counts)), size - 1))):
            ends = [0, *cuts, len(counts)]
            sums = [sum(counts[first:last]) for first, last in pairwise(ends)]
            if all(not 0 < number < least_people for number in sums):
                return [last - first for first, last in pairwise(ends)]
    return [len(counts)]


def _group_rows(group: Group, least_people: int, bands: Sequence[float]) -> list[Row]:
    """Return a row for each band; the number of a band that stands together with the next ones is in the first of them."""
    since = [None, *(group.since or [None] * len(bands))]
    beyond = group.counts[1:]
    counts: list[int | None] = [group.counts[0]]
    for length in _runs(beyond, least_people):
        first = len(counts) - 1
        counts += [sum(beyond[first : first + length]), *[None] * (length - 1)]
    return [
        Row(
            FIGURE,
            group.name,
            name,
            numerator=count,
            denominator=group.people,
            value=None if count is None else count / group.people,
            mask=JOINED if count is None else "",
            source=group.source,
            since=day,
        )
        for name, count, day in zip([WITHIN, *map(band_name, bands)], counts, since, strict=True)
    ]

"""The report of a month: the figures of every unit that may be shown, and what they come to together."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from scheduler.attendance import history_limits
from scheduler.due import Case
from scheduler.needs import Cases
from scheduler.presence import Presence
from scheduler.report.capacity import Work
from scheduler.report.cells import HIDDEN
from scheduler.report.definitions import Least, least, shipped
from scheduler.report.density import density_rows
from scheduler.report.figure import NO_RATE, Row, share_row
from scheduler.report.month import Month, earnest_begin
from scheduler.report.people import People
from scheduler.report.reach import short_figures
from scheduler.report.talks import talks_of
from scheduler.report.units import Unit, units_of
from scheduler.reportpolicy import FIGURES, ReportPolicy
from scheduler.roster import Roster
from scheduler.showrates import PER_MILLE, GroupRate, HistoryLimits, TeamRates, estimate

SHOW_RATE = "show_rate"
ORDER = (
    "first_talks",
    "first_talks_in_time",
    "activity",
    "graduates_narrow",
    "graduates_wide",
    "capacity",
    "density",
    "appointments",
    "weekly_number",
    SHOW_RATE,
)
"""The figures in the order of Festlegung 02/2022, 3 a to d, then the further ones."""


@dataclass(frozen=True)
class UnitReport:
    """The figures of one unit; none where too few specialists were there."""

    unit: Unit
    rows: tuple[Row, ...]

    def of(self, figure: str) -> list[Row]:
        """Return the rows of a figure, the figure itself first."""
        return [row for row in self.rows if row.figure == figure]

    def head(self, figure: str) -> Row | None:
        """Return a figure itself."""
        return next((row for row in self.rows if row.figure == figure and row.is_head), None)


@dataclass(frozen=True)
class Report:
    """The figures of a month.

    Attributes:
        month: the month.
        office: name of the house.
        begin: first day of which the roster can tell everything; None = it tells of no talk.
        least: who is too few to be shown.
        units: every unit, also those of which nothing is shown.
        together: each figure over the units that show it, where there are several of them.
        history_months: invitations of so many months make the show rates.
    """

    month: Month
    office: str
    begin: date | None
    least: Least
    units: tuple[UnitReport, ...]
    together: tuple[Row, ...]
    history_months: int

    @property
    def shown(self) -> list[UnitReport]:
        """The units of which something is shown."""
        return [part for part in self.units if part.unit.is_shown]


class _Rates:
    """The show rates of the pools, worked out once for each set of limits."""

    def __init__(self, roster: Roster, on: date, needed: Least) -> None:
        self.roster = roster
        self.on = on
        self.needed = needed
        self._known: dict[HistoryLimits, dict[str, TeamRates]] = {}

    def rows(self, unit: Unit) -> list[Row]:
        """Return the show rate of a unit and of its larger groups; only where the pool of the show rates is the same unit."""
        limits = history_limits(self.roster.concepts[self.roster.office.teams[unit.teams[0]].concept].overbooking)
        limits = replace(limits, least_specialists=max(limits.least_specialists, self.needed.specialists))
        if limits not in self._known:
            self._known[limits] = estimate(self.roster, self.on, limits)
        rates = self._known[limits].get(unit.teams[0])
        if rates is None or set(rates.teams) != set(unit.teams):
            return [Row(SHOW_RATE, mask=NO_RATE)]
        return [_rate_row(rates), *(_rate_row(group) for group in rates.groups if group.invited >= limits.least_customers)]


def report_of(roster: Roster, month: Month, begin: date | None) -> Report:
    """Work out the figures of a month.

    Args:
        roster: who is there today; what lies after the day as of which the month is told is passed over.
        month: the month.
        begin: first day of which the roster can tell everything.

    Raises:
        TurnusError: a concept has no rule for somebody on that day.
    """
    policy, presence = roster.office.report, Presence(roster)
    needed = least(policy)
    found = units_of(roster, month, presence, needed.specialists)
    cases, talks = _cases(roster, month), talks_of(roster, month)
    begin = earnest_begin(roster, begin, shipped().usual_share)
    units, rates = [], _Rates(roster, month.as_of, needed)
    for unit in found:
        rows: Iterable[Row] = ()
        if unit.is_shown:
            work = Work(roster, unit, month, presence, talks)
            own = [case for team in unit.teams for case in cases[team]]
            short = short_figures(own, month, shipped(), begin)
            rows = [replace(row, is_short=row.figure in short) for row in _rows(work, own, needed, rates)]
        units.append(UnitReport(unit, tuple(_lit(row, policy, unit.team) for row in rows)))
    shown = [part for part in units if part.unit.is_shown]
    together = [_lit(row, policy, "") for row in _together(shown)] if len(shown) > 1 else []
    return Report(month, roster.office.name, begin, needed, tuple(units), tuple(together), _history_months(roster))


def _history_months(roster: Roster) -> int:
    return max(roster.concepts[team.concept].overbooking.history_months for team in roster.office.teams.values())


def _cases(roster: Roster, month: Month) -> defaultdict[str, list[Case]]:
    """Return team → the cases of its customers on the day as of which the month is told."""
    makes, found = Cases(roster, month.as_of), defaultdict[str, list[Case]](list)
    for customer in roster.customers:
        if customer.registered_on <= month.as_of:
            found[roster.team_of(customer).name].append(makes.of(customer))
    return found


def _rows(work: Work, cases: Sequence[Case], needed: Least, rates: _Rates) -> list[Row]:
    """Return the rows of a unit in the order of the figures."""
    definitions = shipped()
    appointments, is_sum_hidden = work.appointments(needed.people)
    sums = [work.capacity(), work.weekly_number()]
    capacity, weekly = (Row(row.figure, mask=row.mask or HIDDEN) if is_sum_hidden else row for row in sums)
    return [
        *_people_rows(People(cases, work.month, definitions), needed),
        capacity,
        *density_rows(cases, definitions, needed),
        *appointments,
        weekly,
        *rates.rows(work.unit),
    ]


def _people_rows(people: People, needed: Least) -> list[Row]:
    counts = {
        "first_talks": people.first_talks(in_time=False),
        "first_talks_in_time": people.first_talks(in_time=True),
        "activity": people.activity(),
        "graduates_narrow": people.graduates("graduates_narrow"),
        "graduates_wide": people.graduates("graduates_wide"),
    }
    return [share_row(figure, *count, needed.people) for figure, count in counts.items()]


def _rate_row(rates: TeamRates | GroupRate) -> Row:
    group = "" if isinstance(rates, TeamRates) else f"{rates.kind}.{rates.channel}.{rates.delivery}"
    value, low, high = (number / PER_MILLE for number in (rates.rate_per_mille, rates.low_per_mille, rates.high_per_mille))
    return Row(SHOW_RATE, group, numerator=rates.came, denominator=rates.invited, value=value, low=low, high=high)


def _together(parts: Sequence[UnitReport]) -> list[Row]:
    """Return each figure over the units that show it: nothing that is withheld can be worked out from it."""
    found = []
    for figure in FIGURES:
        heads = [head for part in parts if (head := part.head(figure)) is not None and not head.mask]
        if len(heads) > 1:
            row = share_row(figure, sum(h.numerator or 0 for h in heads), sum(h.denominator or 0 for h in heads))
            found.append(replace(row, is_short=any(h.is_short for h in heads)))
    return sorted(found, key=lambda row: ORDER.index(row.figure))


def _lit(row: Row, policy: ReportPolicy, team: str) -> Row:
    """Give a figure its light where the office has set thresholds."""
    thresholds = policy.of(row.figure, team) if row.is_head and row.value is not None and not row.is_short else None
    return replace(row, light=thresholds.light(row.value)) if thresholds and row.value is not None else row

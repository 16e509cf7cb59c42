"""The words of the report: names of units and figures, rules as plain sentences, numbers as the language writes them."""

from scheduler.intervals import DEVIATION
from scheduler.report.definitions import GRADUATES, Least, shipped
from scheduler.report.density import OTHERS, WITHIN, band_name
from scheduler.report.figure import JOINED, NOTHING, Row
from scheduler.report.reporting import SHOW_RATE, Report
from scheduler.report.units import Unit
from scheduler.rulenames import rule_name
from scheduler.showrates import BAND
from scheduler.summary import decimal
from scheduler.texts import text

SMALL, HIDDEN = "small", "hidden"


def unit_name(unit: Unit) -> str:
    """Return what a unit is called."""
    return text("report.others", names=", ".join(unit.teams)) if unit.is_merged else unit.teams[0]


def figure_name(figure: str) -> str:
    """Return the name of a figure."""
    return text(f"report.name.{figure}")


def title(report: Report) -> str:
    """Return the title of the report."""
    return text("report.title", month=f"{report.month.first:%m/%Y}")


def notes(report: Report) -> list[str]:
    """Return what has to be said about the figures as a whole: as of when, how complete, who is missing."""
    month = report.month
    found = [text("report.stand_over" if month.is_over else "report.stand_running", day=f"{month.as_of:%d.%m.%Y}")]
    heads = [row for part in report.shown for row in part.rows if row.is_head and row.is_short and row.mask != NOTHING]
    short = list(dict.fromkeys(figure_name(row.figure) for row in heads))
    if report.begin is None:
        return [*found, text("report.nothing_told"), text("report.basis")]
    if report.begin > month.first:
        found.append(text("report.partly", day=f"{report.begin:%d.%m.%Y}"))
    if short:
        found.append(text("report.short", day=f"{report.begin:%d.%m.%Y}", figures=", ".join(short)))
    return [*found, text("report.basis")]


def withheld_lines(report: Report) -> list[str]:
    """Return which units are withheld, and that nothing is left where it is all of them."""
    values = {"number": report.least.specialists}
    found = [text("report.withheld", name=unit_name(p.unit), **values) for p in report.units if not p.unit.is_shown]
    return found if report.shown else [*found, text("report.nobody")]


def rule_sentence(report: Report, figure: str) -> str:
    """Return what a figure counts, as a plain sentence."""
    definitions, values = shipped(), {"first": f"{report.month.first:%d.%m.%Y}", "day": f"{report.month.as_of:%d.%m.%Y}"}
    if figure in GRADUATES:
        opens, closes = definitions.graduate_days[figure]
        return text(f"report.rule.{figure}", **values, before=-opens, after=closes)
    months = report.history_months if figure == SHOW_RATE else definitions.activity_months
    return text(f"report.rule.{figure}", **values, months=months, band=round(100 * BAND))


def row_rule(report: Report, row: Row) -> str:
    """Return what a row counts: the sentence of its figure, or that of a band of a group."""
    if not row.part:
        return rule_sentence(report, row.figure)
    if row.part == WITHIN:
        return text("report.rule.density_within", group=group_name(row))
    multiple = number(next(m for m in shipped().bands if band_name(m) == row.part))
    if row.since is None:
        return text("report.rule.density_over", group=group_name(row), multiple=multiple)
    return text("report.rule.density_since", group=group_name(row), multiple=multiple, day=f"{row.since:%d.%m.%Y}")


def source(row: Row) -> str:
    """Return where a row comes from: the document and line of its rule, else of its figure."""
    if row.source:
        return row.source
    found = shipped().sources[row.figure]
    return text("report.source", document=found.document, line=found.line)


def group_name(row: Row) -> str:
    """Return the name of a part's group: a rule of the concept, an outcome, or kind, channel and delivery of invitations."""
    if row.figure == SHOW_RATE:
        names = zip(("kind", "channel", "delivery"), row.group.split("."), strict=True)
        return ", ".join(text(f"{what}.{name}") for what, name in names)
    if row.figure == "appointments":
        return text(f"report.outcome.{row.group}")
    return text(f"report.density.{row.group}") if row.group in (OTHERS, DEVIATION) else rule_name(row.group)


def number(value: float) -> str:
    """Return a count, or a number with one decimal."""
    rounded = round(value, 1)
    return str(int(rounded)) if rounded == int(rounded) else decimal(rounded)


def percent(value: float) -> str:
    """Return a fraction as a percentage with one decimal."""
    return text("report.percent", number=decimal(100 * value))


def count(row: Row, least: Least) -> str:
    """Return the numerator of a row, or what stands in its place."""
    if row.mask == SMALL:
        return text("report.under", number=least.people)
    if row.mask == HIDDEN:
        return text("report.hidden_sign")
    if row.mask == JOINED:
        return text("report.joined_sign")
    return "" if row.numerator is None else number(row.numerator)


def why_masked(mask: str, least: Least) -> str:
    """Return why a row shows nothing."""
    if not mask:
        return ""
    return text(f"report.mask.{mask}", number=least.specialists if mask == "withheld" else least.people)

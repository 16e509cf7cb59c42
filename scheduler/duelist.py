"""The due list: one row a need, as `turnus due` prints it. Columns: docs/files.md."""

import json
from datetime import date

from scheduler.due import REVIEW
from scheduler.need import Need, WeekNeeds
from scheduler.rulenames import rule_name
from scheduler.texts import counted, text

QUOTE_WIDTH = 60

COLUMNS = (
    "customer_id",
    "specialist_id",
    "kind",
    "deadline",
    "last_chance",
    "late",
    "pace_on",
    "rule_id",
    "force",
    "quote",
)


def due_rows(week: WeekNeeds, *, everybody: bool) -> list[dict[str, str]]:
    """Return the needs of the ladder; with `everybody` every customer's next deadline, exemptions and review tasks.

    Args:
        week: the needs of a week.
        everybody: whether to list more than the ladder.
    """
    needs = week.upcoming if everybody else week.ladder
    rows = [_row(need) for need in needs]
    if everybody:
        rows += [
            _exempt_row(customer.customer_id, customer.specialist_id, rule.rule_id, rule.force, rule.quote)
            for customer, rule in week.exempt
        ]
        rows.sort(key=lambda row: (row["customer_id"], row["deadline"]))
        return rows + review_rows(week)
    return sorted(rows, key=lambda row: (row["deadline"], row["customer_id"]))


def review_rows(week: WeekNeeds) -> list[dict[str, str]]:
    """Return the review tasks (Wiedervorlagen): never a talk."""
    return [
        {
            **_exempt_row(customer.customer_id, customer.specialist_id, rule.rule_id, rule.force, rule.quote),
            "kind": REVIEW,
            "deadline": day.isoformat(),
            "late": "yes" if day < week.first_day else "no",
        }
        for customer, rule, day in week.reviews
    ]


def _row(need: Need) -> dict[str, str]:
    return {
        "customer_id": need.customer.customer_id,
        "specialist_id": need.customer.specialist_id,
        "kind": need.kind,
        "deadline": need.deadline.isoformat(),
        "last_chance": need.last_chance.isoformat() if need.last_chance else "",
        "late": "yes" if need.is_late else "no",
        "pace_on": need.pace_on.isoformat() if need.pace_on else "",
        "rule_id": need.rule.rule_id,
        "force": need.force,
        "quote": need.rule.quote,
    }


def _exempt_row(customer_id: str, specialist_id: str, rule_id: str, force: str, quote: str) -> dict[str, str]:
    empty = dict.fromkeys(COLUMNS, "")
    named = {"customer_id": customer_id, "specialist_id": specialist_id, "rule_id": rule_id, "force": force, "quote": quote}
    return {**empty, **named}


def due_output(week: WeekNeeds, layout: str, *, everybody: bool) -> str:
    """Return the due list as text.

    Args:
        week: the needs of a week.
        layout: "csv", "json", or "table" for people (German dates, words, review tasks apart).
        everybody: whether to list more than the ladder.
    """
    rows = due_rows(week, everybody=everybody)
    if layout == "csv":
        from scheduler.planfiles import to_csv

        return to_csv(rows, COLUMNS).decode()
    if layout == "json":
        return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
    reviews = [] if everybody else [row for row in review_rows(week) if row["deadline"] <= week.sunday.isoformat()]
    lines = [
        counted(
            "due.title",
            len(rows),
            week=text("due.week", week=week.monday.isocalendar().week, year=week.monday.isocalendar().year),
        ),
        *_table(rows),
    ]
    if reviews:
        lines += ["", text("due.reviews", number=len(reviews)), *_table(reviews)]
    return "\n".join([*lines, *missed_lines(week)]) + "\n"


def missed_lines(week: WeekNeeds) -> list[str]:
    """Return who missed so many talks in a row that a person should look, by responsible specialist; no order among them."""
    found: dict[str, list[str]] = {}
    for customer, days in week.missed:
        words = text("due.missed_days", customer=customer.customer_id, days=", ".join(f"{day:%d.%m.%Y}" for day in days))
        found.setdefault(customer.specialist_id, []).append(words)
    lines = [f"  {specialist}: {'; '.join(words)}" for specialist, words in sorted(found.items())]
    return ["", text("due.missed", number=len(week.missed)), *lines, text("due.missed_note")] if found else []


def _table(rows: list[dict[str, str]]) -> list[str]:
    shown = [[_shown(column, row[column]) for column in COLUMNS] for row in rows]
    header = [text(f"due.{column}") for column in COLUMNS]
    widths = [max(len(row[n]) for row in [header, *shown]) for n in range(len(COLUMNS))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in [header, *shown]]


def _shown(column: str, value: str) -> str:
    if column in ("deadline", "last_chance", "pace_on") and value:
        return f"{date.fromisoformat(value):%d.%m.%Y}"
    if column == "rule_id":
        return rule_name(value)
    if column in ("kind", "force", "late") and value:
        return text({"kind": "kind", "force": "force", "late": "yes_no"}[column] + f".{value}")
    return value if len(value) <= QUOTE_WIDTH else value[: QUOTE_WIDTH - 1] + "…"

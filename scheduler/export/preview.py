"""Messages in words, for a person who looks before anything goes out: what, when, to whom; customers by their pseudonym."""

from datetime import datetime

from scheduler.calendars import tag
from scheduler.export.invitations import Message
from scheduler.revision import CANCELLED, CUSTOMER, Revision
from scheduler.texts import text


def in_words(message: Message) -> str:
    """Return one line about a message."""
    row, before = message.row, message.before
    what = _what(row, before, is_first=message.is_first)
    former = _span(before) if before is not None and what == "moved" else ""
    key = "customer" if row.audience == CUSTOMER else "staff"
    return text(
        "invitation.preview.line",
        what=text(f"invitation.preview.{what}", former=former),
        when=_span(row),
        who=text(f"invitation.preview.to_{key}", pseudonym=tag(row.uid), specialist=row.specialist_id),
        file=message.name,
    )


def _what(row: Revision, before: Revision | None, *, is_first: bool) -> str:
    """Return new, moved, changed (another place) or cancelled; a message that is sent once more is what it was."""
    if row.status == CANCELLED:
        return "cancelled"
    if before is None or is_first or before.status == CANCELLED:
        return "new"
    if (before.start, before.end) != (row.start, row.end):
        return "moved"
    return "changed" if row.sequence else "new"


def _span(row: Revision) -> str:
    return f"{_moment(row.start)}–{row.end:%H:%M}"


def _moment(moment: datetime) -> str:
    return f"{text(f'weekday_short.{moment.weekday()}')} {moment:%d.%m.%Y %H:%M}"

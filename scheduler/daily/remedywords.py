"""What would invite somebody, in words: the change, what it leads to, and apart from it what it means for others."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from scheduler.daily.answer import LATER, Answer
from scheduler.daily.changes import Change
from scheduler.daily.remedies import DISPLACE, Attempt, Remedy
from scheduler.texts import text
from scheduler.workdays import clock_time


def remedy_lines(answer: Answer, *, everything: bool) -> list[str]:
    """Return what would be enough, or that nothing is; what concerns other people stands at the end."""
    if not answer.attempts:
        return []
    if answer.state == LATER:
        return list(_on_wish(answer.attempts[0]))
    found = next((attempt for attempt in answer.attempts if attempt.remedy), None)
    before, after = ([], ["", *_all(answer.attempts)]) if everything else ([*_in_vain(answer.attempts)], [])
    if found is None or found.remedy is None:
        return [*before, text("why.hopeless", words=answer.row.would_need if answer.row else ""), *after]
    return [*before, *_found(found.kind, found.remedy), *_internal(found.remedy), *after]


def _on_wish(attempt: Attempt) -> Iterator[str]:
    if attempt.remedy is None:
        yield text("why.cut_short", kinds=text(f"why.kind.{DISPLACE}")) if attempt.was_cut_short else text("why.on_wish_none")
        return
    yield text("why.on_wish")
    yield from _then(attempt.remedy)
    yield from _internal(attempt.remedy)


def _in_vain(attempts: Sequence[Attempt]) -> Iterator[str]:
    """Yield what was tried before and is not enough, and what a search could not decide."""
    for key, is_cut in (("why.tried", False), ("why.cut_short", True)):
        kinds = [text(f"why.kind.{a.kind}") for a in attempts if a.remedy is None and a.was_cut_short is is_cut]
        if kinds:
            yield text(key, kinds=", ".join(kinds))


def _all(attempts: Sequence[Attempt]) -> Iterator[str]:
    yield text("why.all")
    for attempt in attempts:
        kind = text(f"why.kind.{attempt.kind}")
        if attempt.remedy is None:
            yield text("why.attempt_cut" if attempt.was_cut_short else "why.attempt_none", kind=kind)
        else:
            yield text("why.attempt", kind=kind, changes=_outcome(attempt.kind, attempt.remedy))


def _outcome(kind: str, remedy: Remedy) -> str:
    when = f" → {_moment(remedy.start)}, {remedy.specialist_id}" if remedy.start else ""
    if kind != DISPLACE:
        return _changes(remedy.changes) + when
    others = ", ".join(remedy.gives_way + remedy.waits) or "–"
    return f"{others}{when}"


def _found(kind: str, remedy: Remedy) -> Iterator[str]:
    changes = _changes(remedy.changes)
    if kind == DISPLACE:
        yield text("why.displaces_with", changes=changes) if changes else text("why.displaces")
        yield from _then(remedy)
        return
    yield text("why.enough", changes=changes)
    yield from _then(remedy)
    yield text("why.kept")


def _then(remedy: Remedy) -> Iterator[str]:
    if remedy.start is not None:
        yield text("why.then", moment=_moment(remedy.start), specialist=remedy.specialist_id)


def _internal(remedy: Remedy) -> list[str]:
    """Return what concerns other people: nothing of it is for the phone."""
    lines = []
    if remedy.contenders:
        lines.append(text("why.needs_wish", customers=", ".join(remedy.contenders)))
    if remedy.gives_way:
        lines.append(text("why.gives_way", customers=", ".join(remedy.gives_way)))
    if remedy.waits:
        lines.append(text("why.waits", customers=", ".join(remedy.waits)))
    if remedy.start is None:
        lines.append(text("why.waits_unknown"))
    elif not remedy.gives_way and not remedy.waits:
        lines.append(text("why.nobody"))
    if remedy.worse:
        stages = (text("why.worse_stage", stage=text(f"stage.{name}"), amount=amount) for name, amount in remedy.worse)
        lines.append(text("why.worse", stages="; ".join(stages)))
    return ["", text("why.internal"), *lines]


def _changes(changes: Sequence[Change]) -> str:
    return text("why.and").join(_change(change) for change in changes)


def _change(change: Change) -> str:
    values = {name: _value(name, value) for name, value in change.values.items()}
    return text(f"why.change.{change.kind}.{change.form}", **values)


def _value(name: str, value: object) -> object:
    """Return a value as people write it: days with their weekday, minutes as a time."""
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, date):
        return text("why.day", weekday=text(f"weekday.{value.weekday()}"), day=f"{value:%d.%m.%Y}")
    if name in ("start", "stop") and isinstance(value, int):
        return clock_time(value)
    return text(f"half_day.{value}") if name == "half_day" else value


def _moment(value: datetime) -> str:
    return text("why.moment", weekday=text(f"weekday.{value.weekday()}"), day=f"{value:%d.%m.%Y}", time=f"{value:%H:%M}")

"""The answer in words: first what can be read to the person on the phone, last what is for the team alone."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from scheduler.daily.answer import BOOKED, ELSEWHERE, INVITED, LATER, NOT_INVITED, NOTHING, WAITING, Answer, Crowd
from scheduler.daily.pinwords import conflict_lines
from scheduler.daily.remedywords import remedy_lines
from scheduler.need import PIN
from scheduler.roster import Booking
from scheduler.rule import Rule
from scheduler.texts import text
from scheduler.workdays import monday_of


def answer_lines(answer: Answer, *, everything: bool = False) -> list[str]:
    """Return the answer as lines of text.

    Args:
        answer: the answer.
        everything: name every change that was tried, not only the first that is enough.
    """
    blocks = [
        [title(answer), *_changed(answer)],
        list(_BODIES[answer.state](answer)),
        conflict_lines(answer.conflicts),
        remedy_lines(answer, everything=everything),
    ]
    return "\n\n".join("\n".join(lines) for lines in blocks if lines).split("\n")


def title(answer: Answer) -> str:
    """Return who, which week, who looks after them."""
    year, week, _ = answer.monday.isocalendar()
    days = {"first": f"{answer.monday:%d.%m.}", "last": f"{answer.monday + timedelta(days=4):%d.%m.%Y}"}
    return text("why.title", customer=answer.customer_id, week=f"{week}/{year}", specialist=answer.specialist_id, **days)


def _changed(answer: Answer) -> list[str]:
    if not answer.changed:
        return []
    return [text("why.changed" if answer.is_plan_valid else "why.outdated", files=", ".join(answer.changed))]


def _invited(answer: Answer) -> Iterator[str]:
    found = answer.appointment
    assert found is not None
    yield text(
        "why.invited",
        moment=moment(found.start),
        minutes=found.minutes,
        specialist=found.specialist_id,
        kind=text(f"kind.{found.kind}"),
        channel=text(f"channel.{found.channel}"),
        delivery=text(f"delivery.{found.invited_by}"),
    )
    if found.covers_for:
        yield text("why.covers", specialist=found.specialist_id, own=found.covers_for)
    if answer.partner:
        yield text("why.double")
    yield text("why.reason", reason=found.reason)
    yield from _rule(answer.rule, said=found.reason)
    if answer.need is not None and answer.need.rule.rule_id != PIN and answer.need.last_chance is not None:
        yield text("why.last_chance", day=weekday(answer.need.last_chance))
    if answer.booking is not None:
        yield text("why.stands", **_booking(answer.booking))


def _not_invited(answer: Answer) -> Iterator[str]:
    yield text("why.not_invited")
    row = answer.row
    assert row is not None
    weeks = answer.need.weeks_late if answer.need else 0
    key = ("why.deadline", "why.deadline_week")[weeks] if weeks < 2 else "why.deadline_weeks"
    yield text(key, deadline=_day(row.deadline), weeks=weeks)
    yield from _rule(answer.rule)
    yield from _last_chance(answer)
    yield text("why.obstacle", rules="; ".join(text(f"rule.{name}") for name in row.why.split("+")))
    if answer.booking is not None:
        yield text("why.open_invitation", **_booking(answer.booking))
    yield from _standby(answer)


def _booked(answer: Answer) -> Iterator[str]:
    assert answer.booking is not None
    is_open = answer.booking.state in ("approved", "sent")
    yield text("why.booked" if is_open else "why.seen", **_booking(answer.booking))
    if answer.need is not None and answer.need.booking is not None:
        yield text("why.booked_meets")
    yield from _next(answer)


def _waiting(answer: Answer) -> Iterator[str]:
    assert answer.need is not None
    yield text("why.waiting", deadline=_day(answer.need.deadline))
    yield from _rule(answer.rule)
    yield from _last_chance(answer)


def _later(answer: Answer) -> Iterator[str]:
    yield text("why.later")
    yield from _next(answer)
    yield from _standby(answer)
    if answer.crowd is not None:
        yield from _crowd(answer.crowd)


def _nothing(answer: Answer) -> Iterator[str]:
    yield text("why.nothing")
    if answer.pause is not None:
        yield text("why.paused", until=_day(answer.pause.until), reason=answer.pause.reason)
        return
    yield from _rule(answer.rule)


def _elsewhere(answer: Answer) -> Iterator[str]:
    yield text("why.elsewhere", specialist=answer.specialist_id)
    if answer.covered_by:
        yield text("why.elsewhere_covered", holder=answer.covered_by)


_BODIES = {
    INVITED: _invited,
    NOT_INVITED: _not_invited,
    BOOKED: _booked,
    WAITING: _waiting,
    LATER: _later,
    NOTHING: _nothing,
    ELSEWHERE: _elsewhere,
}


def _rule(rule: Rule | None, *, said: str = "") -> Iterator[str]:
    """Yield the rule with its source and its own words, unless all of that has been said."""
    if rule is not None and rule.rule_id != PIN:
        values = {"rule": rule.rule_id, "source": rule.source, "force": text(f"force.{rule.force}")}
        if not all(words in said for words in (rule.rule_id, rule.source, rule.quote)):
            yield text("why.quote", quote=rule.quote, **values) if rule.quote else text("why.rule", **values)


def _last_chance(answer: Answer) -> Iterator[str]:
    need = answer.need
    if need is not None:
        yield text("why.never_met") if need.last_chance is None else text("why.last_chance", day=weekday(need.last_chance))
        if need.also_meets:
            yield text("why.also_meets", rules=", ".join(need.also_meets))


def _next(answer: Answer) -> Iterator[str]:
    """Yield what is due next, and since when."""
    need = answer.need
    if need is None:
        return
    if need.last_chance is not None and answer.letters_until is not None:
        year, week, _ = monday_of(need.last_chance).isocalendar()
        letters = weekday(answer.letters_until)
        yield text("why.next", deadline=_day(need.deadline), week=f"{week}/{year}", letters=letters)
    else:
        yield text("why.deadline", deadline=_day(need.deadline))
    yield from _rule(answer.rule)
    if need.last_contact_on is not None:
        yield text("why.last_contact", day=_day(need.last_contact_on))


def _standby(answer: Answer) -> Iterator[str]:
    if answer.standby is not None:
        yield text("why.standby", specialist=answer.standby.specialist_id, rank=answer.standby.rank)


def _crowd(crowd: Crowd) -> Iterator[str]:
    if crowd.is_too_early:
        yield text("why.too_early")
        return
    values = {"invited": crowd.invited, "nearer": crowd.nearer}
    yield text("why.no_number", **values) if crowd.wanted is None else text("why.crowd", wanted=crowd.wanted, **values)
    if crowd.short_of:
        yield text(f"why.no_more_{crowd.short_of}")


def _booking(booking: Booking) -> dict[str, str]:
    return {
        "moment": moment(booking.start),
        "specialist": booking.specialist_id,
        "state": text(f"state.{booking.state}"),
    }


def moment(value: datetime) -> str:
    """Return a time with its weekday."""
    return text("why.moment", weekday=text(f"weekday.{value.weekday()}"), day=f"{value:%d.%m.%Y}", time=f"{value:%H:%M}")


def weekday(value: date) -> str:
    """Return a day with its weekday."""
    return text("why.day", weekday=text(f"weekday.{value.weekday()}"), day=_day(value))


def _day(value: date) -> str:
    return f"{value:%d.%m.%Y}"

"""Second invitations for one seat, where a week of the fast engine misses its number: the same rules as in the plan."""

from collections.abc import Iterable, Sequence

from constraints import Placement, Problem, Talk, Worker
from constraints.view import PlanView
from scheduler.attendance import ShowRates
from scheduler.doubles import double_limits
from scheduler.instruments import Guests, Instruments, may_be_phoned
from scheduler.simulation.desk import Desk
from scheduler.simulation.record import Record
from scheduler.weekly_target import WeeklyNumber


def seconds_of(desk: Desk, others: Iterable[Record], number: WeeklyNumber, rates: ShowRates) -> list[tuple[Record, int]]:
    """Return who is invited in addition to somebody else, with the first cell of the seat.

    Single seats stay where they are.

    Args:
        desk: a week with all its single seats.
        others: who could be invited beside those who have a seat.
        number: the weekly number.
        rates: which share of people is reached by telephone.
    """
    concept = desk.positions.concept
    if not concept.overbooking.doubles_a_day or not desk.placed or number.target is None:
        return []
    seated = {record.customer.customer_id for record, _ in desk.placed}
    people = [record for record, _ in desk.placed]
    people += [record for record in others if record.customer.customer_id not in seated]
    by_id = {record.customer.customer_id: record for record in people}
    order = sorted(by_id, key=lambda name: by_id[name].blind_key)
    guests = Guests(
        number=number,
        order=order,
        rates={name: record.wanted.rate for name, record in by_id.items()},
        phoneable=frozenset(name for name, r in by_id.items() if may_be_phoned(r.customer, r.wanted.kind)),
    )
    instruments = Instruments(guests, concept, rates.reach_per_mille(desk.specialist.team), _view(desk, people, number))
    return [(by_id[p.talk_id], p.start) for p in instruments.with_doubles() if p.is_double]


def _view(desk: Desk, people: Sequence[Record], number: WeeklyNumber) -> PlanView:
    """Return the week as the rules see it: who has a seat, and who could have one."""
    sunday = desk.house.sunday
    talks = tuple(
        Talk(
            talk_id=record.customer.customer_id,
            worker=0,
            cells=record.wanted.cells,
            minutes=record.wanted.minutes,
            step=record.wanted.step if record.stands_from <= sunday else None,
            counts=record.wanted.counts,
            customer_busy=record.busy,
            resources=tuple(sorted(desk.units(record))),
            is_protected=record.wanted.is_protected,
            is_cover=record.customer.specialist_id != desk.specialist.specialist_id,
        )
        for record in people
    )
    limits = double_limits(desk.positions.concept.overbooking, [record.wanted.rate for record in people if record.wanted.counts])
    worker = Worker(
        worker_id=desk.specialist.specialist_id,
        open_cells=desk.open_cells,
        invitations_wanted=number.invitations,
        minutes_left=desk.share_minutes - desk.booked_minutes,
        doubles=limits,
    )
    problem = Problem(
        workers=(worker,),
        talks=talks,
        cells_per_day=desk.house.cells_per_day,
        resources=tuple(desk.house.resources.values()),
    )
    starts = {talk.key: desk.starts(record) for talk, record in zip(talks, people, strict=True)}
    placed = sorted((start, record.customer.customer_id) for record, start in desk.placed)
    return PlanView(problem, tuple(Placement(name, start) for start, name in placed), starts)

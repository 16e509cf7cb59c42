"""Wishes of `wishes.csv` that cannot all be met: a smallest set of rows and rules of the house that contradict each other.

Found by a deletion filter: of all wishes and rules of the week one after the other is dropped, and stays dropped if the rest
still contradicts itself. So each one that is left is needed: without it the others could be met. All "must" rows about one
person are one wish, since any one of the times they name is enough. Meaning: docs/model.md, Wishes that contradict.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from msgspec import structs

from constraints import Booking, Problem, Talk, Worker
from constraints import fill as fill_rule
from constraints import pins as pins_rule
from constraints.no_overlap import NAME as NO_OVERLAP
from constraints.resources import NAME as RESOURCES
from constraints.rules import RULES, TEAM_RULES, RuleBook
from constraints.solve import SolverSettings, solve
from scheduler.pins import Pin
from scheduler.roster import Wish
from scheduler.week_to_plan import WeekToPlan

NOT_OWN = "not_own_customer"
"""What stands against a "must" of somebody who does not look after the person."""
HOUSE = (*(rule.NAME for rule in RULES.start_rules if rule not in (pins_rule, fill_rule)), NO_OVERLAP)
"""The rules that can stand against a wish, in the order in which they are rather named."""

Person = tuple[str, str]
"""(specialist, customer)."""


@dataclass(frozen=True, slots=True)
class PinConflict:
    """Wishes and rules that contradict each other; without any one of them the others could be met.

    Attributes:
        wishes: rows of wishes.csv in their order.
        rules: names of rules in the order of `HOUSE`.
    """

    wishes: tuple[Wish, ...]
    rules: tuple[str, ...]

    @property
    def customers(self) -> frozenset[str]:
        """Who is demanded."""
        return frozenset(wish.customer_id for wish in self.wishes)


@dataclass(frozen=True, slots=True)
class Choice:
    """Some wishes and rules: the persons who are demanded, the rows that forbid, the rules that hold."""

    persons: tuple[Person, ...]
    nevers: tuple[Wish, ...]
    rules: tuple[str, ...]


def pin_conflicts(to_plan: WeekToPlan, settings: SolverSettings | None = None) -> list[PinConflict]:
    """Return the contradictions among the wishes of a week, each irreducible, until what is left can be met together.

    Args:
        to_plan: the week; who covers what does not matter.
        settings: limits and seed of the solver; what it cannot decide is no contradiction.
    """
    wishes = _Wishes(to_plan)
    return wishes.foreign() + wishes.conflicts(lambda choice: wishes.can_be_met(choice, settings))


def foreign_wishes(to_plan: WeekToPlan) -> list[PinConflict]:
    """Return the "must" rows of specialists who do not look after the person; they have no effect."""
    return _Wishes(to_plan).foreign()


def static_conflicts(to_plan: WeekToPlan) -> list[PinConflict]:
    """Return the contradictions of single persons' wishes: with each other, and with the house. Without the solver."""
    wishes = _Wishes(to_plan)
    found = wishes.foreign()
    for person in wishes.persons:
        found += wishes.conflicts(wishes.has_start, [person])
    return found


class _Wishes:
    """The wishes of one week that demand somebody, with the entries of their talks."""

    def __init__(self, to_plan: WeekToPlan) -> None:
        self._to_plan = to_plan
        self._rows = [wish for wish in to_plan.roster.wishes if wish.concerns(to_plan.week.monday)]
        self._entries: dict[Person, list[tuple[Problem, Talk]]] = {}
        for team in to_plan.teams:
            weeks = {member.specialist.specialist_id: member.problem for member in team.members}
            for name, problem in weeks.items():
                musts = [talk for talk in problem.talks if talk.must and self._musts((name, talk.talk_id))]
                self._entries |= {(name, talk.talk_id): [(problem, talk)] for talk in musts}
            own = {customer_id: (name, customer_id) for name, customer_id in self._entries}
            for name, pairs in sorted(team.offers.items()):
                for _, talk in pairs:
                    if talk.must and talk.talk_id in own:
                        self._entries[own[talk.talk_id]].append((weeks[name], talk))
        self.persons = sorted(self._entries, key=self._line)

    def _line(self, person: Person) -> int:
        return min(wish.line for wish in self._musts(person))

    def _musts(self, person: Person) -> list[Wish]:
        return [wish for wish in self._rows if wish.must and (wish.specialist_id, wish.customer_id) == person]

    def foreign(self) -> list[PinConflict]:
        """Return the "must" rows of specialists who do not look after the person; they have no effect."""
        customers = self._to_plan.roster.customer_by_id
        names = {member.specialist.specialist_id for team in self._to_plan.teams for member in team.members}
        strange = [w for w in self._rows if w.must and customers[w.customer_id].specialist_id != w.specialist_id]
        return [PinConflict((wish,), (NOT_OWN,)) for wish in strange if wish.specialist_id in names]

    def conflicts(self, is_possible: Callable[[Choice], bool], persons: Sequence[Person] | None = None) -> list[PinConflict]:
        """Return one contradiction after the other; of each the last person is put aside before the next is sought."""
        left = list(self.persons if persons is None else persons)
        found = []
        while left and not is_possible(self._all(left)):
            conflict = self._smallest(self._all(left), is_possible)
            found.append(self._named(conflict))
            left.remove(conflict.persons[-1])
        return found

    def _all(self, persons: Iterable[Person]) -> Choice:
        chosen = tuple(persons)
        customers = {customer_id for _, customer_id in chosen}
        nevers = tuple(wish for wish in self._rows if not wish.must and wish.customer_id in customers)
        return Choice(chosen, nevers, HOUSE)

    def _smallest(self, choice: Choice, is_possible: Callable[[Choice], bool]) -> Choice:
        """Drop one person, row and rule after the other, as long as the rest contradicts itself."""
        for person in choice.persons:
            less = replace(choice, persons=tuple(p for p in choice.persons if p != person))
            choice = choice if is_possible(less) else less
        for wish in choice.nevers:
            fewer = replace(choice, nevers=tuple(w for w in choice.nevers if w is not wish))
            choice = choice if is_possible(fewer) else fewer
        for rule in reversed(choice.rules):
            freer = replace(choice, rules=tuple(name for name in choice.rules if name != rule))
            choice = choice if is_possible(freer) else freer
        return choice

    def _named(self, choice: Choice) -> PinConflict:
        rows = [*choice.nevers, *(wish for person in choice.persons for wish in self._musts(person))]
        return PinConflict(tuple(sorted(rows, key=lambda wish: wish.line)), choice.rules)

    def has_start(self, choice: Choice) -> bool:
        """Tell whether every person could start somewhere, each looked at alone."""
        book = _book(choice.rules)
        return all(
            any(book.starts_of(problem, talk) for problem, talk in self._pinned(person, choice)) for person in choice.persons
        )

    def can_be_met(self, choice: Choice, settings: SolverSettings | None) -> bool:
        """Tell whether all persons can be seen together, as far as the solver finds out."""
        if not self.has_start(choice):
            return False
        if len(choice.persons) < 2:
            return True
        outcome = solve(self._problem(choice), settings, _book(choice.rules))
        (stage,) = (stage for stage in outcome.stages if stage.name == pins_rule.NAME)
        return stage.bound == 0

    def _pinned(self, person: Person, choice: Choice) -> list[tuple[Problem, Talk]]:
        """Return the entries of a person's talk with the starts that the chosen rows leave."""
        presence = self._to_plan.presence
        found = []
        for problem, talk in self._entries[person]:
            names = {person[0], problem.workers[0].worker_id}
            rows = [w for w in choice.nevers if w.customer_id == person[1] and w.specialist_id in names]
            musts = [] if talk.is_cover else self._musts(person)  # the hours that a "must" names are the own specialist's
            pin = Pin(tuple(map(_when, musts)), tuple(map(_when, rows)))
            resources = talk.resources if RESOURCES in choice.rules else ()
            found.append((problem, structs.replace(talk, pinned_cells=pin.cells(presence), resources=resources)))
        return found

    def _problem(self, choice: Choice) -> Problem:
        """Return the talks of the chosen persons as one week; without `no_overlap` everybody has a specialist of their own."""
        workers: list[Worker] = []
        bookings: list[Booking] = []
        talks: list[Talk] = []
        number: dict[object, int] = {}
        for person in choice.persons:
            for problem, talk in self._pinned(person, choice):
                name = problem.workers[0].worker_id
                desk = name if NO_OVERLAP in choice.rules else (name, person)
                if desk not in number:
                    number[desk] = len(workers)
                    workers.append(problem.workers[0])
                    bookings += [replace(booking, worker=number[desk]) for booking in problem.bookings]
                talks.append(structs.replace(talk, worker=number[desk], household=""))
        first = self._entries[choice.persons[0]][0][0]
        entries = tuple(sorted(talks, key=lambda talk: talk.is_cover))
        return Problem(tuple(workers), entries, tuple(bookings), first.cells_per_day, first.ladder, first.resources)


def _when(wish: Wish) -> tuple[int | None, str]:
    return (wish.weekday if wish.day is None else wish.day.weekday()), wish.half_day


def _book(rules: Sequence[str]) -> RuleBook:
    """Return the rules that hold; a resource that does not count is taken from the talks, one desk for two from the problem."""
    kept = tuple(rule for rule in RULES.start_rules if rule is pins_rule or rule.NAME in rules)
    return replace(TEAM_RULES, start_rules=kept, stage_rules=(pins_rule,))


def conflicts_about(to_plan: WeekToPlan, customer_id: str, settings: SolverSettings | None = None) -> tuple[PinConflict, ...]:
    """Return the contradictions in which wishes about a customer stand."""
    is_wished = any(wish.customer_id == customer_id and wish.concerns(to_plan.week.monday) for wish in to_plan.roster.wishes)
    found = pin_conflicts(to_plan, settings) if is_wished else []
    return tuple(conflict for conflict in found if customer_id in conflict.customers)

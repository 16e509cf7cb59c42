"""One specialist's customers: everything about each of them that does not depend on the others."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from scheduler.roster import Absence, Contact, Customer, Deviation, Hours, Measure, Occasion, Resource, Specialist, Team
from scheduler.sample import histories, people, plans
from scheduler.sample.dice import Dice
from scheduler.sample.households import Member
from scheduler.sample.mixes import mix_of
from scheduler.sample.past import Past, past
from scheduler.sample.setting import Facts, Setting
from scheduler.sample.staff import LANGUAGES

LANGUAGE_SHARE = 0.22


@dataclass(frozen=True, slots=True)
class Record:
    """One customer with all rows.

    Attributes:
        customer: the row of customers.csv.
        team_kind: kind of the team.
        is_unseen: never seen since registration.
        due_on: the regular deadline aimed at; None = none.
    """

    customer: Customer
    team_kind: str
    is_unseen: bool
    due_on: date | None
    contacts: tuple[Contact, ...]
    measures: tuple[Measure, ...]
    occasions: tuple[Occasion, ...]
    deviations: tuple[Deviation, ...]
    absences: tuple[Absence, ...]


def size(dice: Dice, specialist: Specialist, team: Team) -> int:
    """Return the number of customers: the post's share, a little more where a vacant post was spread over the colleagues."""
    full = mix_of(team.kind).cases * specialist.fte
    return max(round(full * dice.whole(97, 109) / 100), 1)


def caseload(
    setting: Setting, specialist: Specialist, team: Team, resources: list[Resource], first: int, members: list[Member]
) -> Iterator[Record]:
    """Yield a specialist's customers, numbered from `first` on, each in a household."""
    dice = Dice(setting.seed, "caseload", specialist.specialist_id)
    mix = mix_of(team.kind)
    for number, (household_id, joint) in enumerate(members, first):
        customer_id = f"K{number:05}"
        facts = people.facts(setting, dice, mix, joint)
        deviation = plans.deviation(setting, dice, customer_id, people.is_young(setting, facts))
        if deviation and deviation.reason == plans.YOUTH_PAUSE:
            facts = replace(facts, flags=facts.flags | {"jba_uebernahme"})
        rule = setting.rule_of(facts, team.kind, deviation)
        dates = past(setting, dice, facts, rule)
        customer = _customer((customer_id, household_id), specialist, facts, dates, _wants(dice, specialist, resources))
        rows = histories.contacts(setting, dice, customer, dates)
        yield _record(setting, dice, customer, team.kind, dates, rows, deviation)


@dataclass(frozen=True, slots=True)
class _Wants:
    """When and with what a customer can come."""

    unavailable: tuple[Hours, ...]
    preferred: tuple[Hours, ...]
    language: str
    needs: frozenset[str]


def _wants(dice: Dice, specialist: Specialist, resources: list[Resource]) -> _Wants:
    busy = plans.unavailable(dice, specialist)
    language = dice.pick(LANGUAGES) if dice.chance(LANGUAGE_SHARE) else ""
    return _Wants(busy, plans.preferred(dice, busy), language, _needs(dice, language, specialist, resources))


def _needs(dice: Dice, language: str, specialist: Specialist, resources: list[Resource]) -> frozenset[str]:
    """Return what a talk needs: the specialist's language where both speak it, rarely a resource."""
    if language and language in specialist.skills and dice.chance(0.5):
        return frozenset({language})
    interpreter = [r.resource for r in resources if language and r.resource.endswith(language)]
    if interpreter and dice.chance(0.25):
        return frozenset(interpreter)
    return frozenset({dice.pick(resources[:3]).resource}) if resources and dice.chance(0.015) else frozenset()


def _customer(name: tuple[str, str], specialist: Specialist, facts: Facts, dates: Past, wants: _Wants) -> Customer:
    return Customer(
        customer_id=name[0],
        specialist_id=specialist.specialist_id,
        birth_date=facts.birth_date,
        status=facts.status,
        registered_on=dates.registered_on,
        profile=facts.profile,
        last_contact_on=dates.days[-1] if dates.days else None,
        last_contact_channel=dates.channels[-1] if dates.channels else "",
        household_id=name[1],
        plan_since=dates.plan_since,
        status_since=dates.status_since,
        profile_since=dates.profile_since,
        elternzeit_until=facts.elternzeit_until,
        flags=facts.flags,
        unavailable=wants.unavailable,
        preferred=wants.preferred,
        language=wants.language,
        needs=wants.needs,
    )


def _record(
    setting: Setting,
    dice: Dice,
    customer: Customer,
    team_kind: str,
    dates: Past,
    rows: list[Contact],
    deviation: Deviation | None,
) -> Record:
    measure = plans.measure(setting, dice, customer)
    occasion, absence = plans.occasion(setting, dice, customer), plans.absence(setting, dice, customer)
    return Record(
        customer=customer,
        team_kind=team_kind,
        is_unseen=dates.is_unseen,
        due_on=dates.due_on,
        contacts=tuple(rows),
        measures=(measure,) if measure else (),
        occasions=(occasion,) if occasion else (),
        deviations=(deviation,) if deviation else (),
        absences=(absence,) if absence else (),
    )

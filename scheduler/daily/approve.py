"""Approve: rows of a plan (or of an edited table) become bookings, after a look at today's roster. Pure: roster in, changes out.

What breaks a rule is told row by row: what cannot be is refused, what a person may decide against needs their word (`accept`).
What is only worth knowing is told and hinders nothing. Meaning: docs/model.md, Approving.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from scheduler.daily.editedfile import Planned
from scheduler.daily.proposals import Bookings, Proposal, booking_added, partners, planned
from scheduler.daily.rowchecks import RowChecks, RowFinding
from scheduler.errors import PlanError
from scheduler.need import WeekNeeds
from scheduler.needs import needs_of_week
from scheduler.plan import Plan
from scheduler.post import COMFORTABLE, LETTER, first_day_reached
from scheduler.pseudonyms import pseudonym
from scheduler.roster import FREED_STATES, Roster
from scheduler.rulenames import rule_name
from scheduler.store.changes import Change
from scheduler.texts import text
from scheduler.workdays import week_name


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rows: those of these specialists and of these customers; nothing named = all."""

    specialists: frozenset[str] = frozenset()
    customers: frozenset[str] = frozenset()

    def takes(self, row: Proposal) -> bool:
        """Tell whether a row is meant."""
        is_all = not self.specialists and not self.customers
        return is_all or row.specialist_id in self.specialists or row.customer_id in self.customers


@dataclass(frozen=True, slots=True)
class Approval:
    """What comes of approving.

    Attributes:
        changes: the bookings to be written; nothing else.
        rows: what becomes a booking.
        already: how many rows were bookings before.
        struck: how many rows of the plan the edited table leaves out.
        refused: what hinders; nothing may be written then.
        accepted: what a person has decided against a rule.
        notes: what is worth knowing, in words.
    """

    changes: tuple[Change, ...]
    rows: tuple[Proposal, ...]
    already: int
    struck: int
    refused: tuple[RowFinding, ...]
    accepted: tuple[RowFinding, ...]
    notes: tuple[str, ...]


class PlanToApprove:
    """A plan looked at with the roster of today.

    Args:
        roster: as it is today.
        plan: the plan.
        key: key of the pseudonyms.
        today: day on which the invitations would go out.
        others: whether rows may name people whom the plan does not know; their needs are worked out then as well.

    Raises:
        PlanError: the plan was made for another roster, or with another key.
    """

    def __init__(self, roster: Roster, plan: Plan, key: bytes, today: date, *, others: bool = True) -> None:
        _refuse_foreign(roster, plan, key)
        self.roster = roster
        self.plan = plan
        self.today = today
        people = {appointment.customer_id for appointment in plan.appointments}
        asked = roster if others else replace(roster, customers=tuple(c for c in roster.customers if c.customer_id in people))
        self.week: WeekNeeds = needs_of_week(asked, plan.monday, today)
        zone = ZoneInfo(roster.office.timezone)
        self.rows = tuple(planned(appointment, zone) for appointment in plan.appointments)
        needs = {need.customer.customer_id: need for need in self.week.needs}
        self.planned = Planned({row.customer_id: row for row in self.rows}, needs, roster, key, week_name(plan.monday))

    def approved(self, rows: Sequence[Proposal], selection: Selection, accept: Collection[str]) -> Approval:
        """Return what comes of approving rows.

        Args:
            rows: those of the plan, or those of an edited table.
            selection: which of them.
            accept: names of rules that the person decides against.
        """
        bookings = Bookings(self.roster.bookings)
        chosen = [row for row in self._without_lost_doubles(rows, bookings) if selection.takes(row)]
        already = [row for row in chosen if bookings.approved(row, self.plan)]
        moved = [row for row in chosen if row not in already and not row.line and bookings.elsewhere(row)]
        left = [row for row in chosen if row not in already and row not in moved]
        checks = RowChecks(
            self.roster, self.week, self.today, left, partners(self.rows), {r.customer_id: r.seat for r in self.rows}
        )
        findings = checks.findings()
        accepted = tuple(finding for finding in findings if finding.is_policy and finding.rule in accept)
        struck = self._struck(rows, selection)
        return Approval(
            changes=tuple(booking_added(row, bookings.free_id(row), self.today) for row in left),
            rows=tuple(left),
            already=len(already),
            struck=len(struck),
            refused=tuple(finding for finding in findings if finding not in accepted),
            accepted=accepted,
            notes=(
                *self._edited_in_place(),
                *self._moved_since(moved, bookings),
                *self._last_chances(struck),
                *self._missed_deadlines(left),
                *self._numbers(rows, selection),
                *self._short_notice(left),
                *self._earlier_weeks(),
            ),
        )

    def _without_lost_doubles(self, rows: Sequence[Proposal], bookings: Bookings) -> list[Proposal]:
        """Return the rows; whoever is left alone in a double seat has an ordinary talk."""
        pairs = partners(self.rows)
        row_of = {row.customer_id: row for row in rows}

        def is_shared(row: Proposal) -> bool:
            partner = row_of.get(pairs.get(row.customer_id, ""))
            if partner is None or partner.seat != row.seat:
                return False
            booking = bookings.approved(partner, self.plan)
            return booking is None or booking.state not in FREED_STATES

        return [replace(row, double_booked=row.double_booked and is_shared(row)) for row in rows]

    def _struck(self, rows: Sequence[Proposal], selection: Selection) -> list[Proposal]:
        left = {row.customer_id for row in rows}
        return [row for row in self.rows if row.customer_id not in left and selection.takes(row)]

    def _edited_in_place(self) -> list[str]:
        """Tell where the table of the plan itself was edited, since nobody can say any more what was struck in it."""
        planned, left = sum(week.invited for week in self.plan.weeks), len(self.rows)
        return [text("approve.note.edited_in_place", planned=planned, left=left)] if planned != left else []

    def _moved_since(self, rows: Iterable[Proposal], bookings: Bookings) -> list[str]:
        found = []
        for row in rows:
            booking = bookings.elsewhere(row)
            if booking is not None:
                when = f"{booking.start:%d.%m.%Y %H:%M}"
                values = {"customer": row.customer_id, "booking": booking.booking_id, "specialist": booking.specialist_id}
                found.append(text("approve.note.moved_since", when=when, **values))
        return found

    def _last_chances(self, struck: Iterable[Proposal]) -> list[str]:
        """Tell who was struck in the week of the last chance."""
        open_by_customer = {need.customer.customer_id: need for need in self.week.ladder}
        found = []
        for row in struck:
            need = open_by_customer.get(row.customer_id)
            if need is not None:
                values = {
                    "customer": row.customer_id,
                    "deadline": f"{need.deadline:%d.%m.%Y}",
                    "rule": rule_name(need.rule.rule_id),
                }
                found.append(text("approve.note.last_chance", **values))
        return found

    def _missed_deadlines(self, rows: Iterable[Proposal]) -> list[str]:
        """Tell whose talk lies after the deadline although the plan, or an earlier day, would have kept it."""
        found = []
        for row in rows:
            need, base = self.planned.needs.get(row.customer_id), self.planned.rows.get(row.customer_id)
            if need is None or row.day <= need.deadline or need.is_late or (base is not None and base.day > need.deadline):
                continue
            values = {"customer": row.customer_id, "deadline": f"{need.deadline:%d.%m.%Y}", "rule": rule_name(need.rule.rule_id)}
            found.append(text("approve.note.deadline", day=f"{row.day:%d.%m.%Y}", **values))
        return found

    def _numbers(self, rows: Sequence[Proposal], selection: Selection) -> list[str]:
        """Tell whose week has fewer invitations than its number asks for, where the plan had them, or more than the plan knew."""
        invited = Counter(row.specialist_id for row in rows)
        found = []
        for week in self.plan.weeks:
            name, number = week.specialist_id, invited[week.specialist_id]
            if selection.specialists and name not in selection.specialists:
                continue
            wanted = week.invitations_wanted
            if wanted is not None and number < min(wanted, week.invited):
                found.append(text("approve.note.number", specialist=name, invited=number, planned=week.invited, wanted=wanted))
        return found

    def _earlier_weeks(self) -> list[str]:
        """Tell how many appointments of earlier weeks the plan takes for granted that nobody has approved."""
        booked = {booking.booking_id for booking in self.roster.bookings}
        assumed = self.plan.ahead.assumed if self.plan.ahead else ()
        number = sum(appointment.appointment_id not in booked for appointment in assumed)
        return [text("approve.note.earlier_weeks", number=number)] if number else []

    def _short_notice(self, rows: Iterable[Proposal]) -> list[str]:
        """Tell how many letters go out on short notice."""
        number = 0
        for row in rows:
            team = self.roster.team_of(self.roster.customer_by_id[row.customer_id])
            concept, calendar = self.roster.concepts[team.concept], self.roster.office.calendar
            is_short = row.day < first_day_reached(concept, calendar, COMFORTABLE, self.today)
            number += row.invited_by == LETTER and is_short
        return [text("approve.note.short_notice", number=number)] if number else []


def _refuse_foreign(roster: Roster, plan: Plan, key: bytes) -> None:
    """Refuse a plan of another roster: its people are not here, or its ids follow from another key."""
    week = week_name(plan.monday)
    people = {week.specialist_id for week in plan.weeks} | {a.specialist_id for a in plan.appointments}
    strangers = sorted(people - roster.specialist_by_id.keys())
    strangers += sorted({a.customer_id for a in plan.appointments} - roster.customer_by_id.keys())
    if strangers:
        raise PlanError(text("approve.foreign_people", people=", ".join(strangers[:3]), number=len(strangers)))
    wrong = [a for a in plan.appointments if a.appointment_id != pseudonym(key, a.customer_id, a.rule_id, week)]
    if wrong:
        raise PlanError(text("approve.foreign_key", number=len(wrong), folder=roster.folder))


def delivered(rows: Iterable[Proposal]) -> Mapping[str, int]:
    """Return how many invitations go out by which delivery, in order of name."""
    return dict(sorted(Counter(row.invited_by for row in rows).items()))

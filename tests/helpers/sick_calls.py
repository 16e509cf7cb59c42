"""Weeks that are promised already, and what becomes of every promise when somebody falls ill."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from helpers.rosters import MONDAY, booking, staff, write_roster
from scheduler.replan.audit import audit_replan
from scheduler.replan.disruption import Disruption, absent
from scheduler.replan.fates import Fate, Fates
from scheduler.replan.look import promised_week
from scheduler.replan.promised import Promised
from scheduler.replan.result import Replan, plans_of, replan_week
from scheduler.roster import Roster
from scheduler.rosterfiles import read_roster

FRIDAY_BEFORE, FRIDAY = date(2026, 11, 27), date(2026, 12, 4)
SEEN = {"last_contact_on": "2026-11-02"}
"""Somebody seen lately: nothing is due for months."""
AGREED = {"state": "approved", "invited_by": "agreed"}
TWO = staff(S1="08:00-12:00", S2="08:00-12:00")
"""S1 and a colleague who can cover."""


def talk(
    number: int, who: str, start: str, stop: str, holder: str = "S1", day: str = "2026-11-30", **values: str
) -> dict[str, str]:
    """Return an appointment, by a letter that was sent unless said otherwise."""
    plain = {"specialist_id": holder, "customer_id": who, "state": "sent", "invited_by": "letter"}
    return booking(f"B{number}", f"{day}T{start}", f"{day}T{stop}", **plain | values)


def replanned(
    folder: Path,
    people: Sequence[Mapping[str, str]],
    team: Sequence[Mapping[str, str]],
    bookings: Sequence[Mapping[str, str]],
    what: Any = None,
    today: date = FRIDAY_BEFORE,
    **tables: Any,
) -> tuple[Roster, Promised, Replan, dict[str, Fate]]:
    """Plan anew (S1 is away all week unless said otherwise); the result is proved and passes its audit."""
    roster = read_roster(write_roster(folder, people, team, bookings=bookings, **tables))
    disruption: Disruption = what(roster) if what else absent(roster, "S1", MONDAY, FRIDAY)
    promised = promised_week(roster, disruption, MONDAY, today)
    made = replan_week(promised, disruption)
    assert audit_replan(promised, made) == []
    assert all(proved for proof in made.proofs for *_, proved in proof.stages)
    fates = Fates(promised, plans_of(promised, made)).rows()
    return roster, promised, made, {fate.booking_id: fate for fate in fates}

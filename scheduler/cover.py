"""Cover: who of a team may hold talks for a colleague who is away, and what they must know or speak for it.

Meaning: docs/model.md, Cover. Source: Arbeitsanleitung Nr. 90, Vertretung ("weitestgehend durch Anwesende zu vertreten").
"""

from collections import defaultdict

from scheduler.roster import Customer, Roster, Specialist


class Colleagues:
    """Answers about the teams of one roster, each worked out once."""

    def __init__(self, roster: Roster) -> None:
        self._resources = frozenset(resource.resource for resource in roster.resources)
        self._specialist_by_id = roster.specialist_by_id
        self._teams: defaultdict[str, list[Specialist]] = defaultdict(list)
        for specialist in sorted(roster.specialists, key=lambda s: s.specialist_id):
            self._teams[specialist.team].append(specialist)

    def of(self, specialist: Specialist) -> list[Specialist]:
        """Return the others of a specialist's team, in order of id."""
        return [other for other in self._teams[specialist.team] if other is not specialist]

    def required_skills(self, customer: Customer) -> frozenset[str]:
        """Return what a colleague must know or speak: what the customer needs, and the language if the own specialist speaks it.

        Where the own specialist does not speak it either, the talks are held with an interpreter anyway.
        """
        own = self._specialist_by_id[customer.specialist_id]
        language = {customer.language} & own.skills
        return frozenset((customer.needs - self._resources) | language)

    def who_could_cover(self, customer: Customer) -> list[Specialist]:
        """Return the colleagues who know and speak what it takes."""
        required = self.required_skills(customer)
        return [other for other in self.of(self._specialist_by_id[customer.specialist_id]) if required <= other.skills]

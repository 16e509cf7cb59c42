"""What is due for one customer as one week sees it."""

from typing import NamedTuple

from scheduler.simulation.parts import Part, Wanted


class Known(NamedTuple):
    """What is due for one customer as one week sees it; days as ordinals.

    Attributes:
        parts: everything that is due.
        named: those of them that are deadlines: all but the chain of invitations.
        wanted: what is wanted of the next talk.
        last_contact: last contact that counts; 0 = none.
        is_unseen: never seen since registration.
        again: Monday of the first later week in which something else may be due.
    """

    parts: tuple[Part, ...]
    named: tuple[Part, ...]
    wanted: Wanted
    last_contact: int
    is_unseen: bool
    again: int

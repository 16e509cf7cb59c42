"""The page of a replan: one self-contained file with what changes for whom, and who has to be told."""

from collections.abc import Sequence

from scheduler.pages import page_template
from scheduler.plan import stage_totals
from scheduler.replan.fates import KEPT, Fate
from scheduler.replan.promised import Promised
from scheduler.replan.result import Replan
from scheduler.replan.summary import after, before, summary_lines, title
from scheduler.summary import proof, stage_name
from scheduler.texts import text


def replan_page(promised: Promised, replan: Replan, fates: Sequence[Fate]) -> bytes:
    """Return the page as UTF-8 bytes."""
    changes = [fate for fate in fates if fate.what != KEPT]
    page = page_template("replan.html.j2").render(
        t=text,
        title=title(replan),
        office=promised.roster.office.name,
        summary=summary_lines(promised, replan, fates),
        tell=sorted((fate for fate in changes if fate.tell), key=lambda fate: (fate.start, fate.booking_id)),
        changes=[(name, _of(changes, name)) for name in _names(changes)],
        before=before,
        what_name=lambda fate: text(f"replan.what.{fate.what}"),
        kind_name=lambda fate: text(f"kind.{fate.kind}"),
        way=lambda fate: text(f"replan.tell_by.{fate.tell}"),
        after=after,
        stages=[(stage_name(total.name), total.value, total.bound, proof(total)) for total in stage_totals(replan.proofs)],
    )
    return page.encode()


def _names(changes: Sequence[Fate]) -> list[str]:
    """Return everybody whose week changes, who held or who holds."""
    return sorted({name for fate in changes for name in (fate.specialist_id, fate.new_specialist_id) if name})


def _of(changes: Sequence[Fate], name: str) -> list[Fate]:
    """Return the changes that concern one specialist, in order of time."""
    mine = [fate for fate in changes if name in (fate.specialist_id, fate.new_specialist_id)]
    return sorted(mine, key=lambda fate: (fate.new_start or fate.start, fate.booking_id))

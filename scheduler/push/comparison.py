"""Today's appointments against what the server has: what to send, what to delete, what somebody else has changed. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from scheduler.ical.entry import Entry
from scheduler.push.resource import STAMP, Known, Stored, known, resource_name


@dataclass(frozen=True, slots=True)
class Put:
    """An appointment to be stored: under which path, in place of which version; no ETag = it must not be there yet."""

    path: str
    entry: Entry
    etag: str = ""


@dataclass(frozen=True, slots=True)
class Delete:
    """A resource to be deleted, if it still is this version."""

    path: str
    uid: str
    etag: str


@dataclass(frozen=True, slots=True)
class Steps:
    """What has to be done in one collection.

    Attributes:
        puts: in order of time.
        deletes: in order of path.
        edited: UIDs of entries that somebody else has changed (or a newer roster has written) and that are left alone.
        unguarded: UIDs of entries that would have to change, but have no ETag: a change could undo somebody else's.
        same: how many are as they should be.
        foreign: how many resources turnus has not written; they are left alone.
    """

    puts: tuple[Put, ...]
    deletes: tuple[Delete, ...]
    edited: tuple[str, ...]
    unguarded: tuple[str, ...]
    same: int
    foreign: int


def steps(
    folder: str,
    wanted: Sequence[Entry],
    gone: Collection[str],
    stored: Iterable[Stored],
    *,
    key: bytes,
    today: date,
    force: bool = False,
) -> Steps:
    """Return what has to be done.

    Args:
        folder: path of the collection.
        wanted: open appointments.
        gone: UIDs of appointments that were called off; what is later than today and nobody knows any more is gone as well.
        stored: the resources of the collection.
        key: key of the pseudonyms.
        today: what is earlier stays.
        force: whether the plan's version wins over somebody else's.
    """
    there = {found.path: (found, known(found, key)) for found in stored}
    by_uid = {facts.uid: (found, facts) for found, facts in there.values() if facts.uid}
    names = {entry.uid: folder + resource_name(entry.uid) for entry in wanted}
    done = _Sorted(force)
    for entry in wanted:
        found, facts = by_uid.get(entry.uid) or there.get(names[entry.uid]) or (None, Known())
        done.sort_wanted(entry, names[entry.uid], found, facts)
    rest = [pair for path, pair in sorted(there.items()) if path not in names.values() and pair[1].uid not in names]
    for found, facts in rest:
        if facts.is_ours and _is_gone(facts, gone, today):
            done.sort_gone(found, facts)
    foreign = sum(not facts.is_ours for _, facts in rest)
    return Steps(tuple(done.puts), tuple(done.deletes), tuple(done.edited), tuple(done.unguarded), done.same, foreign)


class _Sorted:
    """Entries and resources, sorted by what has to be done with them."""

    def __init__(self, force: bool) -> None:
        self.force = force
        self.puts: list[Put] = []
        self.deletes: list[Delete] = []
        self.edited: list[str] = []
        self.unguarded: list[str] = []
        self.same = 0

    def sort_wanted(self, entry: Entry, name: str, found: Stored | None, facts: Known) -> None:
        """Sort an open appointment by the resource that it has, if any."""
        if found is None:
            self.puts.append(Put(name, entry))
        elif _is_same(entry, facts):
            self.same += 1
        elif not self.force and not (facts.is_unchanged and facts.sequence <= entry.sequence):
            self.edited.append(entry.uid)
        elif found.etag:
            self.puts.append(Put(found.path, entry, found.etag))
        else:
            self.unguarded.append(entry.uid)

    def sort_gone(self, found: Stored, facts: Known) -> None:
        """Sort a resource of ours whose appointment is gone."""
        if not self.force and not facts.is_unchanged:
            self.edited.append(facts.uid)
        elif found.etag:
            self.deletes.append(Delete(found.path, facts.uid, found.etag))
        else:
            self.unguarded.append(facts.uid)


def _is_same(entry: Entry, facts: Known) -> bool:
    return facts.is_unchanged and (facts.sequence, facts.stamp) == (entry.sequence, f"{entry.stamp:{STAMP}}")


def _is_gone(facts: Known, gone: Collection[str], today: date) -> bool:
    """Tell whether an appointment that is not open any more is gone; what has an outcome stays as it is."""
    return facts.day is not None and facts.day >= today and (facts.uid in gone or facts.day > today)

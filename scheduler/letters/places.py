"""Where template and texts of letters come from: a folder that was named, the office's own `letters/`, what is shipped."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scheduler.errors import Fault, RosterError
from scheduler.rostersource import home
from scheduler.systemwords import why
from scheduler.texts import text

SHIPPED = Path(__file__).parent
TEMPLATE = "letter.typ"
OWN_FOLDER = "letters"
RESOURCES = frozenset({".typ", ".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp"})
"""Files that a template may use."""
FONTS = "fonts"
LARGEST_RESOURCE = 16 * 1024**2


@dataclass(frozen=True, slots=True)
class Places:
    """Folders in the order in which they are asked; the last is what turnus ships.

    Attributes:
        folders: of templates and texts.
        template: the layout, `letter.typ` or the file that was named.
    """

    folders: tuple[Path, ...]
    template: Path

    def named(self, kind: str) -> dict[str, Path]:
        """Return the TOML files of a kind (`texts`, `legal`) by their name; of two with the same name the first folder's."""
        found: dict[str, Path] = {}
        for folder in self.folders:
            for file in sorted((folder / kind).glob("*.toml")):
                found.setdefault(file.stem.casefold(), file)
        return found

    def first_with(self, kind: str) -> Sequence[Path]:
        """Return the TOML files of a kind of the first folder that has any: own legal texts are never mixed with shipped ones."""
        return next((files for folder in self.folders if (files := sorted((folder / kind).glob("*.toml")))), [])

    @property
    def fonts(self) -> list[Path]:
        """The folders with fonts of the office."""
        return [folder / FONTS for folder in self.folders if (folder / FONTS).is_dir()]


def find_places(roster: Path, template: Path | None) -> Places:
    """Return where the texts and the template of a roster lie.

    Args:
        roster: a roster folder or workbook; `letters/` in it or beside it counts.
        template: a .typ file, or a folder laid out as `letters/`; None = the office's own, else the shipped one.

    Raises:
        RosterError: there is no such file or folder.
    """
    own = [folder for folder in (home(roster) / OWN_FOLDER,) if folder.is_dir()]
    if template is not None and template.is_dir():
        own.insert(0, template)
    elif template is not None and not template.is_file():
        raise RosterError([Fault(str(template), 0, "", "", text("letters.wanted.template"))])
    folders = (*own, SHIPPED)
    if template is not None and template.is_file():
        return Places(folders, template)
    layouts = [folder / TEMPLATE for folder in own if (folder / TEMPLATE).is_file()]
    return Places(folders, layouts[0] if layouts else SHIPPED / "templates" / TEMPLATE)


def staged(places: Places) -> dict[str, bytes]:
    """Return the files that a template may use: path inside the root of typst → content.

    Raises:
        RosterError: one of them cannot be read, is too large, or fetches a package from the network.
    """
    found: dict[str, bytes] = {}
    for folder in (SHIPPED / "templates", *reversed(places.folders[:-1]), places.template.parent):
        for file in sorted(folder.rglob("*")):
            if file.suffix.lower() in RESOURCES and file.is_file():
                found[file.relative_to(folder).as_posix()] = _content(file)
    return {**found, TEMPLATE: _content(places.template), "frame.typ": _content(SHIPPED / "templates" / "frame.typ")}


def _content(file: Path) -> bytes:
    try:
        content = file.read_bytes() if file.stat().st_size <= LARGEST_RESOURCE else None
    except OSError as error:
        raise RosterError([Fault(file.name, 0, "", why(error), text("wanted.readable"))]) from error
    if content is None:
        raise RosterError([Fault(file.name, 0, "", "", text("letters.wanted.small", megabytes=LARGEST_RESOURCE // 1024**2))])
    if file.suffix.lower() == ".typ" and b'"@preview/' in content:
        line = content[: content.index(b'"@preview/')].count(b"\n") + 1
        raise RosterError([Fault(file.name, line, "", "@preview", text("letters.wanted.no_network"))])
    return content

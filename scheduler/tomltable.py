"""Strict reading of TOML: every missing, unknown or ill-typed key becomes a fault, and reading goes on."""

import re
import tomllib
from collections.abc import Collection
from datetime import date, datetime, time
from pathlib import Path

from scheduler.errors import Fault, shown
from scheduler.systemwords import why
from scheduler.texts import text


class TomlTable:
    """One table of a TOML file; keys that nobody asked for are faults when `finish` is called."""

    def __init__(self, file: str, path: str, data: dict[str, object], faults: list[Fault]) -> None:
        self.file = file
        self.path = path
        self.data = data
        self.faults = faults
        self._asked: set[str] = set()

    @classmethod
    def read(cls, file: Path, faults: list[Fault]) -> "TomlTable":
        """Read a file; what is not UTF-8 TOML becomes a fault and an empty table."""
        data: dict[str, object] = {}
        content = ""
        try:
            content = file.read_bytes().decode("utf-8-sig")
            data = tomllib.loads(content)
        except FileNotFoundError:
            faults.append(Fault(file.name, 0, "", "", text("wanted.file")))
        except OSError as error:
            faults.append(Fault(file.name, 0, "", why(error), text("wanted.readable")))
        except (ValueError, RecursionError) as error:  # no UTF-8, no TOML, a number without end, tables without end
            line = _line_of(error)
            faults.append(Fault(file.name, line, "", _shown("".join(content.split("\n")[line - 1 : line])), text("wanted.toml")))
        return cls(file.name, "", data, faults)

    def fault(self, key: str, value: object, wanted: str) -> None:
        """Note a fault at a key of this table."""
        self.faults.append(Fault(self.file, 0, self._name(key), _shown(value), wanted))

    def has(self, key: str) -> bool:
        """Tell whether a key is there."""
        return key in self.data

    def string(self, key: str, default: str = "", *, required: bool = False, one_of: Collection[str] = ()) -> str:
        """Return a text, or the default."""
        value = self._value(key, required, text("wanted.text"))
        if value is None:
            return default
        if not isinstance(value, str) or (required and not value.strip()):
            self.fault(key, value, text("wanted.text"))
            return default
        if one_of and value not in one_of:
            self.fault(key, value, text("wanted.one_of", values=", ".join(one_of)))
            return default
        return value

    def number(self, key: str, low: float, high: float, *, required: bool = False) -> float | None:
        """Return a number between two limits, or None."""
        wanted = text("wanted.number", low=f"{low:g}", high=f"{high:g}")
        value = self._value(key, required, wanted)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            self.fault(key, value, wanted)
            return None
        return value

    def whole(self, key: str, low: int, high: int, *, required: bool = False) -> int | None:
        """Return a whole number between two limits, or None."""
        wanted = text("wanted.whole", low=low, high=high)
        value = self._value(key, required, wanted)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.fault(key, value, wanted)
            return None
        return value

    def choice(self, key: str, values: Collection[int]) -> int | None:
        """Return a whole number out of a few, or None."""
        wanted = text("wanted.one_of", values=", ".join(map(str, values)))
        value = self._value(key, False, wanted)
        if value is None or (type(value) is int and value in values):
            return value
        self.fault(key, value, wanted)
        return None

    def flag(self, key: str) -> bool | None:
        """Return true or false, or None."""
        value = self._value(key, False, self.wanted("bool"))
        if value is None or isinstance(value, bool):
            return value
        self.fault(key, value, self.wanted("bool"))
        return None

    def day(self, key: str, *, required: bool = False) -> date | None:
        """Return a date, or None."""
        value = self._value(key, required, text("wanted.toml_date"))
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        self.fault(key, value, text("wanted.toml_date"))
        return None

    def days(self, key: str) -> frozenset[date]:
        """Return a list of dates."""
        value = self._value(key, False, self.wanted("toml_dates"))
        found = value if isinstance(value, list) else []
        if value is not None and (not isinstance(value, list) or any(type(item) is not date for item in found)):
            self.fault(key, value, self.wanted("toml_dates"))
            return frozenset()
        return frozenset(found)

    def strings(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """Return a list of texts, one a line."""
        value = self._value(key, required, self.wanted("lines"))
        found = value if isinstance(value, list) else []
        is_good = bool(found) and all(isinstance(item, str) and item.strip() for item in found)
        if value is None or is_good:
            return tuple(str(item).strip() for item in found)
        self.fault(key, value, self.wanted("lines"))
        return ()

    def numbers(self, key: str, low: float, high: float) -> tuple[float, ...]:
        """Return a list of numbers between two limits."""
        wanted = text("wanted.number_list", low=f"{low:g}", high=f"{high:g}")
        value = self._value(key, False, wanted)
        found = value if isinstance(value, list) else []
        good = [float(x) for x in found if isinstance(x, int | float) and not isinstance(x, bool) and low <= x <= high]
        if value is None or (isinstance(value, list) and len(good) == len(found)):
            return tuple(good)
        self.fault(key, value, wanted)
        return ()

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        """Return a list of pairs of texts."""
        value = self._value(key, False, text("wanted.pairs"))
        found = value if isinstance(value, list) else []
        pairs = [item for item in found if isinstance(item, list) and len(item) == 2 and all(isinstance(x, str) for x in item)]
        if value is not None and (not isinstance(value, list) or len(pairs) != len(found)):
            self.fault(key, value, text("wanted.pairs"))
        return tuple((str(first), str(second)) for first, second in pairs)

    def tokens(self, key: str, allowed: Collection[str]) -> tuple[str, ...]:
        """Return a list of words out of a fixed set, in the order of the file."""
        wanted = text("wanted.list_of", values=", ".join(allowed))
        value = self._value(key, False, wanted)
        if value is None:
            return ()
        if not isinstance(value, list) or any(item not in allowed for item in value):
            self.fault(key, value, wanted)
            return ()
        return tuple(value)

    def whole_numbers(self, known: Collection[str], low: int, high: int) -> dict[str, int]:
        """Return the whole numbers of the known keys that are there, and finish the table."""
        found = {name: self.whole(name, low, high) for name in known if self.has(name)}
        self._asked.update(known)
        self.finish()
        return {name: value for name, value in found.items() if value is not None}

    def rates(self, known: Collection[str]) -> dict[str, float]:
        """Return all fractions by their dotted key: `"wish.phone" = 0.8` and nested tables alike."""
        found = self._fractions()
        for key in found:
            if key not in known:
                self.fault(key, found[key], text("wanted.rate_key"))
        return found

    def _fractions(self) -> dict[str, float]:
        found: dict[str, float] = {}
        for name, inner in self.data.items():
            if isinstance(inner, dict) and inner:
                found |= {f"{name}.{key}": value for key, value in self.table(name)._fractions().items()}
            else:
                value = self.number(name, 0, 1)
                found |= {} if value is None else {name: value}
        return found

    def table(self, key: str) -> "TomlTable":
        """Return a sub-table, empty when it is not there."""
        value = self._value(key, False, self.wanted("table"))
        if value is not None and not isinstance(value, dict):
            self.fault(key, value, self.wanted("table"))
            value = None
        return self.part(self._name(key), value or {})

    def part(self, path: str, data: dict[str, object]) -> "TomlTable":
        """Return a table of this one."""
        return TomlTable(self.file, path, data, self.faults)

    def wanted(self, what: str) -> str:
        """Return what is wanted, in the words of the kind of file."""
        return text(f"wanted.{what}")

    def tables(self, key: str) -> list["TomlTable"]:
        """Return the tables of an array of tables."""
        value = self._value(key, False, text("wanted.tables"))
        if value is None:
            return []
        if not isinstance(value, list) or any(not isinstance(item, dict) for item in value):
            self.fault(key, f"[{self._name(key)}]" if isinstance(value, dict) else value, text("wanted.tables"))
            return []
        return [TomlTable(self.file, f"{self._name(key)}[{n}]", item, self.faults) for n, item in enumerate(value, 1)]

    def names(self) -> list[str]:
        """Return the keys in the order of the file."""
        return list(self.data)

    def finish(self) -> None:
        """Report every key that nobody asked for."""
        for key in self.data:
            if key not in self._asked:
                self.fault(key, self.data[key], text("wanted.known_key", values=", ".join(sorted(self._asked))))

    def _value(self, key: str, required: bool, wanted: str) -> object:
        self._asked.add(key)
        if key not in self.data and required:
            self.fault(key, "", wanted)
        return self.data.get(key)

    def _name(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key


def _line_of(error: Exception) -> int:
    """Return the line that a TOML error names, 0 where it names none."""
    named = re.search(r"at line (\d+)", str(error))
    return int(named[1]) if named else 0


def _shown(value: object) -> str:
    """Return a value as the file has it: `true`, `2026-12-24`."""
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, dict):
        return "[…]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date | time):
        return value.isoformat()
    try:
        return shown(value)
    except ValueError:  # a number with thousands of digits
        return "…"

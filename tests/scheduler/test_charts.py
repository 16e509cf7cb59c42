"""Charts: equal bytes, ids of their own, words for those who do not see them, never colour alone."""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

import scheduler
from scheduler.charts import Bars, Chart, Line, Mark, png, svg
from scheduler.errors import TurnusError
from scheduler.texts import use_language

DAYS = [date(2026, 1, 5) + timedelta(weeks=week) for week in range(8)]
LINES = Chart(
    "Fristen <gehalten> & $offen$",
    "Zwei Linien über acht Wochen",
    "Woche",
    "Anteil (%)",
    lines=(
        Line("Basis", DAYS, [1.5, 2.5, None, 3.5, 4, 4, 4, 4], [1.0] * 8, [5.0] * 8),
        Line("ohne zwei", DAYS, [1, 2, 3, 3, 3, 2, 2, 1]),
    ),
    marks=(Mark("Ziel", 2.25),),
)
BARS = Chart(
    "Absolventen",
    "Zwei Teams",
    "",
    "Anteil (%)",
    bars=(Bars("eng", ["Ost", "West"], [50.0, None], [40.0, None], [60.0, None]), Bars("weit", ["Ost", "West"], [55.0, 60.0])),
)
EMPTY = Chart("leer", "nichts", "", "")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def german() -> Iterator[None]:
    use_language("de")
    yield
    use_language("de")


@pytest.fixture(scope="module")
def drawn_once() -> dict[str, bytes]:
    """Title → chart as SVG, in German; a drawing takes a quarter of a second."""
    use_language("de")
    return {chart.title: svg(chart) for chart in (LINES, BARS, EMPTY)}


def ids(drawn: bytes) -> list[str]:
    return re.findall(r'\sid="([^"]*)"', drawn.decode())


@pytest.mark.parametrize("chart", [LINES, BARS, EMPTY], ids=["lines", "bars", "empty"])
def test_equal_charts_have_equal_bytes_and_no_stamp(chart: Chart, drawn_once: dict[str, bytes]) -> None:
    picture = png(chart)
    assert picture.startswith(b"\x89PNG")
    assert (svg(chart), png(chart)) == (drawn_once[chart.title], picture)
    for drawn in (drawn_once[chart.title], picture):
        assert not re.search(rb"20\d\d-\d\d-\d\dT|matplotlib v|Matplotlib v|tIME", drawn)


def test_the_settings_of_a_person_change_nothing(drawn_once: dict[str, bytes]) -> None:
    import matplotlib as mpl

    drawn = drawn_once[BARS.title]
    with mpl.rc_context({"font.size": 30, "axes.grid": True, "svg.hashsalt": None, "axes.facecolor": "red"}):
        assert svg(BARS) == drawn


def test_several_charts_fit_into_one_page(drawn_once: dict[str, bytes]) -> None:
    """Ids are unique over the page, every reference stays inside its chart, no style reaches beyond it."""
    drawn = {"chart": drawn_once[LINES.title], "b": svg(LINES, name="b"), "c": svg(BARS, name="c")}
    counted = Counter(found for part in drawn.values() for found in ids(part))
    assert max(counted.values()) == 1
    for name, part in drawn.items():
        asked = re.findall(r'href="#([^"]*)"|url\(#([^)]*)\)', part.decode())
        assert asked
        assert {first or second for first, second in asked} <= set(ids(part))
        assert all(rule.startswith(f"#{name} ") for rule in re.findall(r"<style[^>]*>(.*?)</style>", part.decode(), re.DOTALL))
        assert part.startswith(b"<svg ")


def test_a_name_that_begins_no_id_is_refused() -> None:
    for name in ("1a", "", 'a"', "a b"):
        with pytest.raises(ValueError):
            svg(BARS, name=name)


def test_a_chart_says_what_it_shows() -> None:
    drawn = svg(LINES, name="fristen")
    tree = ElementTree.fromstring(drawn)
    assert tree.get("role") == "img"
    assert tree.get("aria-labelledby") == "fristen-title fristen-description"
    assert [tree[0].tag, tree[0].text, tree[0].get("id")] == [f"{SVG}title", LINES.title, "fristen-title"]
    assert [tree[1].tag, tree[1].text, tree[1].get("id")] == [f"{SVG}desc", LINES.description, "fristen-description"]
    assert {LINES.title, "Basis", "ohne zwei", "Ziel", "Woche", "Anteil (%)"} <= shown(drawn)


def shown(drawn: bytes) -> set[str]:
    return {found.text or "" for found in ElementTree.fromstring(drawn).iter(f"{SVG}text")}


def test_numbers_and_days_are_written_as_the_language_does(drawn_once: dict[str, bytes]) -> None:
    german = shown(drawn_once[EMPTY.title]) | shown(drawn_once[LINES.title])
    assert any(re.fullmatch(r"0,\d", word) for word in german)
    assert "01.02.2026" in german
    use_language("en")
    english = shown(svg(EMPTY)) | shown(svg(LINES))
    assert any(re.fullmatch(r"0\.\d", word) for word in english)
    assert "2026-02-01" in english


def test_no_series_differs_by_colour_alone() -> None:
    """Seven lines have seven markers and bars their hatchings: without colours they are still told apart."""
    lines = tuple(Line(f"L{n}", [0, 1], [n, n]) for n in range(4))
    drawn = svg(Chart("", "", "", "", lines=lines)).decode()
    dashes = set(re.findall(r"stroke-dasharray: [\d., ]+", drawn))
    assert len(dashes) == 3  # the first line is whole
    bars = tuple(Bars(f"B{n}", ["x"], [n + 1]) for n in range(4))
    assert svg(Chart("", "", "", "", bars=bars)).decode().count("<pattern") == 3  # the first kind of bar is plain


def test_dots_may_begin_near_the_values_and_reach_the_whole() -> None:
    shares = (Bars("Szenario", ["Ost", "West"], [72.0, 91.0], [71.0, 90.0], [73.0, 92.0]),)
    drawn = svg(Chart("", "", "", "", bars=shares, bottom=70, top=100, dots=True)).decode()
    marked = {int(number) for number in re.findall(r">(\d+)<", drawn)}
    assert (min(marked), max(marked)) == (70, 100)
    whole = {int(number) for number in re.findall(r">(\d+)<", svg(Chart("", "", "", "", bars=shares, top=100)).decode())}
    assert (min(whole), max(whole)) == (0, 100)


def test_a_missing_package_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(TurnusError, match=r"pip install \"turnus\[charts\]\""):
        svg(BARS)


def test_only_charts_import_matplotlib_and_only_when_they_are_drawn() -> None:
    users = {file.name for file in Path(scheduler.__file__).parent.rglob("*.py") if "import matplotlib" in file.read_text()}
    users |= {file.name for file in Path(scheduler.__file__).parent.rglob("*.py") if "from matplotlib" in file.read_text()}
    assert users == {"charts.py"}
    top = Path(scheduler.__file__).with_name("charts.py").read_text()
    assert not re.search(r"^(import|from) matplotlib", top, re.MULTILINE)
    assert "pyplot" not in top

"""A sign that no font has stops a letter with its name, the sign and what to do; it is no fault of the template."""

from pathlib import Path

import pytest

from helpers.letters import addresses, export, invitation, roster_with, turnus


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    return roster_with(tmp_path / "roster", invitation(1), invitation(2))


@pytest.mark.parametrize(("sign", "shown"), [("中", "中 (U+4E2D)"), ("\ue000", "U+E000")])
def test_a_sign_in_a_single_letter_is_named_with_its_place(roster: Path, tmp_path: Path, sign: str, shown: str) -> None:
    export(roster, addresses(tmp_path / "good.csv", {"K1": "Ada", "K2": "Ben"}), tmp_path / "out")
    people = addresses(tmp_path / "odd.csv", {"K1": f"Ada {sign}", "K2": "Ben"})
    result = export(roster, people, tmp_path / "again", "--again", "B1")
    assert result.exit_code == 1
    assert f"Brief für K1 (Termin B1): Diese Zeichen kann keine Schrift darstellen: {shown}." in result.output
    assert "in Name oder Anschrift (Adressdatei)" in result.output
    assert "letters/fonts/" in result.output
    assert "Ein Brief lässt sich nicht setzen." in result.output
    for words in ("Vorlage", "font", "error"):
        assert words not in result.output.replace("letters/fonts/", ""), words
    assert not (tmp_path / "again").exists()


def test_each_letter_is_named_and_texts_of_the_house_as_their_place(roster: Path, tmp_path: Path) -> None:
    texts = roster / "letters" / "texts"
    texts.mkdir(parents=True)
    shipped = Path(__file__).parents[2] / "scheduler" / "letters" / "texts" / "deutsch.toml"
    (texts / "deutsch.toml").write_text(
        shipped.read_text(encoding="utf-8").replace("Guten Tag", "文 Guten Tag"), encoding="utf-8"
    )
    result = export(roster, addresses(tmp_path / "a.csv", {"K1": "Ada", "K2": "Ben"}), tmp_path / "out")
    assert [line.split(":")[0] for line in result.output.splitlines()[:2]] == [
        "Brief für K1 (Termin B1)",
        "Brief für K2 (Termin B2)",
    ]
    assert "文 (U+6587). Sie stehen in den Texten des Briefs." in result.output
    assert "2 Briefe lassen sich nicht setzen." in result.output


def test_a_printed_week_says_the_same(roster: Path, tmp_path: Path) -> None:
    people = addresses(tmp_path / "odd.csv", {"K1": "Ada 中", "K2": "Ben"})
    own = ("--specialist", "S1", "--with-names", "--addresses", people)
    result = turnus("export", "week", roster, "--week", "2026-W50", "-o", tmp_path / "out", "--today", "2026-11-20", *own)
    assert (result.exit_code, "中 (U+4E2D)" in result.output, "typst" in result.output) == (1, True, False)

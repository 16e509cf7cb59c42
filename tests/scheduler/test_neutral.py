"""Texts of ours in tables: never a formula, and reading gives them back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler import cellvalues
from scheduler.neutral import neutral, plain

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


@pytest.mark.parametrize("start", STARTS)
def test_no_text_begins_like_a_formula(start: str) -> None:
    assert neutral(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("text", ["", "Kurs", "'tis", "a=b", "0171 1", "''"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert neutral(text) == text == plain(text)


@given(st.text(st.sampled_from("'=+-@\ta"), max_size=6))
def test_reading_undoes_it(text: str) -> None:
    assert plain(neutral(text)) == text
    assert not neutral(text).startswith(STARTS)


def test_a_cell_of_a_roster_is_read_as_it_was_meant() -> None:
    assert cellvalues.plain(neutral("=HYPERLINK(…)")) == "=HYPERLINK(…)"

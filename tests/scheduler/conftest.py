"""Fixtures that several modules of tests ask for."""

from collections.abc import Iterator

import pytest

from helpers.mailserver import Post, mail_server


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[Post, int]]:
    with mail_server() as found:
        yield found


@pytest.fixture
def post(running: tuple[Post, int]) -> Post:
    running[0].taken.clear()
    running[0].refused.clear()
    running[0].breaks_after = None
    return running[0]


@pytest.fixture
def smtp(running: tuple[Post, int]) -> tuple[str, ...]:
    return ("--smtp", f"127.0.0.1:{running[1]}", "--no-tls")

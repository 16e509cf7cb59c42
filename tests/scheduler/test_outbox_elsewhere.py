"""Mails that a failed run has left unsent: the user learns where they lie, and another outbox takes them over, each once."""

import shutil
from pathlib import Path

import pytest

from helpers.exports import NINE, TEN, done, files_of, ledger, office_of, rebook, turnus
from helpers.mailserver import Post
from helpers.rosters import booking, write_table

NOBODY = ("--smtp", "127.0.0.1:1", "--no-tls")
CANCELLED = [booking("B1", *NINE, state="cancelled"), booking("B2", *TEN, customer_id="K2", state="cancelled")]


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    """A roster whose two invitations could not be sent and lie in `first`."""
    roster = office_of(tmp_path / "roster", [booking("B1", *NINE), booking("B2", *TEN, customer_id="K2")])
    result = turnus("export", "invitations", roster, "-o", tmp_path / "first", *NOBODY)
    assert (result.exit_code, f"2 Mails liegen ungesendet in {tmp_path / 'first'}." in result.output) == (1, True)
    return roster


def test_another_outbox_takes_them_over_and_each_is_sent_once(
    roster: Path, tmp_path: Path, post: Post, smtp: tuple[str, ...]
) -> None:
    result = done("export", "invitations", roster, "-o", tmp_path / "second", *smtp)
    assert f"2 Mails eines früheren Laufs lagen noch ungesendet in {tmp_path / 'first'}; dort sind sie weg" in result.output
    assert (files_of(tmp_path / "first"), len(post.taken)) == ({}, 2)
    assert {row["outbox"] for row in ledger(roster)} == {""}
    again = done("export", "invitations", roster, "-o", tmp_path / "third", *smtp)
    assert ("früheren Laufs" in again.output, len(post.taken)) == (False, 2)


def test_what_was_never_told_goes_from_there_when_it_is_called_off(
    roster: Path, tmp_path: Path, post: Post, smtp: tuple[str, ...]
) -> None:
    rebook(roster, CANCELLED)
    done("export", "invitations", roster, "-o", tmp_path / "second", *smtp)
    assert (files_of(tmp_path / "first"), post.taken) == ({}, [])


def test_without_a_server_they_lie_in_the_new_outbox_alone(roster: Path, tmp_path: Path) -> None:
    names = sorted(files_of(tmp_path / "first"))
    done("export", "invitations", roster, "-o", tmp_path / "second")
    assert (files_of(tmp_path / "first"), sorted(files_of(tmp_path / "second"))) == ({}, names)


def test_a_folder_that_is_out_of_reach_is_named_with_its_files(
    roster: Path, tmp_path: Path, post: Post, smtp: tuple[str, ...]
) -> None:
    names = sorted(files_of(tmp_path / "first"))
    shutil.rmtree(tmp_path / "first")
    result = done("export", "invitations", roster, "-o", tmp_path / "second", *smtp)
    assert "Der Ordner ist nicht zu erreichen" in result.output
    assert [name in result.output for name in names] == [True, True]
    assert len(post.taken) == 2


def test_a_folder_of_somebody_else_stops_nothing(roster: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.export.outbox.is_reachable", lambda _: False)
    result = done("export", "invitations", roster, "-o", tmp_path / "second")
    assert "Der Ordner ist nicht zu erreichen" in result.output
    assert len(files_of(tmp_path / "first")) == len(files_of(tmp_path / "second")) == 2


def test_what_a_run_does_not_send_is_mentioned(tmp_path: Path) -> None:
    roster, people = office_of(tmp_path / "roster", [booking("B1", *NINE)]), tmp_path / "people.csv"
    write_table(people, [{"customer_id": "K1", "name": "Ada", "email": "ada@example.org", "mail_ok": "yes"}])
    turnus("export", "invitations", roster, "-o", tmp_path / "first", "--customers", "--addresses", people, *NOBODY)
    result = done("export", "invitations", roster, "-o", tmp_path / "second")
    assert f"1 Mail eines früheren Laufs liegt noch ungesendet in {tmp_path / 'first'}." in result.output


def test_where_nothing_is_to_be_sent_no_server_is_asked(tmp_path: Path) -> None:
    roster = office_of(tmp_path / "roster", [booking("B1", *NINE)])
    done("export", "invitations", roster, "-o", tmp_path / "out")
    done("export", "invitations", roster, "-o", tmp_path / "out", *NOBODY)


def test_a_dry_run_says_what_each_message_is(tmp_path: Path) -> None:
    roster = office_of(
        tmp_path / "roster",
        [booking("B1", *NINE), booking("B2", *TEN, customer_id="K2"), booking("B4", *TEN, specialist_id="S2")],
    )
    done("export", "invitations", roster, "-o", tmp_path / "out")
    later = ("2026-12-01T13:00", "2026-12-01T13:45")
    rebook(roster, [booking("B1", *later), CANCELLED[1], booking("B3", *NINE, customer_id="K3"), booking("B4", *TEN)])
    people = tmp_path / "people.csv"
    write_table(people, [{"customer_id": "K3", "name": "Ada", "email": "ada@example.org", "mail_ok": "yes"}])
    more = ("--customers", "--addresses", people, "--dry-run")
    result = done("export", "invitations", roster, "-o", tmp_path / "out", *more)
    lines = sorted(line.partition(", Termin T-")[0] for line in result.output.splitlines() if line.endswith(".eml)"))
    assert lines == sorted(
        [
            "  abgesagt: Mo 30.11.2026 10:00–10:45, an S1",
            "  abgesagt: Mo 30.11.2026 10:00–10:45, an S2",
            "  neu: Mo 30.11.2026 09:00–09:45, an S1",
            "  neu: Mo 30.11.2026 10:00–10:45, an S1",
            "  verlegt (bisher Mo 30.11.2026 09:00–09:45): Di 01.12.2026 13:00–13:45, an S1",
            next(line for line in lines if "Kundin" in line),
        ]
    )
    assert "an die Kundin oder den Kunden von Termin T-" in result.output
    assert "K3" not in result.output

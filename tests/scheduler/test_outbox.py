"""The outbox: what nobody has taken goes when it is wrong, who was never told is not called off, nobody else may read it."""

import os
import stat
from pathlib import Path

import pytest

from helpers.exports import NINE, TEN, done, files_of, ledger, office_of, rebook, turnus
from helpers.mailserver import Post
from helpers.rosters import Row, booking
from scheduler.pseudonyms import KEY_BYTES, ensure_key, key_file, read_key

S1, S2 = "s1@example.org", "s2@example.org"
GONE: list[Row] = [booking("B1", *NINE, state="cancelled")]


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    return office_of(tmp_path / "roster", [booking("B1", *NINE)])


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "outbox"


def run(roster: Path, out: Path, *more: str, today: str = "2026-11-20") -> int:
    return turnus("export", "invitations", roster, "-o", out, *more, today=today).exit_code


def waiting(out: Path) -> list[str]:
    return sorted(file.name.partition("-")[2] for file in out.glob("*.eml"))


def test_who_was_never_told_is_not_called_off(roster: Path, out: Path, post: Post, smtp: list[str]) -> None:
    post.refused = {S1}
    assert run(roster, out, *smtp) == 1
    assert (waiting(out), ledger(roster)[0].get("told_on", "")) == (["0-request-staff-S1.eml"], "")
    rebook(roster, [booking("B1", *TEN)])
    assert run(roster, out, *smtp, today="2026-11-21") == 1
    assert waiting(out) == ["1-request-staff-S1.eml"]
    post.refused = set()
    rebook(roster, GONE)
    assert run(roster, out, *smtp, today="2026-11-22") == 0
    assert (files_of(out), post.taken, ledger(roster)[0]["status"]) == ({}, [], "CANCELLED")
    assert run(roster, out, *smtp, today="2026-11-23") == 0
    rebook(roster, [booking("B1", *NINE)])
    assert run(roster, out, *smtp, today="2026-11-23") == 0
    assert [to for to, _ in post.taken] == [S1]


def test_who_was_told_before_is_called_off(roster: Path, out: Path, post: Post, smtp: list[str]) -> None:
    assert run(roster, out, *smtp) == 0
    post.refused = {S1}
    rebook(roster, [booking("B1", *TEN)])
    assert (run(roster, out, *smtp), waiting(out)) == (1, ["1-request-staff-S1.eml"])
    post.refused = set()
    rebook(roster, GONE)
    assert (run(roster, out, *smtp), waiting(out)) == (0, [])
    assert sorted(file.name.partition("-")[2] for file in (out / "sent").iterdir()) == [
        "0-request-staff-S1.eml",
        "2-cancel-staff-S1.eml",
    ]


def test_what_may_be_out_is_called_off(roster: Path, out: Path, post: Post, smtp: list[str]) -> None:
    post.breaks_after = 0
    assert (run(roster, out, *smtp), waiting(out)) == (1, ["0-request-staff-S1.eml"])
    post.breaks_after = None
    rebook(roster, GONE)
    assert (run(roster, out, *smtp), waiting(out), len(post.taken)) == (0, [], 1)


def test_what_somebody_took_by_hand_is_called_off(roster: Path, out: Path, post: Post, smtp: list[str]) -> None:
    post.refused = {S1}
    run(roster, out, *smtp)
    next(out.glob("*.eml")).unlink()
    post.refused = set()
    rebook(roster, GONE)
    assert (run(roster, out, *smtp), len(post.taken)) == (0, 1)


def test_a_mail_that_lies_for_another_and_files_of_others_stay(roster: Path, out: Path, post: Post, smtp: list[str]) -> None:
    rows = [booking("B1", *NINE), booking("B2", *TEN, customer_id="K2", specialist_id="S2")]
    rebook(roster, rows)
    post.refused = {S1, S2}
    run(roster, out, *smtp)
    (out / "note.eml").write_text("x")
    rebook(roster, [*GONE, rows[1]])
    assert run(roster, out, *smtp) == 1
    assert [name for name in waiting(out) if name] == ["0-request-staff-S2.eml"]
    assert (out / "note.eml").exists()


def test_what_the_server_took_before_a_crash_is_not_written_again(
    monkeypatch: pytest.MonkeyPatch, roster: Path, out: Path, post: Post, smtp: list[str]
) -> None:
    def dies(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("scheduler.export.invitations.handed_over", dies)
        assert run(roster, out, *smtp) == 1
    assert (run(roster, out), waiting(out), ledger(roster)[0]["sent_on"]) == (0, [], "2026-11-20")


@pytest.mark.skipif(os.name != "posix", reason="other systems have other rights")
def test_nobody_else_reads_the_outbox(roster: Path, out: Path, post: Post, smtp: list[str]) -> None:
    post.refused = {S2}
    rebook(roster, [booking("B1", *NINE), booking("B2", *TEN, customer_id="K2", specialist_id="S2")])
    assert run(roster, out, *smtp) == 1
    found = {stat.S_IMODE(place.stat().st_mode) for place in (out, out / "sent")}
    files = {stat.S_IMODE(file.stat().st_mode) for file in out.rglob("*.eml")}
    assert (found, files, len(list(out.rglob("*.eml")))) == ({0o700}, {0o600}, 2)


def test_a_dry_run_makes_no_key(roster: Path, out: Path) -> None:
    key_file(roster).unlink()
    before = files_of(roster)
    done("export", "invitations", roster, "-o", out, "--dry-run")
    assert (files_of(roster), files_of(out)) == (before, {})


@pytest.mark.parametrize("has_links", [True, False])
def test_of_two_first_runs_at_once_both_have_one_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_links: bool) -> None:
    other, link = bytes(range(KEY_BYTES)), os.link

    def late(file: Path, place: Path) -> None:
        key_file(tmp_path).write_text(other.hex() + "\n")
        if not has_links:
            raise PermissionError
        link(file, place)

    monkeypatch.setattr(os, "link", late)
    assert ensure_key(tmp_path) == other == read_key(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["pseudonym.key"]


def test_a_key_where_there_are_no_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuses)
    assert ensure_key(tmp_path) == ensure_key(tmp_path)
    assert os.name != "posix" or stat.S_IMODE(key_file(tmp_path).stat().st_mode) == 0o600

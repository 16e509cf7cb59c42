"""Contact density: who is within the interval, how far beyond it are the others, and no small cell in sight."""

from datetime import date
from pathlib import Path

from helpers.reports import HOUSE, counted, head, parts, people_with, person, report, talk
from scheduler.report.density import OTHERS
from scheduler.report.figure import JOINED

SIX = "six-months"


def test_bands_are_multiples_of_the_interval(tmp_path: Path) -> None:
    """On 31.10.2026: six months after 30.04. is 30.10., one day late. Then about 274 and 365 days."""
    days = ["2026-05-01"] * 6 + ["2026-04-30"] * 5 + ["2026-02-02"] * 5 + ["2026-01-20"] * 5 + ["2025-10-20"] * 7
    people, contacts = people_with(days)
    made = report(tmp_path, people, contacts=contacts)
    assert counted(made, "density") == (6, 28)
    bands = {name: row.numerator for name, row in parts(made, "density").items()}
    assert bands == {f"{SIX}.within": 6, f"{SIX}.over_1": 10, f"{SIX}.over_1.5": 5, f"{SIX}.over_2": 7}
    assert {row.denominator for row in parts(made, "density").values()} == {28}
    since = [row.since for row in parts(made, "density").values()]
    assert since == [None, date(2026, 4, 30), date(2026, 1, 28), date(2025, 10, 28)]


def test_the_interval_of_somebody_never_seen_runs_from_registration(tmp_path: Path) -> None:
    new = [person(f"N{n}", registered_on="2026-10-15") for n in range(5)]
    old = [person(f"O{n}", registered_on="2025-12-15") for n in range(5)]
    assert counted(report(tmp_path, [*new, *old]), "density") == (5, 10)


def test_who_has_no_interval_is_not_counted(tmp_path: Path) -> None:
    people, contacts = people_with(["2026-10-05"] * 6)
    others = [
        person("PUPIL", flags="schulpflichtig"),
        person("ALG", flags="alg_aufstocker"),
        person("PAUSE"),
        person("NEXT", registered_on="2026-11-02"),
    ]
    pause = {"customer_id": "PAUSE", "pause": "yes", "until": "2027-01-31", "reason": "JBA"}
    made = report(tmp_path, [*people, *others], contacts=contacts, deviations=[pause])
    assert counted(made, "density") == (6, 6)


def test_small_groups_stand_together(tmp_path: Path) -> None:
    """Three with a Kooperationsplan and two with an approved exception are five together."""
    people, contacts = people_with(["2026-10-05"] * 10)
    plan = [person(f"P{n}", plan_since="2026-06-01", last_contact_on="2026-09-01") for n in range(3)]
    own = [person(f"D{n}", last_contact_on="2026-09-01") for n in range(2)]
    deviations = [{"customer_id": f"D{n}", "every": "3 Monate", "until": "2027-01-31", "reason": "JBA"} for n in range(2)]
    made = report(tmp_path, [*people, *plan, *own], contacts=contacts, deviations=deviations)
    assert {row.group for row in parts(made, "density").values()} == {SIX, OTHERS}
    assert parts(made, "density")[f"{OTHERS}.within"].numerator == 5


def test_a_group_that_is_still_too_small_takes_the_smallest_other_one(tmp_path: Path) -> None:
    people, contacts = people_with(["2026-10-05"] * 10)
    plan = [person(f"P{n}", plan_since="2026-06-01", last_contact_on="2026-09-01") for n in range(3)]
    made = report(tmp_path, [*people, *plan], contacts=contacts)
    assert [row.group for row in parts(made, "density").values()] == [OTHERS] * 4
    assert parts(made, "density")[f"{OTHERS}.within"].numerator == 13


def test_bands_with_few_people_stand_together(tmp_path: Path) -> None:
    """Three more than one and a half intervals late are told with the four who are less late; nothing is hidden."""
    people, contacts = people_with(["2026-10-05"] * 20 + ["2026-04-20"] * 4 + ["2026-01-20"] * 3)
    made = report(tmp_path, people, contacts=contacts)
    found = parts(made, "density")
    assert {name: row.numerator for name, row in found.items()} == {
        f"{SIX}.within": 20,
        f"{SIX}.over_1": 7,
        f"{SIX}.over_1.5": None,
        f"{SIX}.over_2": 0,
    }
    assert [name for name, row in found.items() if row.mask == JOINED] == [f"{SIX}.over_1.5"]


def test_a_group_of_which_few_are_late_stands_with_another_one(tmp_path: Path) -> None:
    people, contacts = people_with(["2026-10-05"] * 20 + ["2026-04-20"] * 6)
    plan = [person(f"P{n}", plan_since="2026-06-01", last_contact_on="2026-09-01") for n in range(10)]
    late = [person(f"L{n}", plan_since="2026-06-01", last_contact_on="2026-04-01") for n in range(3)]
    found = parts(report(tmp_path, [*people, *plan, *late], contacts=contacts), "density")
    assert (found[f"{OTHERS}.within"].numerator, found[f"{OTHERS}.over_1"].numerator) == (30, 9)


def test_where_only_few_of_all_are_late_there_is_the_figure_alone(tmp_path: Path) -> None:
    people, contacts = people_with(["2026-10-05"] * 20 + ["2026-04-20"] * 3)
    made = report(tmp_path, people, contacts=contacts)
    assert (counted(made, "density"), parts(made, "density")) == ((20, 23), {})


def test_an_interval_of_a_team_agreement_counts(tmp_path: Path) -> None:
    folder = tmp_path / "house"
    folder.mkdir()
    (folder / "eng.toml").write_text(
        '[concept]\nextends = "lichtenberg-2022"\ntitle = "x"\nsource = "x"\nvalid_from = 2020-01-01\n\n'
        '[[rule]]\nid = "eng"\nevery = { weeks = 8 }\ntier = "team"\nquote = "x"\n',
        encoding="utf-8",
    )
    people = [person(f"K{n}") for n in range(10)]
    contacts = [talk(f"K{n}", "2026-09-05" if n < 5 else "2026-09-04") for n in range(10)]
    made = report(folder, people, office=HOUSE.replace("lichtenberg-2022", "eng"), contacts=contacts)
    assert counted(made, "density") == (5, 10)
    assert counted(made, "activity") == (10, 10)
    assert head(made, "density").source == ""
    assert {row.source for row in parts(made, "density").values()} == {"x"}

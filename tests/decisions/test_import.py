"""Real budgets come in whole, once; broken files change nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonhall.actions import import_runs
from commonhall.core.imports import Invalid
from commonhall.decisions.votes import queries
from commonhall.decisions.votes.importers import pabulib
from commonhall.decisions.votes.models import CastBallot, Election, Option, Result
from commonhall.record import sequencer, verification
from commonhall.record.readers import DatabaseSource
from commonhall.site.commands import found
from tests.damage import damaged

SMALL = """META
key;value
description;Little budget
country;Nowhere
unit;Testford
instance;2024
num_projects;2
num_votes;3
budget;100
vote_type;approval
rule;greedy
PROJECTS
project_id;cost;name;selected
1;60;Lamps 路灯;1
2;50;<script>;0
VOTES
voter_id;vote
a;1,2
b;1
b;2
"""
WINNERS = {"poland_wieliczka_2023.pb": 30, "poland_lodz_2022_.pb": 0}


@pytest.fixture
def hall(home: Path, db: None) -> Path:
    found.found("Testford")
    return home


def write(folder: Path, text: str) -> Path:
    path = folder / "a.pb"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_budget_comes_in_once_with_its_result(hall: Path) -> None:
    path = write(hall, SMALL)
    first, again = pabulib.run(path), pabulib.run(path)
    assert (first["ballots"], first["new"], first["winners"]) == (3, 3, ["1"])
    assert (again["new"], again["repeated"], again["election"]) == (0, True, first["election"])
    assert (Election.objects.count(), Option.objects.count(), CastBallot.objects.count()) == (
        1,
        2,
        3,
    )
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok
    page = Client().get(f"/decisions/{first['election']}/").content.decode()
    assert "路灯" in page and "<script>;" not in page and "&lt;script&gt;" in page


def test_ballots_without_voters_and_of_one_choice_come_in(hall: Path) -> None:
    text = SMALL.replace("voter_id;vote\na;1,2\nb;1\nb;2", "vote\n1\n1\n2")
    found = pabulib.run(write(hall, text.replace("approval", "choose-1")))
    election = Election.objects.get(pk=found["election"])
    assert (election.form, election.most, found["winners"]) == ("approval", 1, ["1"])
    ballots = CastBallot.objects.order_by("pk").values_list("tracker", "choices")
    assert list(ballots) == [("1", [["1", 1]]), ("2", [["1", 1]]), ("3", [["2", 1]])]


def test_killed_in_the_middle_it_resumes_and_shows_nothing_before(hall: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    path = write(hall, SMALL)
    monkeypatch.setattr(import_runs, "CHUNK", 1)
    written = import_runs._write_chunk
    calls = []

    def dying(plan, run, chunk):  # type: ignore[no-untyped-def]
        if calls:
            raise KeyboardInterrupt
        calls.append(1)
        return written(plan, run, chunk[:1])

    monkeypatch.setattr(import_runs, "_write_chunk", dying)
    monkeypatch.setattr(import_runs, "chunks", lambda rows: ([row] for row in rows))
    with pytest.raises(KeyboardInterrupt):
        pabulib.run(path)
    assert queries.elections().count() == 0 and CastBallot.objects.count() == 1
    monkeypatch.setattr(import_runs, "_write_chunk", written)
    assert pabulib.run(path)["new"] == 2
    assert queries.elections().count() == 1 and Result.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("budget;100", "budget;ten"), "budget"),
        (("vote_type;approval", "vote_type;shouting"), "vote_type"),
        (("1;60;", "1;sixty;"), "cost"),
        (("VOTES", "VOICES"), "VOTES"),
        (("1;60;", "1;40,000;"), "line 14, file: line 14: cost '40,000' may have a comma"),
        (("1;60;", f"1;{10**30};"), "line 14, cost: is more than"),
        (("budget;100", f"budget;{10**30}"), "line 9, budget: is more than"),
        (("1;60;", f"{'x' * 41};60;"), "line 14, project_id: has more than 40 characters"),
        (("Lamps", "La\0mps"), "line 14, file: holds the character U+0000"),
    ],
)
def test_broken_files_name_what_is_wrong_and_change_nothing(
    hall: Path, change: tuple[str, str], says: str
) -> None:
    with pytest.raises(Exception) as caught:
        pabulib.run(write(hall, SMALL.replace(*change)))
    assert says in str(caught.value)
    assert not Election.objects.exists() and not CastBallot.objects.exists()


POINTS = (
    SMALL.replace("approval", "scoring")
    .replace("voter_id;vote", "voter_id;vote;points")
    .replace("a;1,2\nb;1\nb;2", "a;1,2;None,3\nb;1;2\nb;2;1.5")
)


def test_a_ballot_with_points_that_are_no_numbers_comes_in_empty_and_is_told(hall: Path) -> None:
    result = pabulib.run(write(hall, POINTS.replace(";selected", ";chosen")))
    ballots = CastBallot.objects.order_by("pk").values_list("choices", flat=True)
    assert list(ballots) == [[], [["1", 2]], [["2", "3/2"]]]
    assert result["winners"] == ["1"] or result["winners"] == ["2"]
    assert "line 18" in result["doubts"][0] and "counts as empty" in pabulib.told(result)


def test_what_the_file_says_twice_is_told(hall: Path) -> None:
    result = pabulib.run(write(hall, SMALL.replace("budget;100", "budget;100\nbudget;120")))
    assert result["doubts"] == ["line 10: META states budget in line 9 already; the last counts"]


@given(data=st.data())
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_damage_to_a_file_ends_in_anything_but_its_own_error(
    hall: Path, data: st.DataObject
) -> None:
    text = data.draw(st.sampled_from([SMALL, POINTS]))
    path = hall / "damaged.pb"
    path.write_bytes(data.draw(damaged(text.encode())))
    try:
        result = pabulib.run(path)
    except Invalid as error:
        assert all(problem.line >= 1 and problem.field for problem in error.problems)
    else:
        ballots = CastBallot.objects.filter(election=result["election"])
        assert result["ballots"] == ballots.count()


def test_broken_encoding_names_the_line(hall: Path) -> None:
    path = hall / "b.pb"
    path.write_bytes(b"META\nkey;value\ndescription;\xff\n")
    with pytest.raises(Invalid, match="line 3, encoding"):
        pabulib.run(path)


@pytest.mark.realdata
def test_every_real_budget_comes_in(hall: Path, real_data: Path) -> None:
    files = sorted((real_data / "pabulib").glob("*.pb"))
    assert files
    for path in files:
        if path.stat().st_size > 400_000:
            # The largest are brought in by `make test-full`.
            continue
        result = pabulib.run(path)
        assert result["ballots"] > 0
        assert result["new"] == result["ballots"]
        if path.name in WINNERS:
            assert len(result["winners"]) == WINNERS[path.name]
        page = Client().get(f"/decisions/{result['election']}/")
        assert page.status_code == 200 and len(page.content) < 600_000


@pytest.mark.realdata
@pytest.mark.full
def test_the_largest_real_budgets_come_in(hall: Path, real_data: Path) -> None:
    for path in sorted((real_data / "pabulib").glob("*.pb")):
        result = pabulib.run(path)
        assert result["new"] == result["ballots"]

"""Pabulib files: nothing is lost, and a mistake is named with its line."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhall.methods.budgeting import (
    ElectionError,
    PabulibError,
    completed_equal_shares,
    election_from_pabulib,
    equal_shares,
    greedy,
    pabulib,
    read_pabulib,
    write_pabulib,
)
from commonhall.methods.budgeting.columns import Columns
from commonhall.methods.budgeting.pabulib import VOTE_TYPES
from commonhall.site.cli import main
from tests.damage import damaged

FILE = """META
key;value
description;Example
country;Nowhere
unit;Town
instance;2024
num_projects;2
num_votes;3
budget;100
vote_type;{kind}
rule;greedy
PROJECTS
project_id;cost;name
p1;60;"A ""quoted""; name"
p2;40,50;Bench
VOTES
voter_id;vote;points;age
1;p1,p2;3,1;40
2;p2;2;
3;p1;1;33
"""
REAL = os.environ.get("COMMONHALL_REAL_DATA")
real = pytest.mark.skipif(not REAL, reason="COMMONHALL_REAL_DATA names no folder")


def example(kind: str = "approval") -> str:
    return FILE.format(kind=kind)


@pytest.mark.parametrize("kind", ["approval", "ordinal", "cumulative", "scoring"])
def test_a_file_read_and_written_again_is_the_same(kind: str) -> None:
    file = read_pabulib(example(kind), strict=True)
    assert write_pabulib(file) == example(kind)
    assert read_pabulib(write_pabulib(file)) == file


@pytest.mark.parametrize(
    ("kind", "points"), [("approval", 2), ("ordinal", 3), ("cumulative", 4), ("scoring", 4)]
)
def test_scores_follow_the_vote_type(kind: str, points: int) -> None:
    election = election_from_pabulib(read_pabulib(example(kind)))
    assert election.points(election.index["p1"]) == points
    assert election.votes(election.index["p1"]) == 2


def test_one_choice_is_counted_as_support_and_two_are_in_doubt() -> None:
    single = example("choose-1").replace("1;p1,p2;", "1;p1;")
    election = election_from_pabulib(read_pabulib(single, strict=True))
    assert [election.votes(election.index[name]) for name in ("p1", "p2")] == [2, 1]
    with pytest.raises(PabulibError, match="at most 1 were allowed") as caught:
        read_pabulib(example("choose-1"), strict=True)
    assert caught.value.line == 18


def read(text: str, *, strict: bool) -> tuple[object, ...]:
    """All that reading says, lines too; or the mistake."""
    try:
        file = read_pabulib(text, strict=strict)
    except PabulibError as error:
        return (str(error), error.line)
    lines = list(file.project_lines), list(file.vote_lines), file.meta_lines
    return (file, list(file.votes), list(map(list, file.votes[1:])), lines, file.warnings)


@pytest.mark.parametrize("seed", range(40))
def test_votes_split_at_semicolons_are_what_a_csv_reader_reads(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every file is damaged here and there, with what only a CSV reader understands too."""
    mix = random.Random(seed)
    bits = [
        '"',
        ";",
        "\n",
        "\r\n",
        "\nVOTES\n",
        '"\nVOTES\n',
        "x",
        ",",
        " ",
        "\nMETA\n",
        '""',
        "\n;;;\n",
    ]
    texts = [example(kind) for kind in ("approval", "ordinal", "cumulative")]
    for _ in range(50):
        text = mix.choice(texts)
        for _ in range(mix.randint(0, 2)):
            at = mix.randint(0, len(text))
            text = text[:at] + mix.choice(bits) + text[at + mix.randint(0, 2) :]
        texts.append(text)
    found = [read(text, strict=strict) for text in texts for strict in (False, True)]
    split = sum(isinstance(read_pabulib(example(kind)).votes, Columns) for kind in VOTE_TYPES)
    monkeypatch.setattr(pabulib, "plain_table", lambda text: None)
    assert found == [read(text, strict=strict) for text in texts for strict in (False, True)]
    assert split == len(VOTE_TYPES)


def test_a_decimal_comma_in_a_cost_is_exact() -> None:
    election = election_from_pabulib(read_pabulib(example()))
    assert election.costs[election.index["p2"]] * 2 == 81


def test_marks_of_sections_may_end_in_empty_cells() -> None:
    text = example()
    for mark in ("META", "PROJECTS", "VOTES"):
        text = text.replace(f"{mark}\n", f"{mark};;;\n")
    assert read_pabulib(text, strict=True) == read_pabulib(example())


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(PabulibError, match="empty"):
        read_pabulib("")


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ("60;", "sixty;", 14, "not a number"),
        ("60;", "-60;", 14, "negative"),
        ("60;", '"40,000";', 14, "comma of thousands"),
        ("60;", "1,234,567;", 14, "comma of thousands"),
        ("60;", "1.234.567;", 14, "marks of thousands"),
        ("60;", "1'000;", 14, "marks of thousands"),
        ("60;", "60/1;", 14, "not a number"),
        ("60;", "1e999999999;", 14, "not a number"),
        ("budget;100", "budget;100,000", 9, "comma of thousands"),
        ("budget;100", "budget;None", 9, "not a number"),
        ("project_id;cost;name", "project_id;cost;cost", 20, "the column cost twice"),
        ("p2;40,50", "p1;40,50", 15, "listed twice"),
        ("vote_type;approval", "vote_type;thumbs", 10, "unknown"),
        ("VOTES\n", "", 19, "VOTES is missing"),
        ("budget;100\n", "", 19, "no budget"),
    ],
)
def test_a_broken_file_is_refused_with_its_line(
    old: str, new: str, line: int, problem: str
) -> None:
    with pytest.raises(PabulibError, match=problem) as caught:
        read_pabulib(example().replace(old, new, 1))
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("num_votes;3", "num_votes;4", "num_votes says 4"),
        ("2;p2;", "2;p9;", "unknown project 'p9'"),
        ("1;p1,p2;", "1;p1,p1;", "twice"),
        ("rule;greedy", "rule;greedy\nmax_length;1", "at most 1"),
        ("rule;greedy", "rule;greedy\nbudget;70", "META states budget in line 9 already"),
        ("rule;greedy", "rule;greedy\nunit;City", "META states unit in line 5 already"),
        ("60;", "40.000;", "cost '40.000' may have a point of thousands"),
        ("budget;100", "budget;100.000", "budget '100.000' may have a point of thousands"),
        ("p2;40,50;Bench", "p2;40,50;Bench;more", "4 cells under 3 columns"),
        ("3;p1;1;33", "VOTES\n3;p1;1;33", "the section VOTES begins again"),
        ("key;value\n", "", "META has no header key;value"),
        ("project_id;cost;name", "project_id;cost;name;name", "PROJECTS has the column name twice"),
    ],
)
def test_a_doubtful_file_is_refused_only_when_strict(old: str, new: str, problem: str) -> None:
    text = example().replace(old, new, 1)
    assert any(problem in warning for warning in read_pabulib(text).warnings)
    with pytest.raises(PabulibError, match=problem):
        read_pabulib(text, strict=True)


@pytest.mark.parametrize("points", ["None,3", "x,3", "1/0,3", "1e999999999,3", ",3", "nan,3"])
def test_a_ballot_with_points_that_are_no_numbers_counts_as_empty(points: str) -> None:
    text = example("scoring").replace("1;p1,p2;3,1;40", f"1;p1,p2;{points};40")
    file = read_pabulib(text)
    election = election_from_pabulib(file)
    assert (election.voters, election.points(election.index["p2"])) == (3, 2) or points == ",3"
    assert any(one.startswith("line 18: ") for one in file.warnings)
    with pytest.raises(PabulibError, match="line 18"):
        read_pabulib(text, strict=True)


@pytest.mark.parametrize(
    "points", ["99999999999999999999,1", "9007199254740992,1", "1,0.0000000000000001"]
)
def test_points_that_cannot_be_summed_up_exactly_are_refused(points: str) -> None:
    file = read_pabulib(example("scoring").replace("3,1;40", f"{points};40"))
    with pytest.raises(ElectionError, match="summed up exactly"):
        election_from_pabulib(file)


@given(kind=st.sampled_from(VOTE_TYPES), data=st.data())
@settings(max_examples=800, deadline=None)
def test_no_damage_to_a_file_ends_in_anything_but_its_own_error(
    kind: str, data: st.DataObject
) -> None:
    text = data.draw(damaged(example(kind).encode())).decode("utf-8", "replace")
    try:
        election = election_from_pabulib(read_pabulib(text, strict=data.draw(st.booleans())))
        winners = greedy(election).winners
        shared = equal_shares(election, "cost-points")
    except PabulibError as error:
        assert error.line >= 1
    except ElectionError:
        pass
    else:
        assert sum(project.cost for project in election.projects if project.id in winners) <= (
            election.budget
        )
        assert shared.spent <= election.budget


@pytest.mark.parametrize("option", ["--limit", "--grant", "--district"])
@pytest.mark.parametrize("money", ["40,000", "40.000", "1/2", "1e999999999", "many"])
def test_the_command_takes_no_money_that_may_mean_more(
    tmp_path: Path, option: str, money: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "good.pb"
    path.write_text(example(), encoding="utf-8")
    assert main(["count", str(path), option, f"Parks={money}"]) == 2
    assert "write NAME=MONEY" in capsys.readouterr().err


def test_the_command_names_the_line_of_a_mistake(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.pb"
    path.write_text(example().replace("60;", "sixty;"), encoding="utf-8")
    assert main(["count", str(path)]) == 2
    assert "line 14" in capsys.readouterr().err


def test_the_command_prints_winners_as_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "good.pb"
    path.write_text(example(), encoding="utf-8")
    assert main(["count", str(path), "--rule", "greedy", "--explain"]) == 2
    capsys.readouterr()
    assert main(["count", str(path), "--completion", "greedy", "--explain", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["winners"], data["spent"]) == (["p1"], "60")
    lost = next(item for item in data["explanation"] if not item["won"])
    # Voter 2 still holds 33.33 and voter 1, who paid half of p1, 3.33.
    assert (lost["cost"], lost["supporters_left"], lost["lacking"]) == ("40.50", "36.67", "3.83")


@real
@pytest.mark.realdata
def test_wieliczka_is_counted_as_the_town_funded_it() -> None:
    path = Path(str(REAL)) / "pabulib" / "poland_wieliczka_2023.pb"
    file = read_pabulib(path.read_text(encoding="utf-8"))
    chosen = zip(file.project_column("project_id"), file.project_column("selected"), strict=True)
    official = {name for name, selected in chosen if selected == "1"}
    election = election_from_pabulib(file).restricted(["66"])
    outcome = completed_equal_shares(election, "cost", "add1")
    assert set(outcome.winners) == official
    assert len(official) == 30


@real
@pytest.mark.realdata
@pytest.mark.parametrize("satisfaction", ["cost", "cardinality", "points", "cost-points"])
def test_real_elections_are_counted_alike_in_exact_arithmetic(satisfaction: str) -> None:
    for path in sorted((Path(str(REAL)) / "pabulib").glob("*.pb")):
        text = path.read_text(encoding="utf-8")
        file = read_pabulib(text)
        assert read_pabulib(write_pabulib(file)) == file
        election = election_from_pabulib(file)
        fast = equal_shares(election, satisfaction)
        exact = equal_shares(election, satisfaction, doubt=2.0)
        assert fast.winners == exact.winners, path.name
        assert exact.exact_decisions > 0 or not exact.winners

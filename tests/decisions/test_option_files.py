"""Options in bulk: every fault by line and field, all or none; and the published file counts alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings

from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.votes import actions, counting, option_actions, option_files, queries
from commonhall.decisions.votes.models import Election, Option
from commonhall.methods import budgeting
from commonhall.methods.budgeting.pabulib import split_cell
from tests.damage import damaged
from tests.decisions.kit import budget, cast, count_it, open_it, question, voter
from tests.kit import Hall, found_hall, signed_in
from tests.words import texts

pytestmark = pytest.mark.django_db
LONG = "Ż" * 500


@pytest.fixture
def hall(home: Path, monkeypatch: Any) -> Hall:
    monkeypatch.setattr("commonhall.decisions.votes.destruction.envelopes", lambda _votes: [])
    return found_hall()


def empty_budget(hall: Hall, money: int = 1_000_000_00, **given: Any) -> Election:
    values: dict[str, Any] = {"kind": "budget", "form": "approval", "rule": "mes", **given}
    return actions.prepare_election.perform(
        hall.chair, names=texts("Budget"), unit=hall.unit("root"), budget=money, **values
    ).result


def load(hall: Hall, election: Election, lines: str, **given: Any) -> Any:
    loading = option_actions.load_options
    return loading.perform(hall.chair, election=election, lines=lines, **given).result


def test_a_csv_brings_names_costs_districts_and_categories(hall: Hall) -> None:
    election = empty_budget(hall)
    lines = f'code,name,cost,district,category\np1,{LONG},"1 000,50",North,Green\np2,"B, two",20,south,\n'
    assert load(hall, election, lines, dry_run=True).options == 2
    assert not Option.objects.exists()
    assert load(hall, election, lines).options == 2
    one, two = queries.options(election)
    assert (one.name, one.cost, one.unit, one.category) == (
        LONG,
        1000_50,
        hall.unit("north"),
        "Green",
    )
    assert (two.name, two.cost, two.unit) == ("B, two", 2000, hall.unit("south"))


def test_every_fault_is_named_and_nothing_is_taken(hall: Hall) -> None:
    election = empty_budget(hall, 100_00)
    lines = (
        "code;name;cost;district\n"
        "a;Good;5;north\n"
        "a;Twice;5;\n"
        ";No code;5;\n"
        "b,c;Comma;5;\n"
        f"d;{LONG}x;5;\n"
        "e;;free;Nowhere\n"
        "f;Dear;101;\n"
        "g;Nothing;0;\n"
        "h;Fine;5.001;\n"
        "i;Too;5;north;many\n"
    )
    with pytest.raises(BadInput) as caught:
        load(hall, election, lines)
    said = str(caught.value.message)
    assert caught.value.field == "lines" and not Option.objects.exists()
    for line, field in (
        (3, "code"), (4, "code"), (5, "code"), (6, "name"), (7, "name"), (7, "cost"),
        (7, "district"), (8, "cost"), (9, "cost"), (10, "cost"), (11, "line"),
    ):  # fmt: skip
        assert f"Line {line}, {field}:" in said, (line, field, said)
    assert "Line 2," not in said


@pytest.mark.parametrize("lines", ["name,cost\nx,1", "code,name\n", "", 'code,name\n"a,b'])
def test_what_is_no_table_is_refused(hall: Hall, lines: str) -> None:
    with pytest.raises(BadInput):
        load(hall, empty_budget(hall), lines)
    assert not Option.objects.exists()


def test_answers_have_no_cost_and_codes_stand_once(hall: Hall) -> None:
    election = question(hall)
    with pytest.raises(BadInput, match="Line 2, cost"):
        load(hall, election, "code,name,cost\nmaybe,Maybe,5")
    with pytest.raises(BadInput, match="Line 2, code"):
        load(hall, election, "code,name\nyes,Yes")
    assert load(hall, election, "code,name\nmaybe,Maybe").options == 1
    opened = open_it(hall, budget(hall))
    with pytest.raises(Refused):
        load(hall, opened, "code,name,cost\nz,Late,5")


def wieliczka(real_data: Path) -> bytes:
    return (real_data / "pabulib" / "poland_wieliczka_2023.pb").read_bytes()


def loaded(hall: Hall, real_data: Path) -> tuple[Election, budgeting.PabulibFile]:
    """A budget with the 64 projects of a real file, loaded on its page."""
    election = empty_budget(hall, completion="add1")
    client, data = signed_in("chair", hall.chair.ref), wieliczka(real_data)
    for dry, there in (("on", 0), ("", 64)):
        file = SimpleUploadedFile("wieliczka.pb", data)
        sent = {"file": file, **({"dry_run": dry} if dry else {})}
        answer = client.post(f"/decisions/{election.pk}/load-options/", sent)
        assert answer.status_code == 302, answer.content.decode()[:2000]
        assert election.options.count() == there
    return election, budgeting.read_pabulib(data.decode())


def ballots_of(file: budgeting.PabulibFile) -> list[list[tuple[str, int]]]:
    return [[(code, 1) for code in split_cell(cell)] for cell in file.vote_column("vote")]


def test_the_projects_of_a_real_file_are_voted_on_and_counted_alike(
    hall: Hall, real_data: Path
) -> None:
    """Thirty of its voters vote here; the file with these thirty gives the same winners."""
    election, file = loaded(hall, real_data)
    opened = open_it(hall, election)
    few = ballots_of(file)[:30]
    for number, choices in enumerate(few):
        cast(voter(hall, number), opened, *choices)
    result = count_it(opened)
    again = budgeting.election_from_pabulib(
        budgeting.PabulibFile(
            file.meta,
            file.project_header,
            file.projects,
            file.vote_header,
            list(file.votes)[:30],
            file.project_lines,
        )
    )
    outcome = budgeting.completed_equal_shares(again, "cost", "add1")
    assert sorted(result.outcome["winners"]) == sorted(outcome.winners)
    assert not {code for code, votes in result.outcome["votes"].items() if not votes} & set(
        result.outcome["winners"]
    )


@pytest.mark.full
def test_all_ballots_of_the_real_file_give_its_winners(hall: Hall, real_data: Path) -> None:
    election, file = loaded(hall, real_data)
    rows = queries.option_rows(queries.options(election))
    outcome = counting.count(queries.terms(election), rows, ballots_of(file))
    counted = budgeting.election_from_pabulib(file)
    winners = budgeting.completed_equal_shares(counted, "cost", "add1").winners
    assert outcome["winners"] == list(winners)


@pytest.mark.parametrize("cost", ["40,000", "40.000", "1,234,567", "1.234,50"])
def test_a_cost_that_may_mean_a_thousand_times_as_much_is_refused(hall: Hall, cost: str) -> None:
    with pytest.raises(BadInput, match="Line 2, cost: "):
        load(hall, empty_budget(hall), f"code;name;cost\na;Good;{cost}\n")
    assert not Option.objects.exists()


@given(data=damaged(b'code,name,cost,district\np1,"B, two",20,north\np2,C,"30,50",\n'))
@settings(max_examples=150, deadline=None)
def test_no_damage_ends_in_anything_but_named_faults(data: bytes) -> None:
    terms = option_files.Terms(100_00, 100, {"north": 1, "twice": 0}, frozenset({"p9"}))
    found, problems = option_files.read(data.decode("utf-8", "replace"), terms)
    assert found or problems
    assert all(problem.line >= 1 and problem.field for problem in problems)

"""Questions and seats by ranked, scored and committee rules: through the whole hall, in the file, and in the dump's check."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.votes import actions, counting, exports, lot_actions, queries, tally
from commonhall.decisions.votes.models import Election
from commonhall.decisions.votes.rules import of_kind, rules
from commonhall.methods.ballots import METHODS, count_by
from commonhall.people import actors
from commonhall.people.residents.models import Person
from commonhall.site.cli import main
from commonhall.site.commands import count
from tests.decisions import lots
from tests.decisions.kit import argue, cast, close, count_it, hand_in, open_it, voter
from tests.kit import Hall, found_hall, signed_in
from tests.methods.test_ballots_by_rule import drawn
from tests.words import texts

pytestmark = pytest.mark.django_db
STAGED = sorted(METHODS)


@pytest.fixture
def hall(home: Path, monkeypatch: Any) -> Hall:
    # VACUUM cannot run inside a test's transaction; it is tested in test_secrecy.
    monkeypatch.setattr("commonhall.decisions.votes.destruction.envelopes", lambda _votes: [])
    return found_hall()


def asked(hall: Hall, rule: str, codes: str = "abcd", **values: Any) -> Election:
    """A question in preparation under a rule, with the form of ballot that it counts."""
    form = METHODS[rule].form if rule in METHODS else "approval"
    election = actions.prepare_election.perform(
        hall.chair,
        kind="question",
        names=texts("Where shall the market be?"),
        unit=hall.unit("root"),
        **{"form": form, "rule": rule, **values},
    ).result
    for code in codes:
        name = {"a": "Bridge", "b": "Church", "c": "Mill", "d": "School"}.get(code, code)
        actions.add_option.perform(hall.chair, election=election, code=code, names=texts(name))
    argue(hall, election)
    return election


def ranked(*codes: str) -> list[tuple[str, int]]:
    return [(code, at) for at, code in enumerate(codes, 1)]


# --- through the hall -----------------------------------------------------------------------------
def test_a_ranked_vote_is_held_counted_and_counted_again(hall: Hall) -> None:
    """The market of docs/methods/ballots.md, made small: the school wins the run-off, the mill would win all pairs."""
    election = open_it(hall, asked(hall, "irv"))
    orders = ["acdb"] * 4 + ["bcda"] * 3 + ["dcba"] * 3 + ["cdba"]
    for number, order in enumerate(orders):
        cast(voter(hall, number), election, *ranked(*order))
    result = count_it(election)
    outcome = result.outcome
    assert outcome["winners"] == ["d"] and outcome["votes"] == {"a": 4, "b": 3, "c": 1, "d": 3}
    assert [row["out"] for row in outcome["rounds"]] == [["c"], ["b"], []]
    assert outcome["rounds"][0]["moved"] == {"d": "1"}
    assert queries.recount(election) == outcome and result.spoilt == 0
    assert {one.code: one.won for one in queries.options(election)}["d"]


def test_two_of_four_are_elected_so_that_a_third_gets_a_seat(hall: Hall) -> None:
    """Six want a then b, three want c: under approval the six win both seats, under a single transferable vote they do not."""
    plain = open_it(hall, asked(hall, "approval", seats=2))
    fair = open_it(hall, asked(hall, "stv-scottish", seats=2))
    for number in range(10):
        person = voter(hall, number)
        mine = ("a", "b") if number < 6 else ("c",)
        cast(person, plain, *mine)
        cast(person, fair, *ranked(*mine))
    assert count_it(plain).outcome["winners"] == ["a", "b"]
    outcome = count_it(fair).outcome
    assert sorted(outcome["winners"]) == ["a", "c"] and outcome["rounds"][0]["quota"] == "4"


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(STAGED))
def test_the_hall_counts_as_the_method_does(seed: int, rule: str) -> None:
    names, ballots = drawn(seed, METHODS[rule].form)
    seats = 1 + seed % 3 if METHODS[rule].several else 1
    terms = counting.Terms("question", METHODS[rule].form, rule, most=5, seats=seats)
    rows = [counting.OptionRow(name, None) for name in names]
    outcome = counting.count(terms, rows, [list(map(list, one.items())) for one in ballots])
    json.dumps(outcome)
    if not any(ballots):
        assert outcome["winners"] == []
        return
    found = count_by(rule, names, ballots, min(seats, len(names)))
    named = {name for one in ballots for name in one}
    assert outcome["winners"] == [one for one in found.winners if one in named]
    assert len(outcome["rounds"]) == len(found.rounds)
    assert len(outcome["ties"]) == len(found.ties), "no tie is decided silently"


@pytest.mark.parametrize("rule", [*STAGED, "most"])
def test_the_published_file_gives_the_same_winners(
    hall: Hall, rule: str, tmp_path: Path, capsys: Any
) -> None:
    """And a changed winner or ballot in it is found."""
    several = rule in METHODS and METHODS[rule].several
    election = open_it(hall, asked(hall, rule, seats=2 if several else 1))
    form = METHODS[rule].form if rule in METHODS else "approval"
    for number, codes in enumerate(["acd", "ac", "bcd", "dca", "d", "", "dab"]):
        choices = ranked(*codes) if form == "ranked" else [(code, 1) for code in codes]
        if form == "scores":
            choices = [(code, 5 - at) for at, code in enumerate(codes)]
        cast(voter(hall, number), election, *choices)
    outcome = count_it(election).outcome
    text = exports.pabulib(Election.objects.select_related("result", "unit").get(pk=election.pk))
    path = tmp_path / "vote.pb"
    path.write_text(text, encoding="utf-8")
    assert main(["count", str(path), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["winners"] == outcome["winners"] and said["votes"] == outcome["votes"]
    assert said.get("rounds") == outcome.get("rounds")
    winner, loser = outcome["winners"][0], (set("abcd") - set(outcome["winners"])).pop()
    lines = text.splitlines()
    for code, selected in ((winner, ";0;"), (loser, ";1;")):
        at = next(i for i, line in enumerate(lines) if line.startswith(f"{code};"))
        lines[at] = lines[at].replace(";1;" if code == winner else ";0;", selected)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert main(["count", str(path), "--json"]) == 1
    assert "names other winners" in capsys.readouterr().err
    assert count.RULES and "--rule" in str(rules()[rule].recount and rules()[rule].recount("", ""))


def test_under_no_rule_do_empty_ballots_elect_anybody() -> None:
    rows = [counting.OptionRow(code, None) for code in "abc"]
    for rule in of_kind("question"):
        for form in rule.forms:
            terms = counting.Terms("question", form, rule.code, most=5, seats=1)
            for ballots in ([], [[], []]):
                outcome = counting.count(terms, rows, ballots)
                assert outcome["winners"] == [], rule.code


def test_a_seat_that_nobody_filled_stays_empty() -> None:
    rows = [counting.OptionRow(code, None) for code in "abc"]
    for rule in STAGED:
        if METHODS[rule].several:
            terms = counting.Terms("question", METHODS[rule].form, rule, seats=2)
            assert counting.count(terms, rows, [[["b", 1]], [["b", 1]]])["winners"] == ["b"], rule


def test_quorum_and_share_hold_for_the_new_rules() -> None:
    rows = [counting.OptionRow(code, None) for code in "abc"]
    ballots = [[["a", 1]], [["a", 1]], [["b", 1]], []]
    few = counting.count(counting.Terms("question", "ranked", "irv", quorum=5), rows, ballots)
    assert (few["missed"], few["winners"]) == (["quorum"], [])
    share = counting.Terms("question", "ranked", "irv", threshold=51)
    assert counting.count(share, rows, ballots)["missed"] == ["threshold"]
    assert counting.count(share, rows, ballots[:3])["winners"] == ["a"]


# --- what may be prepared, what may be cast ---------------------------------------------------------
@pytest.mark.parametrize(
    ("rule", "values", "field"),
    [
        ("irv", {"form": "approval"}, "form"),
        ("star", {"form": "ranked"}, "form"),
        ("irv", {"most": 7}, "most"),
        ("score", {"most": 11}, "most"),
        ("schulze", {"seats": 2}, "seats"),
        ("most", {"seats": 2}, "seats"),
        ("stv-meek", {"threshold": 50}, "threshold"),
        ("irv", {"kind": "budget", "budget": 100}, "rule"),
    ],
)
def test_terms_that_do_not_fit_are_named(
    hall: Hall, rule: str, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadInput) as caught:
        asked(hall, rule, **values) if "kind" not in values else actions.prepare_election.perform(
            hall.chair,
            names=texts("x"),
            unit=hall.unit("root"),
            form="ranked",
            rule=rule,
            **values,
        )
    assert caught.value.field == field and not Election.objects.exists()


def test_a_ballot_tells_six_ranks_at_most_and_scores_up_to_five_unless_it_is_said(
    hall: Hall,
) -> None:
    assert asked(hall, "irv").most == 6 and asked(hall, "star").most == 5
    assert asked(hall, "irv", most=2).most == 2
    with pytest.raises(Refused) as caught:
        open_it(hall, asked(hall, "com-pav", "ab", seats=3))
    assert caught.value.code == "options-missing"


@pytest.mark.parametrize(
    ("rule", "choices", "said"),
    [
        ("irv", [("a", 1), ("b", 2), ("c", 2)], "You gave 2 to both Church and Mill"),
        ("irv", [("a", 1), ("b", 1), ("c", 1)], "You gave 1 to Bridge, Church, Mill"),
        ("irv", [("a", 1), ("b", 3)], "You gave 3 to Church, but 2 to nothing"),
        ("irv", [("a", 1), ("b", 2), ("c", 3), ("d", 4)], "Put up to 3 in order"),
        ("star", [("a", 4)], "You gave 4 to Bridge. The highest score is 3"),
        ("irv", [("zz", 1)], "Enter 1, 2, 3"),
        ("star", [("a", -1)], "Give each option a score"),
        ("irv", [("a", 0)], "Enter 1, 2, 3"),
    ],
)
def test_a_wrong_ballot_is_refused_with_its_options_named(
    hall: Hall, rule: str, choices: list[Any], said: str
) -> None:
    election = open_it(hall, asked(hall, rule, most=3))
    with pytest.raises(BadInput) as caught:
        cast(voter(hall, 1), election, *choices)
    assert caught.value.field == "choices" and said in str(caught.value.message)
    assert not election.envelopes.exists()


# --- pages ----------------------------------------------------------------------------------------
def confirmed_client(hall: Hall) -> Client:
    from datetime import date

    from commonhall.people.residents import actions as people
    from commonhall.people.residents.census import census_key
    from commonhall.people.residents.models import CensusEntry

    CensusEntry.objects.create(key=census_key("R-1", date(1980, 1, 1)), unit=hall.unit("north"))
    people.verify_by_census.perform(hall.resident, number="R-1", born=date(1980, 1, 1))
    return signed_in("resident")


def test_the_ballot_says_what_is_wrong_beside_the_option_and_loses_nothing(hall: Hall) -> None:
    election, client = open_it(hall, asked(hall, "irv")), confirmed_client(hall)
    url = f"/decisions/{election.pk}/vote/"
    page = client.get(url).content.decode()
    assert page.count('type="number"') == 4 and "more than half of the ballots" in page
    field = {one.code: f"o{one.pk}" for one in election.options.all()}
    sent = {field["a"]: "2", field["b"]: "2", field["c"]: "1", "mark": "ABCD2345"}
    answer = client.post(url, sent)
    page = answer.content.decode()
    assert answer.status_code == 400 and "You gave 2 to both Bridge and Church" in page
    assert page.count('value="2"') == 2 and 'aria-invalid="true"' in page
    assert not election.envelopes.exists()
    for wrong in ("9", "-1", "x", "1.5"):
        answer = client.post(url, {field["a"]: wrong, "mark": "ABCD2345"})
        assert answer.status_code == 400 and "Enter a whole number from 0 to 6" in (
            answer.content.decode()
        )
    assert client.post(url, {**sent, field["a"]: "3"}).status_code == 200
    assert client.post(url, {"mark": "ABCD2345"}).status_code == 200, "a blank ballot may be cast"
    assert election.envelopes.count() == 1


@pytest.mark.parametrize("rule", STAGED)
def test_the_result_shows_how_it_came_about(hall: Hall, rule: str) -> None:
    several = METHODS[rule].several
    election = open_it(hall, asked(hall, rule, seats=2 if several else 1))
    trackers = []
    for number, codes in enumerate(["acd", "ac", "bcd", "dca", "d", "dab"]):
        value = {"approval": lambda at: 1, "ranked": lambda at: at + 1, "scores": lambda at: 5 - at}
        give = value[METHODS[rule].form]
        choices = [(code, give(at)) for at, code in enumerate(codes)]
        trackers.append(cast(voter(hall, number), election, *choices))
    outcome = count_it(election).outcome
    page = Client().get(election.get_absolute_url()).content.decode()
    assert str(rules()[rule].explanation)[:40] in page.replace("&#x27;", "'")
    assert ("Stage 1" in page) is bool(outcome["rounds"])
    assert ("Pair by pair" in page) is bool(outcome["pairs"])
    assert ("were level" in page) is bool(outcome["ties"])
    mine = Client().post(f"/decisions/{election.pk}/my-vote/", {"tracker": trackers[0]})
    assert "Bridge" in mine.content.decode()
    again = Client().get(f"/decisions/{election.pk}/recount/").content.decode()
    assert "the result is exactly the same" in again and f"--rule {rule}" in again
    assert Client().get(f"/decisions/{election.pk}/ballots.pb").status_code == 200


def test_where_my_ballot_counted_in_a_run_off(hall: Hall) -> None:
    election = open_it(hall, asked(hall, "irv"))
    orders = ["acdb"] * 4 + ["bcda"] * 3 + ["dcba"] * 3 + ["cdba"]
    trackers = [cast(voter(hall, at), election, *ranked(*order)) for at, order in enumerate(orders)]
    count_it(election)
    url = f"/decisions/{election.pk}/my-vote/"
    page = Client().post(url, {"tracker": trackers[-1]}).content.decode()
    said = " ".join(page.split())
    assert "Stage 1: Mill" in said and "Stages 2 to 3: School" in said


# --- ties by lot ----------------------------------------------------------------------------------
def test_ties_by_lot_wait_for_the_number_named_when_the_vote_opened(
    hall: Hall, monkeypatch: Any
) -> None:
    from commonhall.methods import beacons

    monkeypatch.setattr(beacons, "QUICKNET", lots.CHAIN)
    election = open_it(hall, asked(hall, "irv", by_lot=True))
    for number, code in enumerate("abcd"):
        cast(voter(hall, number), election, (code, 1))
    said = Client().get(election.get_absolute_url()).content.decode()
    assert "Ties" in said and str(election.beacon["round"]) in said
    who = actors.as_person(Person.objects.exclude(account=None).order_by("pk")[0])
    right = lots.sign(election.beacon["round"])
    enter = lot_actions.enter_tie_lot
    with pytest.raises(Refused) as early:
        enter.perform(who, election=election, signature=right)
    assert early.value.code == "wrong-state"
    with clock.replay(timezone.now() + timedelta(days=8)):
        close(election)
        hand_in(election)
        with pytest.raises(Refused) as waits:
            tally.tally(election)
        assert waits.value.code == "lot-missing"
        election.refresh_from_db()
        for wrong in (lots.sign(election.beacon["round"] + 1), "ab" * 48, ""):
            with pytest.raises(BadInput):
                enter.perform(who, election=election, signature=wrong)
        enter.perform(who, election=election, signature=right)
        election.refresh_from_db()
        with pytest.raises(Refused) as twice:
            enter.perform(who, election=election, signature=right)
        assert twice.value.code == "lot-known"
        outcome = tally.tally(election).outcome
    election.refresh_from_db()
    # Four level ones: the one drawn first is never taken out.
    assert outcome["winners"] == [election.tie_order[0]]
    assert sorted(election.tie_order) == list("abcd") and outcome["ties"]
    assert queries.recount(election) == outcome
    assert queries.terms(election).preferred == tuple(election.tie_order)

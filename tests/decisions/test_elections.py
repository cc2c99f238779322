"""A vote from preparation to its published result, and each rule that refuses on the way."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.votes import actions, counting, counting_actions, queries
from commonhall.decisions.votes.models import Election, Envelope, Option
from commonhall.decisions.votes.tally import tally
from commonhall.decisions.votes.timers import close_due
from commonhall.law.instruments import actions as law
from commonhall.law.instruments.models import Provision
from commonhall.people.bodies.models import Body
from commonhall.record import sequencer, verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from tests.decisions.kit import budget, cast, count_it, open_it, question, voter
from tests.kit import Hall, found_hall
from tests.words import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path, monkeypatch: Any) -> Hall:
    # VACUUM cannot run inside a test's transaction; it is tested in test_secrecy.
    monkeypatch.setattr("commonhall.decisions.votes.destruction.envelopes", lambda _votes: [])
    return found_hall()


def refusal(call: Any) -> str:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.code


def test_a_budget_is_voted_counted_and_recounted(hall: Hall) -> None:
    election = open_it(hall, budget(hall))
    assert election.eligible == 0
    people = [voter(hall, number, "north" if number < 6 else "south") for number in range(10)]
    for person in people[:6]:
        cast(person, election, "a", "c")
    for person in people[6:]:
        cast(person, election, "b")
    result = count_it(election)
    election.refresh_from_db()
    # 10 each: the six buy a (40 of their 60), the four buy b; c lacks 30.
    assert sorted(result.outcome["winners"]) == ["a", "b"]
    assert result.outcome["lacking"]["c"] == {"left": "2000", "lacking": "3000"}
    assert (result.ballots, result.spoilt, election.state) == (10, 0, Election.State.COUNTED)
    assert {one.code: one.won for one in queries.options(election)} == {
        "a": True,
        "b": True,
        "c": False,
    }
    assert queries.recount(election) == result.outcome
    assert result.outcome["by_place"] == {"north": "4000", "south": "4000"}
    assert not Envelope.objects.exists()
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_greedy_would_have_left_the_minority_with_nothing(hall: Hall) -> None:
    """60 % of the voters want a and c, 40 % want b: greedy gives all to the majority."""
    election = open_it(hall, budget(hall, money=90_00))
    for number in range(10):
        cast(voter(hall, number), election, *(["a", "c"] if number < 6 else ["b"]))
    outcome = count_it(election).outcome
    assert outcome["others"]["greedy"] == ["a", "c"]
    assert "b" in outcome["others"]["mes"]


def test_a_vote_can_be_changed_until_it_closes_and_counts_once(hall: Hall) -> None:
    election = open_it(hall, question(hall))
    people = [voter(hall, number) for number in range(3)]
    first = cast(people[0], election, "yes")
    second = cast(people[0], election, "no")
    for person in people[1:]:
        cast(person, election, "no")
    assert first != second
    result = count_it(election)
    assert (result.ballots, result.outcome["votes"]) == (3, {"no": 3, "yes": 0})
    assert queries.ballot(election, first) is None
    assert queries.ballot(election, second) is not None


def test_what_my_ballot_did_adds_up_to_what_the_winners_cost(hall: Hall) -> None:
    election = open_it(hall, budget(hall))
    trackers = [
        cast(voter(hall, number), election, *(["a", "c"] if number < 6 else ["b"]))
        for number in range(10)
    ]
    result = count_it(election)
    terms, paid = queries.terms(election), 0
    for tracker in trackers:
        ballot = queries.ballot(election, tracker)
        assert ballot is not None
        for effect in counting.effects(terms, result.outcome, ballot.choices):
            assert effect.won is (effect.code in result.outcome["winners"])
            paid += effect.paid or 0
    assert abs(paid - 80_00) <= 10


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"budget": None}, "budget"),
        ({"budget": 0}, "budget"),
        ({"kind": "poll"}, "kind"),
        ({"rule": "most"}, "rule"),
        ({"form": "points"}, "most"),
        ({"names": {}}, "names"),
        ({"threshold": 101}, "threshold"),
    ],
)
def test_bad_terms_are_named_and_make_nothing(
    hall: Hall, change: dict[str, Any], field: str
) -> None:
    before = Entry.objects.count()
    with pytest.raises(BadInput) as caught:
        budget(hall, **({"money": change.pop("budget")} if "budget" in change else {}), **change)
    assert caught.value.field == field
    assert (Election.objects.count(), Entry.objects.count()) == (0, before)


@pytest.mark.parametrize(
    "choices",
    [[("a", 1), ("a", 1)], [("zz", 1)], [("a", 2)], [("a", 1), ("b", 1), ("c", 1)]],
)
def test_a_ballot_against_the_terms_is_refused(hall: Hall, choices: list[Any]) -> None:
    election = open_it(hall, budget(hall, most=2))
    person = voter(hall, 1)
    with pytest.raises(BadInput) as caught:
        actions.cast_ballot.perform(person, election=election, choices=choices, mark="ABCD2345")
    assert caught.value.field == "choices"
    assert not Envelope.objects.exists()


def test_points_and_ranks(hall: Hall) -> None:
    points = open_it(hall, budget(hall, form="points", most=10))
    cast(voter(hall, 1), points, ("a", 7), ("b", 3))
    with pytest.raises(BadInput):
        cast(voter(hall, 2), points, ("a", 7), ("b", 4))
    ranked = open_it(hall, budget(hall, form="ranked"))
    cast(voter(hall, 3), ranked, ("c", 1), ("a", 2))
    with pytest.raises(BadInput):
        cast(voter(hall, 4), ranked, ("c", 1), ("a", 3))
    assert count_it(points).ballots == count_it(ranked).ballots == 1


def test_only_confirmed_residents_of_the_place_vote(hall: Hall) -> None:
    election = open_it(hall, budget(hall, unit=hall.unit("north")))
    vote = actions.cast_ballot
    assert (
        refusal(lambda: vote.perform(hall.resident, election=election, choices=[], mark="ABCD2345"))
        == "not-verified"
    )
    assert (
        refusal(lambda: vote.perform(hall.parks, election=election, choices=[], mark="ABCD2345"))
        == "wrong-kind"
    )
    elsewhere = voter(hall, 1, "south")
    assert refusal(lambda: cast(elsewhere, election, "a")) == "lives-elsewhere"
    assert cast(voter(hall, 2, "north"), election, "a")


def test_nobody_votes_before_or_after_and_nobody_closes_early(hall: Hall) -> None:
    election = budget(hall)
    person = voter(hall, 1)
    assert refusal(lambda: cast(person, election, "a")) == "wrong-state"
    election = open_it(hall, election)
    assert close_due() == 0
    with pytest.raises(Refused) as early:
        tally(election)
    assert early.value.code == "wrong-state"
    with clock.replay(timezone.now() + timedelta(days=8)):
        assert refusal(lambda: cast(person, election, "a")) == "closed"
        assert close_due() == 1
        assert close_due() == 0
    election.refresh_from_db()
    assert election.state == Election.State.CLOSED
    assert Entry.objects.get(action="decisions.close_election").actor.startswith("people.body:")


def test_options_change_only_before_it_opens(hall: Hall) -> None:
    election = budget(hall)
    option = Option.objects.get(code="c")
    actions.withdraw_option.perform(hall.chair, election=election, option=option)
    opened = open_it(hall, election)
    add = actions.add_option
    assert (
        refusal(
            lambda: add.perform(hall.chair, election=opened, code="d", names=texts("d"), cost=1)
        )
        == "wrong-state"
    )
    with pytest.raises(BadInput):
        cast(voter(hall, 1), opened, "c")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"code": "a", "cost": 100}, "code"),
        ({"code": "x,y", "cost": 100}, "code"),
        ({"code": "d"}, "cost"),
        ({"code": "d", "cost": 200_00}, "cost"),
        ({"code": "d", "cost": 1, "names": {}}, "names"),
    ],
)
def test_bad_options_are_named(hall: Hall, given: dict[str, Any], field: str) -> None:
    election = budget(hall)
    values = {"names": texts("d"), **given}
    with pytest.raises(BadInput) as caught:
        actions.add_option.perform(hall.chair, election=election, **values)
    assert caught.value.field == field


def test_a_missing_or_added_ballot_stops_the_count(hall: Hall) -> None:
    from commonhall.decisions.votes.envelopes import Ballot
    from commonhall.people.actors import system

    election = open_it(hall, question(hall))
    cast(voter(hall, 1), election, "yes")
    with clock.replay(timezone.now() + timedelta(days=8)):
        close_due()
        election.refresh_from_db()
        count = counting_actions.open_envelopes
        for ballots, code in (
            ([], "ballots-missing"),
            ([Ballot("b", ()), Ballot("a", ())], "ballots-missing"),
        ):
            assert (
                refusal(lambda b=ballots: count.perform(system(), election=election, ballots=b))
                == code
            )
    assert Envelope.objects.count() == 1


def test_a_question_needs_its_quorum_and_its_share(hall: Hall) -> None:
    few = open_it(hall, question(hall, quorum=3, threshold=60))
    people = [voter(hall, number) for number in range(5)]
    for person in people[:2]:
        cast(person, few, "yes")
    assert count_it(few).outcome["missed"] == ["quorum"]
    split = open_it(hall, question(hall, quorum=3, threshold=60))
    for person, answer in zip(people, ("yes", "yes", "yes", "no", "no"), strict=True):
        cast(person, split, answer)
    assert count_it(split).outcome["winners"] == ["yes"]
    level = open_it(hall, question(hall))
    for person, answer in zip(people[:4], ("yes", "yes", "no", "no"), strict=True):
        cast(person, level, answer)
    outcome = count_it(level).outcome
    assert (outcome["winners"], outcome["level"]) == (["no"], ["no", "yes"])


def test_turnout_is_counted_by_where_voters_are_confirmed_to_live(hall: Hall) -> None:
    election = open_it(hall, question(hall))
    for number in range(12):
        cast(voter(hall, number, "north" if number < 7 else "south"), election, "yes")
    count_it(election)
    election.refresh_from_db()
    assert election.turnout == [["north", 7], ["south", 5]]
    assert queries.turnout_by_group(election) == [("North", 7), ("South", 5)]


@pytest.mark.parametrize(
    ("number", "call", "code"),
    [
        ("Article 3", lambda hall, e, p: cast(p, e, "a"), "no-right"),
        ("Article 10", lambda hall, e, p: budget(hall), "no-competence"),
    ],
)
def test_repealing_the_provision_stops_it(hall: Hall, number: str, call: Any, code: str) -> None:
    election = open_it(hall, budget(hall))
    person = voter(hall, 1)
    provision = Provision.objects.get(number=number)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE law_provision SET ends = %s WHERE id = %s",
            [timezone.localdate() - timedelta(days=1), provision.pk],
        )
    assert refusal(lambda: call(hall, election, person)) == code


def test_only_the_reviewer_annuls_and_nothing_follows(hall: Hall) -> None:
    from commonhall.people.actors import as_office
    from commonhall.people.bodies import actions as people
    from commonhall.people.bodies.models import Office
    from commonhall.people.residents.models import Person

    election = open_it(hall, budget(hall))
    for number in range(10):
        cast(voter(hall, number), election, "a")
    count_it(election)
    election.refresh_from_db()
    annul = counting_actions.annul_election
    assert refusal(lambda: annul.perform(hall.chair, election=election)) == "no-competence"
    judge = Person.objects.create(name="Judge")
    office = Office.objects.select_related("body").get(code="reviewer")
    day = timezone.localdate()
    people.appoint.perform(
        hall.clerk, office=office, person=judge, starts=day, ends=day + timedelta(days=99)
    )
    annul.perform(as_office(judge, office), election=election)
    assert not Option.objects.filter(won=True).exists()
    assert Body.objects.get(kind="reviewer") == office.body
    assert law.repeal_provision.code

"""Nobody is put on a list by others, stands on two, or changes one after candidates are closed; its seats go by the count
alone, and an empty one to the next of the same list."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from commonhall.actions import action_pages
from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.core.content import ContentError
from commonhall.core.refusals import BadInput
from commonhall.decisions.seats import actions as seat_actions
from commonhall.decisions.seats import candidacy_actions, list_actions
from commonhall.decisions.seats.models import Candidacy, CandidateList
from commonhall.decisions.seats.seating_actions import fill_list_seat
from commonhall.decisions.seats.timers import fill_list_seats, seat_due
from commonhall.decisions.votes import actions as votes
from commonhall.decisions.votes import exports
from commonhall.decisions.votes.models import Election
from commonhall.law.founding import charter_checks
from commonhall.law.instruments.models import Provision, Threshold
from commonhall.law.limits.actions import set_threshold
from commonhall.people.actors import as_person, system
from commonhall.people.bodies.actions import end_term
from commonhall.people.bodies.models import OfficeTerm
from commonhall.people.residents.models import Person
from commonhall.record import sequencer, verification
from commonhall.record.readers import DatabaseSource
from commonhall.site.cli import main
from tests import on_record
from tests.actions.samples import set_fields
from tests.attacks.doors import refused_everywhere, wrong_everywhere
from tests.decisions import lists, seats
from tests.decisions.kit import cast, question, voter
from tests.decisions.seats import COUNTED, SEATED, later
from tests.kit import Hall, found_hall, person, signed_in
from tests.law import kit
from tests.words import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path, monkeypatch: Any) -> Hall:
    # VACUUM cannot run inside a test's transaction.
    monkeypatch.setattr("commonhall.decisions.votes.destruction.envelopes", lambda _votes: [])
    return found_hall()


def counted(hall: Hall, ballots: list[str], **given: Any) -> tuple[Election, dict[str, Any]]:
    """Oak and Elm with three candidates each, and the ballots given; and who stands on which."""
    election = lists.called(hall, **given)
    people = {}
    for name in ("Oak", "Elm"):
        _one, people[name] = lists.ready(hall, election, name)
    return seats.counted(hall, election, [[code] for code in ballots]), people


def holders(days: int = 70) -> dict[str, int | None]:
    """Who holds the offices of Parks on a day, by code."""
    with later(days):
        day = clock.today()
    rows = OfficeTerm.objects.filter(office__body__code="parks", starts__lte=day, ends__gte=day)
    running = [one for one in rows if one.ended_early_on is None or one.ended_early_on > day]
    return {one.office.code: one.person_id for one in running}


def seated(hall: Hall, ballots: list[str]) -> tuple[Election, dict[str, Any]]:
    election, people = counted(hall, ballots)
    with later(SEATED):
        assert seat_due() == 1
    return election, people


# --- what holds -----------------------------------------------------------------------------------
def test_lists_share_the_seats_and_those_preferred_come_first(hall: Hall) -> None:
    election, people = counted(hall, ["l01", "l01-03", "l01-03", "l02", "l02"])
    outcome = Election.objects.get(pk=election.pk).result.outcome
    assert [one["seats"] for one in outcome["lists"]] == [2, 1]
    with later(SEATED):
        assert seat_due() == 1
    oak, elm = people["Oak"], people["Elm"]
    assert holders() == {
        "parks-desk": oak[2].person,
        "parks-second": elm[0].person,
        "parks-third": oak[0].person,
    }
    page = signed_in(hall.resident).get(election.get_absolute_url()).content.decode()
    assert "Votes and seats of the lists" in page
    assert "60.0%" in page
    assert '<th scope="row">Seats</th>' not in page  # the chart says it once, in its title
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_without_the_article_on_preference_lists_are_closed(hall: Hall) -> None:
    on_record.change(Threshold.objects.filter(matter="order-of-list"), ends=clock.today())
    with later(1):
        election = lists.called(hall)
    assert election.preference == 0


def test_a_closed_list_is_seated_in_its_own_order(hall: Hall) -> None:
    # No competence of the charter states a share of preferences: candidates come as their list has them.
    on_record.change(
        Threshold.objects.filter(matter="order-of-list"), ends=clock.today() - timedelta(days=1)
    )
    _election, people = counted(hall, ["l01", "l01", "l01", "l02", "l02"])
    with later(SEATED):
        assert seat_due() == 1
    oak, elm = people["Oak"], people["Elm"]
    assert holders() == {
        "parks-desk": oak[0].person,
        "parks-second": elm[0].person,
        "parks-third": oak[1].person,
    }


def test_who_declines_is_followed_by_the_next_of_the_same_list(hall: Hall) -> None:
    election, people = counted(hall, ["l01", "l01", "l01", "l02", "l02"])
    with later(COUNTED + 1):
        candidacy_actions.give_up_candidacy.perform(
            people["Elm"][0], Election.objects.get(pk=election.pk)
        )
    with later(SEATED):
        seat_due()
    assert people["Elm"][1].person in holders().values()
    assert people["Oak"][2].person not in holders().values()


def test_an_empty_seat_goes_to_the_next_of_the_list_once_nobody_can_appeal(hall: Hall) -> None:
    election, people = seated(hall, ["l01", "l01", "l01", "l02", "l02"])
    gone = OfficeTerm.objects.get(person=people["Elm"][0].person)
    ended = SEATED + 70
    with later(ended):
        end_term.perform(hall.chair, gone)
        assert fill_list_seats() == 0
        assert (
            kit.refusal(
                lambda: fill_list_seat.perform(system(), Election.objects.get(pk=election.pk))
            )
            == "nobody-follows"
        )
    with later(ended + 31):
        assert fill_list_seats() == 1
        assert fill_list_seats() == 0
    assert holders(ended + 32)["parks-second"] == people["Elm"][1].person


def test_a_list_with_nobody_left_leaves_its_seat_empty(hall: Hall) -> None:
    election, people = seated(hall, ["l01", "l01", "l01", "l02", "l02"])
    day = SEATED + 70
    with later(day):
        for one in people["Elm"][1:]:
            mine = Candidacy.objects.get(person_id=one.person)
            set_fields(mine, given_up_on=clock.today())
        end_term.perform(hall.chair, OfficeTerm.objects.get(person=people["Elm"][0].person))
    with later(day + 31):
        assert fill_list_seats() == 0
    assert "parks-second" not in holders(day + 32)
    assert election.pk


# --- attacks --------------------------------------------------------------------------------------
@pytest.fixture
def election(hall: Hall) -> Election:
    return lists.called(hall)


@pytest.fixture
def owner(hall: Hall) -> Actor:
    return seats.resident(hall, "ada")


@pytest.fixture
def oak(owner: Actor, election: Election) -> CandidateList:
    return lists.put_up(owner, election, "Oak")


def test_nobody_is_put_on_a_list_who_did_not_ask_for_it(
    hall: Hall, owner: Actor, oak: CandidateList, election: Election
) -> None:
    bo = lists.joins(seats.resident(hall, "bo"), oak)
    elm = lists.put_up(seats.resident(hall, "cem"), election, "Elm")
    other = lists.joins(seats.resident(hall, "dee"), elm)
    for number in (other.pk, 987_654_321):
        wrong_everywhere(
            owner,
            list_actions.order_list,
            lists.fresh(oak),
            {"candidates": [bo.pk, number]},
            field="candidates",
        )
    assert lists.fresh(oak).candidates == []


def test_a_person_on_two_lists(hall: Hall, oak: CandidateList, election: Election) -> None:
    elm = lists.put_up(seats.resident(hall, "cem"), election, "Elm")
    bo = seats.resident(hall, "bo")
    mine = lists.joins(bo, oak)
    given = {"name": "Bo again", "text": "Twice."}
    refused_everywhere(bo, list_actions.stand_on_list, lists.fresh(elm), given, by="state stands")
    with pytest.raises(IntegrityError), transaction.atomic():
        QuerySet(Candidacy).bulk_create(
            [Candidacy(seat_vote=mine.seat_vote, list=elm, person_id=bo.person, own_name="B")]
        )
    refused_everywhere(
        bo, candidacy_actions.stand_for_election, election, given, by="state lists-only"
    )
    candidacy_actions.give_up_candidacy.perform(bo, election)
    assert lists.joins(bo, elm).list_id == elm.pk


def test_only_who_put_it_up_changes_a_list(
    hall: Hall, oak: CandidateList, election: Election
) -> None:
    two = [lists.joins(seats.resident(hall, name), oak) for name in ("bo", "cem")]
    given = {"candidates": [one.pk for one in two]}
    for who in (seats.resident(hall, "dee"), as_person(Person.objects.get(pk=hall.clerk.person))):
        refused_everywhere(
            who,
            list_actions.order_list,
            lists.fresh(oak),
            given,
            by="standing not-your-list",
        )
        refused_everywhere(
            who, list_actions.withdraw_list, lists.fresh(oak), by="standing not-your-list"
        )
    refused_everywhere(
        hall.clerk,
        votes.withdraw_option,
        election,
        {"option": lists.fresh(oak).option},
        by="state persons",
    )
    organisation = kit.organisation(hall)
    refused_everywhere(
        organisation, list_actions.order_list, lists.fresh(oak), given, by="standing not-your-list"
    )


def test_too_few_and_too_many_candidates(hall: Hall, owner: Actor, oak: CandidateList) -> None:
    stand = [lists.joins(seats.resident(hall, f"p{at}"), oak) for at in range(7)]
    for numbers in ([one.pk for one in stand], [stand[0].pk], [stand[0].pk, stand[0].pk]):
        wrong_everywhere(
            owner,
            list_actions.order_list,
            lists.fresh(oak),
            {"candidates": numbers},
            field="candidates",
        )


def test_a_list_changed_after_candidates_are_closed(hall: Hall, election: Election) -> None:
    owners = {}
    for name in ("Oak", "Elm"):
        owners[name] = seats.resident(hall, f"owner-{name}")
        lists.ready(hall, election, name, by=owners[name])
    oak = CandidateList.objects.get(option__code="l01")
    seats.opened(hall, election)
    late = seats.resident(hall, "late")
    numbers = list(reversed(lists.fresh(oak).candidates))
    calls: list[tuple[Actor, Any, dict[str, Any]]] = [
        (owners["Oak"], list_actions.order_list, {"candidates": numbers}),
        (owners["Oak"], list_actions.withdraw_list, {}),
        (late, list_actions.stand_on_list, {"name": "Late", "text": "Late."}),
        (late, list_actions.support_list, {}),
    ]
    for who, action, given in calls:
        refused_everywhere(who, action, lists.fresh(oak), given, by="state candidates-closed")
    refused_everywhere(
        late,
        list_actions.put_up_list,
        Election.objects.get(pk=election.pk),
        {"name": "Late", "text": "Late."},
        by="state candidates-closed",
    )
    codes = set(election.options.filter(withdrawn=False).values_list("code", flat=True))
    assert codes == {"l01", "l01-01", "l01-02", "l01-03", "l02", "l02-01", "l02-02", "l02-03"}


def test_a_list_that_lacks_supporters_or_candidates_is_not_on_the_ballot(
    hall: Hall, election: Election
) -> None:
    lists.ready(hall, election, "Oak")
    bare = lists.put_up(seats.resident(hall, "bare"), election, "Bare")
    with pytest.raises(Exception, match="At least two lists"):
        seats.opened(hall, election)
    friends = kit.organisation(hall)
    elm, _people = lists.ready(hall, election, "Elm", candidates=2, by=friends)
    assert elm.needed == 0
    with later(seats.OPENED):
        seat_actions.open_seat_vote.perform(
            hall.clerk, election, closes_at=clock.now() + 8 * seats.ONE
        )
    assert lists.fresh(bare).option.withdrawn
    page = signed_in(hall.resident).get(bare.get_absolute_url()).content.decode()
    assert "not on the ballot" in page


def test_supporters_count_once_and_only_residents(
    hall: Hall, oak: CandidateList, election: Election
) -> None:
    elm = lists.put_up(seats.resident(hall, "cem"), election, "Elm")
    bo = seats.resident(hall, "bo")
    list_actions.support_list.perform(bo, lists.fresh(oak))
    for one in (oak, elm):
        refused_everywhere(bo, list_actions.support_list, lists.fresh(one), by="state supports")
    refused_everywhere(
        as_person(person("stranger")),
        list_actions.support_list,
        lists.fresh(oak),
        by="standing not-verified",
    )
    list_actions.unsupport_list.perform(bo, lists.fresh(oak))
    list_actions.support_list.perform(bo, lists.fresh(elm))
    page = signed_in(hall.resident).get(elm.get_absolute_url()).content.decode()
    assert "1 / 5" in page
    assert "bo" not in page.split("Supporters")[1][:80]


def test_a_ballot_names_one_list_and_nobody_off_it(hall: Hall) -> None:
    election, ada = lists.called(hall), seats.resident(hall, "ada")
    for name in ("Oak", "Elm"):
        lists.ready(hall, election, name)
    seats.opened(hall, election)
    one = voter(hall, 1)
    with later(seats.OPENED + 1):
        for choices in (["l01", "l02"], ["l01-01", "l01-02"], ["l09"], ["l01-09"]):
            with pytest.raises(BadInput):
                cast(one, Election.objects.get(pk=election.pk), *choices)
        page = signed_in(ada).get(f"/decisions/{election.pk}/vote/").content.decode()
    assert page.index("Oak 1") < page.index("Elm 1")


def test_people_do_not_stand_on_lists_where_single_people_are_elected(hall: Hall) -> None:
    single = seats.called(hall)
    refused_everywhere(
        seats.resident(hall, "ada"),
        list_actions.put_up_list,
        single,
        {"name": "Oak", "text": "Trees."},
        by="state no-lists",
    )


def test_a_threshold_above_the_whole(hall: Hall) -> None:
    provision = Provision.objects.get(pk=Threshold.objects.get(matter="seats-of-list").provision_id)
    for share in (101, 0, -1):
        with pytest.raises(BadInput) as wrong:
            set_threshold.perform(
                hall.chair,
                provision,
                matter="seats-of-list",
                per_cent=share,
                starts=clock.today() + seats.ONE,
            )
        assert wrong.value.field == "per_cent"
    article = {"thresholds": [{"matter": "seats-of-list", "per_cent": 101, "least": 1}]}
    with pytest.raises(ContentError, match="per_cent: expected a number from 0 to 100"):
        charter_checks._check_deadlines("article 65", article)


def test_one_seat_is_not_shared_among_lists(hall: Hall) -> None:
    with pytest.raises(BadInput) as wrong:
        lists.called(
            hall, kind="by-election", offices=["parks-second"], ends=None, starts=clock.today()
        )
    assert wrong.value.field == "rule"


def test_an_ordinary_vote_is_not_counted_as_lists(hall: Hall) -> None:
    with pytest.raises(BadInput) as wrong:
        question(hall, rule="dhondt", form="approval")
    assert wrong.value.field == "rule"


def test_the_forms_of_a_list_work_without_scripts(
    hall: Hall, owner: Actor, oak: CandidateList
) -> None:
    bo = seats.resident(hall, "bo")
    said = signed_in(bo).post(
        action_pages.url_of(list_actions.stand_on_list, lists.fresh(oak)),
        {"name": "Bo Reed", "text": "Shade."},
    )
    assert said.status_code == 302
    page = signed_in(owner).get(oak.get_absolute_url()).content.decode()
    assert "Bo Reed" in page
    assert (
        "Bo Reed"
        not in signed_in(bo).get(f"/decisions/{oak.seat_vote.election_id}/").content.decode()
    )
    assert texts("x")


def test_a_stranger_counts_the_published_ballots_again(hall: Hall, tmp_path: Path) -> None:
    election, _people = counted(hall, ["l01", "l01-03", "l01-03", "l02", "l02"])
    text = exports.pabulib(Election.objects.get(pk=election.pk))
    file = tmp_path / "vote.pb"
    file.write_text(text)
    assert main(["count", str(file), "--rule", "dhondt"]) == 0

    states = {"preference": "10", "threshold": "5"}
    assert all(f"{key};{value}" in text for key, value in states.items())

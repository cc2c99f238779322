"""Several decisions about one matter: members put them in order by roll-call, one goes to the final vote."""

from __future__ import annotations

import copy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from commonhall.actions.actors import Actor
from commonhall.actions.versions import values_of
from commonhall.cases.sources import actions as source_actions
from commonhall.core import clock
from commonhall.core.recalculation import States, registered
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.alternatives import actions, counting, recalculation
from commonhall.decisions.alternatives.models import Alternatives, AlternativesRanking
from commonhall.decisions.motions import actions as motion_actions
from commonhall.decisions.motions.models import Motion
from commonhall.methods.ballots import instant_runoff, profile_from_rankings
from commonhall.people.interests.actions import declare_interest
from tests.asking_kit import ask
from tests.decisions.council import decide, seated
from tests.kit import Hall, found_hall, signed_in
from tests.words import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def motions(hall: Hall, *names: str) -> list[Motion]:
    """Decisions about one new matter, of which those concerned were asked."""
    about = source_actions.name_source.perform(
        hall.parks,
        title="The market",
        text="The square is too small.",
        unit=hall.unit("north"),
        body=hall.body("parks"),
        cases=[hall.raise_case()],
    ).result.ref
    ask(hall, about)
    return [
        motion_actions.table_motion.perform(
            hall.chair,
            matter=about,
            unit=hall.unit("north"),
            names=texts(name),
            texts=texts(f"{name}."),
        ).result
        for name in names
    ]


def put(hall: Hall, members: list[Actor], rule: str = "irv") -> tuple[Alternatives, list[Motion]]:
    beside = motions(hall, "Bridge", "Church", "Mill")
    made = actions.put_alternatives.perform(
        members[0], names=texts("Where is the market?"), motions=beside, rule=rule
    ).result
    return made, beside


def rank(member: Actor, alternatives: Alternatives, *order: Motion) -> None:
    actions.rank_alternatives.perform(member, alternatives=alternatives, order=list(order) or None)


def refused(call: Any) -> str:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.code


def test_members_rank_one_goes_to_the_vote_and_the_others_lapse(hall: Hall) -> None:
    members = seated(hall, 5)
    made, (bridge, church, mill) = put(hall, members)
    for first in (motion_actions.vote_on_motion, motion_actions.conclude_motion):
        given: dict[str, Any] = {"choice": "yes"} if first is motion_actions.vote_on_motion else {}
        code = refused(lambda one=first, more=given: one.perform(members[0], motion=mill, **more))
        assert code == "alternatives-first"
    rank(members[0], made, bridge, mill)
    rank(members[1], made, bridge, mill)
    rank(members[2], made, church, mill)
    rank(members[3], made, mill, church)
    assert refused(lambda: actions.conclude_alternatives.perform(members[0], made)) == (
        "still-voting"
    )
    rank(members[4], made, church, mill)
    rank(members[4], made, mill, church)
    actions.conclude_alternatives.perform(members[0], made)
    made.refresh_from_db()
    # Bridge 2, mill 2, church 1: the church goes out, its ballot to the mill.
    assert counting.chosen([one.pk for one in (bridge, church, mill)], made.outcome) == mill.pk
    states = {one.pk: one.state for one in Motion.objects.all()}
    assert states == {bridge.pk: "lapsed", church.pk: "lapsed", mill.pk: "open"}
    mill.refresh_from_db()
    assert decide(mill, members).state == Motion.State.PASSED
    page = Client().get(made.get_absolute_url()).content.decode()
    assert "“Mill” goes to the final vote" in page and "Stage 2" in page and "Bridge, Mill" in page


def test_where_nobody_wants_one_more_all_go_to_a_vote_of_their_own(hall: Hall) -> None:
    members = seated(hall, 3)
    made, beside = put(hall, members, "schulze")
    for member in members:
        rank(member, made)
    actions.conclude_alternatives.perform(members[0], made)
    made.refresh_from_db()
    assert made.state == Alternatives.State.ENDED
    assert {one.state for one in Motion.objects.all()} == {"open"}
    motion_actions.vote_on_motion.perform(members[0], motion=beside[0], choice="yes")


def test_the_quorum_of_the_body_holds_and_days_run(hall: Hall) -> None:
    members = seated(hall, 5)
    made, (bridge, *_others) = put(hall, members)
    rank(members[0], made, bridge)
    with clock.replay(clock.now() + timedelta(days=30)):
        assert refused(lambda: actions.conclude_alternatives.perform(members[0], made)) == (
            "no-quorum"
        )


def test_an_interest_in_one_recuses_from_the_order_of_all(hall: Hall) -> None:
    members = seated(hall, 3)
    made, (bridge, _church, mill) = put(hall, members)
    rank(members[2], made, bridge)
    declare_interest.perform(members[2], target=mill.ref, kind="property")
    with pytest.raises(Refused) as caught:
        rank(members[2], made, mill)
    assert caught.value.rule == "interests"
    for member in members[:2]:
        rank(member, made, mill)
    actions.conclude_alternatives.perform(members[0], made)
    made.refresh_from_db()
    assert made.outcome["ranked"] == 2 and made.outcome["winners"] == ["3"]


def test_only_decisions_about_one_matter_before_the_own_body_stand_beside_each_other(
    hall: Hall,
) -> None:
    a, b = motions(hall, "A", "B")
    (other,) = motions(hall, "C")
    for chosen in ([a], [a, other]):
        with pytest.raises(BadInput) as caught:
            actions.put_alternatives.perform(
                hall.chair, names=texts("x"), motions=chosen, rule="irv"
            )
        assert caught.value.field == "motions"
    with pytest.raises(BadInput) as rule:
        actions.put_alternatives.perform(
            hall.chair, names=texts("x"), motions=[a, b], rule="approval"
        )
    assert rule.value.field == "rule"
    made = actions.put_alternatives.perform(
        hall.chair, names=texts("x"), motions=[a, b], rule="irv"
    ).result
    assert refused(lambda: rank(hall.parks, made, a)) in ("no-competence", "other-body")
    with pytest.raises(BadInput):
        rank(hall.chair, made, other)


def test_the_page_says_which_two_have_one_rank_and_loses_nothing(hall: Hall) -> None:
    members = seated(hall, 2)
    made, (bridge, church, mill) = put(hall, members)
    client = signed_in(hall.chair)
    url = f"/decisions/alternatives/{made.pk}/rank/"
    wrong = client.post(url, {f"m{bridge.pk}": "1", f"m{church.pk}": "1", f"m{mill.pk}": "2"})
    page = wrong.content.decode()
    assert wrong.status_code == 400 and "You gave 1 to both Bridge and Church" in page
    assert page.count('value="1"') == 2 and not AlternativesRanking.objects.exists()
    right = client.post(url, {f"m{bridge.pk}": "2", f"m{mill.pk}": "1"})
    assert right.status_code == 302
    assert AlternativesRanking.objects.get().order == [mill.pk, bridge.pk]
    assert 'value="1"' in client.get(url).content.decode()
    shown = client.get(bridge.get_absolute_url()).content.decode()
    assert "This is one of several decisions" in shown


@given(st.lists(st.permutations([11, 12, 13]).map(lambda order: order[:2]), min_size=1))
def test_the_count_is_the_methods(orders: list[list[int]]) -> None:
    outcome = counting.count("irv", [11, 12, 13], orders)
    names = ["11", "12", "13"]
    found = instant_runoff(
        profile_from_rankings(names, [[str(one) for one in order] for order in orders])
    )
    assert str(counting.chosen([11, 12, 13], outcome)) == found.winners[0]


def test_a_changed_order_or_choice_is_found_in_the_dump(hall: Hall) -> None:
    members = seated(hall, 3)
    made, (bridge, church, mill) = put(hall, members)
    for member, first in zip(members, (mill, mill, bridge), strict=True):
        rank(member, made, first, church)
    actions.conclude_alternatives.perform(members[0], made)
    states: States = {kind: {} for kind in recalculation.TYPES}
    for model in (Alternatives, AlternativesRanking, Motion):
        for thing in model.objects.all():
            states[model.ref_of(0).partition(":")[0]][thing.pk] = values_of(thing)[0]
    (check,) = [one.check for one in registered() if one.name == "alternatives before bodies"]
    assert list(check(states)) == []
    changed = copy.deepcopy(states)
    for one in changed["decisions.alternativesranking"].values():
        one["order"] = [bridge.pk]
    assert any("give another result" in one for one in check(changed))
    changed = copy.deepcopy(states)
    changed["decisions.motion"][bridge.pk]["state"] = "passed"
    assert any("went on" in one for one in check(changed))
    changed = copy.deepcopy(states)
    changed["decisions.alternativesranking"].clear()
    assert any("more orders were counted" in one for one in check(changed))

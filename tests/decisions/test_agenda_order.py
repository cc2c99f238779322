"""Members rank the matters of an agenda; who runs the sitting takes the counted order."""

from __future__ import annotations

import copy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from commonhall.actions.actors import Actor
from commonhall.actions.versions import values_of
from commonhall.core import clock
from commonhall.core.recalculation import States, registered
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.agenda_order import actions, counting, recalculation
from commonhall.decisions.agenda_order.models import AgendaCount, AgendaRanking
from commonhall.decisions.motions import actions as motion_actions
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.sittings import actions as sitting_actions
from commonhall.decisions.sittings.models import Sitting
from commonhall.law.instruments.actions import adopt_instrument
from commonhall.law.instruments.models import Rank
from tests.decisions.council import seated, table, vote
from tests.kit import Hall, found_hall, signed_in
from tests.words import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def motion(hall: Hall, name: str) -> Motion:
    return table(
        hall.chair,
        adopt_instrument,
        unit=hall.unit("root"),
        code=name.lower(),
        rank=Rank.LOCAL_RULE,
        titles=texts(name),
        provisions=[{"number": "Paragraph 1", "texts": texts(f"{name}.")}],
        starts=clock.today() + timedelta(days=30),
    )


def called(hall: Hall, *names: str) -> tuple[Sitting, list[Motion]]:
    sitting = sitting_actions.call_sitting.perform(
        hall.chair, starts_at=clock.now() + timedelta(days=4), where="Room 1"
    ).result
    motions = [motion(hall, name) for name in names]
    sitting_actions.set_agenda.perform(hall.chair, sitting=sitting, motions=motions)
    return sitting, motions


def rank(member: Actor, sitting: Sitting, *order: Motion) -> None:
    actions.rank_agenda.perform(member, sitting=sitting, order=list(order) or None)


def refused(call: Any) -> str:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.code


def agenda(sitting: Sitting) -> list[int]:
    return list(sitting.motions.order_by("order", "pk").values_list("pk", flat=True))


def test_the_agenda_takes_the_order_that_members_want(hall: Hall) -> None:
    members = seated(hall, 3)
    sitting, (bench, tree, well) = called(hall, "Bench", "Tree", "Well")
    rank(members[0], sitting, well, tree)
    assert refused(lambda: actions.order_agenda.perform(hall.chair, sitting)) == "too-few-orders"
    rank(members[1], sitting, tree, well)
    rank(members[2], sitting, well)
    actions.order_agenda.perform(hall.chair, sitting)
    assert agenda(sitting) == [well.pk, tree.pk, bench.pk]
    page = Client().get(sitting.get_absolute_url()).content.decode()
    assert "What members want to decide first" in page and "Pair by pair" in page
    assert "The agenda was put in order from 3 members’ orders." in page


def test_of_level_matters_the_one_that_stood_earlier_stays_first(hall: Hall) -> None:
    members = seated(hall, 2)
    sitting, (bench, tree, well) = called(hall, "Bench", "Tree", "Well")
    rank(members[0], sitting, tree, well)
    rank(members[1], sitting, well, tree)
    actions.order_agenda.perform(hall.chair, sitting)
    assert agenda(sitting) == [tree.pk, well.pk, bench.pk]


def test_what_is_decided_already_keeps_its_place(hall: Hall) -> None:
    members = seated(hall, 3)
    sitting, (bench, tree, well) = called(hall, "Bench", "Tree", "Well")
    for member in members:
        rank(member, sitting, well, tree, bench)
    vote(tree, members)
    motion_actions.conclude_motion.perform(members[0], motion=tree)
    actions.order_agenda.perform(hall.chair, sitting)
    assert agenda(sitting) == [well.pk, tree.pk, bench.pk]
    assert AgendaCount.objects.get().motions == [bench.pk, well.pk]


def test_who_may_and_when(hall: Hall) -> None:
    members = seated(hall, 3)
    sitting, (bench, tree) = called(hall, "Bench", "Tree")
    other = motion(hall, "Elsewhere")
    with pytest.raises(BadInput) as caught:
        rank(members[1], sitting, other)
    assert caught.value.field == "order"
    assert refused(lambda: rank(hall.parks, sitting, bench)) in ("no-competence", "other-body")
    for member in members:
        rank(member, sitting, tree, bench)
    # The chair runs the sitting; another member does not.
    assert refused(lambda: actions.order_agenda.perform(members[1], sitting)) == "not-in-the-chair"
    sitting_actions.call_off_sitting.perform(hall.chair, sitting=sitting, reason="Flooded.")
    assert refused(lambda: rank(members[1], sitting, bench)) == "wrong-state"
    assert refused(lambda: actions.order_agenda.perform(hall.chair, sitting)) == "wrong-state"


def test_one_matter_needs_no_order(hall: Hall) -> None:
    seated(hall, 2)
    sitting, (bench,) = called(hall, "Bench")
    assert refused(lambda: rank(hall.chair, sitting, bench)) == "nothing-to-order"


def test_the_page_names_the_two_that_have_one_rank_and_loses_nothing(hall: Hall) -> None:
    members = seated(hall, 2)
    sitting, (bench, tree, well) = called(hall, "Bench", "Tree", "Well")
    client = signed_in(members[1])
    url = f"/decisions/sittings/{sitting.pk}/first/"
    assert url in client.get(sitting.get_absolute_url()).content.decode()
    wrong = client.post(url, {f"m{bench.pk}": "1", f"m{tree.pk}": "1", f"m{well.pk}": "2"})
    assert wrong.status_code == 400 and wrong.content.decode().count('value="1"') == 2
    assert not AgendaRanking.objects.exists()
    assert client.post(url, {f"m{well.pk}": "1", f"m{bench.pk}": "2"}).status_code == 302
    assert AgendaRanking.objects.get().order == [well.pk, bench.pk]
    assert 'value="2"' in client.get(url).content.decode()
    assert client.post(url, {f"m{tree.pk}": "1"}).status_code == 302
    assert AgendaRanking.objects.get().order == [tree.pk]


def test_the_page_of_a_sitting_asks_the_same_for_many_orders(hall: Hall) -> None:
    members = seated(hall, 5)
    sitting, motions = called(hall, *(f"Matter{number}" for number in range(6)))
    counts = []
    for member in members:
        rank(member, sitting, *motions)
        with CaptureQueriesContext(connection) as asked:
            Client().get(sitting.get_absolute_url())
        counts.append(len(asked))
    assert len(set(counts[1:])) == 1


@given(st.lists(st.permutations([11, 12, 13, 14]).map(lambda order: order[:3]), max_size=7))
def test_the_order_holds_every_matter_once_and_a_winner_of_all_pairs_first(
    orders: list[list[int]],
) -> None:
    motions = [13, 11, 14, 12]
    found = counting.order_of(motions, counting.count(motions, orders))
    assert sorted(found) == sorted(motions)

    def prefers(order: list[int], one: int, other: int) -> bool:
        return one in order and (other not in order or order.index(one) < order.index(other))

    for one in motions:
        others = [two for two in motions if two != one]
        if all(
            sum(prefers(order, one, two) for order in orders)
            > sum(prefers(order, two, one) for order in orders)
            for two in others
        ):
            assert found[0] == one
    if not orders:
        assert found == motions


def test_a_changed_order_is_found_in_the_dump(hall: Hall) -> None:
    members = seated(hall, 3)
    sitting, (bench, tree, well) = called(hall, "Bench", "Tree", "Well")
    for member in members:
        rank(member, sitting, well, tree, bench)
    actions.order_agenda.perform(hall.chair, sitting)
    states: States = {kind: {} for kind in recalculation.TYPES}
    for thing in AgendaCount.objects.all():
        states["decisions.agendacount"][thing.pk] = values_of(thing)[0]
    (check,) = [one.check for one in registered() if one.name == "orders of agendas"]
    assert list(check(states)) == []
    changed = copy.deepcopy(states)
    for one in changed["decisions.agendacount"].values():
        one["orders"] = [[office, [bench.pk]] for office, _order in one["orders"]]
    assert any("give another result" in one for one in check(changed))

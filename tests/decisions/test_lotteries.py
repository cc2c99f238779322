"""Lotteries: frozen lists, seeds nobody chooses, draws anybody can repeat, no private door."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.lotteries import actions, draw_actions, drawing, opening_actions, queries
from commonhall.decisions.lotteries import timers as lottery_timers
from commonhall.decisions.lotteries.models import Application, Lottery, Ticket
from commonhall.decisions.votes import timers as vote_timers
from commonhall.law.instruments.models import Provision
from commonhall.methods import beacons
from commonhall.people.personal_data import everything_about
from commonhall.people.residents import actions as people
from commonhall.people.residents.models import Person
from commonhall.record import sequencer, verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from tests.decisions.kit import voter
from tests.decisions.lots import (
    CHAIN,
    QUOTAS,
    answer,
    draw,
    enter,
    entrants,
    freeze,
    panel,
    places,
    sign,
)
from tests.kit import Hall, found_hall
from tests.words import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def refusal(call: Any) -> str:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.code


def holds(lottery: Lottery) -> bool:
    """Does the published form give what is in the tables?"""
    outcome = drawing.replay(queries.published_draw(lottery))
    rows = lottery.tickets.all()
    sitting = {one.code for one in rows if one.state in ("drawn", "accepted")}
    return not outcome.wrong and outcome.sitting == sitting


# --- panels -----------------------------------------------------------------------------------------
def test_a_panel_is_drawn_answered_replaced_and_completed(hall: Hall) -> None:
    lottery = panel(hall)
    people_ = entrants(hall, lottery, 12)
    assert refusal(lambda: actions.close_lottery.perform(hall.chair, lottery=lottery)) == (
        "wrong-kind"
    )
    freeze(lottery)
    assert lottery.state == "ready" and lottery.tickets_count == 12
    content = queries.chances_of(lottery)
    assert content is not None and content["proved"] and not content["loosened"]
    assert content["lowest_millionths"] == content["highest_millionths"] == 333_333
    assert sum(one["tickets"] for one in content["panels"]) == 1_000_000
    draw(lottery)
    assert lottery.state == "drawn" and lottery.tickets.filter(state="drawn").count() == 4
    drawn = list(lottery.tickets.filter(state="drawn").order_by("code"))
    answer(people_[drawn[0].code], lottery, yes=False)
    (turn,) = lottery.turns
    assert turn["code"] == drawn[0].code and turn["how"] == "declined"
    follower = lottery.tickets.get(code=turn["next"])
    assert follower.state == "drawn" and follower.stands_for == drawn[0].code
    assert follower.kind == drawn[0].kind, "the next of the same type sits in"
    for ticket in lottery.tickets.filter(state="drawn").order_by("code"):
        answer(people_[ticket.code], lottery)
    assert lottery.state == "complete" and holds(lottery)
    assert lottery.tickets.filter(state="accepted").count() == 4
    assert not Application.objects.exclude(features={}).exists(), "what was told is forgotten"
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_when_nobody_of_the_type_is_left_another_keeps_the_quotas(hall: Hall) -> None:
    """The only young and the only old tenant stand in for each other: one tenant must sit."""
    ages, homes = QUOTAS
    loose = {**ages, "values": [{**one, "least": 0, "most": 4} for one in ages["values"]]}
    lottery = panel(hall, quotas=[loose, homes])
    people_ = {}
    for number in range(12):
        features = {"age": ("young", "old")[number % 2], "home": "rents" if number < 2 else "owns"}
        made = voter(hall, number)
        people_[enter(made, lottery, features=features)] = (made, features)
    draw(lottery)
    drawn = [one.code for one in lottery.tickets.filter(state="drawn")]
    tenant = next(code for code in drawn if people_[code][1]["home"] == "rents")
    kind = lottery.tickets.get(code=tenant).kind
    answer(people_[tenant][0], lottery, yes=False)
    (turn,) = lottery.turns
    assert turn["among"] != [kind]
    sitting = [one.code for one in lottery.tickets.filter(state="drawn")]
    assert len(sitting) == 4 and holds(lottery)
    assert "rents" in [people_[code][1]["home"] for code in sitting]


def test_an_impossible_quota_gives_way_by_the_least_and_says_so(hall: Hall) -> None:
    lottery = panel(hall)
    for number in range(6):
        enter(
            voter(hall, number),
            lottery,
            features={"age": "old", "home": ("rents", "owns")[number % 2]},
        )
    draw(lottery)
    content = queries.chances_of(lottery)
    assert content is not None
    assert {(one["value"], one["least"], one["most"]) for one in content["loosened"]} == {
        ("young", 0, 2),
        ("old", 2, 4),
    }
    assert lottery.tickets.filter(state="drawn").count() == 4 and holds(lottery)


@pytest.mark.parametrize("count", [0, 3])
def test_too_few_people_end_it_without_a_draw(hall: Hall, count: int) -> None:
    lottery = panel(hall)
    entrants(hall, lottery, count)
    draw(lottery)
    assert lottery.state == "void" and lottery.tickets_count == count
    assert not Application.objects.exclude(features={}).exists()


def test_a_household_has_one_seat_and_is_a_number_only(hall: Hall) -> None:
    lottery = places(hall, household=True, places=3)
    with pytest.raises(BadInput, match="home"):
        enter(voter(hall, 1), lottery)
    for number in range(4):
        enter(voter(hall, 10 + number), lottery, home=("Mill Lane 4", "mill lane 4 ")[number % 2])
    enter(voter(hall, 20), lottery, home="Bridge 1")
    draw(lottery)
    drawn = lottery.tickets.filter(state="drawn")
    assert sorted(one.household for one in drawn) == ["", "h1"] and holds(lottery)
    assert not any("ill" in str(row.household) for row in Application.objects.all())


# --- places -----------------------------------------------------------------------------------------
def test_a_queue_goes_by_time_and_needs_no_seed(hall: Hall) -> None:
    lottery = places(hall, "queue")
    codes = list(entrants(hall, lottery, 5))
    draw(lottery)
    drawn = set(lottery.tickets.filter(state="drawn").values_list("code", flat=True))
    assert drawn == set(codes[:2]) and lottery.seed == "" and holds(lottery)


def test_need_goes_by_confirmed_points_and_ties_by_lot(hall: Hall) -> None:
    lottery = places(hall, "need")
    people_ = entrants(hall, lottery, 4, claims=["child"])
    first, second, third, _fourth = people_
    rows = {row.code: row for row in Application.objects.all()}
    for code in (first, second, third):
        actions.confirm_claims.perform(
            hall.chair, lottery=lottery, application=rows[code].pk, confirmed=["child"]
        )
    with pytest.raises(BadInput, match="alone"):
        actions.confirm_claims.perform(
            hall.chair, lottery=lottery, application=rows[first].pk, confirmed=["alone"]
        )
    assert (
        refusal(
            lambda: actions.confirm_claims.perform(
                hall.parks, lottery=lottery, application=rows[first].pk, confirmed=[]
            )
        )
        == "other-body"
    )
    draw(lottery)
    drawn = set(lottery.tickets.filter(state="drawn").values_list("code", flat=True))
    assert len(drawn) == 2 and drawn < {first, second, third}
    assert sorted(lottery.tickets.values_list("points", flat=True)) == [0, 30, 30, 30]
    answer(people_[min(drawn)], lottery, yes=False)
    (turn,) = lottery.turns
    assert turn["next"] in {first, second, third} - drawn and holds(lottery)


def test_who_does_not_answer_passes_the_place_on(hall: Hall) -> None:
    lottery = places(hall, answer_days=3)
    entrants(hall, lottery, 3)
    draw(lottery)
    with clock.replay(timezone.now() + timedelta(days=20)):
        lottery_timers.draw_due()
    lottery.refresh_from_db()
    assert [turn["how"] for turn in lottery.turns] == ["lapsed", "lapsed"]
    assert lottery.turns[1]["next"] == "" and holds(lottery)
    assert lottery.tickets.filter(state="drawn").count() == 1


# --- what decides: see tests/attacks/test_lottery_luck.py --------------------------------------------
def test_the_round_is_named_at_the_opening_an_hour_after_applications_close(hall: Hall) -> None:
    lottery = places(hall)
    assert lottery.draws_at is not None and lottery.beacon["chain"] == CHAIN.hash
    assert (
        timedelta(hours=1) <= lottery.draws_at - lottery.closes_at < timedelta(hours=1, seconds=3)
    )
    entrants(hall, lottery, 3)
    freeze(lottery)
    system = vote_timers.system()
    assert refusal(lambda: draw_actions.draw_lottery.perform(system, lottery=lottery)) == "no-seed"
    draw(lottery)
    assert lottery.seed == f"{lottery.root}\n{beacons.randomness(sign(lottery.round))}"


def test_new_halls_name_rounds_of_quicknet(hall: Hall) -> None:
    made = opening_actions.open_lottery.perform(
        hall.chair,
        kind="places",
        rule="lottery",
        names=texts("Plots"),
        unit=hall.unit("root"),
        places=2,
        closes_at=timezone.now() + timedelta(days=1),
    ).result
    assert beacons.chain_of(made.beacon) is beacons.QUICKNET


# --- who may, and what is bad -----------------------------------------------------------------------
def test_who_may_apply_and_once_only(hall: Hall) -> None:
    lottery = places(hall, unit=hall.unit("north"))
    apply = actions.apply_for_lottery
    assert refusal(lambda: apply.perform(hall.resident, lottery=lottery)) == "not-verified"
    assert refusal(lambda: apply.perform(hall.chair, lottery=lottery)) == "wrong-kind"
    south = voter(hall, 1, "south")
    assert refusal(lambda: apply.perform(south, lottery=lottery)) == "lives-elsewhere"
    mine = voter(hall, 2)
    enter(mine, lottery)
    assert refusal(lambda: enter(mine, lottery)) == "applied"
    actions.withdraw_application.perform(mine, lottery=lottery)
    assert not Application.objects.exists()
    assert (
        refusal(lambda: actions.withdraw_application.perform(mine, lottery=lottery))
        == "not-applied"
    )
    enter(mine, lottery)
    with clock.replay(timezone.now() + timedelta(days=9)):
        assert refusal(lambda: enter(voter(hall, 3), lottery)) == "closed"
        assert (
            refusal(lambda: actions.withdraw_application.perform(mine, lottery=lottery)) == "closed"
        )
    draw(lottery)
    assert refusal(lambda: answer(voter(hall, 4), lottery)) == "not-drawn"


NUMBERS = {
    "source": "numbers",
    "draw_names": texts("The numbers of Saturday, 5 December"),
    "draws_at": timezone.now() + timedelta(days=9),
    "numbers_count": 6,
    "numbers_most": 49,
}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"names": {}}, "names"),
        ({"kind": "raffle"}, "kind"),
        ({"rule": "queue"}, "rule"),
        ({"places": 0}, "places"),
        ({"quotas": []}, "quotas"),
        ({"places": 9}, "quotas"),
        ({"source": "none"}, "source"),
        ({"source": "public"}, "source"),
        ({"source": "record"}, "source"),
        ({"source": "numbers"}, "draw_names"),
        ({**NUMBERS, "draws_at": None}, "draws_at"),
        ({**NUMBERS, "numbers_count": None}, "numbers_count"),
        ({**NUMBERS, "numbers_most": None}, "numbers_most"),
        ({**NUMBERS, "numbers_count": 3}, "numbers_count"),
        ({**NUMBERS, "numbers_count": 20, "numbers_most": 10}, "numbers_count"),
        ({"again_reason": "It rained."}, "again_reason"),
        ({"answer_days": 0}, "answer_days"),
        ({"about": "nothing"}, "about"),
        ({"criteria": [{"code": "a", "names": {"en": "A"}, "points": 1}]}, "criteria"),
        ({"closes_at": timezone.now() - timedelta(days=1)}, "closes_at"),
    ],
)
def test_bad_lotteries_are_named(hall: Hall, change: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as caught:
        panel(hall, **change)
    assert caught.value.field == field and not Lottery.objects.exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"features": {"age": "young"}}, "features"),
        ({"features": {}}, "features"),
        ({"claims": ["x"]}, "claims"),
    ],
)
def test_bad_applications_are_named(hall: Hall, given: dict[str, Any], field: str) -> None:
    lottery = panel(hall)
    with pytest.raises(BadInput) as caught:
        enter(voter(hall, 1), lottery, **given)
    assert caught.value.field == field and not Application.objects.exists()


def repeal(article: str) -> None:
    provision = Provision.objects.get(number=article)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE law_provision SET ends = %s WHERE id = %s",
            [timezone.localdate() - timedelta(days=1), provision.pk],
        )


def test_repealing_the_provisions_stops_it(hall: Hall) -> None:
    lottery = places(hall)
    resident = voter(hall, 1)
    repeal("Article 18")
    with clock.replay(timezone.now() + timedelta(days=9)), pytest.raises(Refused):
        lottery_timers.draw_due()
    repeal("Article 17")
    assert refusal(lambda: places(hall)) == "no-competence"
    assert refusal(lambda: enter(resident, lottery)) == "no-right"
    assert not Ticket.objects.exists()


def test_nothing_is_given_but_by_the_draw(hall: Hall) -> None:
    """No office can draw, and no action but the draw and the turns after it makes a ticket drawn."""
    lottery = places(hall)
    entrants(hall, lottery, 3)
    freeze(lottery)
    for office in (hall.chair, hall.clerk, hall.parks):
        assert refusal(
            lambda by=office: draw_actions.draw_lottery.perform(by, lottery=lottery)
        ) == ("wrong-kind")
    draw(lottery)
    assert (
        refusal(lambda: draw_actions.draw_lottery.perform(vote_timers.system(), lottery=lottery))
        == "wrong-state"
    )
    assert Entry.objects.filter(action="decisions.draw_lottery", kind="action").count() == 1


def test_the_reviewer_may_annul_and_what_came_of_it_is_tied(hall: Hall) -> None:
    lottery = panel(hall)
    entrants(hall, lottery, 8)
    draw(lottery)
    case = hall.raise_case()
    draw_actions.link_outcome.perform(hall.chair, lottery=lottery, outcome=case.ref)
    assert (
        refusal(
            lambda: draw_actions.link_outcome.perform(hall.parks, lottery=lottery, outcome=case.ref)
        )
        == "other-body"
    )
    assert refusal(lambda: draw_actions.annul_lottery.perform(hall.chair, lottery=lottery)) == (
        "no-competence"
    )


# --- personal data ----------------------------------------------------------------------------------
def test_ones_application_is_handed_over_and_erased_and_the_list_holds(hall: Hall) -> None:
    lottery, other = panel(hall), places(hall)
    entered = entrants(hall, lottery, 8)
    code, mine = next(iter(entered.items()))
    enter(mine, other)
    person = Person.objects.get(pk=mine.person)
    said = everything_about(person)["decisions"]["lotteries_entered"]
    assert said[0]["ticket"] == code and said[0]["said"]["age"]
    freeze(lottery)
    people.erase_me.perform(mine, words=True)
    assert not Application.objects.filter(person_id=mine.person).exists()
    draw(lottery)
    assert lottery.tickets_count == 8 and holds(lottery)
    with clock.replay(timezone.now() + timedelta(days=40)):
        lottery_timers.draw_due()
    for _number in range(3):
        with clock.replay(timezone.now() + timedelta(days=80)):
            lottery_timers.draw_due()
    assert not Application.objects.filter(code=code).exclude(person=None).exists()
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_a_shown_name_goes_with_its_person(hall: Hall) -> None:
    lottery = places(hall)
    mine = voter(hall, 1)
    code = enter(mine, lottery)
    draw(lottery)
    answer(mine, lottery, name="Ada Brook")
    assert Ticket.objects.get(code=code).name == "Ada Brook"
    people.erase_me.perform(mine, words=False)
    assert Ticket.objects.get(code=code).name == ""
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok

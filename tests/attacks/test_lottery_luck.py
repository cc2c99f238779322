"""Whoever holds a lottery, or runs the server, cannot choose who is drawn."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from commonhall.core import clock
from commonhall.core.refusals import BadInput
from commonhall.decisions.lotteries import opening_actions, seed_actions, sources, timers
from commonhall.decisions.lotteries.models import HeldNumbers, Lottery
from commonhall.methods import beacons
from commonhall.people import actors
from tests.attacks.doors import refused_everywhere, wrong_everywhere
from tests.decisions import lots
from tests.kit import Hall, found_hall, person, signed_in
from tests.law import kit
from tests.law.kit import refusal
from tests.words import texts

pytestmark = pytest.mark.django_db
enter_numbers, enter_signature = seed_actions.enter_numbers, seed_actions.enter_signature
SIX = "03 07 12 25 33 41"


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def of_numbers(hall: Hall, **given: Any) -> Lottery:
    """Places given by the numbers of a public draw, six of forty-nine."""
    draw = {
        "source": "numbers",
        "draw_names": texts("National Lottery of Saturday"),
        "draws_at": timezone.now() + timedelta(days=8),
        "numbers_count": 6,
        "numbers_most": 49,
    }
    return lots.places(hall, **{**draw, **given})


def last_day(days: int = 7) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


@contextmanager
def once_known(lottery: Lottery) -> Iterator[None]:
    """A minute after the numbers that decide are known."""
    assert lottery.due_at
    with clock.replay(lottery.due_at + timedelta(minutes=1)):
        yield


def page_of(lottery: Lottery) -> str:
    return Client().get(lottery.get_absolute_url()).content.decode()


# --- the numbers of a public draw -----------------------------------------------------------------
def test_six_numbers_have_720_spellings_and_one_is_taken(hall: Hall) -> None:
    """Each spelling would draw somebody else, so that whoever types them could choose the winner."""
    orders = [" ".join(order) for order in itertools.permutations(SIX.split())]
    assert len(orders) == 720
    assert [one for one in orders if sources.is_result(one, 6, 49)] == [SIX]
    lottery = of_numbers(hall)
    lots.entrants(hall, lottery, 3)
    lots.freeze(lottery)
    spelled = (
        orders[-1],
        "3 7 12 25 33 41",
        "03,07,12,25,33,41",
        "03 07  12 25 33 41",
        "003 07 12 25 33 41",
    )
    with once_known(lottery):
        for text in spelled[:1]:
            wrong_everywhere(hall.clerk, enter_numbers, lottery, {"numbers": text}, field="numbers")
        for text in spelled:
            with pytest.raises(BadInput) as caught:
                enter_numbers.perform(hall.clerk, lottery=lottery, numbers=text)
            assert SIX in str(caught.value.message), "the right form is named"
        for text in (
            "03 07 12 25 33",
            "03 07 12 25 33 50",
            "03 03 12 25 33 41",
            "six",
            "٠٣ 07 12 25 33 41",
        ):
            with pytest.raises(BadInput) as caught:
                enter_numbers.perform(hall.clerk, lottery=lottery, numbers=text)
            assert "from 1 to 49" in str(caught.value.message)
    lottery.refresh_from_db()
    assert lottery.entries == [] and not lottery.seed


def test_one_office_alone_enters_no_numbers(hall: Hall) -> None:
    lottery = of_numbers(hall)
    lots.entrants(hall, lottery, 3)
    lots.freeze(lottery)
    told = refused_everywhere(
        hall.clerk, enter_numbers, lottery, {"numbers": SIX}, by="state not-yet"
    )
    assert "held on" in told.words
    with once_known(lottery):
        refused_everywhere(
            hall.chair, enter_numbers, lottery, {"numbers": SIX}, by="state own-lottery"
        )
        enter_numbers.perform(hall.clerk, lottery=lottery, numbers=SIX)
        lottery.refresh_from_db()
        refused_everywhere(hall.clerk, enter_numbers, lottery, {"numbers": SIX}, by="state entered")
        timers.draw_due()
        lottery.refresh_from_db()
        assert lottery.state == "ready" and not lottery.seed
        # The first entry is bound by its commitment, and nobody is shown it.
        assert SIX not in page_of(lottery) and "A second must do so too" in page_of(lottery)
        for where in (f"/api/v1/lotteries/{lottery.pk}", f"{lottery.get_absolute_url()}draw.json"):
            assert SIX not in Client().get(where).content.decode()
        second = signed_in(hall.parks).get(f"{lottery.get_absolute_url()}enter-numbers/")
        assert second.status_code == 200 and SIX not in second.content.decode().replace(
            "03 07 12 25 33 41.", ""
        )
        enter_numbers.perform(hall.parks, lottery=lottery, numbers=SIX)
        timers.draw_due()
    lottery.refresh_from_db()
    assert lottery.state == "drawn" and lottery.seed == f"{lottery.root}\n{SIX}"
    assert not HeldNumbers.objects.exists()


def test_one_person_in_two_offices_enters_no_numbers_twice(hall: Hall) -> None:
    lottery = of_numbers(hall)
    lots.entrants(hall, lottery, 3)
    lots.freeze(lottery)
    both = kit.seat_on_both_sides(hall, "reviewer", actors.Person.objects.get(pk=hall.parks.person))
    with once_known(lottery):
        enter_numbers.perform(hall.parks, lottery=lottery, numbers=SIX)
        assert refusal(lambda: enter_numbers.perform(both, lottery=lottery, numbers=SIX)) == (
            "entered"
        )


def test_different_numbers_stop_the_draw_and_stand_in_public(hall: Hall) -> None:
    lottery, other = of_numbers(hall), "03 07 12 25 33 42"
    lots.entrants(hall, lottery, 3)
    lots.freeze(lottery)
    with once_known(lottery):
        for who, numbers in ((hall.clerk, SIX), (hall.parks, other)):
            enter_numbers.perform(who, lottery=lottery, numbers=numbers)
        timers.draw_due()
        lottery.refresh_from_db()
        assert lottery.state == "ready" and not lottery.seed
        said = page_of(lottery)
        assert "Two offices entered different numbers" in said and SIX in said and other in said
        assert "Nothing is drawn until" in said
        for who in (hall.clerk, hall.parks):
            enter_numbers.perform(who, lottery=lottery, numbers=SIX)
        timers.draw_due()
    lottery.refresh_from_db()
    assert lottery.state == "drawn" and other in page_of(lottery), "it stays on the record"


def test_a_draw_held_before_the_list_stood_decides_nothing(hall: Hall) -> None:
    """Who has seen the numbers could add tickets until the list suits them."""
    lottery = of_numbers(hall, draws_at=timezone.now() + timedelta(days=7, minutes=20))
    lots.entrants(hall, lottery, 3)
    lots.freeze(lottery, days=1)
    assert lottery.state == "void" and lottery.came_late
    assert "the list came after the public draw" in page_of(lottery)


# --- a public beacon ------------------------------------------------------------------------------
def test_a_round_that_is_known_already_is_not_named(hall: Hall) -> None:
    given = {
        "kind": "places",
        "rule": "lottery",
        "names": texts("Plots"),
        "unit": hall.unit("root"),
        "places": 2,
        "closes_at": last_day(),
    }
    for days, hour in ((-1, "12:00"), (1, "12:00"), (7, "23:59"), (8, "00:09")):
        at = f"{last_day(days)} {hour}"
        wrong_everywhere(
            hall.chair,
            opening_actions.open_lottery,
            None,
            {**given, "draws_at": at},
            field="draws_at",
        )
    wrong_everywhere(
        hall.chair,
        opening_actions.open_lottery,
        None,
        {**given, "source": "record"},
        field="source",
    )
    wrong_everywhere(
        hall.chair,
        opening_actions.open_lottery,
        None,
        {**given, "source": "public"},
        field="source",
    )


def test_only_the_named_round_of_the_named_beacon_is_taken(hall: Hall) -> None:
    lottery = lots.places(hall)
    lots.entrants(hall, lottery, 3)
    lots.freeze(lottery)
    number = lottery.round
    assert number == lottery.beacon["round"]
    anybody = actors.as_person(actors.Person.objects.get(pk=hall.resident.person))
    right = lots.sign(number)
    refused_everywhere(anybody, enter_signature, lottery, {"signature": right}, by="state not-yet")
    with once_known(lottery):
        others = {
            "another round": lots.sign(number + 1),
            "another beacon": lots.sign(number, secret=8),
            "another spelling": right[:-1],
            "nothing": "00",
            "no text": "{",
        }
        for what, text in others.items():
            with pytest.raises(BadInput) as caught:
                enter_signature.perform(anybody, lottery=lottery, signature=text)
            assert caught.value.field == "signature", what
        wrong_everywhere(
            anybody,
            enter_signature,
            lottery,
            {"signature": others["another beacon"]},
            field="signature",
        )
        told = f'{{"round": {number + 1}, "signature": "{right}"}}'
        with pytest.raises(BadInput, match="signature"):
            enter_signature.perform(anybody, lottery=lottery, signature=told)
        whole = f'{{"round": {number}, "randomness": "ab", "signature": "{right}"}}'
        enter_signature.perform(anybody, lottery=lottery, signature=whole)
        timers.draw_due()
    lottery.refresh_from_db()
    assert lottery.state == "drawn"
    assert lottery.seed == f"{lottery.root}\n{beacons.randomness(right)}"
    again = Client().get(f"{lottery.get_absolute_url()}again/").content.decode()
    assert "The beacon signed the round named when the lottery opened" in again


def test_a_late_list_takes_the_round_of_the_next_day_and_no_other(hall: Hall) -> None:
    lottery = lots.places(hall)
    lots.entrants(hall, lottery, 3)
    lots.freeze(lottery, days=1)
    assert lottery.round == lottery.beacon["round"] + 24 * 60 * 60 // 3
    with once_known(lottery):
        with pytest.raises(BadInput):
            lots.enter_round(lottery, signature=lots.sign(lottery.beacon["round"]))
        assert "the round of the same hour on the next day counts" in page_of(lottery)
    assert lots.draw(lottery).state == "drawn"


def test_an_office_that_withholds_the_numbers_stops_nothing(hall: Hall) -> None:
    """Hours later the System says so in public; anybody can enter the beacon's number, any two offices a draw's."""
    first, second = lots.places(hall), of_numbers(hall)
    for one in (first, second):
        lots.entrants(hall, one, 3)
    for one in (first, second):
        lots.freeze(one)
    assert first.due_at
    with clock.replay(first.due_at + timedelta(hours=5)):
        assert timers.numbers_missing() == 0
    with clock.replay(timezone.now() + timedelta(days=9)):
        assert timers.numbers_missing() == 2 and timers.numbers_missing() == 0
        assert all("nobody has entered them" in page_of(one) for one in (first, second))
        lots.enter_round(first, by=actors.as_person(person("stranger")))
        for who in (hall.parks, hall.clerk):
            enter_numbers.perform(who, lottery=second, numbers=SIX)
        timers.draw_due()
    assert set(Lottery.objects.values_list("state", flat=True)) == {"drawn"}


# --- another try ----------------------------------------------------------------------------------
@pytest.mark.parametrize("same", ["name", "matter"])
def test_a_second_lottery_to_try_ones_luck_says_why_on_both_pages(hall: Hall, same: str) -> None:
    about = hall.raise_case().ref
    first = lots.places(hall, about=about, names=texts("Garden plots"))
    given: dict[str, Any] = {
        "kind": "places",
        "rule": "lottery",
        "names": texts("garden-PLOTS" if same == "name" else "Something else"),
        "unit": hall.unit("root"),
        "places": 2,
        "closes_at": last_day(),
        "about": about if same == "matter" else "",
    }
    open_lottery = opening_actions.open_lottery
    wrong_everywhere(hall.chair, open_lottery, None, given, field="again_of")
    lots.entrants(hall, first, 3)
    lots.draw(first)
    wrong_everywhere(hall.chair, open_lottery, None, given, field="again_of")
    wrong_everywhere(
        hall.chair, open_lottery, None, {**given, "again_of": first}, field="again_reason"
    )
    second = lots.opened(
        hall.chair, **given, again_of=first, again_reason="Two <b>plots</b> flooded."
    )
    for page in map(page_of, (first, second)):
        assert "Two &lt;b&gt;plots&lt;/b&gt; flooded." in page
    assert Client().get(f"/api/v1/lotteries/{second.pk}").json()["again_of"] == first.pk

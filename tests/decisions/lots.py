"""Plain functions that make lotteries for tests, and a beacon whose key the tests hold."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest import mock

import pyblst
from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.decisions.lotteries import (
    actions,
    draw_actions,
    jobs,
    opening_actions,
    seed_actions,
    sources,
    timers,
)
from commonhall.decisions.lotteries.models import Lottery
from commonhall.methods import beacons
from commonhall.methods.beacons import signatures
from commonhall.people import actors
from commonhall.people.residents.models import Person
from commonhall.record import sequencer
from tests.decisions.kit import voter
from tests.kit import Hall
from tests.words import texts

QUOTAS = [
    {
        "feature": "age",
        "names": texts("Age"),
        "values": [
            {"value": "young", "names": texts("under 40"), "least": 2, "most": 2},
            {"value": "old", "names": texts("40 and over"), "least": 2, "most": 2},
        ],
    },
    {
        "feature": "home",
        "names": texts("Home"),
        "values": [
            {"value": "rents", "names": texts("rents"), "least": 1, "most": 3},
            {"value": "owns", "names": texts("owns"), "least": 1, "most": 3},
        ],
    },
]
CRITERIA = [
    {"code": "child", "names": texts("A child under three"), "points": 30},
    {"code": "alone", "names": texts("Raises children alone"), "points": 20},
]


#: A beacon of the tests: whoever holds its key knows every round, so that no hall takes it but here.
SECRET = 7_777_777_777
_KEY = pyblst.BlstP2Element.uncompress(signatures.G2).scalar_mul(SECRET).compress().hex()
CHAIN = replace(beacons.QUICKNET, name="tests", public_key=_KEY, beacon="tests")
beacons.CHAINS[CHAIN.hash] = CHAIN


def sign(number: int, secret: int = SECRET) -> str:
    """The signature of a round of the tests' beacon; another secret: of another beacon."""
    message = hashlib.sha256(number.to_bytes(8, "big")).digest()
    point = pyblst.BlstP1Element.hash_to_group(message, signatures.DOMAIN_G1)
    return str(point.scalar_mul(secret).compress().hex())


@contextmanager
def own_beacon() -> Iterator[None]:
    """New lotteries name rounds of the tests' beacon."""
    with mock.patch.object(sources, "CHAIN", CHAIN):
        yield


def opened(by: Actor, **values: Any) -> Lottery:
    with own_beacon():
        return opening_actions.open_lottery.perform(by, **values).result


def new_name(name: str) -> str:
    """A name no lottery has yet: whoever holds one again must say why."""
    count = Lottery.objects.count()
    return f"{name} {count}" if count else name


def panel(hall: Hall, **given: Any) -> Lottery:
    values: dict[str, Any] = {
        "kind": "panel",
        "rule": "leximin",
        "names": texts(new_name("Panel on lamps")),
        "texts": {},
        "unit": hall.unit("root"),
        "places": 4,
        "quotas": QUOTAS,
        "closes_at": timezone.now() + timedelta(days=7),
        **given,
    }
    return opened(hall.chair, **values)


def places(hall: Hall, rule: str = "lottery", **given: Any) -> Lottery:
    values: dict[str, Any] = {
        "kind": "places",
        "rule": rule,
        "names": texts(new_name("Garden plots")),
        "texts": {},
        "unit": hall.unit("root"),
        "places": 2,
        "closes_at": timezone.now() + timedelta(days=7),
        "criteria": CRITERIA if rule == "need" else [],
        **given,
    }
    return opened(hall.chair, **values)


def enter(actor: Actor, lottery: Lottery, number: int = 0, **given: Any) -> str:
    if lottery.kind == "panel" and "features" not in given:
        given["features"] = {
            "age": ("young", "old")[number % 2],
            "home": ("rents", "owns")[number // 2 % 2],
        }
    return actions.apply_for_lottery.perform(actor, lottery=lottery, **given).result


def entrants(hall: Hall, lottery: Lottery, count: int, **given: Any) -> dict[str, Actor]:
    """So many new residents with their tickets."""
    people = [voter(hall, 100 * lottery.pk + number) for number in range(count)]
    return {enter(one, lottery, number, **given): one for number, one in enumerate(people)}


def freeze(lottery: Lottery, days: float = 0) -> Lottery:
    """Let the time pass until applications are closed, freeze the list, work out chances."""
    with clock.replay(lottery.closes_at + timedelta(days=days, seconds=30)):
        timers.draw_due()
        jobs.work_out_chances.call(lottery.pk)
    sequencer.sequence_once()
    lottery.refresh_from_db()
    return lottery


def enter_round(lottery: Lottery, by: Actor | None = None, signature: str = "") -> Lottery:
    """Somebody enters what the beacon said of the round."""
    who = by or actors.as_person(Person.objects.exclude(account=None).order_by("pk")[0])
    said = signature or sign(lottery.round)
    seed_actions.enter_signature.perform(who, lottery=lottery, signature=said)
    lottery.refresh_from_db()
    return lottery


def draw(lottery: Lottery) -> Lottery:
    """Freeze the list, let the numbers that decide come, and draw."""
    if lottery.state == Lottery.State.OPEN:
        freeze(lottery)
    with clock.replay((lottery.due_at or lottery.closes_at) + timedelta(minutes=1)):
        if lottery.state == Lottery.State.READY and lottery.source == Lottery.Source.BEACON:
            enter_round(lottery)
        timers.draw_due()
    sequencer.sequence_once()
    lottery.refresh_from_db()
    return lottery


def answer(actor: Actor, lottery: Lottery, yes: bool = True, **given: Any) -> None:
    action: Any = draw_actions.accept_place if yes else draw_actions.decline_place
    action.perform(actor, lottery=lottery, **given)
    lottery.refresh_from_db()

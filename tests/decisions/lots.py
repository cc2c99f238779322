"""Plain functions that make lotteries for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.decisions.lotteries import actions, draw_actions, jobs, timers
from commonhall.decisions.lotteries.models import Lottery
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


def panel(hall: Hall, **given: Any) -> Lottery:
    values: dict[str, Any] = {
        "kind": "panel",
        "rule": "leximin",
        "names": texts("Panel on lamps"),
        "texts": {},
        "unit": hall.unit("root"),
        "places": 4,
        "quotas": QUOTAS,
        "closes_at": timezone.now() + timedelta(days=7),
        **given,
    }
    return actions.open_lottery.perform(hall.chair, **values).result


def places(hall: Hall, rule: str = "lottery", **given: Any) -> Lottery:
    values: dict[str, Any] = {
        "kind": "places",
        "rule": rule,
        "names": texts("Garden plots"),
        "texts": {},
        "unit": hall.unit("root"),
        "places": 2,
        "closes_at": timezone.now() + timedelta(days=7),
        "criteria": CRITERIA if rule == "need" else [],
        **given,
    }
    return actions.open_lottery.perform(hall.chair, **values).result


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


def freeze(lottery: Lottery, days: int = 8) -> Lottery:
    """Let the time pass, freeze the list, work out chances; the record then signs a checkpoint."""
    with clock.replay(timezone.now() + timedelta(days=days)):
        timers.draw_due()
        jobs.work_out_chances.call(lottery.pk)
    sequencer.sequence_once()
    lottery.refresh_from_db()
    return lottery


def draw(lottery: Lottery, days: int = 8) -> Lottery:
    freeze(lottery)
    with clock.replay(timezone.now() + timedelta(days=days)):
        timers.draw_due()
    lottery.refresh_from_db()
    return lottery


def answer(actor: Actor, lottery: Lottery, yes: bool = True, **given: Any) -> None:
    action: Any = draw_actions.accept_place if yes else draw_actions.decline_place
    action.perform(actor, lottery=lottery, **given)
    lottery.refresh_from_db()

"""The ranking of a call, derived again from published states alone; and the set of offers that closed it."""

from __future__ import annotations

from collections.abc import Iterator

from commonhall.core.recalculation import States, recalculates
from commonhall.decisions.votes.envelope_set import root_of
from commonhall.delivery.calls import ranking
from commonhall.delivery.calls.ranking import Scored

TYPES = ("delivery.call", "delivery.offer", "delivery.score", "delivery.scorer")
STOOD = ("sealed", "opened", "excluded", "lost")


def _rankings(states: States) -> Iterator[str]:
    for number, call in sorted(states["delivery.call"].items()):
        offers = {
            pk: one for pk, one in states["delivery.offer"].items() if one["call_id"] == number
        }
        if call["set_root"]:
            stood = sorted(one["digest"] for one in offers.values() if one["state"] in STOOD)
            if root_of(stood) != call["set_root"]:
                yield f"call {number}: other offers are published than those it closed with"
        if not call["ranking"]:
            continue
        weights = {one["code"]: one["weight"] for one in call["criteria"]}
        rows = [
            Scored(pk, one["digest"], one["price"], _scores(states, pk))
            for pk, one in sorted(offers.items())
            if one["state"] == "opened"
        ]
        found = ranking.rank(rows, call["price_weight"], weights, call["set_root"])
        if [one.as_json() for one in found] != call["ranking"]:
            yield f"call {number}: its published prices and scores give another ranking"


def _scores(states: States, offer: int) -> list[dict[str, int]]:
    rows = [one for one in states["delivery.score"].values() if one["offer_id"] == offer]
    scorers = states["delivery.scorer"]
    told = [
        one
        for one in rows
        if one["told"] and not one["ended_on"] and not scorers[one["scorer_id"]]["ended_on"]
    ]
    return [
        one["told"] for one in sorted(told, key=lambda one: scorers[one["scorer_id"]]["number"])
    ]


def register() -> None:
    recalculates(
        "rankings of calls",
        TYPES,
        _rankings,
        lambda states: sum(bool(one["ranking"]) for one in states["delivery.call"].values()),
    )

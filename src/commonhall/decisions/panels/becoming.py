"""What a recommendation can become in one step: a motion, a part of the plan. The apps above say how.

becoming.leads_on(table_recommendation)          # an action whose thing is a Recommendation
"""

from __future__ import annotations

from typing import Any

from commonhall.actions import action_pages
from commonhall.actions.actors import Actor
from commonhall.actions.declaration import Action
from commonhall.decisions.panels.spoken_models import Recommendation

_ways: list[Action[..., Any]] = []


def leads_on(action: Action[..., Any]) -> None:
    """Offer an action on recommendations beside each that a panel adopted."""
    if action not in _ways:
        _ways.append(action)


def ways() -> list[Action[..., Any]]:
    return list(_ways)


def ways_on(actor: Actor, one: Recommendation) -> list[tuple[Any, str]]:
    """What the actor may make of it: titles with the addresses of their pages."""
    memo: dict[Any, Any] = {}
    return [
        (way.title, action_pages.url_of(way, one))
        for way in _ways
        if actor.kind in way.by and way.check(actor, one, memo).allowed
    ]

"""What somebody can do with a thing, kept between pages: for things whose actions take many look-ups."""

from __future__ import annotations

from typing import Any

from commonhall.actions import action_pages, registry
from commonhall.actions.actors import Actor
from commonhall.actions.pages import AvailableAction
from commonhall.core import kept
from commonhall.core.models import Governed


def available(
    actor: Actor, thing: Governed, at: str, memo: dict[Any, Any]
) -> list[AvailableAction]:
    """As `action_pages.available`, made once for the same actor until the record grows past the entry `at`.

    What is shown decides nothing: the gate judges again when something is done.
    """
    who = (actor.kind, actor.ref, actor.person, actor.account, actor.scope, actor.deputyship)

    def compute() -> list[tuple[str, dict[str, Any]]]:
        rows = action_pages.available(actor, thing, memo)
        return [(one.action.code, {**vars(one), "action": None}) for one in rows]

    found = kept.kept(f"actions on {thing.ref} of {who}", at, compute)
    known = registry.actions()
    return [AvailableAction(**{**row, "action": known[code]}) for code, row in found]

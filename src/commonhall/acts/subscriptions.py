"""Upper rooms listen to the acts of lower ones, inside the same transaction.

@on("decide.close_budget")
def make_projects(ctx, result, arguments): ctx.perform(make_project, …)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from commonhall.acts.context import Context

Listener = Callable[["Context", Any, dict[str, Any]], None]
_listeners: dict[str, list[Listener]] = defaultdict(list)


def on(code: str) -> Callable[[Listener], Listener]:
    """Call the decorated function after each act `code`, before its entry is written."""

    def register(listener: Listener) -> Listener:
        if listener not in _listeners[code]:
            _listeners[code].append(listener)
        return listener

    return register


def tell(ctx: Context, result: Any, arguments: dict[str, Any]) -> None:
    for listener in _listeners[ctx.act.code]:
        listener(ctx, result, arguments)


def subscribed() -> set[str]:
    """The codes somebody listens to; a test checks that each is an act."""
    return {code for code, listeners in _listeners.items() if listeners}

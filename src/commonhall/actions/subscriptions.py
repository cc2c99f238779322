"""Upper apps listen to the actions of lower ones, inside the same transaction.

@on("decisions.close_budget")
def make_projects(ctx, result, arguments): ctx.perform(make_project, …)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from commonhall.actions.context import Context

Listener = Callable[["Context", Any, dict[str, Any]], None]
_listeners: dict[str, list[Listener]] = defaultdict(list)
EVERY = "*"


def on(code: str) -> Callable[[Listener], Listener]:
    """Call the decorated function after each action `code`, before its entry is written.

    code: `EVERY` for whichever action it is; such a listener looks at nothing but what the stages noted in
    `ctx.memo`, so that no action costs more.
    """

    def register(listener: Listener) -> Listener:
        if listener not in _listeners[code]:
            _listeners[code].append(listener)
        return listener

    return register


def tell(ctx: Context, result: Any, arguments: dict[str, Any]) -> None:
    for listener in (*_listeners[ctx.action.code], *_listeners[EVERY]):
        listener(ctx, result, arguments)


def subscribed() -> set[str]:
    """The codes somebody listens to; a test checks that each is an action."""
    return {code for code, listeners in _listeners.items() if listeners and code != EVERY}

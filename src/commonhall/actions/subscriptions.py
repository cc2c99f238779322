"""Upper apps listen to the actions of lower ones, inside the same transaction.

@on("decisions.close_budget")
def make_projects(ctx, result, arguments): ctx.perform(make_project, …)

A listener performs actions. What belongs to the action itself, as an upper app knows, is a part of it: it saves and erases.

@part_of("decisions.call_off_budget")
def not_owed(ctx, result, arguments): ledger.withdraw(ctx, …)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from commonhall.actions.context import Context

Listener = Callable[["Context", Any, dict[str, Any]], None]
_listeners: dict[str, list[Listener]] = defaultdict(list)
_parts: dict[str, list[Listener]] = defaultdict(list)
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


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Call a function after every action that is done within; to count them, not to act."""
    _listeners[EVERY].append(listener)
    try:
        yield
    finally:
        _listeners[EVERY].remove(listener)


def part_of(code: str) -> Callable[[Listener], Listener]:
    """Call the decorated function at the end of each action `code`, before its versions are written."""

    def register(part: Listener) -> Listener:
        if part not in _parts[code]:
            _parts[code].append(part)
        return part

    return register


def complete(ctx: Context, result: Any, arguments: dict[str, Any]) -> None:
    for part in _parts.get(ctx.action.code, ()):
        part(ctx, result, arguments)


def tell(ctx: Context, result: Any, arguments: dict[str, Any]) -> None:
    for listener in (*_listeners.get(ctx.action.code, ()), *_listeners.get(EVERY, ())):
        listener(ctx, result, arguments)


def subscribed() -> set[str]:
    """The codes somebody listens to; a test checks that each is an action."""
    heard = {code for code, listeners in _listeners.items() if listeners and code != EVERY}
    return heard | set(_parts)

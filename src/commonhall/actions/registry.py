"""Every action by its code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from commonhall.actions.declaration import Action

_actions: dict[str, Action[..., Any]] = {}


def add_action(action: Action[..., Any]) -> None:
    if (
        action.code in _actions
        and _actions[action.code].function.__module__ != action.function.__module__
    ):
        raise ValueError(f"Two acts share the code {action.code!r}.")
    _actions[action.code] = action


def actions() -> dict[str, Action[..., Any]]:
    """Every action by code."""
    return _actions


def powers() -> set[str]:
    """Every public power some act asks for: a competence can grant no other (no wildcard)."""
    return {action.power for action in _actions.values() if action.power}


def rights() -> set[str]:
    """Every right some act rests on."""
    return {action.right for action in _actions.values() if action.right}

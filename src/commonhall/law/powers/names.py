"""What powers and rights are called: by the actions that take them, so that no code stands on a page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from commonhall.actions import registry


def titles() -> dict[str, list[str]]:
    """Power or right → the titles of the actions that rest on it, each once."""
    found: dict[str, list[str]] = {}
    for action in registry.actions().values():
        for code in {action.power, action.right} - {"", None}:
            called, title = found.setdefault(str(code), []), str(action.title)
            if title not in called:
                called.append(title)
    return found


def called(code: str, known: dict[str, list[str]] | None = None) -> str:
    """ "Answer the case · Pass on", or the code where no action here takes it."""
    return " · ".join((known or titles()).get(code, [])) or code


def named(grant: Any) -> str:
    """Who holds a grant: a body, or a kind of subject."""
    return str(grant.body.name if hasattr(grant, "body") else grant.get_holder_display())


def together(grants: Iterable[Any], *keys: str) -> list[dict[str, Any]]:
    """Grants that differ only in whom they name, as one: `first` of them, and `names`."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for grant in grants:
        key = tuple(getattr(grant, one) for one in keys)
        group = found.setdefault(key, {"first": grant, "names": []})
        group["names"].append(named(grant))
    return list(found.values())


def joined(groups: Iterable[dict[str, Any]], *keys: str) -> list[dict[str, Any]]:
    """Groups with the same names and limits as one, what they may do put together."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for group in groups:
        key = (*group["names"], *(getattr(group["first"], one) for one in keys))
        if key in found:
            found[key]["called"] += f" · {group['called']}"
        else:
            found[key] = dict(group)
    return list(found.values())

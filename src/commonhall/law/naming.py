"""What powers and rights are called: by the acts that take them, so that no code stands on a page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from commonhall.acts import registry


def titles() -> dict[str, list[str]]:
    """Power or right → the titles of the acts that rest on it."""
    found: dict[str, list[str]] = {}
    for act in registry.acts().values():
        for code in {act.power, act.right} - {"", None}:
            found.setdefault(str(code), []).append(str(act.title))
    return found


def called(code: str, known: dict[str, list[str]] | None = None) -> str:
    """ "Answer the case · Pass on", or the code where no act here takes it."""
    return " · ".join((known or titles()).get(code, [])) or code


def together(grants: Iterable[Any], *keys: str) -> list[dict[str, Any]]:
    """Grants that differ only in whom they name, as one: `first` of them, and `names`."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for grant in grants:
        key = tuple(getattr(grant, one) for one in keys)
        group = found.setdefault(key, {"first": grant, "names": []})
        group["names"].append(grant.body.name)
    return list(found.values())

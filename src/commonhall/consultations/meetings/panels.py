"""Panels drawn by lot, as the app that draws them tells of them: who sits on one, and what it was drawn for.

panels.register(kind, find)      # kind of the ref, (id) → Panel or None
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from commonhall.core import refs


@dataclass(frozen=True)
class Panel:
    """A panel that is drawn. about: the matter it was drawn for; "": any. sits: does a person hold a seat?"""

    ref: str
    title: str
    unit: int
    about: str
    seats: int
    sits: Callable[[int], bool]


Find = Callable[[int], Panel | None]
_finders: dict[str, Find] = {}


def register(kind: str, find: Find) -> None:
    """Say how panels of a kind are found."""
    _finders[kind] = find


def of(ref: str) -> Panel | None:
    """The panel a ref names; None for what is none, or was not drawn."""
    try:
        kind, number = refs.split(ref)
    except ValueError:
        return None
    find = _finders.get(kind)
    return find(number) if find else None

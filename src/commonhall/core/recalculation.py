"""Numbers that anybody can derive again from published data: each app registers how.

A check sees the newest public state of the things it names, as the record committed to them, and yields
what does not follow from it. It must be pure: no database, no clock. It may also ask for what the record
itself shows, as things of two further types, numbered in their order: CHECKPOINTS ({log, size, root}) and
ENTRIES ({log, index, id, action, at}) of the actions it names. `as_first` of a type gives each thing's first state, for
what must stay as it was opened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

State = dict[str, Any]
# type ("decisions.election") → id → newest state (public fields by attribute name). Where there are many, every look-up
# reads a file. A check that needs a state twice should keep it.
States = Mapping[str, Mapping[int, State]]
Check = Callable[[States], Iterable[str]]


CHECKPOINTS, ENTRIES = "record.checkpoint", "record.entry"
FIRST = " as first published"


def as_first(kind: str) -> str:
    """The type under which a check finds the first public state of each thing of a kind."""
    return kind + FIRST


@dataclass(frozen=True)
class Recalculation:
    """name: what is derived; types: whose states it needs; check: yields problems in words; acts: whose
    entries it needs."""

    name: str
    types: tuple[str, ...]
    check: Check
    count: Callable[[States], int]
    actions: tuple[str, ...] = ()


_checks: dict[str, Recalculation] = {}


def recalculates(
    name: str,
    types: Iterable[str],
    check: Check,
    count: Callable[[States], int],
    actions: Iterable[str] = (),
) -> None:
    """Register a check; `count`: how many numbers it derives from the states, for the report."""
    _checks[name] = Recalculation(name, tuple(types), check, count, tuple(actions))


def registered() -> list[Recalculation]:
    return [_checks[name] for name in sorted(_checks)]


def wanted_types() -> set[str]:
    return {kind for one in _checks.values() for kind in one.types}


def wanted_actions() -> set[str]:
    return {code for one in _checks.values() for code in one.actions}

"""Finding projects on a long ballot: by words, place and category, on the page itself, so that no choice is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from commonhall.decisions.votes.models import Option
from commonhall.ui import fold

# From so many options on, a ballot can be narrowed.
FEWEST = 12


@dataclass(frozen=True)
class Narrowed:
    """What a ballot is narrowed to, what it can be narrowed by, and which options that leaves."""

    words: str
    place: str
    category: str
    places: Sequence[tuple[str, str]]
    categories: Sequence[str]
    shown: frozenset[int]
    asked: bool = False


def narrowed(options: Sequence[Option], sent: Mapping[str, Any]) -> Narrowed | None:
    """How the ballot was narrowed by what was sent; None where it is short enough to read."""
    if len(options) < FEWEST:
        return None
    words, place, category = (
        str(sent.get(name, ""))[:200] for name in ("find", "in_place", "of_category")
    )
    places = {one.unit.code: one.unit.name for one in options if one.unit}
    terms = [fold.fold(one) for one in words.split()]
    shown = frozenset(
        one.pk
        for one in options
        if (not place or (one.unit is not None and one.unit.code == place))
        and (not category or one.category == category)
        and all(term in words_of(one) for term in terms)
    )
    return Narrowed(
        words,
        place,
        category,
        sorted(places.items(), key=lambda pair: pair[1]),
        sorted({one.category for one in options if one.category}),
        shown,
        "narrow" in sent,
    )


def words_of(option: Option) -> str:
    """By what an option is found, folded."""
    return fold.fold(f"{option.name} {option.text}")

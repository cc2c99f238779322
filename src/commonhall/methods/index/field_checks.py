"""Checks of a framework's fields: each names its place and what would be right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from commonhall.methods.index.errors import FrameworkError


def is_number(value: Any) -> bool:
    """Whether it can be counted with: neither yes or no, nor endless, nor beyond a float."""
    return type(value) in (int, float) and abs(value) < 1e300


#: What a field of this kind must be, and in what words.
KINDS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "str": (lambda value: isinstance(value, str), "a text"),
    "int": (lambda value: type(value) is int and abs(value) < 2**31, "a whole number"),
    "float": (is_number, "a number"),
    "bool": (lambda value: isinstance(value, bool), "true or false"),
    "tuple[str, ...]": (
        lambda value: isinstance(value, list) and all(isinstance(part, str) for part in value),
        "a list of texts",
    ),
}


def typed(place: str, entry: Mapping[str, Any], kind: type[Any]) -> None:
    """`FrameworkError` for a value that is not of the kind its field has."""
    for key, value in entry.items():
        wanted = str(kind.__dataclass_fields__[key].type)
        plain = wanted.removesuffix(" | None")
        if plain not in KINDS or (value is None and plain != wanted):
            continue
        fits, words = KINDS[plain]
        if not fits(value):
            raise FrameworkError(f"{place}.{key}", f"expected {words}; found {value!r:.60}")


def keys(place: str, entry: Mapping[str, Any], allowed: set[str]) -> None:
    for key in entry:
        if key not in allowed:
            raise FrameworkError(
                place, f"unknown key {key!r}: expected {', '.join(sorted(allowed))}"
            )


def pair(place: str, value: Any) -> tuple[float, float] | None:
    if value is None:
        return None
    numbers = isinstance(value, list) and all(map(is_number, value))
    if not numbers or len(value) != 2:
        raise FrameworkError(place, f"expected two numbers [low, high]; found {value!r}")
    return float(value[0]), float(value[1])


def weight_of(place: str, weight: Any) -> None:
    if not is_number(weight) or weight < 0:
        raise FrameworkError(
            f"{place}.weight", f"expected a number of at least 0; found {weight!r}"
        )


def one_of(place: str, value: str, allowed: Sequence[str]) -> None:
    if value not in allowed:
        raise FrameworkError(place, f"{value!r} is unknown: one of {', '.join(allowed)}")

"""Whose a thing is: its body, its place, and whose interests recuse; read from its fields, where nothing else is said.

`body`: the public body it belongs to; an office of another body does nothing with it, unless the declaration says
why (`any_body=`) or a provision says so. `unit`: where it is. `organisation`, `about`, `unit` and the thing itself:
whoever in office declared an interest in one of them recuses. A thing without a place or body of its own has those
of what it belongs to, one step above: a milestone's are its item's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import ForeignKey

from commonhall.actions.actors import Kind
from commonhall.core.models import Governed

if TYPE_CHECKING:
    from commonhall.actions.declaration import Action

BODY, UNIT, PARTY, MATTER = "body", "unit", "organisation", "about"
_parties: list[type[Governed]] = []
_kinds: dict[str, type[Governed]] = {}


def party(model: type[Governed]) -> None:
    """Register a kind of subject in whose matter nobody acts who has an interest in it: organisations."""
    if model not in _parties:
        _parties.append(model)


def kinds(*, body: type[Governed], unit: type[Governed]) -> None:
    """Register what bodies and places are; the gate knows neither."""
    _kinds.update({BODY: body, UNIT: unit})


@cache
def _steps(model: type[Governed]) -> tuple[str, ...]:
    """Names of what a thing of this kind belongs to: its foreign keys to governed things that are no body or place.

    An office comes last: on most things it is who wrote them.
    """
    found = [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey)
        and isinstance(field.related_model, type)
        and issubclass(field.related_model, Governed)
        and field.related_model not in (*_kinds.values(), *_parties, model)
    ]
    return tuple(sorted(found, key=lambda name: name == "office"))


@cache
def _named(model: type[Governed], name: str) -> bool:
    return any(field.name == name for field in model._meta.concrete_fields)


def where_from(model: type[Governed], name: str) -> str | None:
    """How a field is reached from a thing: "unit", "item.unit", or None where there is none."""
    if _named(model, name):
        return name
    for step in _steps(model):
        above: Any = model._meta.get_field(step).related_model
        if _named(above, name):
            return f"{step}.{name}"
    return None


def _number(thing: Governed, name: str) -> int | None:
    path = where_from(type(thing), name)
    if path is None:
        return None
    step, _, last = path.rpartition(".")
    holder = getattr(thing, step) if step else thing
    found: int | None = getattr(holder, f"{last}_id", None) if holder is not None else None
    return found


def place_of(thing: Governed) -> int | None:
    """Where a thing is."""
    return _number(thing, UNIT)


def body_of(thing: Governed) -> int | None:
    """Whose it is."""
    if isinstance(thing, _kinds.get(BODY, ())):
        return int(thing.pk)
    return _number(thing, BODY)


def concerned_by(thing: Governed) -> Iterable[str]:
    """Whose interests recuse from acting on a thing."""
    yield thing.ref
    if (unit := place_of(thing)) is not None and UNIT in _kinds:
        yield _kinds[UNIT].ref_of(unit)
    if (number := getattr(thing, f"{PARTY}_id", None)) is not None:
        yield type(thing)._meta.get_field(PARTY).related_model.ref_of(number)  # type: ignore[union-attr]
    if isinstance(about := getattr(thing, MATTER, ""), str) and about:
        yield about


def given(arguments: Mapping[str, Any], place: int | None) -> Iterable[str]:
    """Whose interests recuse by what is given to an action: the place, and the organisations named."""
    if place is not None and UNIT in _kinds:
        yield _kinds[UNIT].ref_of(place)
    for value in arguments.values():
        if isinstance(value, Governed) and isinstance(value, tuple(_parties)):
            yield value.ref


# --- what a declaration says ------------------------------------------------------------------------
def says(action: Action[..., Any]) -> dict[str, str]:
    """What is known of an office's action without doing it: whose, where, whose interests; for a test and the docs."""
    thing = action.thing
    found = {
        "body": where_from(thing, BODY) if thing else None,
        "place": ("declared" if action.place else None)
        or next((n for n, one in action.shape.inputs.items() if one.input.place), None)
        or (where_from(thing, UNIT) if thing else None),
        "interests": "declared" if action.concerns else thing._meta.model_name if thing else None,
    }
    if found["interests"] is None and found["place"]:
        found["interests"] = found["place"]
    return {name: value for name, value in found.items() if value}


def is_bound(action: Action[..., Any]) -> bool:
    """Is it public power used by an office?"""
    return Kind.OFFICE in action.by and bool(action.power)

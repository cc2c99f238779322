"""What a granted appeal does to the act it was against: it is undone, or something else is owed.

An action declares one of both: `undo=put_back`, or `remedy=_("what is owed instead")`. Undoing runs inside the
reviewer's decision, and nowhere else: there is no page, operation or command for it.

`put_back` reads the versions that the act made. What it changed gets its former values; what it made is set aside
in the way its app registered with `@set_aside(Model)`, or ends today where the model knows an end. A field that was
changed since by somebody else stays as it is now, and the appeal says so. Done twice, it changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist

from commonhall.actions import registry, versions
from commonhall.actions.models import Sealed, Version
from commonhall.core import refs
from commonhall.core.models import Governed
from commonhall.core.refusals import Refused
from commonhall.record.models import Entry

if TYPE_CHECKING:
    from commonhall.actions.context import Context

# What one act may have made or changed, to be put back one by one.
MOST = 2000
DEPTH = 5


@dataclass
class Effect:
    """What undoing did, as refs. changed: changed by somebody since, left as it is now. left: cannot be undone.
    rests: what rested on the act, and holds no longer or has to be looked at."""

    undone: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    rests: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, list[str]]:
        """What is kept: each ref once, empty lists left out."""
        return {
            one.name: found
            for one in fields(self)
            if (found := list(dict.fromkeys(getattr(self, one.name))))
        }


@dataclass(frozen=True)
class Undo:
    """How an act is undone. anew: also where the review sends it back, because nobody could decide anew otherwise."""

    anew: bool = False

    def run(self, ctx: Context, entry: Entry) -> Effect:
        raise NotImplementedError


SetAside = Callable[["Context", Any], bool]
Follows = Callable[["Context", Any], None]
Rests = Callable[[Any], Iterable[str]]
_set_aside: dict[type[Governed], SetAside] = {}
_follows: dict[type[Governed], Follows] = {}
_rests: dict[type[Governed], list[Rests]] = {}


def set_aside(model: type[Governed]) -> Callable[[SetAside], SetAside]:
    """Register how a thing that an act made is set aside; it sets fields, and returns whether it changed any."""

    def register(function: SetAside) -> SetAside:
        _set_aside[model] = function
        return function

    return register


def stays(*models: type[Governed]) -> None:
    """What was said in an act stays readable as it was, though the act is undone."""
    for model in models:
        _set_aside[model] = _as_it_is


def _as_it_is(_ctx: Context, _thing: Any) -> bool:
    return False


def follows(model: type[Governed]) -> Callable[[Follows], Follows]:
    """Register what else becomes of a thing once its former values are back, such as a new day."""

    def register(function: Follows) -> Follows:
        _follows[model] = function
        return function

    return register


def rests(model: type[Governed]) -> Callable[[Rests], Rests]:
    """Register what rests on a thing, as refs."""

    def register(function: Rests) -> Rests:
        if function not in _rests.setdefault(model, []):
            _rests[model].append(function)
        return function

    return register


def resting_on(thing: Governed) -> list[str]:
    """What rests on a thing, by every app that says so."""
    return [ref for function in _rests.get(type(thing), ()) for ref in function(thing)]


# --- putting back -----------------------------------------------------------------------------------
@dataclass(frozen=True)
class PutBack(Undo):
    """Give everything that the act changed its former values, and set aside what it made."""

    def run(self, ctx: Context, entry: Entry) -> Effect:
        effect = Effect()
        rows = list(Version.objects.filter(entry__in=_with_children(entry)).order_by("-pk")[:MOST])
        before = _before(rows)
        for row in rows:
            _one(ctx, effect, row, before.get((row.type, row.object_id, row.version - 1)))
        return effect


put_back = PutBack()
# The thing is open again also where the review sends the act back.
put_back_anew = PutBack(anew=True)


def _with_children(entry: Entry) -> list[Any]:
    found, level = [entry.pk], [entry.pk]
    for _depth in range(DEPTH):
        level = list(Entry.objects.filter(parent__in=level).values_list("pk", flat=True))
        if not level:
            break
        found += level
    return found


def _before(rows: list[Version]) -> dict[tuple[str, int, int], Version]:
    """The version before each; one query a kind of thing."""
    found = {}
    for kind in {row.type for row in rows}:
        wanted = {(row.object_id, row.version - 1) for row in rows if row.type == kind}
        numbers = {number for number, version in wanted if version}
        for row in Version.objects.filter(type=kind, object_id__in=numbers):
            if (row.object_id, row.version) in wanted:
                found[kind, row.object_id, row.version] = row
    return found


def _one(ctx: Context, effect: Effect, row: Version, before: Version | None) -> None:
    model: Any = apps.get_model(row.type)
    thing = model._base_manager.filter(pk=row.object_id).first()
    if not isinstance(thing, Governed):
        return
    thing = thing.as_read()
    effect.rests += resting_on(thing)
    if before is None:
        _put_aside(ctx, effect, thing)
        return
    was, made = _values(before), _values(row)
    now = {name: value for part in versions.values_of(thing) for name, value in part.items()}
    touched = [name for name in made if name in was and was[name] != made[name]]
    back = [name for name in touched if now.get(name) == made[name]]
    # What was erased since is not brought back.
    back = [name for name in back if was[name] is not ERASED]
    for name in back:
        setattr(thing, name, _field(thing, name).to_python(was[name]))
    if len(back) < len([name for name in touched if now.get(name) != was[name]]):
        effect.changed.append(thing.ref)
    if back:
        _save(ctx, effect, thing)


def _put_aside(ctx: Context, effect: Effect, thing: Governed) -> None:
    way = _set_aside.get(type(thing), ends_today)
    if way(ctx, thing):
        _save(ctx, effect, thing)
    elif type(thing) in _set_aside or _can_end(thing):
        return
    else:
        effect.left.append(thing.ref)


def _save(ctx: Context, effect: Effect, thing: Governed) -> None:
    if (also := _follows.get(type(thing))) is not None:
        also(ctx, thing)
    ctx.save(thing)
    effect.undone.append(thing.ref)


def ends_today(ctx: Context, thing: Any) -> bool:
    """The last day of what the law grants is yesterday; what is offered or held has ended today."""
    if _has(thing, "ended_on"):
        if thing.ended_on is not None:
            return False
        thing.ended_on = ctx.today
        return True
    if _has(thing, "ends") and _has(thing, "starts"):
        last = ctx.today - timedelta(days=1)
        if thing.ends is not None and thing.ends <= last:
            return False
        thing.ends = last
        return True
    return False


def _can_end(thing: Governed) -> bool:
    return _has(thing, "ended_on") or (_has(thing, "ends") and _has(thing, "starts"))


def _has(thing: Governed, name: str) -> bool:
    try:
        thing._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


def _field(thing: Governed, attname: str) -> Any:
    return next(one for one in thing._meta.concrete_fields if one.attname == attname)


ERASED: Any = object()


def _values(row: Version) -> dict[str, Any]:
    """A version's fields by name, the sealed ones among them; what was erased is `ERASED`."""
    body = json.loads(row.state)
    values = dict(body["state"])
    model: Any = apps.get_model(row.type)
    seal = Sealed.objects.filter(pk=row.pk).first()
    contents = json.loads(seal.contents) if seal else {}
    for name in versions.sealed_of(model):
        kept = contents.get(name)
        values[name] = None if kept is None else kept[1] if len(kept) == 2 else ERASED
    return values


# --- by an action of its own ------------------------------------------------------------------------
@dataclass(frozen=True)
class Perform(Undo):
    """By an action on the thing that the act was about, as the reviewer's own act."""

    code: str = ""

    def run(self, ctx: Context, entry: Entry) -> Effect:
        effect, action = Effect(), registry.actions()[self.code]
        thing: Any = refs.thing(entry.subject)
        if not isinstance(thing, Governed) or not isinstance(thing, action.thing or ()):
            return effect
        effect.rests += resting_on(thing)
        try:
            ctx.perform(action, thing)
        except Refused as refusal:
            if refusal.rule != "state":
                raise
            effect.changed.append(thing.ref)
        else:
            effect.undone.append(thing.ref)
        return effect


def by_action(code: str) -> Undo:
    """Undone by another action on the same thing, named by its code."""
    return Perform(code=code)

"""Erasing personal data: the row's fields and their seals go, the log stays valid.

An erased seal holds `[entry]` instead of `[salt, value]`: the commitment can then be guessed no more,
and the entry that erased it is named. The entry carries one digest over all fields it erased, so that
nobody can empty a seal by hand and point at an erasure that was about something else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from commonhall.actions.models import Sealed
from commonhall.core.models import Governed

if TYPE_CHECKING:
    from commonhall.actions.context import Context


def digest_of(erased: Iterable[str]) -> str:
    """SHA-256 over "type:id.field" lines in text order: what an erasing entry commits to."""
    lines = "".join(f"{one}\n" for one in sorted(set(erased)))
    return hashlib.sha256(lines.encode()).hexdigest()


def mark(kind: str, number: int, field: str) -> str:
    return f"{kind}:{number}.{field}"


def empty_seals(thing: Governed, fields: Sequence[str], entry: UUID) -> list[str]:
    """Empty the seals of `fields` (attribute names) in all versions of `thing`; what was erased."""
    kind = thing._meta.label_lower
    erased = []
    rows = Sealed.objects.filter(version__type=kind, version__object_id=thing.pk)
    for seal in rows.select_for_update():
        contents = json.loads(seal.contents)
        touched = [name for name in fields if len(contents.get(name, ())) == 2]
        for name in touched:
            contents[name] = [str(entry)]
            erased.append(mark(kind, thing.pk, name))
        if touched:
            seal.contents = json.dumps(contents, ensure_ascii=False)
            seal.erased_by = entry
            seal.save(update_fields=["contents", "erased_by"])
    return erased


def erase(ctx: Context, thing: Governed, fields: Sequence[str]) -> None:
    """Blank `fields` (attribute names) of a thing and their seals, as part of an action."""
    blank: dict[str, object] = {}
    for name in fields:
        field = next(one for one in thing._meta.concrete_fields if one.attname == name)
        blank[name] = None if field.null else ""
    marks = empty_seals(thing, fields, ctx.entry_id)
    for name, value in blank.items():
        setattr(thing, name, value)
    ctx.save(thing)
    ctx.erased.extend(marks)

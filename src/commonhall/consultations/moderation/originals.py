"""Taking words and photos out of things of other rooms, and putting them back.

What is hidden does not stand in the thing any more; so there is no door at which it could be forgotten. A kind of thing
says once which of its fields are words, and which are photos; see `kinds.hides`.
"""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.cases.cases.models import Case
from commonhall.cases.pictures.models import Picture
from commonhall.consultations.moderation import kinds
from commonhall.consultations.moderation.models import Withheld
from commonhall.core import refs
from commonhall.core.models import Governed

What = Withheld.What
# The raiser's further photos of a case, each with its words.
PICTURES = "pictures"


def parts_of(what: str) -> list[str]:
    return [What.TEXT, What.PHOTOS] if what == What.ALL else [what]


def _pictures(thing: Governed) -> QuerySet[Picture]:
    rows = Picture.objects.filter(case=thing.pk if isinstance(thing, Case) else 0, answer=None)
    return rows.order_by("pk")


def has(thing: Governed, what: str) -> bool:
    """Is there anything of it to hide?"""
    for part in parts_of(what):
        if any(str(getattr(thing, name) or "") for name in kinds.of(thing).fields(part)):
            return True
        if part == What.PHOTOS and _pictures(thing).exclude(image="").exists():
            return True
    return False


def take_out(ctx: Context, thing: Governed, what: str) -> str:
    """Empty what is hidden; the original as JSON."""
    kept: dict[str, Any] = {}
    for part in parts_of(what):
        for name in kinds.of(thing).fields(part):
            kept[name] = str(getattr(thing, name) or "")
            setattr(thing, name, "")
        if part == What.PHOTOS:
            kept[PICTURES] = {}
            for picture in _pictures(thing).exclude(image=""):
                kept[PICTURES][str(picture.pk)] = [picture.image.name, picture.words]
                picture.image, picture.words = "", ""
                ctx.save(picture)
    if hasattr(thing, "moderated"):
        thing.moderated = True
    ctx.save(thing)
    kinds.of(thing).changed(ctx, thing)
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)


def kept_of(hidden: Withheld) -> dict[str, Any]:
    """What lies under seal: each field's value, and the photos."""
    found: dict[str, Any] = json.loads(hidden.original) if hidden.original else {}
    return found


def put_back(ctx: Context, hidden: Withheld) -> None:
    """Put back what was hidden, except where somebody has written new words since."""
    thing = refs.thing(hidden.about)
    kept = kept_of(hidden)
    if not isinstance(thing, Governed) or not kinds.knows(thing):
        return
    for number, (image, words) in kept.pop(PICTURES, {}).items():
        picture = _pictures(thing).get(pk=int(number))
        if not picture.image:
            picture.image, picture.words = image, words
            ctx.save(picture)
    for name, value in kept.items():
        if not str(getattr(thing, name) or ""):
            setattr(thing, name, value)
    ctx.save(thing)
    kinds.of(thing).changed(ctx, thing)


def words_of(hidden: Withheld) -> list[str]:
    """The words under seal, for those who may read them."""
    kept = kept_of(hidden)
    return [str(kept[name]) for name in ("title", "text", "purpose", "tongues") if kept.get(name)]


def delete_files(hidden: Withheld) -> None:
    """Delete the photos under seal once the transaction has ended: whose they are wishes them gone."""
    kept = kept_of(hidden)
    for photo in kinds.photos_of(hidden.about):
        if kept.get(photo.name):
            transaction.on_commit(partial(photo.storage.delete, kept[photo.name]))
    for image, _words in kept.get(PICTURES, {}).values():
        transaction.on_commit(partial(Picture.image.field.storage.delete, image))


def own(actor: Actor, thing: Any) -> bool:
    """Is it the actor's own thing: the raiser's case, the organisation's text?"""
    return kinds.knows(thing) and kinds.of(thing).own(actor, thing)


def may_read(actor: Actor, hidden: Withheld, thing: Any) -> bool:
    """Who reads what is hidden: whose it is, the body that works on the case, and bodies that judge the hiding."""
    if own(actor, thing):
        return True
    works_on_it = getattr(thing, "body_id", 0) if kinds.of(thing).body_reads else 0
    return actor.kind is Kind.OFFICE and actor.body in (works_on_it, hidden.body_id)


def hidden_in(thing: Governed) -> list[Withheld]:
    """What is hidden in a thing now, or was and its appeal was decided."""
    if not getattr(thing, "moderated", True):
        return []
    rows = Withheld.objects.filter(about=thing.ref).select_related("body", "decided_by")
    return [one for one in rows.order_by("pk") if one.shown_at is None or one.verdict]

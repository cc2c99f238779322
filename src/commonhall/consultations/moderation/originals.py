"""Taking words and photos out of things of lower rooms, and putting them back: cases, texts of organisations, and
translations.

What is hidden does not stand in the thing any more; so there is no door at which it could be forgotten. A kind of thing
says which of its fields are words, and which are photos.
"""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.cases.cases import search as case_search
from commonhall.cases.cases.models import Case
from commonhall.cases.pictures.models import Picture
from commonhall.consultations.moderation.models import Withheld
from commonhall.consultations.translations.models import Translation
from commonhall.consultations.translations.queries import is_own
from commonhall.core import refs
from commonhall.people.organisations.models import Organisation

What = Withheld.What
Hideable = Case | Organisation | Translation
FIELDS: dict[type[Any], dict[str, tuple[str, ...]]] = {
    Case: {What.TEXT: ("title", "text"), What.PHOTOS: ("photo", "photo_words")},
    Organisation: {What.TEXT: ("purpose",), What.PHOTOS: ()},
    Translation: {What.TEXT: ("text",), What.PHOTOS: ()},
}
# The raiser's further photos of a case, each with its words.
PICTURES = "pictures"


def parts_of(what: str) -> list[str]:
    return [What.TEXT, What.PHOTOS] if what == What.ALL else [what]


def _pictures(thing: Hideable) -> QuerySet[Picture]:
    rows = Picture.objects.filter(case=thing.pk if isinstance(thing, Case) else 0, answer=None)
    return rows.order_by("pk")


def has(thing: Hideable, what: str) -> bool:
    """Is there anything of it to hide?"""
    for part in parts_of(what):
        if any(str(getattr(thing, name) or "") for name in FIELDS[type(thing)][part]):
            return True
        if part == What.PHOTOS and _pictures(thing).exclude(image="").exists():
            return True
    return False


def take_out(ctx: Context, thing: Hideable, what: str) -> str:
    """Empty what is hidden; the original as JSON."""
    kept: dict[str, Any] = {}
    for part in parts_of(what):
        for name in FIELDS[type(thing)][part]:
            kept[name] = str(getattr(thing, name) or "")
            setattr(thing, name, "")
        if part == What.PHOTOS:
            kept[PICTURES] = {}
            for picture in _pictures(thing).exclude(image=""):
                kept[PICTURES][str(picture.pk)] = [picture.image.name, picture.words]
                picture.image, picture.words = "", ""
                ctx.save(picture)
    if isinstance(thing, Case):
        thing.moderated = True
    ctx.save(thing)
    _found_by(thing)
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)


def put_back(ctx: Context, hidden: Withheld) -> None:
    """What was hidden stands in the thing again, except where it was written anew meanwhile."""
    thing = refs.thing(hidden.about)
    kept = json.loads(hidden.original) if hidden.original else {}
    if not isinstance(thing, Hideable):
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
    _found_by(thing)


def _found_by(thing: Hideable) -> None:
    """Hidden words are found by nobody; words that are shown again by everybody."""
    if isinstance(thing, Case):
        case_search.index([thing])


def words_of(hidden: Withheld) -> list[str]:
    """The words under seal, for those who may read them."""
    kept = json.loads(hidden.original) if hidden.original else {}
    return [str(kept[name]) for name in ("title", "text", "purpose") if kept.get(name)]


def delete_files(hidden: Withheld) -> None:
    """Delete the photos under seal once the transaction has ended: whose they are wishes them gone."""
    kept = json.loads(hidden.original) if hidden.original else {}
    if kept.get("photo"):
        transaction.on_commit(partial(Case.photo.field.storage.delete, kept["photo"]))
    for image, _words in kept.get(PICTURES, {}).values():
        transaction.on_commit(partial(Picture.image.field.storage.delete, image))


def own(actor: Actor, thing: Any) -> bool:
    """Is it the actor's own thing: the raiser's case, the organisation's text, a translation they offered?"""
    if isinstance(thing, Translation):
        return is_own(actor, thing)
    if actor.kind is Kind.ORGANISATION:
        number = (
            thing.pk if isinstance(thing, Organisation) else getattr(thing, "organisation_id", 0)
        )
        return number is not None and number == actor.organisation
    person = getattr(thing, "person_id", None)
    return actor.kind is Kind.PERSON and person is not None and person == actor.person


def may_read(actor: Actor, hidden: Withheld, thing: Any) -> bool:
    """Who reads what is hidden: whose it is, the body that works on the case, and bodies that judge the hiding."""
    if own(actor, thing):
        return True
    return actor.kind is Kind.OFFICE and actor.body in (
        getattr(thing, "body_id", 0),
        hidden.body_id,
    )


def hidden_in(thing: Hideable) -> list[Withheld]:
    """What is hidden in a thing now, or was and its appeal was decided."""
    if isinstance(thing, Case) and not thing.moderated:
        return []
    rows = Withheld.objects.filter(about=thing.ref).select_related("body", "decided_by")
    return [one for one in rows.order_by("pk") if one.shown_at is None or one.verdict]

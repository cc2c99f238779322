"""Kinds of things of other rooms whose words and photos moderation can take out; `joining.hides` adds one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.consultations.moderation.models import Withheld
from commonhall.core.models import Governed
from commonhall.people.organisations.models import Organisation

What = Withheld.What


def said_by(actor: Actor, thing: Any) -> bool:
    """Is the actor the person or the organisation that wrote it?"""
    if actor.kind is Kind.ORGANISATION:
        organisation = getattr(thing, "organisation_id", None)
        return organisation is not None and organisation == actor.organisation
    person = getattr(thing, "person_id", None)
    return actor.kind is Kind.PERSON and person is not None and person == actor.person


def writers(thing: Any) -> list[str]:
    """Refs of the person and the organisation that wrote it."""
    return [
        f"people.person:{thing.person_id}" if thing.person_id else "",
        Organisation.ref_of(thing.organisation_id) if thing.organisation_id else "",
    ]


@dataclass(frozen=True)
class Hideable:
    """A kind of thing of which moderation can hide parts.

    text, photos: fields of each part. changed: keeps up what was made from its words, such as the search index. own: is it
    the actor's own? parties: refs of those whose interests recuse. seen: does everybody read it, so that it can be reported?
    body_reads: may the body that it belongs to read what is hidden?
    """

    model: type[Governed]
    text: tuple[str, ...]
    photos: tuple[str, ...] = ()
    changed: Callable[[Context, Any], None] = lambda _ctx, _thing: None
    own: Callable[[Actor, Any], bool] = said_by
    parties: Callable[[Any], Sequence[str]] = writers
    seen: Callable[[Any], bool] = lambda _thing: True
    body_reads: bool = True

    def fields(self, part: str) -> tuple[str, ...]:
        return self.text if part == What.TEXT else self.photos


KINDS: dict[type[Any], Hideable] = {}


def knows(thing: Any) -> bool:
    return type(thing) in KINDS


def of(thing: Any) -> Hideable:
    return KINDS[type(thing)]


def photos_of(ref: str) -> list[models.FileField]:
    """The fields that hold files, of the kind of thing that a ref names."""
    model = apps.get_model(ref.partition(":")[0])
    fields = [model._meta.get_field(name) for name in KINDS[model].photos]
    return [one for one in fields if isinstance(one, models.FileField)]

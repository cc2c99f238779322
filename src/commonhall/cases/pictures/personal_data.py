"""What pictures hold about a person: those they added to their cases."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonhall.actions.context import Context
from commonhall.actions.erasure import erase
from commonhall.cases.pictures.models import Picture
from commonhall.people.personal_data import holds
from commonhall.people.residents.models import Person


def _own(person: Person) -> Any:
    return Picture.objects.filter(case__person=person, answer=None).exclude(image="").order_by("pk")


def _export(person: Person) -> dict[str, Any]:
    return {
        "pictures": [
            {"case": row.case_id, "photo": row.image.name, "words": row.words, "at": str(row.at)}
            for row in _own(person)
        ]
    }


def _erase(ctx: Context, person: Person, words: bool) -> None:
    for row in _own(person) if words else ():
        name = row.image.name
        erase(ctx, row, ["image", "words"])
        transaction.on_commit(partial(Picture.image.field.storage.delete, name))


def register() -> None:
    holds("pictures", _export, _erase, {"pictures": _("Photos I added to my cases")})

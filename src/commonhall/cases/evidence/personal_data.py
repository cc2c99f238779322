"""What evidence holds about a person: what they added to cases."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonhall.actions.context import Context
from commonhall.actions.erasure import erase
from commonhall.cases.evidence.models import Evidence
from commonhall.people.personal_data import holds
from commonhall.people.residents.models import Person


def _export(person: Person) -> dict[str, Any]:
    rows = Evidence.objects.filter(person=person).order_by("pk")
    return {
        "evidence": [
            {
                "case": row.case_id,
                "text": row.text,
                "photo": row.image.name,
                "words": row.words,
                "at": row.at.isoformat(),
            }
            for row in rows
        ]
    }


def _erase(ctx: Context, person: Person, words: bool) -> None:
    for row in Evidence.objects.filter(person=person).order_by("pk"):
        name = row.image.name if words else ""
        erase(ctx, row, ["person_id", *(("text", "image", "words") if words else ())])
        if name:
            transaction.on_commit(partial(Evidence.image.field.storage.delete, name))


def register() -> None:
    holds("evidence", _export, _erase, {"evidence": _("Evidence I added to cases")})

"""What `hear` holds about a person: the cases they raised and what they said of their results."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonhall.actions.context import Context
from commonhall.actions.erasure import erase
from commonhall.cases.cases import search
from commonhall.cases.cases.models import Case, Confirmation
from commonhall.people.personal_data import holds
from commonhall.people.residents.models import Person

WORDS = ("title", "text", "address", "latitude", "longitude", "photo", "photo_words", "extra")


def _export(person: Person) -> dict[str, Any]:
    cases = Case.objects.filter(person=person).select_related("category", "unit").order_by("pk")
    return {
        "cases": [
            {
                "id": case.pk,
                "title": case.title,
                "text": case.text,
                "category": case.category.code,
                "place": case.unit.code,
                "address": case.address,
                "latitude": None if case.latitude is None else str(case.latitude),
                "longitude": None if case.longitude is None else str(case.longitude),
                "raised_at": case.raised_at.isoformat(),
                "state": case.state,
                "photo": case.photo.name,
                "photo_words": case.photo_words,
                "answers": case.extra or {},
            }
            for case in cases
        ],
        "confirmations": [
            {
                "case": row.case_id,
                "verdict": row.verdict,
                "text": row.text,
                "satisfied": row.satisfied,
                "at": str(row.at),
            }
            for row in Confirmation.objects.filter(case__person=person).order_by("pk")
        ],
    }


def _erase(ctx: Context, person: Person, words: bool) -> None:
    cases = list(Case.objects.filter(person=person).order_by("pk"))
    for case in cases:
        photo = case.photo.name if words else ""
        if words:
            for said in case.confirmations.order_by("pk"):
                erase(ctx, said, ["text"])
        erase(ctx, case, ["person_id", "receipt", *(WORDS if words else ())])
        if photo:
            transaction.on_commit(partial(Case.photo.field.storage.delete, photo))
    if words and cases:
        search.index(cases)


NAMES = {
    "cases": _("Cases I raised"),
    "confirmations": _("What I said about the results"),
}


def register() -> None:
    holds("cases", _export, _erase, NAMES)

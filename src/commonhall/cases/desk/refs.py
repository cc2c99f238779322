"""How internal notes are called wherever a ref names one: never by their words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from commonhall.cases.desk.models import Note
from commonhall.core.refs import Described, describes


def _notes(numbers: list[int]) -> dict[int, Described]:
    rows = Note.objects.filter(pk__in=numbers).select_related("case")
    return {
        row.pk: Described(
            row.ref,
            _("Internal note about case %(number)d") % {"number": row.case_id},
            row.case.get_absolute_url(),
        )
        for row in rows
    }


def register() -> None:
    describes("cases.note", _notes)

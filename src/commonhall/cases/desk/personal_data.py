"""What the desk holds about a person: the filters they keep, and what was noted about their cases."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions.context import Context
from commonhall.actions.erasure import erase
from commonhall.cases.desk.models import Note, SavedFilter
from commonhall.cases.desk_letters.models import DeskLetters
from commonhall.people.personal_data import holds
from commonhall.people.residents.models import Person


def _export(person: Person) -> dict[str, Any]:
    kept = SavedFilter.objects.filter(person=person).order_by("name")
    notes = Note.objects.filter(case__person=person).exclude(text="").order_by("pk")
    letters = DeskLetters.objects.filter(account=person.account_id)
    return {
        "desk_letters": [row.how for row in letters],
        "filters": [{"name": row.name, "query": row.query} for row in kept],
        "notes": [{"case": row.case_id, "text": row.text, "at": str(row.at)} for row in notes],
    }


def _erase(ctx: Context, person: Person, words: bool) -> None:
    """Notes are about the person, whoever wrote them: they go in any case."""
    for note in Note.objects.filter(case__person=person).exclude(text="").order_by("pk"):
        erase(ctx, note, ["text"])
    SavedFilter.objects.filter(person=person).delete()


NAMES = {
    "filters": _("Filters I saved at the desk"),
    "desk_letters": _("How I get letters from the desk"),
    "notes": _("Internal notes about my cases"),
}


def register() -> None:
    # Before the cases forget whose they are.
    holds("desk", _export, _erase, NAMES)

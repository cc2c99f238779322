"""What plan books hold about a person, and how it goes: ties go; words go where nothing was made of them."""

from __future__ import annotations

from typing import Any

from commonhall.actions.context import Context
from commonhall.actions.erasure import erase
from commonhall.delivery.plan_books.models import BookAmendment, BookSupport
from commonhall.people.residents.models import Person


def export(person: Person) -> dict[str, Any]:
    """What a person proposed and supports."""
    supports = BookSupport.objects.filter(person=person).select_related("amendment__part")
    return {
        "plan_amendments": [
            {
                "id": row.pk,
                "part": row.before_title,
                "title": row.title,
                "text": row.text,
                "reason": row.reason,
                "at": row.at.isoformat(),
            }
            for row in BookAmendment.objects.filter(person=person).order_by("pk")
        ],
        "plan_amendments_supported": [
            {"id": row.amendment_id, "on": str(row.on)} for row in supports.order_by("pk")
        ],
    }


def erase_person(ctx: Context, person: Person, words: bool) -> None:
    """Untie the person. Supports stay counted; words that were taken up stand in the book."""
    for support in BookSupport.objects.filter(person=person).order_by("pk"):
        erase(ctx, support, ["person_id"])
    for one in BookAmendment.objects.filter(person=person).order_by("pk"):
        erase(ctx, one, ["person_id", *(["title", "text", "reason"] if words else [])])

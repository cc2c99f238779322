"""What drafts are found by."""

from __future__ import annotations

from commonhall.consultations.drafts.models import Draft, Paragraph
from commonhall.core import search

DRAFT = "consultations.draft"


def _draft(one: Draft) -> search.Line:
    rows = Paragraph.objects.filter(draft=one, removed=False).order_by("place")
    words = rows.values_list("text", flat=True)
    return one.pk, "\n".join([one.title, one.text, *words])


def index_draft(one: Draft) -> None:
    search.index(DRAFT, [_draft(one)])


def register() -> None:
    search.searchable(DRAFT, lambda: map(_draft, Draft.objects.order_by("pk")))

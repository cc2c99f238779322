"""Questions about answer templates."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet

from commonhall.cases.answer_templates.models import AnswerTemplate
from commonhall.cases.cases.models import Case


def of_body(body: int) -> QuerySet[AnswerTemplate]:
    """The templates a body uses, by kind."""
    rows = AnswerTemplate.objects.filter(body=body, ended_on=None).select_related("category")
    return rows.order_by("kind", "pk")


def fitting(case: Case, kind: str = "") -> QuerySet[AnswerTemplate]:
    """The templates of the case's body that fit it: of its category first, then those for all."""
    rows = of_body(case.body_id).filter(Q(category=case.category_id) | Q(category=None))
    if kind:
        rows = rows.filter(kind=kind)
    return rows.order_by(F("category").asc(nulls_last=True), "kind", "pk")

"""How answer templates are shown wherever a ref names one."""

from __future__ import annotations

from commonhall.cases.answer_templates.models import AnswerTemplate
from commonhall.core.refs import Described, describes


def _templates(numbers: list[int]) -> dict[int, Described]:
    return {
        row.pk: Described(row.ref, row.name, row.get_absolute_url())
        for row in AnswerTemplate.objects.filter(pk__in=numbers)
    }


def register() -> None:
    describes("cases.answertemplate", _templates)

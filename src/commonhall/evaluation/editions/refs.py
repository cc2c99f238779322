"""How editions are shown wherever a ref names one."""

from __future__ import annotations

from commonhall.core.refs import Described, describes
from commonhall.evaluation.editions.models import Edition, Mark, Reply
from commonhall.evaluation.indicators.presentation import span_name


def _editions(numbers: list[int]) -> dict[int, Described]:
    rows = (
        Edition.objects.filter(pk__in=numbers).select_related("framework").defer("pack", "inputs")
    )
    return {
        row.pk: Described(
            row.ref,
            f"{row.framework.name} · {span_name(row)}",
            row.get_absolute_url(),
            "",
            "evaluation",
        )
        for row in rows
    }


def _marks(numbers: list[int]) -> dict[int, Described]:
    rows = Mark.objects.filter(pk__in=numbers).select_related("framework")
    return {
        row.pk: Described(row.ref, row.framework.name, row.framework.get_absolute_url())
        for row in rows
    }


def _replies(numbers: list[int]) -> dict[int, Described]:
    rows = Reply.objects.filter(pk__in=numbers).select_related("edition__framework")
    return {
        row.pk: Described(
            row.ref,
            f"{row.edition.framework.name} · {span_name(row.edition)}",
            row.edition.get_absolute_url(),
        )
        for row in rows
    }


def register() -> None:
    describes("evaluation.edition", _editions)
    describes("evaluation.mark", _marks)
    describes("evaluation.reply", _replies)

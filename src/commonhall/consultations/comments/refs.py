"""How comments are shown wherever a ref names one."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.consultations.comments.models import Remark, RemarkAppeal, UsefulMark
from commonhall.core import refs
from commonhall.core.refs import Described, describes
from commonhall.ui.text import excerpt


def _remarks(numbers: list[int]) -> dict[int, Described]:
    return {
        row.pk: _described(row.ref, row)
        for row in Remark.objects.filter(pk__in=numbers).select_related("hidden_by")
    }


def _described(ref: str, row: Remark) -> Described:
    kind = _("reply") if row.parent_id else _("comment")
    return Described(ref, excerpt(row.shown, 80), row.get_absolute_url(), kind=kind)


def _of_remark(model: Any) -> Any:
    def describe(numbers: list[int]) -> dict[int, Described]:
        rows = model.objects.filter(pk__in=numbers).select_related("remark")
        return {row.pk: _described(row.ref, row.remark) for row in rows}

    return describe


def register() -> None:
    describes("consultations.remark", _remarks)
    for model in (UsefulMark, RemarkAppeal):
        describes(model._meta.label_lower, _of_remark(model))


def title_of(about: str) -> Described:
    """The thing that comments are about."""
    return refs.resolve([about])[about]

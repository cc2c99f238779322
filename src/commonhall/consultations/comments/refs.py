"""How comments are shown wherever a ref names one."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.consultations.comments.models import Remark, RemarkAppeal, UsefulMark
from commonhall.consultations.comments.subjects import readable
from commonhall.core import refs
from commonhall.core.refs import Described, describes
from commonhall.ui.text import excerpt


def _remarks(numbers: list[int]) -> dict[int, Described]:
    rows = list(Remark.objects.filter(pk__in=numbers))
    seen = readable(row.about for row in rows)
    return {row.pk: _described(row.ref, row, seen) for row in rows}


def _described(ref: str, row: Remark, seen: set[str]) -> Described:
    """Its words, unless not everybody may read what it is about."""
    kind = _("reply") if row.parent_id else _("comment")
    if row.about not in seen:
        return Described(ref, kind, kind=kind)
    return Described(ref, excerpt(row.shown, 80), row.get_absolute_url(), kind=kind)


def _of_remark(model: Any) -> Any:
    def describe(numbers: list[int]) -> dict[int, Described]:
        rows = list(model.objects.filter(pk__in=numbers).select_related("remark"))
        seen = readable(row.remark.about for row in rows)
        return {row.pk: _described(row.ref, row.remark, seen) for row in rows}

    return describe


def register() -> None:
    describes("consultations.remark", _remarks)
    for model in (UsefulMark, RemarkAppeal):
        describes(model._meta.label_lower, _of_remark(model))


def title_of(about: str) -> Described:
    """The thing that comments are about."""
    return refs.resolve([about])[about]

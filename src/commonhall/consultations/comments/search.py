"""What comments are found by."""

from __future__ import annotations

from commonhall.consultations.comments.models import Remark
from commonhall.core import search

REMARK = "consultations.remark"


def _line(one: Remark) -> search.Line:
    """Hidden and withdrawn words are found by nobody."""
    return one.pk, one.text if one.is_shown else ""


def index_remark(one: Remark) -> None:
    search.index(REMARK, [_line(one)])


def register() -> None:
    search.searchable(REMARK, lambda: map(_line, Remark.objects.order_by("pk").iterator()))

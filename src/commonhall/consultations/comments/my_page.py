"""Comments a person wrote, on their page: how many found each useful, and whether it was hidden."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from commonhall.consultations.comments.models import Remark
from commonhall.people import my_page
from commonhall.ui.text import excerpt


def _lines(rows: Sequence[Remark]) -> list[my_page.Line]:
    return [
        my_page.Line(
            excerpt(row.shown, 90),
            row.get_absolute_url(),
            _("Hidden by moderation") if row.is_hidden else "",
            "bad",
            _("Written"),
            row.at,
            _useful(row.useful) if row.useful else "",
        )
        for row in rows
    ]


def _useful(number: int) -> str:
    return ngettext(
        "%(number)d person finds it useful.", "%(number)d people find it useful.", number
    ) % {"number": number}


def register() -> None:
    my_page.kind(
        "comments",
        _("Comments I wrote"),
        order=45,
        rows=lambda person: Remark.objects.filter(person=person),
        show=_lines,
    )

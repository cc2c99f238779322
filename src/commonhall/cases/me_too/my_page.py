"""Cases that a person said concern them, on their page."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from commonhall.cases.cases.my_page import line_of
from commonhall.cases.me_too.models import MeToo
from commonhall.people import my_page


def _show(rows: Sequence[MeToo]) -> list[my_page.Line]:
    return [line_of(one.case, own=False) for one in rows]


def register() -> None:
    my_page.kind(
        "me-too",
        _("Cases that concern me, too"),
        order=15,
        rows=lambda person: MeToo.objects.filter(person=person, taken_back_on=None).select_related(
            "case"
        ),
        show=_show,
    )

"""What a person said in conversations, on their page."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from commonhall.consultations.conversations.models import Statement
from commonhall.people import my_page


def _show(rows: Sequence[Statement]) -> list[my_page.Line]:
    return [
        my_page.Line(
            one.shown[:160],
            one.get_absolute_url(),
            day_label=_("Said on"),
            day=one.at,
            note=one.conversation.title,
        )
        for one in rows
    ]


def register() -> None:
    my_page.kind(
        "said",
        _("What I said in conversations"),
        order=30,
        rows=lambda person: Statement.objects.filter(person=person).select_related("conversation"),
        show=_show,
    )

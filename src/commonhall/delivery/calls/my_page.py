"""Calls whose offers a person opens or scores, on their page."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from commonhall.delivery.calls.models import Opener, Scorer
from commonhall.people import my_page


def _lines(rows: Sequence[Opener | Scorer]) -> list[my_page.Line]:
    return [
        my_page.Line(
            one.call.name,
            one.call.get_absolute_url(),
            one.call.stage,
            one.call.tone,
            _("Offers until"),
            one.call.closes_at,
        )
        for one in rows
    ]


def register() -> None:
    my_page.kind(
        "calls-opened",
        _("Calls whose offers I open"),
        order=60,
        rows=lambda person: Opener.objects.filter(person=person, ended_on=None).select_related(
            "call"
        ),
        show=_lines,
    )
    my_page.kind(
        "calls-scored",
        _("Calls whose offers I score"),
        order=61,
        rows=lambda person: Scorer.objects.filter(person=person, ended_on=None).select_related(
            "call"
        ),
        show=_lines,
    )

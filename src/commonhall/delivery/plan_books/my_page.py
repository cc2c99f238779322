"""Amendments to plan books that a person proposed or supports, on their page."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from commonhall.delivery.plan_books.models import BookAmendment, BookSupport
from commonhall.people import my_page


def _line(one: BookAmendment) -> my_page.Line:
    waits = one.state == BookAmendment.State.OPEN
    label, day = (_("Answer due"), one.due_on) if waits else ("", None)
    return my_page.Line(
        one.heading, one.get_absolute_url(), one.get_state_display(), one.tone, label, day
    )


def _proposed(rows: Sequence[BookAmendment]) -> list[my_page.Line]:
    return [_line(row) for row in rows]


def _supported(rows: Sequence[BookSupport]) -> list[my_page.Line]:
    return [_line(row.amendment) for row in rows]


def register() -> None:
    my_page.kind(
        "plan-amendments",
        _("Amendments to plan books I proposed"),
        order=23,
        rows=lambda person: BookAmendment.objects.filter(person=person).select_related("part"),
        show=_proposed,
    )
    my_page.kind(
        "plan-amendments-supported",
        _("Amendments to plan books I support"),
        order=28,
        rows=lambda person: BookSupport.objects.filter(
            person=person, taken_back_on=None
        ).select_related("amendment__part"),
        show=_supported,
    )

"""A person's disputes on their page: the number and the state alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.disputes.disputes import queries
from commonhall.disputes.disputes.models import Dispute
from commonhall.people import my_page
from commonhall.people.residents.models import Person


def _rows(person: Person) -> QuerySet[Any]:
    return queries.own(person)


def _show(rows: Sequence[Dispute]) -> list[my_page.Line]:
    return [
        my_page.Line(
            str(one),
            one.get_absolute_url(),
            one.get_state_display(),
            one.tone,
            _("Opened on"),
            one.opened_on,
        )
        for one in rows
    ]


def register() -> None:
    my_page.kind(
        "disputes",
        _("My disputes"),
        order=70,
        rows=_rows,
        show=_show,
        about=_("Only you see them here. What is said stands on their own pages."),
    )

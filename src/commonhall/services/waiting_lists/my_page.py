"""The waiting lists a person is on, on their page, with the next day that matters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.people import my_page
from commonhall.services.waiting_lists.models import PlaceOffer, WaitingEntry

State = WaitingEntry.State


def _show(rows: Sequence[WaitingEntry]) -> list[my_page.Line]:
    """One query more: the offers that wait for an answer."""
    open_ones = PlaceOffer.objects.filter(entry__in=list(rows), state=PlaceOffer.State.OPEN)
    offers = dict(open_ones.values_list("entry_id", "answer_by"))
    found = []
    for one in rows:
        day, label = one.ended_on or one.kept_on, _("Since")
        note: Any = ""
        if one.pk in offers:
            day, label, note = offers[one.pk], _("Answer by"), _("A place is offered to you.")
        elif one.answer_until is not None:
            day, label = one.answer_until, _("Answer by")
            note = _("Do you still want it? Say so to keep your place.")
        title = f"{one.waiting_list.name} · {one.number}"
        found.append(
            my_page.Line(
                title,
                one.get_absolute_url(),
                one.get_state_display(),
                one.tone,
                label,
                day,
                note,
            )
        )
    return found


def register() -> None:
    my_page.kind(
        "waiting",
        _("Waiting lists I am on"),
        order=13,
        rows=lambda person: WaitingEntry.objects.filter(person=person).select_related(
            "waiting_list"
        ),
        show=_show,
        about=_("Only you and the body that keeps the list can read what you said."),
    )

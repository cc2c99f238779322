"""The waiting lists a person is on, on their page, with the next day that matters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from commonhall.people import my_page
from commonhall.people.residents.models import Person
from commonhall.services.waiting_lists.models import PlaceOffer, WaitingEntry

State = WaitingEntry.State


def _rows(person: Person) -> QuerySet[Any]:
    """Where somebody waits, with the day by which an offer is to be answered as `offered_until`."""
    offers = PlaceOffer.objects.filter(entry=OuterRef("pk"), state=PlaceOffer.State.OPEN)
    rows = WaitingEntry.objects.filter(person=person).select_related("waiting_list")
    found: QuerySet[Any] = rows.annotate(offered_until=Subquery(offers.values("answer_by")[:1]))
    return found


def _show(rows: Sequence[Any]) -> list[my_page.Line]:
    found = []
    for one in rows:
        day, label = one.ended_on or one.kept_on, _("Since")
        note: Any = ""
        if one.offered_until is not None:
            day, label, note = one.offered_until, _("Answer by"), _("A place is offered to you.")
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
        rows=_rows,
        show=_show,
        about=_("Only you and the body that keeps the list can read what you said."),
    )

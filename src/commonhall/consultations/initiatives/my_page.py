"""Initiatives a person stands behind or signed, on their page. What was signed anonymously is known to nobody."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from commonhall.consultations.initiatives.models import Initiative, InitiativeSignature, Promoter
from commonhall.people import my_page


def _line(one: Initiative) -> my_page.Line:
    open_still = one.state == Initiative.State.OPEN
    label, day = (
        (_("Last day to sign"), one.closes_on) if open_still else (_("Answer due"), one.due_on)
    )
    return my_page.Line(
        one.shown_title, one.get_absolute_url(), one.get_state_display(), one.tone, label, day
    )


def _promoted(rows: Sequence[Promoter]) -> list[my_page.Line]:
    return [_line(one.initiative) for one in rows]


def _signed(rows: Sequence[InitiativeSignature]) -> list[my_page.Line]:
    return [_line(one.initiative) for one in rows]


def register() -> None:
    my_page.kind(
        "initiatives",
        _("Initiatives I stand behind"),
        order=20,
        rows=lambda person: Promoter.objects.filter(
            person=person, left_on=None, accepted_on__isnull=False
        ).select_related("initiative"),
        show=_promoted,
    )
    my_page.kind(
        "signed",
        _("Initiatives I signed"),
        order=25,
        rows=lambda person: InitiativeSignature.objects.filter(
            person=person, taken_back_on=None
        ).select_related("initiative"),
        show=_signed,
    )

"""How orders of an agenda are shown wherever a ref names them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.core.refs import Described, describes
from commonhall.decisions.agenda_order.models import AgendaCount, AgendaRanking


def _rankings(numbers: list[int]) -> dict[int, Described]:
    rows = AgendaRanking.objects.filter(pk__in=numbers).select_related("office", "sitting")
    return {
        row.pk: Described(row.ref, row.office.name, row.sitting.get_absolute_url()) for row in rows
    }


def _counts(numbers: list[int]) -> dict[int, Described]:
    rows = AgendaCount.objects.filter(pk__in=numbers).select_related("sitting")
    title = _("The members’ order of the agenda")
    return {row.pk: Described(row.ref, title, row.sitting.get_absolute_url()) for row in rows}


def register() -> None:
    describes("decisions.agendaranking", _rankings)
    describes("decisions.agendacount", _counts)

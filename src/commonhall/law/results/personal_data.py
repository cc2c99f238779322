"""What results hold about a person: the address by which they were elected, and that they entered one."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonhall.actions.context import Context
from commonhall.actions.erasure import erase
from commonhall.law.results.models import Elected, PeoplesResult
from commonhall.people.personal_data import holds
from commonhall.people.residents.models import Person


def _mine(person: Person) -> Any:
    mine = Q(term__person=person) | Q(invitation__term__person=person)
    if person.account is not None:
        mine |= Q(email__iexact=person.account.email)
    return Elected.objects.filter(mine).exclude(email="").order_by("pk")


def _export(person: Person) -> dict[str, Any]:
    entered = PeoplesResult.objects.filter(entered_person=person).order_by("pk")
    return {
        "elected": [
            {"office": row.office.code, "from": str(row.result.starts)}
            for row in _mine(person).select_related("office", "result")
        ],
        "results_entered": [row.pk for row in entered],
    }


def _erase(ctx: Context, person: Person, words: bool) -> None:
    for row in _mine(person):
        erase(ctx, row, ["email"])
    for result in PeoplesResult.objects.filter(entered_person=person).order_by("pk"):
        erase(ctx, result, ["entered_person_id"])


def register() -> None:
    holds(
        "law.results",
        _export,
        _erase,
        {
            "elected": _("Offices I was elected to"),
            "results_entered": _("Election results I entered"),
        },
    )

"""What "me too" holds about a person: which cases concern them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions.context import Context
from commonhall.actions.erasure import erase
from commonhall.cases.me_too.models import MeToo
from commonhall.people.personal_data import holds
from commonhall.people.residents.models import Person


def _export(person: Person) -> dict[str, Any]:
    rows = MeToo.objects.filter(person=person, taken_back_on=None).order_by("pk")
    return {"me_too": [{"case": row.case_id, "at": row.at.isoformat()} for row in rows]}


def _erase(ctx: Context, person: Person, _words: bool) -> None:
    for row in MeToo.objects.filter(person=person).order_by("pk"):
        erase(ctx, row, ["person_id"])


def register() -> None:
    holds("me_too", _export, _erase, {"me_too": _("Cases I said concern me, too")})

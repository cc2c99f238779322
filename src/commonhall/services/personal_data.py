"""What services hold about a person: what they said in confidence of minimum standards."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions.context import Context
from commonhall.people.personal_data import holds
from commonhall.people.residents.models import Person
from commonhall.services.minimum_standards.models import ResidentWord


def _export(person: Person) -> dict[str, Any]:
    rows = ResidentWord.objects.filter(person=person).select_related("minimum_standard", "unit")
    return {
        "words_on_minimum_standards": [
            {
                "minimum_standard": row.minimum_standard.names,
                "place": row.unit.code,
                "holds": row.holds,
                "at": row.at.isoformat(),
            }
            for row in rows.order_by("pk")
        ]
    }


def _erase(ctx: Context, person: Person, words: bool) -> None:
    ResidentWord.objects.filter(person=person).delete()


NAMES = {"words_on_minimum_standards": _("What I said about minimum standards")}


def register() -> None:
    holds("services", _export, _erase, NAMES)

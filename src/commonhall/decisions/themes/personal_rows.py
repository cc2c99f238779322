"""What themes of the month hold about a person: in which order they put them, until that is counted."""

from __future__ import annotations

from typing import Any

from commonhall.decisions.themes.models import ThemeOrder
from commonhall.people.residents.models import Person


def export(person: Person) -> dict[str, Any]:
    rows = ThemeOrder.objects.filter(person=person).select_related("round").order_by("pk")
    return {"themes_put_in_order": [{"round": row.round.name, "order": row.order} for row in rows]}


def erase_person(person: Person) -> None:
    ThemeOrder.objects.filter(person=person).delete()

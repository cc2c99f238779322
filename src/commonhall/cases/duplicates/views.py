"""Before somebody sends a case: is it one of these?"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from commonhall.cases.cases.models import Case
from commonhall.cases.categories.queries import categories
from commonhall.cases.duplicates.similar import Point, similar
from commonhall.places.models import Unit
from commonhall.places.queries import locate, units
from commonhall.ui.pages import page


@page(_("Is it one of these?"), asks="cases.similar")
def similar_cases(request: HttpRequest) -> HttpResponse:
    """A part of the form for raising a case: what was raised already that is like it."""
    get = request.GET.get
    category = categories().filter(pk=_number(get("category", ""))).first()
    unit = units().filter(pk=_number(get("unit", ""))).first()
    words = f"{get('title', '')[:160]} {get('address', '')[:200]}"
    point = _point(get("point_0", ""), get("point_1", ""))
    found = _found(category, unit, words, point) if category and words.strip() else []
    return render(request, "cases/parts/similar.html", {"similar": found})


def _found(category: Any, unit: Unit | None, words: str, point: Point) -> list[Case]:
    if unit is None and None not in point:
        number = locate([(float(point[0] or 0), float(point[1] or 0))])[0]
        unit = Unit.objects.filter(pk=number).first() if number is not None else None
    return similar(category, unit, words, point)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _point(latitude: str, longitude: str) -> Point:
    try:
        found = Decimal(latitude), Decimal(longitude)
        return found if abs(found[0]) <= 90 and abs(found[1]) <= 180 else (None, None)
    except InvalidOperation:
        return None, None


def alike(given: dict[str, Any], words: str) -> list[Case]:
    """What is like a case somebody is about to send, from the form's values."""
    return _found(given["category"], given.get("unit"), words, given.get("point") or (None, None))

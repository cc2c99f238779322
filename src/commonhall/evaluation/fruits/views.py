"""The page of who gains."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from commonhall.evaluation.fruits import presentation, queries
from commonhall.evaluation.fruits.gains import FEWEST_PEOPLE, SHORT
from commonhall.ui.pages import page

KINDS = (
    (queries.PLANNED, _("What the plan gives")),
    (queries.PAID, _("What was paid")),
)


@page(_("Who gains"), asks="evaluation.fruits")
def fruits(request: HttpRequest) -> HttpResponse:
    """Public money by place and head; whether it goes to the better off; what a fair next budget would do."""
    kind = request.GET.get("of", "")
    kind = kind if kind in queries.KINDS else queries.PLANNED
    fruits = queries.fruits(kind, request.GET.get("by", ""))
    found = fruits.found
    context = {
        "kinds": KINDS,
        "kind": kind,
        "series": queries.choices(),
        "fruits": fruits,
        "found": found,
        "rows": presentation.rows(fruits.units, found) if found else [],
        "short": [line for line in found.lines if line.short] if found else [],
        "map": presentation.a_head(fruits, found) if found else "",
        "curve": presentation.curve(fruits, found) if found else "",
        "fifths": presentation.fifths(found) if found else "",
        "total": presentation.money(found.total) if found else None,
        "beyond": presentation.money(fruits.beyond) if fruits.beyond else None,
        "next": presentation.money(found.total * presentation.NEXT) if found else None,
        "percent": round(100 * SHORT),
        "fewest": FEWEST_PEOPLE,
    }
    return render(request, "evaluation/fruits.html", context)

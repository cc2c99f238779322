"""Pages of the law: what is in force, and what each provision grants to whom."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.acts import registry
from commonhall.law import queries
from commonhall.law.models import Instrument
from commonhall.look.pages import page


@page(_("Law"), asks="law.instruments")
def instruments(request: HttpRequest) -> HttpResponse:
    return render(request, "law/list.html", {"instruments": queries.instruments()})


@page(_("Instrument"), asks=("law.instruments", "law.grants_of"))
def instrument(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(Instrument, pk=number)
    provisions = list(found.provisions.order_by("pk"))
    grants = queries.grants_of([row.pk for row in provisions])
    titles = {act.power: act.title for act in registry.acts().values() if act.power}
    context = {
        "instrument": found,
        "provisions": [
            {
                "provision": row,
                **{
                    kind: [one for one in rows if one.provision_id == row.pk]
                    for kind, rows in grants.items()
                },
            }
            for row in provisions
        ],
        "titles": titles,
    }
    return render(request, "law/instrument.html", context)

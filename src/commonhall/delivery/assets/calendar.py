"""The hours of an asset that are taken, for calendars; nobody's name."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.core import icalendar
from commonhall.delivery.assets import queries
from commonhall.delivery.assets.models import Asset
from commonhall.ui.pages import page

DATES = 300


@page(_("Booked hours as a calendar"), asks="delivery.assets")
def calendar(request: HttpRequest, number: int) -> HttpResponse:
    asset = get_object_or_404(queries.assets(), pk=number)
    return icalendar.answer(request, _dates(request, asset))


def _dates(request: HttpRequest, asset: Asset) -> Iterator[icalendar.Event]:
    address = request.build_absolute_uri(asset.get_absolute_url())
    for one in queries.coming(asset)[:DATES]:
        yield icalendar.Event(
            f"booking-{one.pk}",
            gettext("%(asset)s: booked") % {"asset": asset.name},
            address,
            one.starts_at,
            one.ends_at,
            asset.unit.name,
        )

"""The ground as it is fetched: for a browser that draws it, as still pictures, and by names."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.core import page_sections
from commonhall.places import grounds, queries
from commonhall.places.models import NamedSpot
from commonhall.ui import maps
from commonhall.ui.ground import document, picture, view
from commonhall.ui.ground.shapes import Box, Ground
from commonhall.ui.pages import page

A_YEAR = "public, max-age=31536000, immutable"
SHORT = 8


def base() -> maps.Base:
    """What maps of this hall stand on."""
    now = grounds.ground()
    kept: list[dict[str, Any]] = []

    def whole() -> dict[str, Any]:
        """The boundaries, looked up once however much of them is asked for."""
        if not kept:
            kept.append(queries.boundaries())
        return kept[0]

    def box() -> Box | None:
        return whole().get("bbox") or (now.bounds if now else None)

    made = maps.Base(box, areas=lambda: whole()["features"])
    if settings.MAP_TILES_URL:
        address = reverse("places:tile", args=[0, 0, 0]).removesuffix("0/0/0")
        thanks = settings.MAP_TILES_ATTRIBUTION
        made = replace(made, tiles=address + "{z}/{x}/{y}", tile_thanks=thanks)
    if now is None:
        return made
    digest = now.digest[:SHORT]
    address = reverse("places:ground", args=[digest])
    return replace(
        made,
        document=address,
        cell=f"{address.removesuffix('.json')}/{{x}}-{{y}}.json",
        thanks=now.thanks,
        picture=lambda wanted, theme: reverse("places:picture", args=[digest, theme, wanted.key]),
        search=reverse("places:find"),
        find=lambda words: [
            (spot_words(row), row.latitude, row.longitude) for row in grounds.find(words)
        ],
    )


def _ground(digest: str) -> Ground:
    """The ground of an address; one that held before is gone."""
    now = grounds.ground()
    if now is None or now.digest[:SHORT] != digest:
        raise Http404
    return now


def _kept(key: str, make: Any, kind: str) -> HttpResponse:
    text = caches["local"].get(key)
    if text is None:
        text = make()
        caches["local"].set(key, text, 24 * 3600)
    response = HttpResponse(text, content_type=kind)
    response["Cache-Control"] = A_YEAR
    return response


@page(_("Base map"), asks="places.ground")
def ground(request: HttpRequest, digest: str) -> HttpResponse:
    now = _ground(digest)
    return _kept(f"ground-{now.digest}", lambda: document.document(now), "application/json")


@page(_("Base map"), asks="places.ground")
def cell(request: HttpRequest, digest: str, x: int, y: int) -> HttpResponse:
    now = _ground(digest)
    if not (x < 2**document.CELL_ZOOM and y < 2**document.CELL_ZOOM):
        raise Http404
    _must_show(now, document.cell_box(x, y))
    key = f"ground-{now.digest}-{x}-{y}"
    return _kept(key, lambda: document.cell(now, x, y), "application/json")


@page(_("Base map"), asks="places.ground")
def still(request: HttpRequest, digest: str, theme: str, key: str) -> HttpResponse:
    now, wanted = _ground(digest), view.read(key)
    if wanted is None or theme not in picture.THEMES:
        raise Http404
    _must_show(now, wanted.box)
    return _kept(
        f"still-{now.digest}-{theme}-{key}",
        lambda: picture.picture(now, wanted, theme),
        "image/svg+xml; charset=utf-8",
    )


def _must_show(now: Ground, box: Any) -> None:
    """Pictures of elsewhere are not made: what can be asked for stays bounded."""
    west, south, east, north = now.bounds
    if box[0] > east or box[2] < west or box[1] > north or box[3] < south:
        raise Http404


@page(_("Streets and places"), asks="places.spots")
def find(request: HttpRequest) -> JsonResponse:
    """Streets and places by parts of their names, for the map's own search."""
    rows = grounds.find(request.GET.get("q", "")[:80])
    found = [
        {
            "label": spot_words(row),
            "at": [row.latitude, row.longitude],
            "url": reverse("places:spot", args=[row.pk]),
        }
        for row in rows
    ]
    return JsonResponse({"found": found})


def spot_words(row: NamedSpot) -> str:
    """A street with its district: "Mill Lane, Old Town"."""
    return maps.at_words(row.name, row.unit.name) if row.unit else row.name


@page(_("Street or place"), asks="places.spots")
def spot(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(NamedSpot.objects.select_related("unit"), pk=number)
    mark = maps.Mark(found.latitude, found.longitude)
    words = gettext("Map of %(place)s") % {"place": spot_words(found)}
    context = {
        "spot": found,
        "still": maps.Still(words, [mark], size="wide"),
        "panels": page_sections.of("places.spot", request, found),
    }
    return render(request, "places/spot.html", context)

"""Every component with realistic content, in the active language; for people who build apps.

Also what the picture and accessibility tests look at. `?dir=rtl` turns the page round.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.ui import gallery_samples as samples
from commonhall.ui.pages import page
from commonhall.ui.parts import Tab

CHAPTERS = {
    "": ("page", _("A whole page")),
    "parts": ("parts", _("Parts")),
    "forms": ("forms", _("Forms")),
    "data": ("data", _("Numbers and places")),
    "map": ("map", _("Map")),
    "rest": ("rest", _("Answers, receipts, empty states")),
}


@page(_("Gallery"), methods=("GET", "HEAD", "POST"))
def show(request: HttpRequest, chapter: str = "") -> HttpResponse:
    """One chapter of the gallery; a form sent to it comes back with its errors."""
    if chapter == "boundaries":
        return JsonResponse(samples.boundaries(), content_type="application/geo+json")
    if chapter not in CHAPTERS:
        raise Http404
    if request.GET.get("dir") == "rtl":
        request.look_direction = "rtl"  # type: ignore[attr-defined]
    name, title = CHAPTERS[chapter]
    context: dict[str, Any] = {"title": title, "chapters": _tabs(chapter, request)}
    context |= getattr(samples, f"for_{name}")(request)
    return render(request, f"ui/gallery/{name}.html", context)


def _tabs(current: str, request: HttpRequest) -> list[Tab]:
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    tabs = []
    for chapter, (_name, title) in CHAPTERS.items():
        url = reverse("gallery:chapter", args=[chapter]) if chapter else reverse("gallery:index")
        tabs.append(Tab(title, url + query, chapter == current))
    return tabs

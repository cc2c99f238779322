"""Help: how to raise a case, what each kind of thing is, tours by role."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, registry
from commonhall.pages.help import topics, tours
from commonhall.ui.pages import page


@page(_("Help"))
def help_page(request: HttpRequest) -> HttpResponse:
    context = {"topics": topics.all_topics(), "tours": tours.all_tours()}
    return render(request, "pages/help.html", context)


@page(_("How it works"))
def topic(request: HttpRequest, code: str) -> HttpResponse:
    """One kind of thing: three sentences, a picture of its steps, and easy words."""
    every = topics.all_topics()
    found = next((one for one in every if one.code == code), None)
    if found is None:
        raise Http404
    at = every.index(found)
    action = registry.actions()[found.action] if found.action else None
    context = {
        "topic": found,
        "action": action,
        "action_url": action_pages.url_of(action) if action else "",
        "next": every[(at + 1) % len(every)],
    }
    return render(request, "pages/help_topic.html", context)


@page(_("Tour"))
def tour(request: HttpRequest, code: str) -> HttpResponse:
    """The steps of one tour, and where it begins."""
    found = next((one for one in tours.all_tours() if one.code == code), None)
    if found is None:
        raise Http404
    return render(request, "pages/help_tour.html", {"tour": found, "steps": found.steps})

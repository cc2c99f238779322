"""“How this works” beside each kind of thing, and the step of a tour that one is at."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from commonhall.pages.help import topics, tours
from commonhall.ui import navigation


def _how_this_works(request: HttpRequest) -> SafeString | str:
    match = request.resolver_match
    topic = topics.by_page().get(match.view_name) if match else None
    if topic is None:
        return ""
    return mark_safe(render_to_string("pages/parts/how_this_works.html", {"topic": topic}, request))


def _tour(request: HttpRequest) -> SafeString | str:
    found = tours.step_of(request.GET.get(tours.PARAMETER, ""))
    if found is None:
        return ""
    tour, step = found
    steps = tour.steps
    context = {
        "tour": tour,
        "step": step,
        "of": len(steps),
        "here": request.path,
        "before": steps[step.number - 2] if step.number > 1 else None,
        "after": steps[step.number] if step.number < len(steps) else None,
    }
    return mark_safe(render_to_string("pages/parts/tour_step.html", context, request))


def register() -> None:
    navigation.provide("how_this_works", _how_this_works)
    navigation.provide("tour_step", _tour)

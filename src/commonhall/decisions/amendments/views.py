"""Putting an amendment: on the page of the action that the motion holds, begun with what the motion says."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from commonhall.actions import action_pages
from commonhall.core import refs
from commonhall.decisions.amendments.actions import amend_motion
from commonhall.decisions.motions import held
from commonhall.decisions.motions.models import Motion
from commonhall.people.actors import of_request
from commonhall.ui.pages import page


@page(amend_motion.title, who="account", performs=amend_motion.code, keeps=True)
def amend(request: HttpRequest, number: int) -> HttpResponse:
    """A motion in words is amended here; one that holds an action on that action's own page."""
    motion = get_object_or_404(Motion, pk=number)
    found = held.action_of(motion)
    if found is None or not amend_motion.check(of_request(request), motion):
        return action_pages.show(request, amend_motion, motion)
    thing = refs.thing(motion.thing) if motion.thing else None
    return redirect(f"{action_pages.url_of(found, thing)}?amends={motion.pk}")


amend.action = amend_motion  # type: ignore[attr-defined]

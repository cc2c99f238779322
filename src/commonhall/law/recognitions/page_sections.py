"""The standing of an organisation on its page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.actions import action_pages
from commonhall.actions.actors import Actor
from commonhall.core.page_sections import section
from commonhall.law.recognitions import queries
from commonhall.law.recognitions.actions import answer_recognition, withdraw_recognition
from commonhall.law.recognitions.models import Recognition
from commonhall.people.actors import of_request
from commonhall.people.organisations.models import Organisation

SHOWN = 3


@section("people.organisation", order=3)
def standing(request: HttpRequest, organisation: Organisation) -> str:
    """The newest request and decisions, with what the reader may do about them."""
    rows = list(queries.of(organisation).select_related("organisation", "body")[:SHOWN])
    if not rows:
        return ""
    actor = of_request(request)
    context = {"rows": [{"row": one, "links": _links(actor, one)} for one in rows]}
    return render_to_string("law/parts/recognition.html", context, request)


def _links(actor: Actor, one: Recognition) -> list[tuple[str, Any]]:
    """Address and title of what the reader may do about a request that waits."""
    if one.state != Recognition.State.ASKED:
        return []
    both = (answer_recognition, withdraw_recognition)
    return [
        (action_pages.url_of(action, one), action.title)
        for action in both
        if action.check(actor, one)
    ]

"""The standing of an organisation on its page; what waits on the page of the body that answers."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.actions import action_pages
from commonhall.core.page_sections import section
from commonhall.law.recognitions import queries
from commonhall.law.recognitions.models import Recognition
from commonhall.people.actors import of_request
from commonhall.people.bodies.models import Body
from commonhall.people.organisations.models import Organisation

SHOWN = 3


@section("people.organisation", order=3)
def standing(request: HttpRequest, organisation: Organisation) -> str:
    """The newest request and decisions, with what the reader may do about them."""
    rows = list(queries.of(organisation).select_related("organisation", "body")[:SHOWN])
    if not rows:
        return ""
    actor = of_request(request)
    asked = Recognition.State.ASKED
    context = {
        "rows": [
            {
                "row": one,
                "actions": action_pages.available(actor, one) if one.state == asked else [],
            }
            for one in rows
        ]
    }
    return render_to_string("law/parts/recognition.html", context, request)


@section("people.body", order=8)
def asked_of(request: HttpRequest, body: Body) -> str:
    """Requests for recognition that the body has to answer, the oldest first."""
    rows = list(queries.waiting(body.pk)[:10])
    if not rows:
        return ""
    return render_to_string("law/parts/recognitions_waiting.html", {"rows": rows}, request)

"""What waits on a body's agenda, on the body's page."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.actions import action_pages
from commonhall.core import clock, refs
from commonhall.core.page_sections import section
from commonhall.law.agenda import agenda
from commonhall.law.agenda.actions import take_up_matter
from commonhall.people.actors import of_request
from commonhall.people.bodies.models import Body

SHOWN = 20


@section("people.body", order=8)
def on_the_agenda(request: HttpRequest, body: Body) -> str:
    """What the law puts before this body."""
    matters = list(agenda.waiting(body)[:SHOWN])
    if not matters:
        return ""
    shown = refs.resolve([one.about for one in matters])
    today = clock.today()
    actor, memo = of_request(request), {}  # type: ignore[var-annotated]
    rows = [
        {
            "matter": one,
            "shown": shown[one.about],
            "take_up": action_pages.url_of(take_up_matter, one)
            if take_up_matter.check(actor, one, memo).allowed
            else "",
            "late": max(0, (today - one.due_on).days) if one.due_on else 0,
        }
        for one in matters
    ]
    return render_to_string(
        "law/parts/agenda.html", {"rows": rows, "take_up": take_up_matter}, request
    )

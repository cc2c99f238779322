"""What moderation hid, on the page of each thing; and the way to report what stands there."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.consultations.moderation import originals
from commonhall.people.actors import of_request


def hidden(request: HttpRequest, thing: Any) -> str:
    """Why something is hidden; the words themselves to those who may read them. "" where nothing is."""
    rows = originals.hidden_in(thing)
    if not rows:
        return ""
    actor = of_request(request)
    context = {
        "rows": [
            {
                "one": one,
                "words": originals.words_of(one)
                if one.shown_at is None and originals.may_read(actor, one, thing)
                else [],
            }
            for one in rows
        ]
    }
    return render_to_string("consultations/parts/withheld.html", context, request)


def report(request: HttpRequest, thing: Any) -> str:
    """The way to report what stands on the page."""
    return render_to_string("consultations/parts/report.html", {"ref": thing.ref}, request)

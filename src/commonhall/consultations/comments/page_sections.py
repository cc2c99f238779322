"""The debate on the page of what it is about: counts, and the best of each side beside each other.

Nothing in it hangs on who reads it, so that pages may keep it.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.cases.cases.queries import visible
from commonhall.consultations.comments import queries
from commonhall.consultations.comments.subjects import debated, show_with, subject_of
from commonhall.consultations.comments.views import address_of, sides

NEWEST_SHOWN = 3


def shown(request: HttpRequest, thing: Any) -> str:
    """The debate at a glance, with the way to the whole of it."""
    subject = subject_of(thing.ref)
    if subject is None:
        return ""
    debate = queries.debate(thing.ref)
    newest = []
    if debate.number and not subject.sides:
        rows = queries.comments(thing.ref).filter(hidden_for="", withdrawn_at=None)
        newest = list(rows.order_by("-id")[:NEWEST_SHOWN])
    takes = subject.takes(thing)
    if not debate.number and not takes:
        return ""
    context = {
        "debate": debate,
        "sides": sides(debate) if subject.sides and debate.number else [],
        "newest": newest,
        "takes": takes,
        "address": address_of(thing.ref),
    }
    return render_to_string("consultations/parts/debate.html", context, request)


def register() -> None:
    show_with(shown)
    # Cases have no sides: what is wrong in a street is not a matter of for and against.
    debated("cases.case", sides=False, seen=visible)
    debated("consultations.initiative", takes=lambda thing: not thing.is_hidden)
    debated("consultations.draft")

"""The debate on the page of what it is about: counts, and the best of each side beside each other.

Nothing in it hangs on who reads it, so that pages may keep it.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.cases.cases.queries import visible
from commonhall.consultations.comments import queries
from commonhall.consultations.comments.models import Remark
from commonhall.consultations.comments.subjects import debated, show_with, subject_of
from commonhall.consultations.comments.views import address_of, sides

NEWEST_SHOWN = 3


def shown(request: HttpRequest, thing: Any) -> str:
    """The debate at a glance, with the way to the whole of it."""
    subject = subject_of(thing.ref)
    if subject is None:
        return ""
    newest: list[Remark] = []
    beside: list[dict[str, Any]] = []
    if subject.sides:
        debate = queries.debate(thing.ref)
        number, beside = debate.number, sides(debate) if debate.number else []
    else:
        newest, number = queries.newest(thing.ref, NEWEST_SHOWN)
    takes = subject.takes(thing)
    if not number and not takes:
        return ""
    context = {
        "number": number,
        "sides": beside,
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

"""What stands in a place's plans, on its page; what a body must answer of what residents propose for plans, on its desk: amendments of plan books, and projects."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Value
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from commonhall.cases.desk import waiting
from commonhall.core import clock
from commonhall.core.page_sections import section
from commonhall.delivery.calls import queries as calls
from commonhall.delivery.plan_books import queries as books
from commonhall.delivery.projects import queries as projects
from commonhall.places.models import Unit

WAITING = 20


@section("places.unit", order=14)
def planned_together(request: HttpRequest, unit: Unit) -> str:
    """Plan books, projects of residents and open calls of a place: how many, and where they stand; one query."""
    inside = {"unit__path__startswith": unit.path}
    kinds = {
        "books": (books.books(), _("Plan books"), "delivery:plan_books"),
        "projects": (projects.projects(), _("Projects run by residents"), "delivery:projects"),
        "calls": (calls.open_now(), _("Calls for offers"), "delivery:calls"),
    }
    first, *others = (
        rows.filter(**inside)
        .select_related(None)
        .order_by()
        .annotate(what=Value(what))
        .values("what")
        .annotate(count=Count("pk"))
        .values_list("what", "count")
        for what, (rows, _label, _url) in kinds.items()
    )
    found = dict(first.union(*others))
    shown = [
        {"label": label, "count": found[what], "url": f"{reverse(url)}?place={unit.code}"}
        for what, (_rows, label, url) in kinds.items()
        if found.get(what)
    ]
    if not shown:
        return ""
    return render_to_string("delivery/parts/planned_together.html", {"rows": shown}, request)


def amendments(request: HttpRequest, actor: Any) -> str:
    """Amendments of plan books that wait for an answer of the office's body, with the day of each."""
    today = clock.today()
    found = books.to_answer(actor.body_id)[:WAITING]
    rows = [{"one": one, "late": books.late(one, today)} for one in found]
    return render_to_string("delivery/parts/amendments_to_answer.html", {"rows": rows}, request)


def asked_of_it(request: HttpRequest, actor: Any) -> str:
    """Projects of residents that wait for an answer of the office's body."""
    context = {"projects": list(projects.to_answer(actor.body_id)[:WAITING]), "how": "asked"}
    return render_to_string("delivery/parts/projects.html", context, request)


waiting.kind("amendment", rows=books.to_answer, show=amendments, order=12)
waiting.kind("project", rows=projects.to_answer, show=asked_of_it, order=13)

"""What the law says of a body, on the body's page: its mandate and its powers, each with its provision."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.acts import clock, registry
from commonhall.acts.panels import panel
from commonhall.law import queries
from commonhall.law.models import Competence, Mandate
from commonhall.people.models import Body


@panel("people.body", order=10)
def powers(request: HttpRequest, body: Body) -> str:
    """The list of powers of a body: what it may do here today, and why."""
    day = clock.today()
    titles: dict[str, list[str]] = {}
    for act in registry.acts().values():
        if act.power:
            titles.setdefault(act.power, []).append(str(act.title))
    rows = Competence.objects.filter(queries.granted(day), body=body)
    found = [
        {"grant": row, "titles": titles.get(row.power, [])}
        for row in rows.select_related("provision__instrument", "unit").order_by("provision", "pk")
    ]
    mandate = (
        Mandate.objects.filter(queries.mandate_runs(day), body=body)
        .select_related("provision__instrument")
        .first()
    )
    context = {"powers": found, "mandate": mandate, "body": body}
    return render_to_string("law/parts/powers.html", context, request)

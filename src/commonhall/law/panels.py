"""What the law shows elsewhere: a body's powers, why an entry's act was lawful, the way to appeal."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from commonhall.acts import clock, web
from commonhall.acts.panels import panel
from commonhall.law import appeals, duties, entries, naming, queries
from commonhall.law.models import Competence, Mandate
from commonhall.people.actors import of_request
from commonhall.people.models import Body
from commonhall.record.models import Entry


def powers_of(body: Body, day: date) -> dict[str, Any]:
    """What a body may do on a day, together by provision, and by which mandate; two queries."""
    titles = naming.titles()
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
    groups: dict[int, dict[str, Any]] = {}
    for one in found:
        provision = one["grant"].provision
        group = groups.setdefault(provision.pk, {"provision": provision, "rows": []})
        group["rows"].append(one)
    return {"powers": found, "groups": list(groups.values()), "mandate": mandate, "body": body}


@panel("people.body", order=10)
def powers(request: HttpRequest, body: Body) -> str:
    """The list of powers of a body: what it may do here today, and why."""
    today = clock.today()
    context = powers_of(body, today)
    held = {one["grant"].power for one in context["powers"]}
    context["owed"] = duties.of_body(body, today, held)
    return render_to_string("law/parts/powers.html", context, request)


def appeal_offers(subject: str, *acts: str) -> list[web.Offer]:
    """The button "Appeal this" for the page of a thing: against the newest act on it, of `acts` if some are named."""
    entry = entries.newest(subject, acts)
    if entry is None:
        return []
    url = reverse("law:file_appeal", args=[entry.pk])
    return [web.Offer("appeal", appeals.file_appeal, url, {"entry": entry})]


def why_and_appeal(request: HttpRequest, entry: Entry) -> str:
    """On the page of an entry of the record: why they may do this, and how to appeal it."""
    doings: list[web.Doing] = []
    if entries.is_public_power(entry) and not entries.is_final(entry):
        url = reverse("law:file_appeal", args=[entry.pk])
        offer = web.Offer("appeal", appeals.file_appeal, url, {"entry": entry})
        doings = web.doings(of_request(request), [offer])
    context = {
        "entry": entry,
        "doings": doings,
        "appeals": queries.appeals().filter(entry=entry.pk).order_by("pk"),
    }
    return render_to_string("law/parts/entry.html", context, request)

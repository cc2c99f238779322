"""Pages of promises: the ledger with what became of each body's, and one promise."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, threads
from commonhall.core import clock, refs
from commonhall.core.manifest import promise_kinds
from commonhall.core.paging import page_for
from commonhall.law.promises import queries
from commonhall.law.promises.models import TONES, Fate, Promise
from commonhall.people.actors import of_request
from commonhall.people.bodies.models import Body
from commonhall.ui.charts import strips
from commonhall.ui.pages import page

SILENT = ("silent", _("broken, not explained"))


def strip_of(counts: queries.Counted, linked: bool = True, **narrowed: str) -> SafeString:
    """What became of promises as one bar; each part a link to its list, where there is one."""
    address = reverse("law:promises")
    given = {name: value for name, value in narrowed.items() if value}
    parts = [
        strips.Part(
            Fate(fate).label,
            count,
            TONES[Fate(fate)],
            f"{address}?{urlencode({**given, 'state': fate})}" if linked else "",
        )
        for fate, count in (
            (Fate.KEPT, counts.kept),
            (Fate.LATE, counts.late),
            (Fate.BROKEN, counts.broken),
            (Fate.TO_COME, counts.to_come),
        )
        if count
    ]
    return strips.strip(parts)


def _bodies(rows: Any, today: Any, kind: str) -> list[dict[str, Any]]:
    """Each body with its bar; the body with the most promises first."""
    by_body = queries.counted(rows, today, "body")
    known = Body.objects.in_bulk([key[0] for key in by_body])
    found = [
        {
            "body": known[key[0]],
            "counts": counts,
            "strip": strip_of(counts, body=known[key[0]].code, kind=kind),
        }
        for key, counts in by_body.items()
    ]
    return sorted(found, key=lambda one: (-one["counts"].made, one["body"].code))


@page(_("Promises"), asks="law.promises")
def promise_list(request: HttpRequest) -> HttpResponse:
    """Every promise, by its first day; what became of them, body by body."""
    today = clock.today()
    body, kind, state = (request.GET.get(name, "") for name in ("body", "kind", "state"))
    rows = queries.promises(today, body, kind, state)
    found = page_for(request, rows, ("-first_on", "-id"))
    shown = refs.resolve([row.thing for row in found.rows])
    bodies = _bodies(queries.promises(today, kind=kind), today, kind)
    context = {
        "page": found,
        "rows": [_line(row, shown[row.thing], today) for row in found.rows],
        "bodies": bodies,
        "states": [*Fate.choices, SILENT],
        "kinds": promise_kinds().items(),
        "wanted": {"body": body, "kind": kind, "state": state},
        "narrowed": bool(body or kind or state),
    }
    return render(request, "law/promises.html", context)


def _line(promise: Promise, shown: Any, today: Any) -> dict[str, Any]:
    fate = promise.fate(today)
    return {
        "promise": promise,
        "shown": shown,
        "fate": fate,
        "tone": TONES[fate],
        "late": promise.days_late(today),
    }


@page(_("Promise"), asks=("law.promises", "actions.threads"))
def promise_page(request: HttpRequest, number: int) -> HttpResponse:
    rows = Promise.objects.select_related("body", "unit")
    promise = get_object_or_404(rows, pk=number)
    context = {
        **_line(promise, refs.resolve([promise.thing])[promise.thing], clock.today()),
        "available_actions": action_pages.available(of_request(request), promise),
        "stations": threads.of(promise.thing).stations,
    }
    return render(request, "law/promise.html", context)

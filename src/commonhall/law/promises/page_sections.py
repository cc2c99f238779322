"""What became of a body's promises, on its page."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.core import clock, refs
from commonhall.core.page_sections import section
from commonhall.law.promises import queries
from commonhall.law.promises.models import Promise
from commonhall.law.promises.views import strip_of
from commonhall.people.bodies.models import Body, OfficeTerm

MOST = 50


@section("people.body", order=17)
def promised_by(request: HttpRequest, body: Body) -> str:
    """One bar, and how many words are owed."""
    counts = queries.in_all(Promise.objects.filter(body=body), clock.today())
    if not counts.made:
        return ""
    context = {"body": body, "counts": counts, "strip": strip_of(counts, body=body.code)}
    return render_to_string("law/parts/promises_of_body.html", context, request)


@section("people.official", order=12)
def words_owed(request: HttpRequest, term: OfficeTerm) -> str:
    """Broken promises of an official's body about which nothing was said yet; the word owed longest first."""
    today = clock.today()
    if not term.runs(today):
        return ""
    rows = queries.promises(today, body=term.office.body.code, fate="silent")
    silent = list(rows.order_by("word_due_on", "pk")[:MOST])
    shown = refs.resolve([row.thing for row in silent])
    context = {"rows": [{"promise": row, "thing": shown[row.thing]} for row in silent]}
    return render_to_string("law/parts/words_owed.html", context, request) if silent else ""

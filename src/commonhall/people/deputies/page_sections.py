"""On one's page: one's deputy, and those for whom one acts."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.core.page_sections import section
from commonhall.people.deputies import queries
from commonhall.people.residents.models import Person


@section("people.me", order=95)
def ties(request: HttpRequest, person: Person) -> str:
    rows = queries.ties(person)
    if not rows:
        return ""
    return render_to_string("people/parts/deputies.html", {"rows": rows, "person": person}, request)

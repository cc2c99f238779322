"""The page of a person as an official: what they did, what was refused to them, what interests they declared."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.core import clock, page_sections, refs
from commonhall.core.paging import page_for
from commonhall.people import actors
from commonhall.people.bodies.models import OfficeTerm
from commonhall.people.interests.models import Interest
from commonhall.record import wording
from commonhall.record.models import Entry, Kind
from commonhall.ui.pages import page

MOST = 50
# In an entry's words: who acted stood in for the holder of the office.
STOOD_IN = '"stand_in":"'
RECUSED = '"rule":"interests"'


def acts_of(term: OfficeTerm) -> QuerySet[Entry]:
    """All that was done, or tried, in an office while somebody held it."""
    last = term.ended_early_on or term.ends
    rows = Entry.objects.filter(
        actor=term.office.ref,
        occurred_at__date__gte=term.starts,
        occurred_at__date__lte=last,
    )
    if term.stands_for_id is not None:
        return rows.filter(body__contains=f'{STOOD_IN}{term.ref}"')
    return rows.exclude(body__contains=STOOD_IN)


@page(_("Official"), asks="people.bodies")
def official(request: HttpRequest, number: int) -> HttpResponse:
    terms = OfficeTerm.objects.select_related("office__body", "person", "stands_for__person")
    term = get_object_or_404(terms, pk=number)
    rows, today = acts_of(term), clock.today()
    done = page_for(request, rows.exclude(kind=Kind.REFUSAL).order_by("-id"))
    refused = list(rows.filter(kind=Kind.REFUSAL).order_by("-id")[:MOST])
    declared = _interests(term)
    shown = refs.resolve(one.target for one in declared)
    told = _told([*done.rows, *refused])
    context = {
        "term": term,
        "holds": term.runs(today),
        "others": terms.filter(actors.in_term(today), person=term.person_id).exclude(pk=term.pk),
        "page": done,
        "acts": [told[one.pk] for one in done.rows],
        "recusals": [told[one.pk] for one in refused if RECUSED in one.body],
        "refused": [told[one.pk] for one in refused if RECUSED not in one.body],
        "interests": [
            {
                "interest": one,
                "target": shown[one.target],
                "over": one.ends is not None and one.ends < today,
            }
            for one in declared
        ],
        "panels": page_sections.of("people.official", request, term),
        "links": action_pages.open_to(actors.of_request(request), term),
    }
    return render(request, "people/official.html", context)


def _interests(term: OfficeTerm) -> list[Interest]:
    """What they declared in office, the present ones first; ended ones stay for as long as the term is shown."""
    rows = Interest.objects.filter(~Q(office=None), person=term.person_id).order_by("-pk")[:MOST]
    return sorted(rows, key=lambda one: (one.ends is not None, -one.pk))


def _told(rows: list[Entry]) -> dict[Any, dict[str, Any]]:
    words = wording.describe_all(rows)
    return {row.pk: {"entry": row, "told": one} for row, one in zip(rows, words, strict=True)}

"""Pages of bodies."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.actions.actors import Actor
from commonhall.core import clock, page_sections, refs
from commonhall.people import actors
from commonhall.people.bodies import actions, caretaking
from commonhall.people.bodies.models import Body, Office, OfficeTerm
from commonhall.people.interests.actions import end_interest
from commonhall.people.interests.models import Interest
from commonhall.people.invitations.models import Invitation
from commonhall.ui.pages import page


@page(_("Public bodies"), asks="people.bodies")
def bodies(request: HttpRequest) -> HttpResponse:
    rows = Body.objects.filter(ended_on=None).select_related("unit").order_by("kind", "code")
    context = {
        "bodies": rows,
        "panels": page_sections.of("people.bodies", request, rows),
        "establish": actions.establish_body,
        "url": action_pages.url_of(actions.establish_body),
        "refusal": action_pages.refusal_of(actors.of_request(request), actions.establish_body),
    }
    return render(request, "people/bodies.html", context)


@page(_("Public body"), asks="people.bodies")
def body(request: HttpRequest, number: int) -> HttpResponse:
    # The offices bring their body along; only a body without any is asked for by itself.
    offices = list(Office.objects.filter(body=number).select_related("body__unit").order_by("pk"))
    bodies = Body.objects.select_related("unit")
    found = offices[0].body if offices else get_object_or_404(bodies, pk=number)
    actor, memo = actors.of_request(request), {}  # type: ignore[var-annotated]
    interests = Interest.objects.filter(actors.in_force(clock.today()), office__body=found)
    declared = list(interests.select_related("office"))
    shown = refs.resolve(interest.target for interest in declared)
    context = {
        "body": found,
        "end_interest": end_interest,
        "available_actions": action_pages.available(actor, found, memo),
        "offices": _offices([one for one in offices if not one.ended_on], actor, memo),
        "interests": [
            {
                "interest": one,
                "target": shown[one.target],
                # Only whoever declared it ends it.
                "end_url": action_pages.url_of(end_interest, one)
                if one.person_id == actor.person
                else "",
            }
            for one in declared
        ],
        "panels": page_sections.kept_of("people.body", request, found),
    }
    return render(request, "people/body.html", context)


def _offices(offices: list[Office], actor: Actor, memo: dict[Any, Any]) -> list[dict[str, Any]]:
    """A body's offices with who holds them, or will, and what one may do with each."""
    found: list[dict[str, Any]] = []
    for office in offices:
        links = action_pages.open_to(actor, office, memo)
        found.append(
            {"office": office, "terms": [], "invitations": [], "vacant": True, "links": links}
        )
    if not found:
        return []
    row_of = {row["office"].pk: row for row in found}
    for one in Invitation.objects.filter(office__in=row_of, term=None, ended_on=None):
        row, one.office = row_of[one.office_id], row_of[one.office_id]["office"]
        row["invitations"].append(action_pages.open_to(actor, one, memo))
    day = clock.today()
    coming = Q(starts__gt=day, ended_early_on=None, stands_for__ended_early_on=None)
    terms = OfficeTerm.objects.filter(actors.in_term(day) | coming, office__in=row_of)
    # A stand-in stands below the one stood in for.
    first = F("stands_for").asc(nulls_first=True)
    for term in terms.select_related("person", "stands_for__person").order_by(
        first, "starts", "pk"
    ):
        row = row_of[term.office_id]
        term.office = row["office"]
        begins_later = term.starts > day
        links = action_pages.open_to(actor, term, memo, app="people")
        row["terms"].append({"term": term, "coming": begins_later, "links": links})
        row["vacant"] = row["vacant"] and (begins_later or term.stands_for_id is not None)
    _add_caretakers(row_of, day)
    return found


def _add_caretakers(row_of: dict[int, dict[str, Any]], day: date) -> None:
    """Whoever held a vacant office last, and until when they go on."""
    vacant = [number for number, row in row_of.items() if row["vacant"]]
    if not vacant:
        return
    rows = caretaking.followed_by_nobody(day).filter(office__in=vacant)
    for term in rows.select_related("person", "office"):
        last = caretaking.last_day(term)
        if last is not None and last >= day:
            until = last if last != caretaking.FOR_EVER else None
            row_of[term.office_id]["caretaker"] = {"term": term, "until": until}

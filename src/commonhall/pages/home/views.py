"""The first page: what this is, what one can do now, what is near, what came of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind, of_request
from commonhall.cases.cases.models import Case
from commonhall.cases.desk import queries as desk
from commonhall.core import clock
from commonhall.decisions.overview import queries as overview_queries
from commonhall.evaluation.indicators import pictures, presentation, summary
from commonhall.pages.home import queries
from commonhall.people.accounts.models import Account
from commonhall.people.actors import person_of
from commonhall.places.models import Unit
from commonhall.places.queries import units
from commonhall.record.models import Entry
from commonhall.services.minimum_standards import queries as services
from commonhall.ui.charts.strips import strip
from commonhall.ui.pages import page

A_MONTH = timedelta(days=31)
A_YEAR = 365 * 24 * 3600
COOKIE = "place"
# Nothing more is expected of anybody.
ENDED = (Case.State.CONFIRMED, Case.State.CLOSED, Case.State.CANNOT)


@page(_("Home"), asks=("cases.counts", "decisions.decided", "evaluation.whole_place"))
def home(request: HttpRequest) -> HttpResponse:
    """What one can do now, what is near, what became of it, how we did."""
    newest = Entry.objects.order_by("-id").values_list("id", flat=True).first()
    if newest is None:
        return render(request, "pages/set_up/closed.html", {"gone": False})
    places = list(units())
    here = _place(request, places)
    context = {
        **_mine(request),
        "places": [one for one in places if one.parent_id is not None],
        "here": here,
        "news": _news(str(newest), here),
    }
    return render(request, "pages/home.html", context)


def _news(newest: str, here: Unit | None) -> str:
    """What is the same for everybody, as HTML; made anew when something was done, and each minute.

    newest: the last entry of the record. Nothing public changes without one, but for what time alone changes.
    """
    now, place = clock.now(), here.code if here else ""
    key = f"home:{newest}:{now:%Y%m%d%H%M}:{get_language()}:{place}"
    found: str | None = caches["local"].get(key)
    if found is None:
        found = render_to_string("pages/parts/home_news.html", _asked(here))
        caches["local"].set(key, found, 60)
    return mark_safe(found)


def _asked(here: Unit | None) -> dict[str, Any]:
    """The same few queries however much there is."""
    today = clock.today()
    return {
        "here": here,
        "open_now": queries.open_now(today, 6),
        "newest": queries.newest_cases(here, 4),
        "strip": strip(queries.case_parts(reverse("cases:list"))),
        "decided": overview_queries.decided(clock.now() - A_MONTH, most=4),
        "promised": queries.promised_next(today, 4),
        "overdue": queries.overdue(today),
        **_how_we_did(today),
    }


def _place(request: HttpRequest, places: list[Unit]) -> Unit | None:
    """The place chosen on this device, else the one where the person is confirmed to live."""
    code = request.COOKIES.get(COOKIE, "")
    if code:
        return next((one for one in places if one.code == code), None)
    user = request.user
    person = person_of(user) if isinstance(user, Account) else None
    return next((one for one in places if person and one.pk == person.unit_id), None)


@page(_("Choose my place"), methods=("POST",))
def choose_place(request: HttpRequest) -> HttpResponse:
    """Remember on this device which place's news come first; empty: the whole town's."""
    code = request.POST.get("place", "")[:60]
    response = redirect("pages:home")
    if Unit.objects.filter(code=code).exists():
        response.set_cookie(
            COOKIE, code, max_age=A_YEAR, samesite="Lax", httponly=True, secure=request.is_secure()
        )
    else:
        response.delete_cookie(COOKIE)
    return response


def _mine(request: HttpRequest) -> dict[str, Any]:
    """An office's desk, or a person's own cases that go on; nothing for who has not signed in."""
    if not isinstance(request.user, Account):
        return {}
    actor = of_request(request)
    if actor.kind is Kind.OFFICE:
        return {"desk": desk.counts(actor, desk.Filter())}
    return {"mine": _cases_of(actor)}


def _cases_of(actor: Actor) -> list[Case]:
    rows = Case.objects.filter(person_id=actor.person_id).select_related("category", "unit", "body")
    return list(rows.exclude(state__in=ENDED).order_by("-id")[:4])


def _how_we_did(today: date) -> dict[str, Any]:
    """Last month's rates in one picture, and what is below its minimum standard."""
    found = summary.whole_place(today)
    edition = summary.newest_of_places()
    return {
        "month": found["month"],
        "asked": found["asked"],
        "done": found["done"],
        "shares": pictures.shares(found["rates"]) if found["asked"] else "",
        "broken": list(services.broken()[:3]),
        "edition": edition,
        "edition_words": presentation.span_name(edition) if edition else "",
    }

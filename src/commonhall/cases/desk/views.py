"""Pages of the desk: what waits for the office one acts in, and what is done with several cases at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.declaration import Action
from commonhall.cases.cases.maps import still_of_sheet
from commonhall.cases.cases.models import NO_DAY, WAITING, Case
from commonhall.cases.categories.queries import categories
from commonhall.cases.desk import actions, queries
from commonhall.cases.desk.models import SavedFilter
from commonhall.core import clock
from commonhall.core.downloads import download
from commonhall.core.exports import CHUNK, Column, Row
from commonhall.core.paging import page_for
from commonhall.people.actors import choices, of_request
from commonhall.people.residents.models import Person
from commonhall.places.queries import units
from commonhall.ui import text
from commonhall.ui.pages import page
from commonhall.ui.parts import Tab

ROWS = 30
MOST_FILTERS = 20
NAMES = ("when", "category", "place", "state", "assigned", "priority", "q", "sort")
# Columns that may be left out, by their word in the address.
LEFT_OUT = {
    "category": _("Category"),
    "place": _("Place"),
    "state": _("State"),
    "assigned": _("Assigned"),
}
LABELS = {
    "": _("Everything waiting"),
    "late": _("Late"),
    "today": _("Due today"),
    "week": _("Due in the next 7 days"),
    "back": _("Sent back"),
    "unconfirmed": _("Not confirmed yet"),
    "disputed": _("Decide who answers"),
}
# What may be done with the cases that were ticked: word in the address → action.
TOGETHER: dict[str, Action[..., Any]] = {
    "assign": actions.assign_cases,
    "answer": actions.answer_cases,
}
COLUMNS = (
    Column("id", "integer"),
    Column("title"),
    Column("category"),
    Column("place"),
    Column("address"),
    Column("state"),
    Column("priority"),
    Column("assigned", about="code of the office that works on it"),
    Column("raised_at", "moment"),
    Column("next_on", "date", "the day that must be kept next"),
    Column("days_late", "integer"),
)


@dataclass(frozen=True)
class Line:
    """A case as the desk shows it. due: its next day in few words; tone: how that looks; own: is it the desk's own?"""

    case: Case
    due: str
    tone: str
    own: bool = True

    @property
    def title(self) -> str:
        """The title, as far as this desk may read it."""
        return self.case.own_heading if self.own else self.case.heading

    @property
    def place(self) -> str:
        return (self.case.place if self.own else self.case.unit).name


def wanted(request: HttpRequest) -> queries.Filter:
    """The filter in an address."""
    get = request.GET.get
    return queries.Filter(
        when=get("when", ""),
        category=get("category", ""),
        place=get("place", ""),
        state=get("state", ""),
        assigned=get("assigned", ""),
        priority=get("priority", ""),
        words=get("q", "")[:200],
    )


@page(_("Desk"), who="account", asks="cases.desk")
def desk(request: HttpRequest) -> HttpResponse:
    actor, today = of_request(request), clock.today()
    if actor.kind is not Kind.OFFICE:
        return render(request, "cases/no_desk.html", {"offices": _offices(actor)})
    narrowed = wanted(request)
    rows, keys = queries.ordered(queries.desk(actor, narrowed), request.GET.get("sort", ""))
    found = page_for(request, rows, keys, ROWS)
    kept = SavedFilter.objects.filter(person=actor.person_id).order_by("name")
    query = _query(request.GET)
    context = {
        "actor": actor,
        "page": found,
        "lines": [_line(case, today, actor.body) for case in found.rows],
        "tabs": _tabs(request, actor, narrowed),
        "filter": narrowed,
        "query": query,
        "sort": request.GET.get("sort", ""),
        "columns": [
            (word, name, word in _left_out(request.GET)) for word, name in LEFT_OUT.items()
        ],
        "left_out": _left_out(request.GET),
        "narrows": any((narrowed.category, narrowed.place, narrowed.state, narrowed.assigned))
        or any((narrowed.priority, narrowed.words)),
        "categories": categories(),
        "units": units(),
        "states": [(one.value, one.label) for one in WAITING],
        "priorities": Case.Priority.choices,
        "offices": actions.held_offices().filter(body=actor.body_id),
        "kept": [(one, one.query == query) for one in kept],
    }
    return render(request, "cases/desk.html", context)


def _offices(actor: Actor) -> list[Any]:
    """The offices in which somebody could act; none for a stranger."""
    person = Person.objects.filter(pk=actor.person_id).first()
    found = choices(person) if person else []
    return [one for one in found if one.actor.kind is Kind.OFFICE]


def _query(get: QueryDict) -> str:
    """The filter's part of an address, in one order."""
    kept = [(name, str(get[name])[:200]) for name in NAMES if get.get(name)]
    return urlencode(kept + [("hide", word) for word in _left_out(get)])


def _left_out(get: QueryDict) -> list[str]:
    """The columns an address leaves out, in the table's order."""
    asked = get.getlist("hide")
    return [word for word in LEFT_OUT if word in asked]


def _tabs(request: HttpRequest, actor: Actor, narrowed: queries.Filter) -> list[Tab]:
    """The counts as filters; what is nought is not shown, except where one stands."""
    found = queries.counts(actor, narrowed)
    if queries.settles(actor):
        found["disputed"] = queries.disputed(actor).count()
    tabs = []
    for word, label in LABELS.items():
        number = found.get(word or "all", 0)
        if number or not word or word == narrowed.when:
            query = request.GET.copy()
            query.pop("cursor", None)
            query["when"] = word
            address = f"?{_query(query)}"
            tabs.append(Tab(label, address, word == narrowed.when, number))
    return tabs


def _line(case: Case, today: date, body: int | None) -> Line:
    day, own = case.next_on, case.body_id == body
    if day is None or day == NO_DAY:
        return Line(case, "", "neutral", own)
    left = (day - today).days
    if left < 0:
        words = ngettext("%(days)d day late", "%(days)d days late", -left) % {"days": -left}
        return Line(case, words, "bad", own)
    if left == 0:
        return Line(case, gettext("today"), "warn", own)
    return Line(case, text.local_date(day), "neutral", own)


@page(_("The desk as a table"), who="account", asks="cases.desk")
def export(request: HttpRequest, form: str) -> StreamingHttpResponse:
    """The cases one is looking at, in any of the export formats; for the office alone."""
    actor = of_request(request)
    if actor.kind is not Kind.OFFICE:
        raise Http404
    return download("desk", form, COLUMNS, _rows(actor, wanted(request)))


def _rows(actor: Actor, narrowed: queries.Filter) -> Iterator[Row]:
    today = clock.today()
    rows = queries.desk(actor, narrowed).order_by("next_on", "id")
    for case in rows.iterator(chunk_size=CHUNK):
        own = not case.is_private or case.body_id == actor.body
        yield {
            "id": case.pk,
            "title": case.title if own else case.heading,
            "category": case.category.code,
            "place": (case.place if own else case.unit).code,
            "address": case.address if own else "",
            "state": case.state,
            "priority": case.priority,
            "assigned": case.assigned.code if case.assigned else None,
            "raised_at": case.raised_at,
            "next_on": None if case.next_on in (None, NO_DAY) else case.next_on,
            "days_late": case.days_late(today),
        }


@page(_("Worksheet"), who="account", asks="cases.desk")
def sheet(request: HttpRequest) -> HttpResponse:
    """The cases of one's body that were ticked, to print and take along."""
    actor = of_request(request)
    numbers = [int(one) for one in request.GET.get("cases", "").split() if _is_number(one)]
    rows = queries.held_by(actor).filter(pk__in=numbers[: actions.MOST]).order_by("next_on", "id")
    cases = list(rows.select_related("category", "unit", "assigned", "exact_unit"))
    context = {"cases": cases, "still": still_of_sheet(cases), "actor": actor}
    return render(request, "cases/worksheet.html", context)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


# --- several cases at once ------------------------------------------------------------------------
@page(_("Several cases at once"), who="account")
def chosen(request: HttpRequest) -> HttpResponse:
    """From the ticked cases to the page of what is to be done with them."""
    action = TOGETHER.get(request.GET.get("do", ""))
    numbers = [one for one in request.GET.getlist("pick") if _is_number(one)]
    back = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = reverse("desk:desk")
    if request.GET.get("do") == "join" and len(numbers) > 1:
        return _joined(numbers, back)
    if request.GET.get("do") == "sheet" and numbers:
        query = urlencode({"cases": " ".join(numbers[: actions.MOST])})
        return redirect(f"{reverse('desk:worksheet')}?{query}")
    if action is None or not numbers:
        messages.info(request, gettext("Tick at least one case first."))
        return redirect(back)
    query = urlencode({"cases": " ".join(numbers[: actions.MOST]), "next": back})
    return redirect(f"{action_pages.url_of(action)}?{query}")


def _joined(numbers: list[str], back: str) -> HttpResponse:
    """The oldest of the ticked cases leads those that are the same matter."""
    first, *others = sorted(int(one) for one in numbers)
    query = urlencode({"cases": " ".join(map(str, others[: actions.MOST])), "next": back})
    return redirect(f"{reverse('cases:join_to_case', args=[first])}?{query}")


# --- filters somebody keeps -----------------------------------------------------------------------
@page(_("Save this filter"), who="account", methods=("POST",))
def keep_filter(request: HttpRequest) -> HttpResponse:
    """Keep the filter of the desk under a name, or forget one."""
    actor = of_request(request)
    mine = SavedFilter.objects.filter(person=actor.person_id)
    if forget := request.POST.get("forget", ""):
        mine.filter(pk=int(forget) if forget.isdecimal() and len(forget) < 18 else 0).delete()
        return redirect("desk:desk")
    query = _query(QueryDict(request.POST.get("query", "")[:500]))
    name = " ".join(request.POST.get("name", "").split())[:60]
    address = f"{reverse('desk:desk')}?{query}"
    if not name:
        messages.error(request, gettext("Enter a name for the filter."))
    elif not mine.filter(name=name).exists() and mine.count() >= MOST_FILTERS:
        messages.error(request, gettext("You have saved 20 filters. Delete one first."))
    elif actor.person:
        mine.update_or_create(
            name=name, defaults={"query": query[:500]}, create_defaults=_made(actor, name, query)
        )
        messages.success(request, gettext("Filter saved."))
    return redirect(address)


def _made(actor: Actor, name: str, query: str) -> dict[str, Any]:
    return {"person_id": actor.person, "name": name, "query": query[:500]}

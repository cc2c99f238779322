"""Pages of cases: list, raise, one case and what may be done with it, sources."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, threads
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.models import Follow
from commonhall.cases.cases import early_actions, reading, rules
from commonhall.cases.cases import maps as case_maps
from commonhall.cases.cases import queries as case_queries
from commonhall.cases.cases.models import Answer, Case
from commonhall.cases.categories import queries as category_queries
from commonhall.cases.categories import questions
from commonhall.core import clock, kept_images, page_sections
from commonhall.core.paging import page_for
from commonhall.people.actors import of_request
from commonhall.people.bodies.models import Body
from commonhall.places.queries import units
from commonhall.ui import maps
from commonhall.ui.pages import page
from commonhall.ui.parts import Event
from commonhall.ui.text import markdown

MOST_POINTS = 2000
# What may be done with a case: word in the address → act and form.


def wanted(request: HttpRequest) -> case_queries.Filter:
    """The filter in an address."""
    get = request.GET.get
    return case_queries.Filter(
        state=get("state", ""),
        category=get("category", ""),
        place=get("place", ""),
        body=get("body", ""),
        words=get("q", "")[:200],
    )


@page(_("Cases"), asks="cases.cases")
def case_list(request: HttpRequest) -> HttpResponse:
    narrowed = wanted(request)
    found, today = page_for(request, case_queries.cases(narrowed)), clock.today()
    context = {
        "page": found,
        "rows": [{"case": case, "late": case.days_late(today)} for case in found.rows],
        "filter": narrowed,
        "query": request.GET.urlencode(),
        "categories": category_queries.categories(),
        "units": units(),
        "bodies": Body.objects.filter(ended_on=None).exclude(kind="system").order_by("code"),
        "states": [(case_queries.GOING, _("all open cases")), *Case.State.choices],
    }
    return render(request, "cases/list.html", context)


@page(_("Map of cases"), asks="cases.cases")
def case_map(request: HttpRequest) -> HttpResponse:
    narrowed, query = wanted(request), request.GET.urlencode()
    found = page_for(request, case_queries.cases(narrowed))
    context = {
        "filter": narrowed,
        "page": found,
        "categories": category_queries.categories(),
        "units": units(),
        "states": [(case_queries.GOING, _("all open cases")), *Case.State.choices],
        "points": f"{reverse('cases:points')}?{query}",
        "list": f"{reverse('cases:list')}?{query}",
        "marks": case_maps.marks(case_queries.cases(narrowed), maps.MOST_MARKS),
        "legend": case_maps.LEGEND,
    }
    return render(request, "cases/map.html", context)


@page(_("Points of cases"), asks="cases.cases")
def points(request: HttpRequest) -> JsonResponse:
    """The newest cases of a filter as GeoJSON points."""
    rows = case_queries.cases(wanted(request))
    return JsonResponse(case_maps.collection(rows, MOST_POINTS))


@page(_("Cases near a point"), asks="cases.cases")
def nearby(request: HttpRequest) -> JsonResponse:
    """Open cases within reach of a point, the nearest first, for whoever is about to raise one."""
    spot = case_maps.point(request.GET.get("latitude", ""), request.GET.get("longitude", ""))
    return JsonResponse(case_maps.near_collection(*spot) if spot else case_maps.EMPTY)


@page(_("Case"), asks=("cases.history", "actions.threads"))
def case_page(request: HttpRequest, number: int) -> HttpResponse:
    case = _case(number)
    actor = of_request(request)
    if not reading.may_read(actor, case):
        look = next(one for one in action_pages.on(Case) if one.code == LOOK)
        may_look = bool(look.check(actor, case))
        return render(request, "cases/private_case.html", {"case": case, "may_look": may_look})
    memo = action_pages.memo_of(request)
    signed_in = request.user.is_authenticated
    context = {
        "case": case,
        "late": case.days_late(clock.today()),
        "still": None if case.is_private else case_maps.still_of(case),
        "answers": questions.shown(case.category_id, case.extra or {}, _reads_all(actor, case)),
        "earlier": early_actions.earlier(case) if _reads_all(actor, case) else [],
        "events": [_event(step) for step in case_queries.history(case)],
        "available_actions": [
            one
            for one in action_pages.available(actor, case, memo)
            if one.action.code not in _left_out(case)
        ],
        "stations": threads.of(case.ref).stations,
        "follows": signed_in
        and Follow.objects.filter(account_id=request.user.pk or 0, ref=case.ref).exists(),
        "panels": page_sections.kept_of("cases.case", request, case),
        "asks": _question(case),
        "may_reply": rules.raised_by(actor, case),
        "may_follow": signed_in and (not case.is_private or rules.raised_by(actor, case)),
        "entries": reverse("record:list") + f"?subject={case.ref}",
    }
    response = render(request, "cases/case.html", context)
    if case.is_private:
        response["Cache-Control"] = "no-store"
    return response


def _reads_all(actor: Actor, case: Case) -> bool:
    """Is it the body's, or whoever raised it: do they read what is not public, too?"""
    return rules.raised_by(actor, case) or (
        actor.kind is Kind.OFFICE and actor.body == case.body_id
    )


# What the desk's own part of the page leads to.
AT_THE_DESK = {"cases.assign_case", "cases.set_priority", "cases.note_case"}
# What a part of the page says in its own words.
ELSEWHERE = {"cases.say_me_too", "cases.take_back_me_too"}
# Offered to those who do not read a confidential case yet.
LOOK = "cases.look_into_case"


def _left_out(case: Case) -> set[str]:
    """Actions that need no line of their own on the page of this case."""
    found = AT_THE_DESK | ELSEWHERE | {LOOK}
    if case.disputed_to_id is None:
        found.add("cases.settle_case")
    if not case.receipt:
        found.add("cases.take_in_word")
    if case.main_id is None:
        found |= {"cases.split_case", "cases.part_from_case"}
    else:
        found.add("cases.join_to_case")
    if case.asked_on is not None:
        found.add("cases.ask_raiser")
    return found


def _question(case: Case) -> Answer | None:
    """The question that waits for a reply."""
    if case.state != Case.State.ASKED:
        return None
    return case.answers.filter(kind=Answer.Kind.ASKED).order_by("-pk").first()


def _event(step: case_queries.Step) -> Event:
    words = markdown(step.text) if step.text else ""
    if step.promised_on:
        promise = gettext("Promised for %(day)s.") % {"day": date_format(step.promised_on)}
        words = format_html("{}<p>{}</p>", words, promise)
    who = step.who
    if step.reported:
        who = (
            f"{who} · {gettext('as reported by another system')}"
            if who
            else gettext("another system")
        )
    return Event(
        when=step.at,
        text=step.what,
        who=who,
        body=words,
        entry_url=reverse("record:entry", args=[step.entry]) if step.entry else "",
        tone=step.tone,  # type: ignore[arg-type]
    )


@page(_("Photo"), asks="cases.cases")
def photo(request: HttpRequest, number: int) -> HttpResponse | FileResponse:
    case = _case(number)
    if not case.photo or not reading.may_read(of_request(request), case):
        raise Http404
    return kept_images.sent(case.photo)


def _case(number: int) -> Case:
    rows = case_queries.complete().select_related(
        "category",
        "unit",
        "body",
        "source",
        "organisation",
        "disputed_to",
        "assigned",
        "main",
        "taken_by",
        "exact_unit",
        "person",
    )
    return get_object_or_404(rows, pk=number)

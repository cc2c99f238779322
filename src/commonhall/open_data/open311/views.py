"""Open311 GeoReport v2: the cases of the hall for every program that speaks the standard.

A request of Open311 is a case: raised through the same act, with a key of ours as `api_key`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import wraps
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from commonhall.actions.gate import keep_in_scope
from commonhall.actions.inputs import Point
from commonhall.cases.cases import actions
from commonhall.cases.cases import queries as case_queries
from commonhall.cases.cases.models import Answer, Case
from commonhall.cases.categories import queries as category_queries
from commonhall.cases.categories.models import Category
from commonhall.cases.categories.questions import questions_of
from commonhall.core import rate_limits
from commonhall.core.models import in_language
from commonhall.core.refusals import BadInput, Refused
from commonhall.open_data.open311 import filters
from commonhall.open_data.open311.formats import Open311Error, Record, answer, failed, single
from commonhall.people.api_keys.keys import actor_of_key
from commonhall.places.models import Unit
from commonhall.ui.pages import page

CLOSED = case_queries.OVER
DATATYPES = {"text": "string", "choice": "singlevaluelist", "number": "number", "date": "datetime"}
MOST = 1000
LONGEST = 4000
View = Callable[..., HttpResponse]


def speaks(view: View) -> View:
    """Answer errors in the format asked for; check the jurisdiction."""

    @wraps(view)
    def answered(request: HttpRequest, form: str, **given: Any) -> HttpResponse:
        try:
            wanted = request.POST.get("jurisdiction_id") or request.GET.get("jurisdiction_id")
            if wanted and wanted != settings.SITE_DOMAIN:
                raise Open311Error(404, _("There is no such jurisdiction here."))
            return view(request, form, **given)
        except Open311Error as error:
            return failed(form, [error])

    return answered


# --- services -------------------------------------------------------------------------------------
@page(_("Open311: services"), asks="cases.categories")
@speaks
def services(request: HttpRequest, form: str) -> HttpResponse:
    rows: QuerySet[Category] = category_queries.categories().select_related("body")
    return answer(form, "services", "service", [_service(row) for row in rows])


def _service(row: Category) -> Record:
    return {
        "service_code": row.code,
        "service_name": row.name,
        "description": row.name,
        "metadata": True,
        "type": "realtime",
        "keywords": ",".join(sorted(set(row.names.values()))),
        "group": row.body.name if row.body else "",
    }


@page(_("Open311: definition of a service"), asks="cases.categories")
@speaks
def definition(request: HttpRequest, form: str, code: str) -> HttpResponse:
    """Every service asks what kind of case it is, and what its category asks besides."""
    category = _category(code)
    attribute = {
        "variable": True,
        "code": "kind",
        "datatype": "singlevaluelist",
        "required": False,
        "datatype_description": gettext("Choose one. If you leave this out, it is a complaint."),
        "order": 1,
        "description": gettext("What is it?"),
        "values": [{"key": key, "name": str(label)} for key, label in Case.Kind.choices],
    }
    attributes = [attribute]
    for order, one in enumerate(questions_of(category), start=2):
        attributes.append(
            {
                "variable": True,
                "code": one.code,
                "datatype": DATATYPES[one.kind],
                "required": one.required,
                "datatype_description": "",
                "order": order,
                "description": one.name,
                "values": [{"key": key, "name": in_language(names)} for key, names in one.choices],
            }
        )
    return single(form, "service_definition", {"service_code": code, "attributes": attributes})


def _category(code: str) -> Category:
    found = category_queries.categories().filter(code=code).first()
    if found is None:
        raise Open311Error(404, _("There is no service with this service_code."))
    return found


# --- requests -------------------------------------------------------------------------------------
@csrf_exempt
@page(
    _("Open311: requests"),
    asks="cases.cases",
    performs="cases.raise_case",
    methods=("GET", "HEAD", "POST"),
)
@speaks
def requests(request: HttpRequest, form: str) -> HttpResponse:
    if request.method == "POST":
        return _raise(request, form)
    rows = list(_wanted(request))
    return answer(form, "service_requests", "request", [_shown(request, row) for row in rows])


@page(_("Open311: one request"), asks="cases.cases")
@speaks
def one_request(request: HttpRequest, form: str, number: str) -> HttpResponse:
    rows = list(_rows(case_queries.complete()).filter(pk=_number(number)))
    if not rows:
        raise Open311Error(404, _("There is no request with this service_request_id."))
    return answer(form, "service_requests", "request", [_shown(request, rows[0])])


@page(_("Open311: token"), asks="cases.cases")
@speaks
def token(request: HttpRequest, form: str, token: str) -> HttpResponse:
    """Requests get their number at once here, so a token is the number itself."""
    if not case_queries.complete().filter(pk=_number(token)).exists():
        raise Open311Error(404, _("There is no request with this token."))
    record = {"service_request_id": token, "token": token}
    return answer(form, "service_requests", "request", [record])


def _rows(among: QuerySet[Case] | None = None) -> QuerySet[Case]:
    answers = Answer.objects.select_related("body").order_by("pk")
    rows = case_queries.cases(case_queries.Filter(), among)
    return rows.prefetch_related(Prefetch("answers", answers))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _listed(request: HttpRequest, name: str) -> list[str]:
    return [part.strip() for part in request.GET.get(name, "").split(",") if part.strip()]


def _wanted(request: HttpRequest) -> QuerySet[Case]:
    filters.know_all(request.GET)
    rows = _rows()
    if numbers := _listed(request, "service_request_id"):
        return rows.filter(pk__in=[_number(one) for one in numbers[:MOST]]).order_by("-pk")
    if codes := _listed(request, "service_code"):
        rows = rows.filter(category__code__in=codes)
    if states := _listed(request, "status"):
        if not set(states) <= {"open", "closed"}:
            raise Open311Error(400, _("Send status as open, closed, or both."))
        if set(states) != {"open", "closed"}:
            closed = states[0] == "closed"
            rows = rows.filter(state__in=CLOSED) if closed else rows.exclude(state__in=CLOSED)
    rows = filters.near(request.GET, filters.changed(request.GET, rows))
    if not filters.asks_for_changes(request.GET) or filters.asks_for_days(request.GET):
        start, end = filters.span(request.GET)
        rows = rows.filter(raised_at__gte=start, raised_at__lte=end)
    rows = rows.order_by("-raised_at", "-pk")
    size = min(_positive(request, "page_size", MOST), MOST)
    first = (_positive(request, "page", 1) - 1) * size
    return rows[first : first + size]


def _positive(request: HttpRequest, name: str, default: int) -> int:
    text = request.GET.get(name, "")
    if not text:
        return default
    value = _number(text)
    if not 0 < value < 10**6:
        raise Open311Error(400, f"{name} is a whole number above nought.")
    return value


def _stamp(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")


def _shown(request: HttpRequest, row: Case) -> Record:
    answers = list(row.answers.all())
    last = answers[-1] if answers else None
    updated = max(
        [row.raised_at, *([row.closed_at] if row.closed_at else []), *(one.at for one in answers)]
    )
    expected = row.promised_on or row.due_on
    url, words = request.build_absolute_uri(row.get_absolute_url()), not row.is_private
    return {
        "service_request_id": str(row.pk),
        "status": "closed" if row.state in CLOSED else "open",
        "status_notes": last.text if last and words else "",
        "service_name": row.category.name,
        "service_code": row.category.code,
        "description": f"{row.title}\n\n{row.text}".strip()[:LONGEST] if words else row.heading,
        "agency_responsible": row.body.name,
        "service_notice": "",
        "requested_datetime": _stamp(row.raised_at),
        "updated_datetime": _stamp(updated),
        "expected_datetime": _stamp(_midnight(expected)) if expected else "",
        "address": (row.address if words else "") or row.unit.name,
        "address_id": row.unit.code,
        "zipcode": "",
        "lat": float(row.latitude) if words and row.latitude is not None else None,
        "long": float(row.longitude) if words and row.longitude is not None else None,
        "media_url": f"{url}photo.jpg" if words and row.photo else "",
    }


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))


# --- raising --------------------------------------------------------------------------------------
def _raise(request: HttpRequest, form: str) -> HttpResponse:
    actor = actor_of_key(request.POST.get("api_key") or request.GET.get("api_key") or "")
    if actor is None:
        raise Open311Error(403, _("Send api_key with a key that is in force."))
    try:
        keep_in_scope(actions.raise_case.code, actor)
    except Refused as error:
        raise Open311Error(403, error.message) from error
    if not request.POST.get("service_code"):
        raise Open311Error(400, _("Send service_code."))
    category = _category(request.POST["service_code"])
    text = request.POST.get("description", "").strip()
    if len(text) > LONGEST:
        raise Open311Error(400, _("Send a description of up to 4000 characters."))
    kind = request.POST.get("attribute[kind]") or Case.Kind.COMPLAINT
    title = _title(text, category)
    # One line is the title itself: saying it twice would say nothing more.
    more = "" if text == title else text
    point = _point(request)
    unit, address = _place(request, point is not None)
    if not rate_limits.allowed("api", actor.ref):
        raise Open311Error(
            403, _("You have done this many times in an hour. Try again a little later."), "429"
        )
    try:
        case = (
            actions.raise_case.coming(door="api")
            .perform(
                actor,
                kind=kind,
                title=title,
                text=more,
                category=category,
                unit=unit,
                point=point,
                address=address,
                answers=_answers(request),
                channel=Case.Channel.API,
            )
            .result
        )
    except BadInput as error:
        raise Open311Error(400, f"{error.field}: {error.message}") from error
    except Refused as error:
        raise Open311Error(403, error.message) from error
    notice = gettext("Names, e-mail addresses and telephone numbers sent here are not kept.")
    record = {"service_request_id": str(case.pk), "service_notice": notice, "account_id": ""}
    return answer(form, "service_requests", "request", [record], 201)


def _answers(request: HttpRequest) -> dict[str, str]:
    """What was sent for the category's questions: attribute[pole-number]=17."""
    found = {}
    for name, value in request.POST.items():
        if name.startswith("attribute[") and name.endswith("]") and name != "attribute[kind]":
            found[name[len("attribute[") : -1]] = str(value)
    return found


def _title(text: str, category: Category) -> str:
    first = text.splitlines()[0].strip() if text else ""
    return first[:120] or category.name


def _point(request: HttpRequest) -> Point | None:
    texts = request.POST.get("lat", "").strip(), request.POST.get("long", "").strip()
    if not any(texts):
        return None
    try:
        latitude, longitude = round(Decimal(texts[0]), 6), round(Decimal(texts[1]), 6)
        within = abs(latitude) <= 90 and abs(longitude) <= 180
    except InvalidOperation:
        within = False
    if not within:
        raise Open311Error(400, _("Send lat and long together, as degrees of WGS 84."))
    return latitude, longitude


def _place(request: HttpRequest, pointed: bool) -> tuple[Unit | None, str]:
    """The unit of an address_id; else, for an address alone, the whole territory."""
    address = request.POST.get("address_string", "").strip()[:200]
    code = request.POST.get("address_id", "").strip()
    if code:
        unit = Unit.objects.filter(code=code).first()
        if unit is None:
            raise Open311Error(400, _("There is no place with this address_id."))
        return unit, address
    if pointed:
        return None, address
    if not address:
        raise Open311Error(400, _("Send a location: lat and long, address_string or address_id."))
    return Unit.objects.order_by("path")[0], address


# --- discovery ------------------------------------------------------------------------------------
@page(_("Open311: discovery"), asks="open_data.discovery")
@speaks
def discovery(request: HttpRequest, form: str) -> HttpResponse:
    endpoint = {
        "specification": "http://wiki.open311.org/GeoReport_v2",
        "url": request.build_absolute_uri("/open311/v2"),
        "changeset": "2026-11-01T00:00:00Z",
        "type": "production",
        "formats": ["text/xml", "application/json"],
    }
    record = {
        "changeset": "2026-11-01T00:00:00Z",
        "contact": request.build_absolute_uri("/help/"),
        "key_service": request.build_absolute_uri("/me/keys/"),
        "endpoints": [endpoint],
    }
    return single(form, "discovery", record)

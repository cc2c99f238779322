"""The REST API: every room's router under /api/v1/, one shape of error, OpenAPI 3.1."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from commonhall import __version__
from commonhall.acts.refusals import BadInput, Refused
from commonhall.consult.api import router as consult
from commonhall.consult.api_moderation import router as moderation
from commonhall.consult.api_surveys import router as surveys
from commonhall.decide.api import router as decide
from commonhall.decide.api_lotteries import router as lotteries
from commonhall.deliver.api import router as deliver
from commonhall.evaluate.api import router as evaluate
from commonhall.hear.api import router as hear
from commonhall.hear.api_sources import router as sources
from commonhall.law.api import router as law
from commonhall.law.api_reviews import router as reviews
from commonhall.law.api_terms import router as terms
from commonhall.open.record_api import router as record
from commonhall.people.api import router as people
from commonhall.places.api import router as places
from commonhall.services.api import router as services

DESCRIPTION = """\
Everything public can be read without a key. What changes anything is an act: it takes a key
(`Authorization: Bearer hall_…`, made under *My profile*), passes the same gate as on the pages, and is
answered with a signed receipt of the record. Send `Idempotency-Key` to make repeating harmless.
Lists are paged by key: follow `older` with `?cursor=`. Errors are problem details (RFC 9457); `rule`
names the stage of the gate that refused and `provision` the law it rests on. `Accept-Language`
chooses the language of names and messages.
"""


class HallAPI(NinjaAPI):
    """Says in its OpenAPI document what it sends: errors are application/problem+json."""

    def get_openapi_schema(self, **options: Any) -> Any:
        document = super().get_openapi_schema(**options)
        for methods in document["paths"].values():
            for operation in methods.values():
                for status, answer in operation["responses"].items():
                    content = answer.get("content", {})
                    if int(status) >= 400 and "application/json" in content:
                        content["application/problem+json"] = content.pop("application/json")
        return document


api = HallAPI(
    title="Commonhall",
    version=__version__,
    description=DESCRIPTION,
    urls_namespace="api",
    docs_url=None,
    openapi_url="/openapi.json",
)
ROUTERS = (
    hear, sources, consult, moderation, surveys, decide, lotteries, services, deliver, evaluate, people, places, law,
    reviews, terms, record,
)  # fmt: skip
for router in ROUTERS:
    api.add_router("", router)

REFUSED_STATUS = {"rate": 429, "state": 409}


def _problem(
    request: HttpRequest, status: int, title: str, detail: str = "", **more: Any
) -> HttpResponse:
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    response = api.create_response(request, body, status=status)
    response["Content-Type"] = "application/problem+json; charset=utf-8"
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    if status == 429:
        response["Retry-After"] = "600"
    return response


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """The gate said no: which rule, and on what provision."""
    return _problem(
        request,
        REFUSED_STATUS.get(error.rule, 403),
        "Refused",
        str(error.message),
        rule=error.rule,
        code=error.code,
        provision=error.provision,
    )


@api.exception_handler(BadInput)
def bad_input(request: HttpRequest, error: BadInput) -> HttpResponse:
    return _problem(request, 422, "Not acceptable input", str(error.message), field=error.field)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    found = [
        {"field": ".".join(str(part) for part in one["loc"]), "message": one["msg"]}
        for one in error.errors
    ]
    first = found[0] if found else {"field": "", "message": ""}
    return _problem(
        request,
        422,
        "Not acceptable input",
        first["message"],
        field=first["field"],
        errors=found,
    )


@api.exception_handler(AuthenticationError)
def no_key(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return _problem(
        request, 401, "A key is needed", "Send a key that is in force: Authorization: Bearer hall_…"
    )


@api.exception_handler(Http404)
def not_there(request: HttpRequest, error: Http404) -> HttpResponse:
    return _problem(request, 404, "Not found", str(error) or "there is no such thing")


@api.exception_handler(HttpError)
def other(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _problem(request, error.status_code, "Not possible", str(error))

"""The REST API: every feature's router under /api/v1/, one shape of error, OpenAPI 3.1."""

from __future__ import annotations

import threading
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from commonhall import __version__
from commonhall.actions import api as actions_api
from commonhall.actions import entity_tags
from commonhall.core.manifest import modules_named
from commonhall.core.refusals import BadInput, Refused
from commonhall.open_data import openapi_document
from commonhall.open_data.action_operations import router as action_operations
from commonhall.ui import languages

DESCRIPTION = """\
Everything public can be read without a key. What changes anything is an action: it takes a key
(`Authorization: Bearer hall_…`, made under *My page*), passes the same gate as on the pages, and is
answered with a signed receipt of the record. Send `Idempotency-Key` to make repeating harmless.
Lists are paged by key: follow `older` with `?cursor=`. Errors are problem details (RFC 9457); `rule`
names the stage of the gate that refused and `provision` the law it rests on. `Accept-Language`
chooses the language of names and messages.

What shows one thing, `…/may` among it, sends the thing's version as `ETag`; so does what changes it. Send it back as
`If-Match` with what changes the thing: if somebody else changed it meanwhile, nothing is done and the answer is 412.
"""


class HallAPI(NinjaAPI):
    """Says in its OpenAPI document what it sends: errors are application/problem+json."""

    _kept: ClassVar[dict[tuple[str, ...], openapi_document.Document]] = {}
    _making = threading.Lock()

    def get_openapi_schema(self, **options: Any) -> Any:
        """The document as values; it is shared: do not change it."""
        prefix = options.get("path_prefix")
        if prefix is None:
            prefix = self.get_root_path(options.get("path_params") or {})
        return self.document(prefix).values

    def document(self, prefix: str) -> openapi_document.Document:
        """The document, made once in a process for each language and choice of languages: it takes a second."""
        key = (get_language() or "", *languages.codes(), prefix)
        if key not in self._kept:
            with self._making:
                if key not in self._kept:
                    self._kept[key] = openapi_document.made(self, prefix)
        return self._kept[key]

    def create_response(self, request: HttpRequest, data: Any, **options: Any) -> HttpResponse:
        response = super().create_response(request, data, **options)
        if response.status_code < 300 and (tag := actions_api.tag_for(request)):
            response["ETag"] = tag
        return response


api = HallAPI(
    title="Commonhall",
    version=__version__,
    description=DESCRIPTION,
    urls_namespace="api",
    docs_url=None,
    openapi_url=None,  # views.document sends it
)
# First, so that the word in /cases/raise is not taken for the number in /cases/{number}.
api.add_router("", action_operations)
for module in modules_named("api"):
    if module.__name__ != __name__:
        api.add_router("", module.router)

REFUSED_STATUS = {"rate": 429, "state": 409, entity_tags.RULE: 412}


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
    errors = [{"field": name, "message": message} for name, message in error.errors.items()]
    return _problem(
        request, 422, "Not acceptable input", str(error.message), field=error.field, errors=errors
    )


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

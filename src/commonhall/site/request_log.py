"""Each request gets an id, is counted, and writes one line when it is answered (see `json_log`)."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from commonhall.site import metrics
from commonhall.site.json_log import request_id

log = logging.getLogger("commonhall.requests")
HEADER = "X-Request-ID"
GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestLog:
    """Gives each request an id, counts it, and writes one line when it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        number = given if GIVEN.fullmatch(given) else secrets.token_hex(8)
        token, began = request_id.set(number), time.perf_counter()
        try:
            response = self.get_response(request)
            seconds = time.perf_counter() - began
            route = _route(request)
            metrics.count(request.method or "", route, response.status_code, seconds)
            facts = {
                "method": request.method if request.method in metrics.METHODS else "other",
                "route": route,
                "status": response.status_code,
                "ms": round(seconds * 1000, 1),
            }
            log.info("answered", extra={"facts": facts})
        finally:
            request_id.reset(token)
        response.headers[HEADER] = number
        return response


def _route(request: HttpRequest) -> str:
    match = getattr(request, "resolver_match", None)
    return (match.view_name or match.route) if match else "none"

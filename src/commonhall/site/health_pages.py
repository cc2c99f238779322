"""/health/live, /health/ready and /metrics: for load balancers and watches, before everything else.

They answer under any host name and without TLS, as probes ask by address. A stranger learns whether the hall
is ready and nothing else; who brings the token, or comes from a named network, is told what is so.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse

from commonhall.core import condition
from commonhall.site import metrics, networks

TEXT = "text/plain; version=0.0.4; charset=utf-8"


class Health:
    """Answers the addresses of watches itself; lets every other request through."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.pages = {"/health/live": live, "/health/ready": ready, "/metrics": figures}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        page = self.pages.get(request.path_info.rstrip("/"))
        if page is None:
            return self.get_response(request)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        answer = page(request)
        answer.headers["Cache-Control"] = "no-store"
        return answer


def live(request: HttpRequest) -> HttpResponse:
    """The process answers; asks nothing else, so that a slow database never has it killed."""
    return JsonResponse({"live": True})


def ready(request: HttpRequest) -> HttpResponse:
    """Whether this process can serve people: 200 or 503."""
    found = condition.measures()
    well = condition.ready(found)
    told: dict[str, object] = {"ready": well}
    if _may_see_more(request):
        told["well"] = all(one.well for one in found)
        told["checks"] = {
            one.name: {"well": one.well, "needed": one.needed, "says": one.words, **one.figures}
            for one in found
        }
    return JsonResponse(told, status=200 if well else 503)


def figures(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus; for strangers there is no such page."""
    if not _may_see_more(request):
        return HttpResponse("Not found\n", status=404, content_type="text/plain")
    return HttpResponse(metrics.page(), content_type=TEXT)


def _may_see_more(request: HttpRequest) -> bool:
    scheme, _space, given = request.headers.get("Authorization", "").partition(" ")
    wanted = settings.METRICS_TOKEN
    if wanted and scheme.lower() == "bearer":
        return hmac.compare_digest(given.strip().encode(), wanted.encode())
    return networks.within(request.META.get("REMOTE_ADDR", ""), settings.METRICS_NETWORKS)

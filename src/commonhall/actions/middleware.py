"""A refusal that reaches the web becomes a page that says which rule refused, and why."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from commonhall.actions.import_runs import asked_once
from commonhall.core import refs
from commonhall.core.refusals import BadInput, Refused
from commonhall.ui import unsent

# Shorter than this it is a choice or a number, which is soon given again.
SHORT = 12


class Refusals:
    """Turns `Refused` (403) and `BadInput` (400) raised by a view into pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _holds_nul(request):
            # No text of ours holds it, and PostgreSQL refuses it: say so before anything is asked.
            error = BadInput("address", _("Remove the character U+0000 from the address."))
            return render(request, "actions/bad_input.html", {"error": error}, status=400)
        if request.method != "GET":
            return self.get_response(request)
        with asked_once(), refs.resolved_once():
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refused):
            provision = error.provision and refs.resolve([error.provision])[error.provision]
            context = {"refusal": error, "provision": provision, "written": _written(request)}
            return render(request, "actions/refused.html", context, status=403)
        if isinstance(error, BadInput):
            return render(request, "actions/bad_input.html", {"error": error}, status=400)
        return None


def _holds_nul(request: HttpRequest) -> bool:
    """Whether a page is asked for with the character U+0000. The API names the field itself, as problem details."""
    if request.path_info.startswith("/api/"):
        return False
    return "%00" in request.META.get("QUERY_STRING", "") or "\x00" in request.path_info


def _written(request: HttpRequest) -> list[str]:
    """The words that were sent with what was refused, given back to who wrote them: they can be copied."""
    if request.method != "POST":
        return []
    sent = unsent.values_of(request).values()
    return [one for said in sent for one in said if len(one) >= SHORT and " " in one.strip()]

"""Who may look after the running of the hall: offices that may settle its name and look (power "settle-hall")."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commonhall.actions.actors import Actor, Kind
from commonhall.law.hall_settings.actions import settle_name_and_colour
from commonhall.people.actors import of_request

log = logging.getLogger(__name__)


def may_run(actor: Actor) -> bool:
    """Whether this actor may see and mend how the hall runs."""
    return actor.kind is Kind.OFFICE and bool(settle_name_and_colour.check(actor))


def for_those_who_run_it(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only those see this page; others are told whose it is."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_run(of_request(request)):
            status = 403 if request.method == "POST" else 200
            return render(request, "pages/administration_refused.html", status=status)
        return view(request, *args, **kwargs)

    return guarded


def note(request: HttpRequest, words: str, *values: object) -> None:
    """Write into the log what an office did that is no act of power."""
    log.info("Administration: " + words + ", by %s", *values, of_request(request).ref)

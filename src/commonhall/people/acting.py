"""Acting in an office from a browser: with a second factor confirmed in this session, until it lies idle.

A session that acts as an office proves, at every request, that its account confirmed a second factor in it, and
that it was used within the last hour (COMMONHALL_ACTING_IDLE_MINUTES). Otherwise it acts in the person's own name.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows import reauthentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import ngettext

from commonhall.actions import second_factor

SESSION_KEY = "acting_as"
SEEN = "acting_seen"
OFFICE = "people.office:"
# Noting that a session is used costs a write: so often is enough.
NOTED_EVERY = 60.0


@dataclass(frozen=True)
class Shown:
    """What every page says of a session that acts for somebody else than its person."""

    name: str
    stop_url: str


def idle_seconds() -> float:
    return float(settings.ACTING_IDLE_MINUTES * 60)


def chosen(request: HttpRequest) -> str:
    """In whose name this session was told to act; "" in one's own."""
    session = getattr(request, "session", None)
    return str(session.get(SESSION_KEY, "")) if session is not None else ""


def is_office(key: str) -> bool:
    return key.startswith(OFFICE)


def may_begin(request: HttpRequest) -> bool:
    """Did this session's account confirm a second factor within the time a session may lie idle?"""
    return _confirmed_at(request) > time.time() - idle_seconds()


def begin(request: HttpRequest, key: str) -> None:
    """Act in this name from now on."""
    request.session[SESSION_KEY] = key
    request.session[SEEN] = time.time()


def stop(request: HttpRequest) -> None:
    """Act in one's own name again."""
    for name in (SESSION_KEY, SEEN):
        request.session.pop(name, None)


def holds(request: HttpRequest) -> bool:
    """May a session that was told to act as an office still do so?"""
    confirmed, now = _confirmed_at(request), time.time()
    seen = max(confirmed, _number(request.session.get(SEEN)))
    return confirmed > 0 and now - idle_seconds() < seen <= now + NOTED_EVERY


def _confirmed_at(request: HttpRequest) -> float:
    """When this session's account last confirmed a second factor in it; 0: never."""
    if not request.user.is_authenticated:
        return 0.0
    records = get_authentication_records(request, request.user)
    return max((_number(one["at"]) for one in records if one["method"] == "mfa"), default=0.0)


def _number(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0


class Acting:
    """Ends what lay idle. What was being sent is kept, and done once the second factor is confirmed again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, _args: Any, _named: Any
    ) -> HttpResponse | None:
        # Whoever signs in or confirms does so on pages that are not ours.
        if not hasattr(view, "page") or not is_office(chosen(request)):
            return None
        if holds(request):
            if time.time() - _number(request.session.get(SEEN)) > NOTED_EVERY:
                request.session[SEEN] = time.time()
            return None
        if request.method == "POST" and not getattr(view, "ends_acting", False):
            return confirm(request)
        stop(request)
        messages.info(request, ended())
        return None


def confirm(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor on its page; what was sent goes on from there."""
    kinds = set(Authenticator.objects.filter(user=request.user.pk).values_list("type", flat=True))
    typed = bool(kinds & set(second_factor.TYPED))
    page = "mfa_reauthenticate" if typed else "mfa_reauthenticate_webauthn"
    response: HttpResponse = reauthentication.suspend_request(request, reverse(page))
    return response


def ended() -> str:
    minutes = settings.ACTING_IDLE_MINUTES
    return ngettext(
        "You are acting in your own name again: the office was not used for %(minutes)d minute.",
        "You are acting in your own name again: the office was not used for %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}

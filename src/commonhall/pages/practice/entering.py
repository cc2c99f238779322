"""Being somebody in the practice town with one click: signed in without a pass phrase, acting in the office at once.

Nothing of this is reached from a hall: no address leads here, and outside the practice town it refuses.
"""

from __future__ import annotations

import re
import time
from typing import Any

from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    record_authentication,
)
from django.conf import settings
from django.contrib.auth import login, logout
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from commonhall.pages.practice import seats, town, visitors
from commonhall.people import acting
from commonhall.people.accounts.models import Account

# In a session: what is practised, where from, and in which copy of the town.
TASK, LESSON, GENERATION = "practice_task", "practice_lesson", "practice_generation"
LESSONS = re.compile(r"[a-z0-9_-]{1,40}/[a-z0-9_-]{1,40}", re.ASCII | re.IGNORECASE)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# A second factor counts as confirmed throughout: it is asked for in towns where something is at stake.
CONFIRMED_EVERY = 60.0


def refuse_elsewhere() -> None:
    if not settings.PRACTICE:
        raise ImproperlyConfigured("only the practice town lends accounts")


def enter(request: HttpRequest, lent: seats.Lent, task: str, lesson: str) -> None:
    """Be the person lent, for this task."""
    refuse_elsewhere()
    before = request.session.get(seats.SEATS, {})
    lesson = lesson if LESSONS.fullmatch(lesson) else request.session.get(LESSON, "")
    visitors.leave(town.root(), request.session.session_key or "")
    account = Account.objects.get(email=lent["account"])
    logout(request)
    login(request, account, backend=BACKEND)
    record_authentication(request, account, "mfa", type="practice")
    request.session[seats.SEATS] = before
    request.session[TASK], request.session[LESSON] = task, lesson
    request.session[GENERATION] = _number()
    if lent["as"]:
        acting.begin(request, lent["as"])


def is_inside(request: HttpRequest) -> bool:
    """Has this session entered the town?"""
    return GENERATION in request.session


def is_of_a_town_that_is_gone(request: HttpRequest) -> bool:
    """Did the town begin again since this session entered it?"""
    return bool(request.session[GENERATION] != _number())


def _number() -> int:
    found = town.generation(town.root())
    return found.number if found else 0


def stay_confirmed(request: HttpRequest) -> None:
    """Whoever practises confirmed their second factor just now."""
    refuse_elsewhere()
    records: list[dict[str, Any]] = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY) or []
    now = time.time()
    if any(now - one.get("at", 0) > CONFIRMED_EVERY for one in records):
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [
            {**one, "at": now} for one in records
        ]

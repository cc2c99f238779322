"""The queue of letters: how many wait, which addresses take none, and trying again what failed.

An address is shown as no more than its first letter, its mail server where several people's letters fail there,
and of what the server said the number alone: the page is for finding what is wrong, not for finding people.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.core import clock, letters
from commonhall.core.models import Letter
from commonhall.law.queries import competences
from commonhall.people.actors import of_request
from commonhall.ui.pages import page

POWER = "settle-hall"
SHOWN = 100
# A mail server is named where letters to so many different people fail there.
SEVERAL = 3
STATUS = re.compile(
    r"\A[245]\d\d( [245]\.\d{1,3}\.\d{1,3})?|\A[245]\.\d{1,3}\.\d{1,3}|\A[A-Z]\w{2,40}\Z"
)


def may_look(actor: Actor) -> bool:
    """The office whose body may settle things of the hall looks after its letters."""
    if actor.kind is not Kind.OFFICE:
        return False
    return competences(actor.body_id, [POWER], clock.today()).exists()


@page(_("Letters waiting or failed"), who="account", methods=("GET", "HEAD", "POST"))
def queue(request: HttpRequest) -> HttpResponse:
    """How the letters stand; one button tries those that wait, another those that failed."""
    if not may_look(of_request(request)):
        return render(request, "pages/letters_closed.html", status=200)
    if request.method == "POST":
        _again(request)
        return redirect("pages:letters")
    found = letters.figures()
    rows = list(letters.dead()[:SHOWN])
    named = _servers(rows)
    context = {
        "has_server": bool(getattr(settings, "LETTERS_BACKEND", "")),
        "found": found,
        "oldest": _moment(found["oldest_waits_since"]),
        "next": _moment(found["next_attempt"]),
        "last_error": status_of(str(found["last_error"])),
        "again": letters.failed().count(),
        "dead": [
            {
                "address": masked(one.address, named),
                "said": status_of(one.error),
                "since": one.done_at,
            }
            for one in rows
        ],
        "more": max(0, found["addresses_that_take_none"] - len(rows)),
    }
    return render(request, "pages/letters.html", context)


def _again(request: HttpRequest) -> None:
    if request.POST.get("do") == "failed":
        count = letters.try_failed_again()
    else:
        count = letters.try_again()
    if not count:
        messages.info(request, gettext("There is nothing to try again."))
        return
    words = ngettext(
        "%(count)d letter is being tried now.", "%(count)d letters are being tried now.", count
    ) % {"count": count}
    messages.success(request, words)


def _moment(given: Any) -> datetime | None:
    return parse_datetime(given) if given else None


def _servers(rows: list[Letter]) -> set[str]:
    """The mail servers at which letters to several people fail."""
    found = Counter(one.address.rpartition("@")[2].lower() for one in rows)
    return {server for server, count in found.items() if count >= SEVERAL}


def masked(address: str, named: set[str]) -> str:
    """An address without what says whose it is: "a…@example.org" where the server may be named, else "a…@…org"."""
    local, _at, server = address.rpartition("@")
    shown = server if server.lower() in named else f"…{server.rpartition('.')[2]}"
    return f"{local[:1]}…@{shown}"


def status_of(error: str) -> str:
    """Of what a server said the numbers alone: its words may repeat whom the letter was for."""
    found = STATUS.match(error)
    return found[0] if found else ""

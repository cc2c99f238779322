"""Keys for programs, of everybody: who has them, what they are for, when they were used, when they end."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.core import clock
from commonhall.core.paging import page_for
from commonhall.pages.administration.access import for_those_who_run_it, note
from commonhall.people.api_keys.actions import end_key
from commonhall.people.api_keys.keys import titles
from commonhall.people.api_keys.models import ApiKey
from commonhall.ui.pages import page


@page(_("Keys of all programs"), who="account", asks="people.api_keys")
@for_those_who_run_it
def keys(request: HttpRequest) -> HttpResponse:
    """Every key that opens something today; looking is written into the log."""
    rows = ApiKey.objects.filter(expires_on__gte=clock.today(), account__is_active=True)
    rows = rows.select_related("account__person", "office", "organisation")
    shown = page_for(request, rows)
    note(request, "keys of programs were looked at")
    back = reverse("pages:keys")
    context = {
        "keys": [
            (one, titles(one), f"{action_pages.url_of(end_key)}?{_query(one.pk, back)}")
            for one in shown.rows
        ],
        "page": shown,
        "end_url": action_pages.url_of(end_key),
    }
    return render(request, "pages/keys.html", context)


def _query(key: int, back: str) -> str:
    return urlencode({"key": key, "next": back})

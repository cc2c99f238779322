"""How much is new of what somebody follows, said in the menu of every page."""

from __future__ import annotations

from django.core.cache import caches
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from commonhall.actions.models import Notification

# Every page says it; it is asked for so often at most.
SECONDS = 60


def _key(account: int) -> str:
    return f"news:{account}"


def count(account: int) -> int:
    """How many notifications somebody has not read; up to a minute old."""
    known: int | None = caches["local"].get(_key(account))
    if known is None:
        known = Notification.objects.filter(account_id=account, read_at=None).count()
        caches["local"].set(_key(account), known, SECONDS)
    return known


def was_read(account: int) -> None:
    """Something was read just now: count anew."""
    caches["local"].delete(_key(account))


def how_much(request: HttpRequest) -> SafeString | str:
    """What the menu says; nothing for people who are not signed in, and where nothing is new."""
    number = count(request.user.pk or 0) if request.user.is_authenticated else 0
    return render_to_string("pages/parts/how_much_is_new.html", {"news": number}) if number else ""

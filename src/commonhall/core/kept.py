"""What follows from the record alone, kept until something new stands on it, and for a minute at most."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from django.utils import translation

from commonhall.core import clock
from commonhall.record.models import Entry
from commonhall.ui.context import THEME_COOKIE

T = TypeVar("T")
SECONDS = 60
# Cookies that say how somebody reads, not who they are.
OF_STRANGERS = {settings.LANGUAGE_COOKIE_NAME, settings.CSRF_COOKIE_NAME, THEME_COOKIE}
HEAD = "_commonhall_head"
# Under this a page notes the newest entry in what it has looked up, so that the law need not be read again for it.
AT = "kept at"


def head() -> str:
    """The newest entry: while it is the same, nothing public has changed. Ask once a page."""
    return str(Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or "")


def head_of(request: HttpRequest) -> str:
    """The newest entry when this page first asked for it."""
    if not hasattr(request, HEAD):
        setattr(request, HEAD, head())
    return str(getattr(request, HEAD))


def kept(
    name: str, at: str, compute: Callable[[], T], alike: Callable[[], bool] = lambda: True
) -> T:
    """What `compute` gives, in this language and on this day; of the same process, it is computed once for a head.

    Nothing in it may hang on who asks. alike: asked after computing; where it says no, the answer is for this
    reader alone and is not kept.
    """
    key = f"kept:{name}:{at}:{translation.get_language()}:{clock.today()}".replace(" ", "-")
    found: T | None = caches["local"].get(key)
    if found is None:
        found = compute()
        if alike():
            caches["local"].set(key, found, SECONDS)
    return found


def for_strangers(request: HttpRequest, name: str, compute: Callable[[], T]) -> T:
    """A part of a page, made once for all strangers until the record grows. For others it is made each time.

    A stranger asks for a page without saying who they are, or that some other part of it is wanted. A part that
    holds a form of its reader's own is not kept.
    """
    stranger = request.method == "GET" and not request.GET and set(request.COOKIES) <= OF_STRANGERS
    if not stranger:
        return compute()
    return kept(
        name,
        head_of(request),
        compute,
        alike=lambda: "CSRF_COOKIE_NEEDS_UPDATE" not in request.META,
    )


def looked_up(memo: dict[Any, Any], name: str, compute: Callable[[], T]) -> T:
    """What the record alone says, once a memo. Where a page has noted the newest entry, it is kept for later pages."""
    if name not in memo:
        at = memo.get(AT)
        memo[name] = kept(name, at, compute) if at else compute()
    found: T = memo[name]
    return found

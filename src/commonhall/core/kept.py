"""What follows from the record alone, kept until something new stands on it, and for a minute at most."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache import caches
from django.utils import translation

from commonhall.core import clock
from commonhall.record.models import Entry

T = TypeVar("T")
SECONDS = 60
# Under this a page notes the newest entry in what it has looked up, so that the law need not be read again for it.
AT = "kept at"


def head() -> str:
    """The newest entry: while it is the same, nothing public has changed. Ask once a page."""
    return str(Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or "")


def kept(name: str, at: str, compute: Callable[[], T]) -> T:
    """What `compute` gives, in this language and on this day; of the same process, it is computed once for a head.

    Nothing in it may hang on who asks.
    """
    key = f"kept:{name}:{at}:{translation.get_language()}:{clock.today()}".replace(" ", "-")
    found: T | None = caches["local"].get(key)
    if found is None:
        found = compute()
        caches["local"].set(key, found, SECONDS)
    return found


def looked_up(memo: dict[Any, Any], name: str, compute: Callable[[], T]) -> T:
    """What the record alone says, once a memo. Where a page has noted the newest entry, it is kept for later pages."""
    if name not in memo:
        at = memo.get(AT)
        memo[name] = kept(name, at, compute) if at else compute()
    found: T = memo[name]
    return found

"""Does the practice town answer, to which lessons lead, and was it made anew lately?"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.core.doctor import Finding, check

SECONDS = 3
LARGEST = 4096
STATE = "/practice/state.json"
# It is made anew each night; one that fails twice is spoken of.
OLDEST = timedelta(hours=49)


@check
def practice_town(_today: date) -> Iterator[Finding]:
    if not settings.PRACTICE_URL:
        return
    state = asked()
    if state is None:
        text = _(
            "The practice town is not answering, but lessons lead to it. Start it with `commonhall practice`, or empty COMMONHALL_PRACTICE_URL."
        )
        yield Finding("practice", "note", text)
    elif timezone.now() - state > OLDEST:
        old = _(
            "The practice town was last made on %(day)s. It should be made again every night."
        ) % {"day": timezone.localtime(state).strftime("%Y-%m-%d")}
        yield Finding("practice-old", "note", old)


def asked() -> datetime | None:
    """When the practice town was made; None where nobody answers, or somebody else does."""
    for url, host in _addresses():
        try:
            request = urllib.request.Request(url + STATE, headers=_headers(host))  # noqa: S310
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310  (of the settings)
                told: Any = json.loads(answer.read(LARGEST))
            return datetime.fromisoformat(told["made"])
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return None


def _addresses() -> Iterator[tuple[str, str]]:
    """Beside the hall on this machine, where `serve` runs it; and where people find it."""
    host = urlsplit(settings.PRACTICE_URL).netloc
    if settings.PRACTICE_PORT:
        yield f"http://127.0.0.1:{settings.PRACTICE_PORT}", host
    yield settings.PRACTICE_URL, host


def _headers(host: str) -> dict[str, str]:
    scheme = urlsplit(settings.PRACTICE_URL).scheme
    return {"Host": host, "X-Forwarded-Proto": scheme, "Accept": "application/json"}

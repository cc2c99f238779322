"""What reading may cost: a budget of CPU time for each address without sign-in, and workers kept free for pages.

The cost of a request is the CPU time it really took, so an expensive read uses up more than a cheap one and nobody has
to know which is which. A budget refills as time passes. It is kept in the web process: counting in the database would
make each read a write.

Whole tables and packages hold a worker for as long as they are fetched: at most half of a process's workers do, so
that pages are always answered by the others.
"""

from __future__ import annotations

import ipaddress
import math
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

from commonhall.site import networks
from commonhall.ui.errors import busy, too_many_requests

A_MINUTE = 60.0
# So many addresses are remembered; beyond them those that used least are forgotten.
MOST_ADDRESSES = 20_000
WORKERS = 4
# Outlines of a map are JSON, too: those are parts of pages.
WHOLE = re.compile(r"(\.(csv|jsonl|ndjson|parquet|xlsx|ods|zip|xml)|/ocds\.json)$")
PROBLEM = "application/problem+json; charset=utf-8"


class Budgets:
    """CPU seconds used lately, by address. They fade at the speed at which a minute's budget refills."""

    def __init__(self) -> None:
        self._used: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def used(self, who: str, now: float) -> float:
        """CPU seconds that have not faded yet."""
        seconds, at = self._used.get(who, (0.0, now))
        return max(0.0, seconds - (now - at) * settings.READ_SECONDS / A_MINUTE)

    def wait(self, who: str, now: float) -> int:
        """Seconds until this address may read again; 0: now."""
        over = self.used(who, now) - settings.READ_SECONDS
        return math.ceil(over * A_MINUTE / settings.READ_SECONDS) + 1 if over >= 0 else 0

    def charge(self, who: str, seconds: float, now: float) -> None:
        with self._lock:
            self._used[who] = (self.used(who, now) + seconds, now)
            if len(self._used) > MOST_ADDRESSES:
                kept = sorted(self._used, key=lambda one: self.used(one, now), reverse=True)
                self._used = {one: self._used[one] for one in kept[: MOST_ADDRESSES // 2]}


class Body:
    """A streamed body: charges what making each piece costs, and gives its worker's place back at the end."""

    def __init__(
        self, pieces: Iterable[bytes], charge: Callable[[float], None], done: Callable[[], None]
    ) -> None:
        self._pieces, self._charge, self._done = pieces, charge, done
        self._ended = False

    def __iter__(self) -> Iterator[bytes]:
        pieces = iter(self._pieces)
        while True:
            began = time.thread_time()
            try:
                piece = next(pieces)
            except StopIteration:
                break
            finally:
                self._charge(time.thread_time() - began)
            yield piece
        self.close()

    def close(self) -> None:
        if self._ended:
            return
        self._ended = True
        self._done()
        close = getattr(self._pieces, "close", None)
        if close:
            close()

    def __del__(self) -> None:
        self.close()


class ReadBudgets:
    """Refuses a read whose address has used up its budget (429), or that finds no worker's place (503)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.budgets = Budgets()
        self.places = threading.BoundedSemaphore(max(1, WORKERS // 2))

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        who = address_of(request) if settings.READ_SECONDS else ""
        if who and not request.user.is_authenticated:
            if seconds := self.budgets.wait(who, time.monotonic()):
                return refused(request, 429, seconds)
        else:
            who = ""
        if not WHOLE.search(request.path_info):
            return self._read(request, who, lambda: None)
        if not self.places.acquire(blocking=False):
            return refused(request, 503, 10)
        return self._read(request, who, self.places.release)

    def _read(self, request: HttpRequest, who: str, done: Callable[[], None]) -> HttpResponseBase:
        def charge(seconds: float) -> None:
            if who:
                self.budgets.charge(who, seconds, time.monotonic())

        began = time.thread_time()
        try:
            response: Any = self.get_response(request)
        except BaseException:
            done()
            raise
        finally:
            charge(time.thread_time() - began)
        if response.streaming and not response.is_async:
            response.streaming_content = Body(response.streaming_content, charge, done)
        else:
            done()
        return response  # type: ignore[no-any-return]


def address_of(request: HttpRequest) -> str:
    """Whom a read is charged to; "" where the address is one of our own proxies, which then told nobody's.

    A household has a whole /64 of IPv6 addresses.
    """
    found = networks.address(request.META.get("REMOTE_ADDR", ""))
    if not found or networks.within(found, settings.TRUSTED_PROXIES):
        return ""
    parsed = ipaddress.ip_address(found)
    if parsed.version == 6:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return found


def refused(request: HttpRequest, status: int, seconds: int) -> HttpResponse:
    """The refusal, for a program as problem details."""
    if request.path_info.startswith("/api/"):
        said = {429: "Too many requests", 503: "Busy"}[status]
        body = {"type": "about:blank", "title": said, "status": status}
        response: HttpResponse = JsonResponse(body, status=status, content_type=PROBLEM)
    else:
        response = too_many_requests(request) if status == 429 else busy(request)
    response.headers["Retry-After"] = str(seconds)
    return response

"""Rate limits shared by all processes: fixed windows counted in the database."""

from __future__ import annotations

import hashlib
import hmac
import time

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Max

from commonhall.core.models import RateCount

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def allowed(limit: str, who: str) -> bool:
    """Count one use of `limit` (a key of settings.RATE_LIMITS) by `who`; False when it is used up.

    `who` is hashed with the installation's secret: the table names nobody.
    """
    used = count(limit, who)
    return used is None or used <= most(limit)


def is_set(limit: str) -> bool:
    """Does the hall set such a limit?"""
    return bool(settings.RATE_LIMITS.get(limit))


def most(limit: str) -> int:
    """How many uses a limit allows in its window."""
    return int(settings.RATE_LIMITS[limit].partition("/")[0])


def count(limit: str, who: str) -> int | None:
    """Count one use; how many there are now in this window. None: there is no such limit."""
    if not is_set(limit):
        return None
    used = RateCount.objects.filter(bucket=_bucket(limit, who), window=_window(limit))
    if not used.update(count=F("count") + 1):
        try:
            with transaction.atomic():
                RateCount.objects.create(bucket=_bucket(limit, who), window=_window(limit), count=1)
        except IntegrityError:
            used.update(count=F("count") + 1)
    return used.get().count


def give_back(limit: str, who: str) -> None:
    """Take back one use that turned out not to count."""
    RateCount.objects.filter(bucket=_bucket(limit, who), window=_window(limit), count__gt=0).update(
        count=F("count") - 1
    )


def used_up_since(limit: str, who: str, seconds: int) -> bool:
    """Was a limit used up in a window that began within the last seconds?"""
    if not is_set(limit):
        return False
    return RateCount.objects.filter(
        bucket=_bucket(limit, who), window__gt=int(time.time()) - seconds, count__gt=most(limit)
    ).exists()


def used_since(limit: str, who: str, seconds: int) -> int:
    """The most uses of any window that began within the last seconds; 0 where there is no such limit."""
    if not is_set(limit):
        return 0
    found = RateCount.objects.filter(
        bucket=_bucket(limit, who), window__gt=int(time.time()) - seconds
    )
    return found.aggregate(most=Max("count"))["most"] or 0


def _window(limit: str) -> int:
    seconds, now = SECONDS[settings.RATE_LIMITS[limit].partition("/")[2]], int(time.time())
    return now - now % seconds


def _bucket(limit: str, who: str) -> str:
    secret = settings.SECRET_KEY.encode()
    digest = hmac.new(secret, f"{limit}|{who}".encode(), hashlib.sha256)
    return f"{limit[:30]}:{digest.hexdigest()[:40]}"


def forget_old() -> int:
    """Delete windows that began more than two days ago (run by the timer)."""
    return RateCount.objects.filter(window__lt=int(time.time()) - 2 * SECONDS["d"]).delete()[0]

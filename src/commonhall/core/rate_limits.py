"""Rate limits shared by all processes: fixed windows counted in the database."""

from __future__ import annotations

import hashlib
import hmac
import time

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from commonhall.core.models import RateCount

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def allowed(limit: str, who: str) -> bool:
    """Count one use of `limit` (a key of settings.RATE_LIMITS) by `who`; False when it is used up.

    `who` is hashed with the installation's secret: the table names nobody.
    """
    rate = settings.RATE_LIMITS.get(limit)
    if not rate:
        return True
    number, _, unit = rate.partition("/")
    now = int(time.time())
    window = now - now % SECONDS[unit]
    digest = hmac.new(settings.SECRET_KEY.encode(), f"{limit}|{who}".encode(), hashlib.sha256)
    bucket = f"{limit[:30]}:{digest.hexdigest()[:40]}"
    used = RateCount.objects.filter(bucket=bucket, window=window)
    if not used.update(count=F("count") + 1):
        try:
            with transaction.atomic():
                RateCount.objects.create(bucket=bucket, window=window, count=1)
        except IntegrityError:
            used.update(count=F("count") + 1)
    return used.get().count <= int(number)


def forget_old() -> int:
    """Delete windows that began more than two days ago (run by the timer)."""
    return RateCount.objects.filter(window__lt=int(time.time()) - 2 * SECONDS["d"]).delete()[0]

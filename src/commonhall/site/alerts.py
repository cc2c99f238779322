"""Those who run the hall are told when something does not work, and when it works again.

Worker and timer both look, so that either notices the other's silence; a row in the database sees to it that
each trouble is told once, whoever noticed it. By letter to COMMONHALL_ALERT_MAIL, and as JSON to
COMMONHALL_ALERT_WEBHOOK. Words are those of the checks: nothing personal.
"""

from __future__ import annotations

import json
import logging
import time
import urllib.request
from datetime import timedelta

from django.conf import settings
from django.db import Error as DatabaseError
from django.utils import timezone

from commonhall.core import condition
from commonhall.core.alert_words import Alert, State
from commonhall.core.models import Trouble

log = logging.getLogger(__name__)
LOOK_SECONDS = 60.0
# A trouble that mends itself within this time is told to nobody: a restart, a slow minute.
PATIENCE = timedelta(minutes=2)
WEBHOOK_SECONDS = 10
_looked = float("-inf")


def look_now_and_then() -> None:
    """Look about once a minute; what goes wrong here stops nobody."""
    global _looked
    if time.monotonic() - _looked < LOOK_SECONDS:
        return
    _looked = time.monotonic()
    try:
        look()
    except DatabaseError:
        log.exception("Cannot look for troubles: the database is away")


def look() -> list[str]:
    """Note what began and what ended; tell what has lasted. What was told, by its check's name."""
    now, found = timezone.now(), {one.name: one for one in condition.measures()}
    for name, one in found.items():
        if not one.well:
            Trouble.objects.get_or_create(kind=name, defaults={"since": now})
    told = []
    for trouble in Trouble.objects.order_by("kind"):
        check = found.get(trouble.kind)
        if check is None:
            continue
        if check.well:
            if Trouble.objects.filter(pk=trouble.pk).delete()[0] and trouble.told_at:
                told += _tell(trouble, check, "well again")
        elif trouble.told_at is None and now - trouble.since >= PATIENCE:
            mine = Trouble.objects.filter(pk=trouble.pk, told_at=None).update(told_at=now)
            if mine and not (heard := _tell(trouble, check, "trouble")):
                # Nobody could be told; the next look tries again.
                Trouble.objects.filter(pk=trouble.pk).update(told_at=None)
            elif mine:
                told += heard
    return told


def _tell(trouble: Trouble, check: condition.Measure, state: State) -> list[str]:
    """Tell by every way there is; empty if there are ways and none worked."""
    alert = Alert(check, state, trouble.since)
    (log.error if state == "trouble" else log.info)("%s: %s", alert.line, alert.words)
    ways = [
        *([_by_letter(alert)] if settings.ALERT_MAIL else []),
        *([_by_webhook(alert)] if settings.ALERT_WEBHOOK else []),
    ]
    return [check.name] if any(ways) or not ways else []


def _by_letter(alert: Alert) -> bool:
    try:
        alert.letter(settings.ALERT_MAIL).send()
    except OSError:
        log.exception("The letter about a trouble was not sent")
        return False
    return True


def _by_webhook(alert: Alert) -> bool:
    request = urllib.request.Request(  # noqa: S310  (http or https: the settings refuse others)
        settings.ALERT_WEBHOOK,
        data=json.dumps(alert.payload()).encode(),
        headers={"Content-Type": "application/json", "User-Agent": "Commonhall"},
    )
    try:
        with urllib.request.urlopen(request, timeout=WEBHOOK_SECONDS):  # noqa: S310
            return True
    except (OSError, ValueError):
        log.exception("The webhook about a trouble was not taken")
        return False

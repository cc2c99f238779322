"""Signs of life: who of the processes that run all the time was well, and when.

`note` says that a kind of process is well. `take` says so and holds what only one machine may do: the timer
runs where it is held, and on another machine once its holder has been silent for `LEASE`.
"""

from __future__ import annotations

import socket
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from commonhall.core.models import Beat

LEASE = timedelta(minutes=5)


def machine() -> str:
    """This machine's name: a process that is started again there goes on with what it held."""
    return socket.gethostname()[:120]


def note(name: str) -> None:
    """A process of this name is well now."""
    Beat.objects.update_or_create(name=name, defaults={"holder": machine(), "at": timezone.now()})


def take(name: str, holder: str) -> bool:
    """Hold this until `LEASE` from now; False while another holds it."""
    now = timezone.now()
    free = Q(holder="") | Q(holder=holder) | Q(at__lt=now - LEASE)
    if Beat.objects.filter(free, name=name).update(holder=holder, at=now):
        return True
    if Beat.objects.filter(name=name).exists():
        return False
    try:
        with transaction.atomic():
            Beat.objects.create(name=name, holder=holder, at=now)
    except IntegrityError:
        return False
    return True


def leave(name: str, holder: str) -> None:
    """Let another take it at once."""
    Beat.objects.filter(name=name, holder=holder).update(holder="")


def seconds_since(name: str) -> float | None:
    """How long ago this was last well; None if it never was."""
    at = Beat.objects.filter(name=name).values_list("at", flat=True).first()
    return None if at is None else (timezone.now() - at).total_seconds()

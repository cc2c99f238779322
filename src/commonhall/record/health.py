"""How the record is doing: what waits, for how long, and what is wrong, for the doctor, health checks and alerts."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Min

from commonhall.record import checkpoints, configuration, published_checkpoints
from commonhall.record.models import Log, Pending, TreeHead
from commonhall.record.witnesses import standing


@dataclass(frozen=True)
class Status:
    """How the record is doing; ages in seconds. ``alarm`` is a code, or "" when all is well."""

    origin: str
    size: int
    published_size: int
    pending: int
    oldest_pending_seconds: float
    longest_delay_seconds: int
    alarm: str
    message: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def status() -> Status:
    """What a watch needs to know, in few queries."""
    log = Log.objects.order_by("-id").first()
    head = TreeHead.objects.filter(log=log).first() if log else None
    outside = published_checkpoints.latest()
    queue = Pending.objects.filter(refused=False)
    waiting = queue.aggregate(oldest=Min("entry__recorded_at"))
    foreign = Pending.objects.filter(refused=True).count()
    age = (datetime.now(UTC) - waiting["oldest"]).total_seconds() if waiting["oldest"] else 0.0
    alarm = published_checkpoints.alarm() or {}
    code, message = alarm.get("code", ""), alarm.get("message", "")
    if not code and foreign:
        code = "unattested"
        message = f"{foreign} entries stand in the database that this hall did not write"
    if not code and age > configuration.longest_delay():
        code = "delayed"
        message = f"an entry has waited {age:.0f} s for its place in the record"
    if not code and (told := standing.alarm()):
        code, message = told
    return Status(
        origin=log.origin if log else configuration.origin(),
        size=head.size if head else 0,
        published_size=checkpoints.parse(outside).size if outside else 0,
        pending=queue.count(),
        oldest_pending_seconds=max(age, 0.0),
        longest_delay_seconds=configuration.longest_delay(),
        alarm=code,
        message=message,
    )

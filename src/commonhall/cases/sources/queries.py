"""Questions about sources."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from commonhall.actions.models import Version
from commonhall.cases.cases.queries import visible
from commonhall.cases.sources.models import Source
from commonhall.record.models import Entry


def sources() -> QuerySet[Source]:
    rows: QuerySet[Source] = Source.objects.select_related("body", "unit")
    return rows.annotate(number=Count("cases"))


def recurred(source: Source) -> int | None:
    """How many of its cases were raised after it was reported as dealt with; None while it is not."""
    if source.state != Source.State.ENDED:
        return None
    ended = Version.objects.filter(type="cases.source", object_id=source.pk).order_by("-version")
    entry = Entry.objects.filter(pk=ended.values("entry")[:1]).first()
    if entry is None:
        return 0
    return visible().filter(source=source, raised_at__gt=entry.occurred_at).count()

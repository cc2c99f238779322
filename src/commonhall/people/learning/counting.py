"""How many people finished a path, as it is published: in whole tens, so that nobody's step is seen."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Count

from commonhall.people.learning.models import PathCount, PathDone

# Fewer are not told, and more are told in steps of as many.
FEWEST = 10


def count_finished() -> int:
    """Count every path anew; how many paths are told."""
    rows = PathDone.objects.values("path").annotate(people=Count("pk")).order_by("path")
    told = [
        PathCount(path=row["path"], people=row["people"] // FEWEST * FEWEST)
        for row in rows
        if row["people"] >= FEWEST
    ]
    with transaction.atomic():
        PathCount.objects.all().delete()
        PathCount.objects.bulk_create(told)
    return len(told)

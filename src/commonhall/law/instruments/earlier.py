"""What provisions said before they were amended: read from their versions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from commonhall.actions.models import Version
from commonhall.core.models import in_language
from commonhall.law.instruments.models import Provision
from commonhall.record.models import Entry


@dataclass(frozen=True)
class Earlier:
    """The words until a moment, and those that took their place."""

    old: str
    new: str
    at: datetime | None


def texts(provisions: Sequence[Provision]) -> dict[int, list[Earlier]]:
    """Each change of the words, the last first, by provision; two queries, however many."""
    changed = [row.pk for row in provisions if row.version > 1]
    if not changed:
        return {}
    kind = Provision._meta.label_lower
    rows = Version.objects.filter(type=kind, object_id__in=changed).order_by("object_id", "version")
    said: dict[int, list[tuple[str, Version]]] = {}
    for row in rows:
        words = in_language(json.loads(row.state)["state"]["texts"])
        mine = said.setdefault(row.object_id, [])
        if not mine or mine[-1][0] != words:
            mine.append((words, row))
    entries = {version.entry for mine in said.values() for _words, version in mine}
    moments = dict(Entry.objects.filter(pk__in=entries).values_list("pk", "occurred_at"))
    return {
        number: [
            Earlier(old, new, moments.get(version.entry))
            for (old, _before), (new, version) in pairwise(mine)
        ][::-1]
        for number, mine in said.items()
        if len(mine) > 1
    }

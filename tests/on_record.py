"""Rows that a test wrote by hand, put on the record: the gate obeys nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from commonhall.actions import versions
from commonhall.actions.models import Version
from commonhall.core.models import Governed
from commonhall.record import entries


def say(things: Iterable[Governed]) -> None:
    """Let an entry of the record speak of the things as they stand in their tables."""
    with transaction.atomic():
        entry, changes = entries.uuid7(), []
        for given in things:
            model = type(given)
            thing = model._base_manager.get(pk=given.pk)
            known = Version.objects.filter(type=model._meta.label_lower, object_id=thing.pk)
            thing.version = given.version = known.count() + 1
            QuerySet(model).filter(pk=thing.pk).update(version=thing.version)
            changes += [versions.change_of(row) for row in versions.write([thing], entry)]
        entries.append(
            {
                "id": str(entry),
                "action": "tests.say",
                "kind": "action",
                "by": {"kind": "system"},
                "subject": "",
                "changes": changes,
            }
        )


def change(rows: QuerySet[Any], **fields: Any) -> int:
    """Change rows as no action does, and let the record say so; how many there were."""
    found = list(rows.values_list("pk", flat=True))
    QuerySet(rows.model).filter(pk__in=found).update(**fields)
    say(rows.model._base_manager.filter(pk__in=found))
    return len(found)

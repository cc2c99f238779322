"""What somebody can do who owns the database: the guards come off, then anything is written."""

from __future__ import annotations

from typing import Any

from django.db import connection

from commonhall.record import logs, merkle, tiles, triggers, verification
from commonhall.record.models import Checkpoint, Entry, Leaf, Pending, Tile, TreeHead
from commonhall.record.notes import VerifierKey
from commonhall.record.readers import DatabaseSource
from commonhall.record.reports import Report

TABLES = (Entry, Pending, Leaf, Tile, TreeHead, Checkpoint)
"""In an order in which rows can be put back; `Log` stays."""


class Attacker:
    """Raw SQL on an unguarded database; `rebuild` makes everything derived fit again."""

    def __init__(self) -> None:
        triggers.remove(connection)

    def sql(self, query: str, *parameters: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(query, parameters)

    def edit(self, entry: Entry, old: str, new: str) -> None:
        """Change a body, and the columns and hash that repeat it."""
        body = Entry.objects.get(pk=entry.pk).body
        assert old in body
        changed = body.replace(old, new)
        Entry.objects.filter(pk=entry.pk).update(
            body=changed, leaf_hash=merkle.leaf_hash(changed.encode())
        )

    def delete(self, entry: Entry) -> None:
        """Remove an entry with all that hangs on it."""
        for model, column in ((Pending, "entry"), (Leaf, "entry"), (Entry, "pk")):
            model.objects.filter(**{column: entry.pk})._raw_delete("default")

    def swap(self, one: Entry, other: Entry) -> None:
        """Let two entries change places."""
        places = {leaf.entry_id: leaf.index for leaf in Leaf.objects.filter(entry__in=[one, other])}
        Leaf.objects.filter(entry=one).update(index=1 << 40)
        Leaf.objects.filter(entry=other).update(index=places[one.pk])
        Leaf.objects.filter(entry=one).update(index=places[other.pk])

    def rebuild(self) -> None:
        """Close gaps in the indexes and compute tiles and head anew."""
        log = logs.current()
        leaves = Leaf.objects.filter(log=log).select_related("entry").order_by("index")
        for index, leaf in enumerate(leaves):
            Leaf.objects.filter(pk=leaf.pk).update(index=index)
        hashes = [merkle.leaf_hash(leaf.entry.body.encode()) for leaf in leaves]
        Tile.objects.all().delete()
        grown = tiles.grow({}, 0, hashes)
        for key, value in grown.items():
            Tile.objects.create(log=log, level=key.level, index=key.number, hashes=value)
        TreeHead.objects.filter(log=log).update(size=len(hashes), root=merkle.root(hashes))


def take_backup() -> list[tuple[Any, list[dict[str, Any]]]]:
    """All rows of the record as they are now."""
    return [(model, list(model.objects.values())) for model in TABLES]


def restore_backup(backup: list[tuple[Any, list[dict[str, Any]]]]) -> None:
    """Put the record's tables back to what a backup holds."""
    for model, _rows in reversed(backup):
        model.objects.all()._raw_delete("default")
    for model, rows in backup:
        model.objects.bulk_create(model(**row) for row in rows)


def check(pinned: list[VerifierKey] = (), **given: Any) -> Report:  # type: ignore[assignment]
    return verification.verify(DatabaseSource(), pinned=pinned, **given)


def found(report: Report) -> set[str]:
    """Codes of the errors, but for the guards every attacker here took off."""
    return report.codes() - {"guard_missing"}


def where(report: Report, code: str) -> list[str]:
    return [one.where for one in report.findings if one.code == code]

"""What pages and readers may ask of the record. Everything in it is public: nothing to authorise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from commonhall.record import logs, wording
from commonhall.record.models import Checkpoint, Entry, Leaf, Log
from commonhall.record.witnesses import standing
from commonhall.record.witnesses.standing import Standing

PAGE_SIZE = 30
CHILDREN_SHOWN = 50
HISTORY_SIZE = 1000


@dataclass(frozen=True)
class Line:
    """One entry in a list: the row, how it reads, its index in the log (None while it waits)."""

    entry: Entry
    description: wording.Description
    index: int | None


@dataclass(frozen=True)
class Page:
    """Entries newest first; ``older`` and ``newer`` are keys of the neighbouring pages or None."""

    lines: Sequence[Line]
    older: UUID | None
    newer: UUID | None


@dataclass(frozen=True)
class Detail:
    """All there is to know of an entry. ``proof`` is None while no checkpoint covers it."""

    line: Line
    leaf: Leaf | None
    checkpoint: Checkpoint | None
    proof: dict[str, Any] | None
    children: Sequence[Line]
    more_children: bool


def page_of_entries(
    *,
    action: str = "",
    subject: str = "",
    kind: str = "",
    before: UUID | None = None,
    after: UUID | None = None,
    size: int = PAGE_SIZE,
) -> Page:
    """A page of the record, by key: entries older than ``before`` or newer than ``after``.

    One query, and those of whoever names references.
    """
    rows = Entry.objects.select_related("leaf")
    for field, value in (("action", action), ("subject", subject), ("kind", kind)):
        if value:
            rows = rows.filter(**{field: value})
    upwards = after is not None and before is None
    if upwards:
        found = list(rows.filter(id__gt=after).order_by("id")[: size + 1])
    else:
        rows = rows.filter(id__lt=before) if before else rows
        found = list(rows.order_by("-id")[: size + 1])
    more, shown = len(found) > size, found[:size]
    if upwards:
        shown.reverse()
    has_newer, has_older = (more, True) if upwards else (before is not None, more)
    return Page(
        _lines(shown),
        older=shown[-1].id if shown and has_older else None,
        newer=shown[0].id if shown and has_newer else None,
    )


def detail(identity: UUID) -> Detail:
    """An entry with its place, proof and children (≤ 5 queries); raises Entry.DoesNotExist."""
    entry = Entry.objects.select_related("leaf__log").get(pk=identity)
    leaf = _leaf(entry)
    checkpoint = logs.latest_checkpoint(leaf.log) if leaf else None
    proof = logs.proof_of(leaf, checkpoint, bytes(entry.leaf_hash)) if leaf and checkpoint else None
    below = Entry.objects.filter(parent=entry).select_related("leaf").order_by("id")
    children = list(below[: CHILDREN_SHOWN + 1])
    lines = _lines([entry, *children[:CHILDREN_SHOWN]])
    return Detail(
        lines[0], leaf, checkpoint, proof, lines[1:], more_children=len(children) > CHILDREN_SHOWN
    )


def newest_checkpoint() -> Checkpoint | None:
    """The last signed statement of the current log (one query)."""
    return Checkpoint.objects.select_related("log").order_by("-id").first()


def standing_with_witnesses() -> Standing:
    """Which witnesses there are, how far each has cosigned, and what is wrong with any (2 queries and 1 each)."""
    policy = standing.policy_in_force()
    if not policy.witnesses:
        return Standing()
    told = {one.name: (one.trouble, one.message) for one in standing.read().witnesses}
    return standing.now(policy, newest_checkpoint(), told)


def newest_witnessed(log: Log) -> Checkpoint | None:
    """The newest checkpoint of a log that enough witnesses cosigned (3 queries)."""
    found = standing.witnessed(log, standing.policy_in_force())
    return Checkpoint.objects.select_related("log").get(pk=found.checkpoint) if found else None


def log_numbered(number: int) -> Log | None:
    """The n-th log ever opened, from 1."""
    return Log.objects.order_by("id")[number - 1 : number].first() if number >= 1 else None


def history(log: Log, after: int) -> QuerySet[Checkpoint]:
    """Up to a thousand checkpoints of a log, oldest first, past the one numbered ``after``."""
    rows = Checkpoint.objects.filter(log=log, id__gt=after).order_by("id")
    return rows.prefetch_related("cosignatures")[:HISTORY_SIZE]


def bundle(log: Log, start: int, width: int) -> list[str]:
    """The bodies of ``width`` entries from index ``start``."""
    rows = Leaf.objects.filter(log=log, index__gte=start, index__lt=start + width)
    return list(rows.order_by("index").values_list("entry__body", flat=True))


def _lines(entries: Sequence[Entry]) -> list[Line]:
    return [
        Line(entry, description, leaf.index if (leaf := _leaf(entry)) else None)
        for entry, description in zip(entries, wording.describe_all(entries), strict=True)
    ]


def _leaf(entry: Entry) -> Leaf | None:
    return getattr(entry, "leaf", None)

"""Staged import runs: written in chunks, visible by one closing action."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Generic, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from commonhall.actions import versions
from commonhall.actions.context import Context
from commonhall.actions.models import ExternalId, ImportRun, Version
from commonhall.core import jobs, search
from commonhall.core.imports import Problem
from commonhall.core.models import Governed, _writing
from commonhall.record import entries
from commonhall.ui.console import progress

R = TypeVar("R")
CHUNK = 500
# The entry that says that an import has begun.
OPENED = "imports.open"


@dataclass
class Plan(Generic[R]):
    """What an importer tells the kit.

    format: its name. rows: yields parsed rows, twice (once to validate, once to write). key: the
    foreign id of a row. make: (chunk) → unsaved things, in order. written: called inside each chunk's
    transaction with the saved things (to write what hangs on them).
    """

    format: str
    rows: Callable[[], Iterator[R]]
    key: Callable[[R], str]
    make: Callable[[list[R]], list[Governed]]
    written: Callable[[list[Governed], list[R], ImportRun], Sequence[Governed]] | None = None
    problems: list[Problem] = field(default_factory=list)


def open_run(form: str, digest: str, name: str, rows: int) -> ImportRun:
    """The run for this source: a new one, or the one that was interrupted or finished before."""
    try:
        with transaction.atomic():
            run = ImportRun.objects.create(
                format=form,
                source_sha256=digest,
                source_name=name[:200],
                rows=rows,
                entry=entries.uuid7(),
            )
            entries.append(_opening(run))
            return run
    except IntegrityError:
        return ImportRun.objects.get(format=form, source_sha256=digest)


def _opening(run: ImportRun) -> dict[str, Any]:
    """What the record says before the first row is written: whose rows may stand without an entry of their own."""
    return {
        "action": OPENED,
        "kind": "action",
        "by": {"kind": "system"},
        "subject": "",
        "data": {"run": str(run.entry), "source_sha256": run.source_sha256, "rows": run.rows},
    }


def imported_before(form: str, digest: str) -> bool:
    """Was this source imported to its end?"""
    closed = ImportRun.objects.filter(format=form, state=ImportRun.State.CLOSED)
    return bool(closed.filter(source_sha256=digest).exists())


@dataclass(frozen=True)
class Outcome:
    """What became of a run. new: rows written now; repeated: its source had been imported before."""

    run: ImportRun
    new: int
    repeated: bool


def carry_out(
    run: ImportRun,
    plan: Callable[[ImportRun], Plan[Any]],
    closing: Callable[[ImportRun], object],
) -> Outcome:
    """Write what is not there yet, then close; nothing where the run was closed before.

    plan: prepares what the rows need and says how they are written. closing: performs the action
    that makes the run visible.
    """
    if run.state == ImportRun.State.CLOSED:
        return Outcome(run, new=0, repeated=True)
    new = write_chunks(plan(run), run)
    run.refresh_from_db()
    closing(run)
    return Outcome(run, new, repeated=False)


def chunks(rows: Iterator[R], size: int = CHUNK) -> Iterator[list[R]]:
    while chunk := list(islice(rows, size)):
        yield chunk


def write_chunks(plan: Plan[Any], run: ImportRun) -> int:
    """Write the rows that are not there yet; returns how many were new."""
    new = 0
    with progress(run.rows, f"Importing {plan.format}") as bar:
        for chunk in chunks(plan.rows()):
            with transaction.atomic():
                new += _write_chunk(plan, run, chunk)
            jobs.still_at_work()
            bar.advance(len(chunk))
    return new


def _write_chunk(plan: Plan[Any], run: ImportRun, chunk: list[Any]) -> int:
    keys = [plan.key(row) for row in chunk]
    known = set(
        ExternalId.objects.filter(source=plan.format, key__in=keys).values_list("key", flat=True)
    )
    fresh = [row for row, key in zip(chunk, keys, strict=True) if key not in known]
    if not fresh:
        return 0
    things = save_batch(plan.make(fresh))
    ExternalId.objects.bulk_create(
        [
            ExternalId(source=plan.format, key=plan.key(row), ref=thing.ref, run=run)
            for row, thing in zip(fresh, things, strict=True)
        ]
    )
    also = plan.written(list(things), fresh, run) if plan.written else []
    versions.write([*things, *also], run.entry)
    ImportRun.objects.filter(pk=run.pk).update(written=F("written") + len(things))
    return len(things)


def save_batch(things: Sequence[Governed]) -> list[Governed]:
    """Insert new governed things inside a run's chunk."""
    if not things:
        return []
    for thing in things:
        if not thing.IMPORTED:
            raise TypeError(f"an import may not write {type(thing).__name__}")
        thing.version = 1
    token = _writing.set(True)
    try:
        made = list(type(things[0])._base_manager.bulk_create(things))
    finally:
        _writing.reset(token)
    search.saved(made)
    return made


def close(ctx: Context, run: ImportRun, rows_are: str) -> int:
    """Mark the run complete, in its closing action; how many rows it wrote.

    The action's entry is the one the rows were written with: it names their Merkle root and the
    source's hash. rows_are: what the entry calls the number of rows, "cases".
    """
    ctx.entry_id = run.entry
    named = list(digests(run))
    ctx.as_batch(named, len(named), run.source_sha256)
    ctx.note(format=run.format, reported=True, **{rows_are: run.written})
    run.state = ImportRun.State.CLOSED
    run.closed_at = timezone.now()
    run.save(update_fields=["state", "closed_at"])
    return run.written


def digests(run: ImportRun) -> Iterator[str]:
    """Digests of all versions a run wrote, in the order the Merkle root is taken."""
    rows = Version.objects.filter(entry=run.entry).order_by("type", "object_id", "version")
    return rows.values_list("digest", flat=True).iterator(chunk_size=5000)


# What `open_runs` found, while a page is read that asks for it again and again.
_found: ContextVar[list[list[int]] | None] = ContextVar("commonhall_open_runs", default=None)


@contextmanager
def asked_once() -> Iterator[None]:
    """Within it, `open_runs` asks the database once: for reading one page."""
    token = _found.set([])
    try:
        yield
    finally:
        _found.reset(token)


def open_runs() -> list[int]:
    """Ids of runs whose rows are not visible yet (normally none)."""
    known = _found.get()
    if known:
        return known[0]
    staged = ImportRun.objects.filter(state=ImportRun.State.STAGED)
    found = list(staged.values_list("pk", flat=True))
    if known is not None:
        known.append(found)
    return found

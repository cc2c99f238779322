"""The import kit: validate everything, write in chunks under a run, become visible by one act.

A killed run resumes where its last chunk ended; the same file imported twice changes nothing. Rows
are written with the id of the run's closing entry, which names them by their Merkle root.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Generic, TextIO, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from commonhall.acts import versions
from commonhall.acts.models import ExternalId, Governed, ImportRun, Version, _writing
from commonhall.look.console import progress
from commonhall.record import entries

R = TypeVar("R")
CHUNK = 500
MOST_PROBLEMS = 50


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a source: the line (1 = first line of the file), the field, what is right."""

    line: int
    field: str
    message: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.field}: {self.message}"


class Invalid(Exception):
    """The source cannot be imported; nothing was changed."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(map(str, problems[:3])))
        self.problems = list(problems)

    def __str__(self) -> str:
        shown = [f"  {problem}" for problem in self.problems[:MOST_PROBLEMS]]
        rest = len(self.problems) - len(shown)
        if rest > 0:
            shown.append(f"  … and {rest} more")
        return "Nothing was imported. The file has these problems:\n" + "\n".join(shown)


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


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_text(path: Path) -> str:
    """A file's text; names the first byte that is not UTF-8."""
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_utf8(path) from error


def _not_utf8(path: Path) -> Invalid:
    """Names the first byte of a file that is not UTF-8, and its line."""
    before = 0
    with path.open("rb") as file:
        for line, raw in enumerate(file, start=1):
            try:
                raw.decode("utf-8")
            except UnicodeDecodeError as error:
                message = f"byte {before + error.start} is not UTF-8; save the file as UTF-8"
                return Invalid([Problem(line, "encoding", message)])
            before += len(raw)
    return Invalid([Problem(1, "encoding", "the file is not UTF-8; save it as UTF-8")])


def read_csv(path: Path, needed: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """(line number, row) of a CSV file with a header, read as it is asked for.

    Checks that the `needed` columns are there. Raises `Invalid`.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _read_rows(file, needed)
    except UnicodeDecodeError as error:
        raise _not_utf8(path) from error


def _read_rows(file: TextIO, needed: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(file, strict=True)
    try:
        missing = [name for name in needed if name not in (reader.fieldnames or [])]
        if missing:
            raise Invalid([Problem(1, "header", f"columns missing: {', '.join(missing)}")])
        for row in reader:
            if None in row or None in row.values():
                width = len(reader.fieldnames or [])
                raise Invalid(
                    [Problem(reader.line_num, "columns", f"this line has not {width} fields")]
                )
            yield reader.line_num, row
    except csv.Error as error:
        raise Invalid([Problem(reader.line_num, "format", f"not valid CSV: {error}")]) from error


def open_run(form: str, digest: str, name: str, rows: int) -> ImportRun:
    """The run for this source: a new one, or the one that was interrupted or finished before."""
    try:
        with transaction.atomic():
            return ImportRun.objects.create(
                format=form,
                source_sha256=digest,
                source_name=name[:200],
                rows=rows,
                entry=entries.uuid7(),
            )
    except IntegrityError:
        return ImportRun.objects.get(format=form, source_sha256=digest)


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
        thing.version = 1
    token = _writing.set(True)
    try:
        return list(type(things[0])._base_manager.bulk_create(things))
    finally:
        _writing.reset(token)


def close(run: ImportRun) -> None:
    """Mark the run complete (called by its closing act, inside that transaction)."""
    run.state = ImportRun.State.CLOSED
    run.closed_at = timezone.now()
    run.save(update_fields=["state", "closed_at"])


def digests(run: ImportRun) -> Iterator[str]:
    """Digests of all versions a run wrote, in the order the Merkle root is taken."""
    rows = Version.objects.filter(entry=run.entry).order_by("type", "object_id", "version")
    return rows.values_list("digest", flat=True).iterator(chunk_size=5000)


def open_runs() -> list[int]:
    """Ids of runs whose rows are not visible yet (normally none)."""
    return list(ImportRun.objects.filter(state=ImportRun.State.STAGED).values_list("pk", flat=True))

"""Where a record is read from when it is verified: a protocol, and the two database sources."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from django.db import DatabaseError, connections

from commonhall.record import entry_format, published_checkpoints, triggers
from commonhall.record.merkle import EMPTY_ROOT, HASH_SIZE
from commonhall.record.tiles import TileKey

FETCH = 2000


class SourceError(Exception):
    """The record cannot be read from there at all."""


class LogInfo(NamedTuple):
    """One log as the source presents it: ``size`` and ``root`` of its head, and ``signed``, the
    largest size any of its checkpoints states."""

    number: int
    origin: str
    predecessor: str
    size: int
    root: bytes
    signed: int


class Columns(NamedTuple):
    """The columns that repeat parts of a body, in the body's own spelling (ids without dashes)."""

    id: str
    action: str
    kind: str
    subject: str
    actor: str
    parent: str
    recorded_at: str
    occurred_at: str


class Row(NamedTuple):
    """An entry as stored. ``place`` is its leaf's index, -1 without a leaf; ``body`` None if the leaf has no entry.

    ``columns`` and ``leaf_hash`` are None where the source has only bodies.
    """

    place: int
    entry: str
    body: str | None
    columns: Columns | None = None
    leaf_hash: bytes | None = None


class SignedNote(NamedTuple):
    """A checkpoint as stored; ``size`` and ``root`` None where only the note is kept.

    cosigned: the witnesses' signature lines that stand apart from the note.
    """

    note: str
    signed_at: datetime | None
    size: int | None = None
    root: bytes | None = None
    cosigned: str = ""


class RecordSource(Protocol):
    """What a verification reads. All iterators stream; nothing in them is believed."""

    name: str

    def now(self) -> datetime:
        """The moment this copy of the record was taken."""
        ...

    def keys(self) -> dict[str, Any]:
        """The public keys the source offers, as in ``keys.json`` ({} if none)."""
        ...

    def logs(self) -> list[LogInfo]: ...

    def leaves(self, log: LogInfo) -> Iterator[Row]:
        """The log's entries in order of index."""
        ...

    def checkpoints(self, log: LogInfo) -> Iterator[SignedNote]:
        """The log's checkpoints, oldest first."""
        ...

    def tile(self, log: LogInfo, key: TileKey, width: int) -> bytes | None:
        """The first hashes of a tile; None if the source has no tiles or not this one."""
        ...

    def has_tiles(self) -> bool: ...

    def waiting(self) -> Iterator[Row]:
        """Entries without a leaf."""
        ...

    def outside(self) -> Iterator[SignedNote]:
        """Checkpoints that were kept outside the database, oldest first."""
        ...

    def troubles(self) -> Iterator[tuple[str, str]]:
        """(code, message) of faults that show in the storage itself."""
        ...


# How each database writes ids and times as the text that bodies use; making objects of a million
# of them first would take a third of a verification.
_TEXT = {
    "sqlite": ("{0}", "CAST({0} AS TEXT)"),
    "postgresql": (
        "replace({0}::text, '-', '')",
        """to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
    ),
}


class SqlSource:
    """Shared by both database sources; subclasses run queries written with ``%s``."""

    name: str
    home: Path | None
    vendor = "sqlite"

    def _columns(self, entry: str) -> str:
        """What `_row` takes, with ``entry`` naming the id the row stands under."""
        identity, moment = _TEXT[self.vendor]
        columns = [identity.format(name) for name in (entry, "e.id", "e.parent_id")]
        columns += [moment.format(name) for name in ("e.recorded_at", "e.occurred_at")]
        columns += ["e.body", "e.leaf_hash", "e.action", "e.kind", "e.subject", "e.actor"]
        return ", ".join(columns)

    def rows(self, query: str, parameters: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        raise NotImplementedError

    def now(self) -> datetime:
        return datetime.now(UTC)

    def keys(self) -> dict[str, Any]:
        if self.home is None:
            return {}
        try:
            text = (published_checkpoints.folder(self.home) / published_checkpoints.KEYS).read_text(
                encoding="utf-8"
            )
            found = json.loads(text)
        except (FileNotFoundError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def logs(self) -> list[LogInfo]:
        query = (
            "SELECT l.origin, l.predecessor, h.size, h.root,"
            " (SELECT max(c.size) FROM record_checkpoint c WHERE c.log_id = l.id)"
            " FROM record_log l LEFT JOIN record_treehead h ON h.log_id = l.id ORDER BY l.id"
        )
        return [
            LogInfo(
                number,
                origin,
                predecessor,
                size or 0,
                EMPTY_ROOT if root is None else _bytes(root),
                signed or 0,
            )
            for number, (origin, predecessor, size, root, signed) in enumerate(
                self.rows(query), start=1
            )
        ]

    def leaves(self, log: LogInfo) -> Iterator[Row]:
        query = (
            f'SELECT l."index", {self._columns("l.entry_id")} FROM record_leaf l'  # noqa: S608
            " JOIN record_log o ON o.id = l.log_id LEFT JOIN record_entry e ON e.id = l.entry_id"
            ' WHERE o.origin = %s AND l."index" < %s ORDER BY l."index"'
        )
        for row in self.rows(query, (log.origin, log.size)):
            yield _row(*row)

    def checkpoints(self, log: LogInfo) -> Iterator[SignedNote]:
        query = (
            "SELECT c.id, c.note, c.signed_at, c.size, c.root, s.line FROM record_checkpoint c"
            " JOIN record_log o ON o.id = c.log_id"
            " LEFT JOIN record_cosignature s ON s.checkpoint_id = c.id"
            " WHERE o.origin = %s AND c.size <= %s ORDER BY c.id, s.id"
        )
        rows = self.rows(query, (log.origin, max(log.size, log.signed)))
        for _number, group in groupby(rows, key=itemgetter(0)):
            (_pk, note, signed_at, size, root, *line), *more = group
            try:
                when = entry_format.parse_moment(_moment(signed_at))
            except entry_format.BodyError as error:
                raise SourceError(f"a checkpoint has no readable time: {error}") from error
            lines = [one for one in (*line, *(row[-1] for row in more)) if one]
            yield SignedNote(note, when, size, _bytes(root), "".join(lines))

    def has_tiles(self) -> bool:
        return True

    def tile(self, log: LogInfo, key: TileKey, width: int) -> bytes | None:
        query = (
            "SELECT t.hashes FROM record_tile t JOIN record_log o ON o.id = t.log_id"
            ' WHERE o.origin = %s AND t.level = %s AND t."index" = %s'
        )
        for (hashes,) in self.rows(query, (log.origin, key.level, key.number)):
            if len(_bytes(hashes)) >= width * HASH_SIZE:
                return _bytes(hashes)[: width * HASH_SIZE]
        return None

    def waiting(self) -> Iterator[Row]:
        query = (
            f"SELECT {self._columns('e.id')} FROM record_entry e"  # noqa: S608
            " LEFT JOIN record_leaf l ON l.entry_id = e.id WHERE l.entry_id IS NULL"
        )
        for row in self.rows(query):
            yield _row(-1, *row)

    def outside(self) -> Iterator[SignedNote]:
        if self.home is None:
            return
        last = ""
        for signed_at, note in published_checkpoints.history(self.home):
            yield SignedNote(note, signed_at)
            last = note
        latest = published_checkpoints.latest(self.home)
        if latest and latest != last:
            yield SignedNote(latest, None)

    def troubles(self) -> Iterator[tuple[str, str]]:
        query = (
            "SELECT count(*) FROM record_leaf l JOIN record_treehead h ON h.log_id = l.log_id"
            ' WHERE l."index" >= h.size'
        )
        for (count,) in self.rows(query):
            if count:
                yield "head_differs", f"{count} leaves stand beyond the end of their log"


class DatabaseSource(SqlSource):
    """A database this installation is connected to, with the files kept outside it."""

    def __init__(self, alias: str = "default", home: Path | None = None) -> None:
        from commonhall.record import configuration

        self.alias = alias
        self.home = home or configuration.home()
        self.vendor = connections[alias].vendor
        settings = connections[alias].settings_dict
        self.name = f"database {settings['NAME']}"

    def rows(self, query: str, parameters: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        connection = connections[self.alias]
        connection.ensure_connection()
        with connection.chunked_cursor() as cursor, _readable(self.name):
            cursor.execute(query, parameters)
            while chunk := cursor.fetchmany(FETCH):
                yield from chunk

    def troubles(self) -> Iterator[tuple[str, str]]:
        yield from super().troubles()
        for name in triggers.missing(connections[self.alias]):
            yield "guard_missing", f"the trigger {name} that refuses changes is not there"


class SqliteFileSource(SqlSource):
    """A SQLite file (a backup, a copy), opened read-only, without Django's connection."""

    def __init__(self, path: Path, home: Path | None = None) -> None:
        if not path.is_file():
            raise SourceError(f"there is no file {path}")
        self.name, self.home = f"SQLite file {path}", home
        self._connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            self._connection.execute("SELECT 1 FROM record_entry LIMIT 1")
        except sqlite3.DatabaseError as error:
            raise SourceError(f"{path} holds no record: {error}") from error

    def rows(self, query: str, parameters: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        with closing(self._connection.cursor()) as cursor, _readable(self.name):
            cursor.execute(query.replace("%s", "?"), parameters)
            while chunk := cursor.fetchmany(FETCH):
                yield from chunk

    def troubles(self) -> Iterator[tuple[str, str]]:
        yield from super().troubles()
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        present = {name for (name,) in self.rows(query)}
        for table in triggers.TABLES:
            for operation in ("update", "delete"):
                if f"{table}_no_{operation}" not in present:
                    yield "guard_missing", f"{table} may be changed: its {operation} guard is gone"


def _row(
    index: int,
    entry: str,
    found: str | None,
    parent: str | None,
    recorded: str,
    occurred: str,
    body: Any,
    leaf: Any,
    *codes: str,
) -> Row:
    if found is None:
        return Row(index, entry, None)
    action, kind, subject, actor = codes
    columns = Columns(
        found, action, kind, subject, actor, parent or "", _moment(recorded), _moment(occurred)
    )
    return Row(index, entry, body if isinstance(body, str) else "", columns, _bytes(leaf))


@contextmanager
def _readable(name: str) -> Iterator[None]:
    """Turn what a damaged store throws while it is read into one clear error."""
    try:
        yield
    except (DatabaseError, sqlite3.Error, ValueError) as error:
        raise SourceError(f"{name} cannot be read: {error}") from error


def _bytes(value: Any) -> bytes:
    """A stored hash; SQLite lets anything stand in a column, and what is no hash is none."""
    return bytes(value) if isinstance(value, bytes | bytearray | memoryview) else b""


def _moment(value: Any) -> str:
    """A stored time in the body's spelling; SQLite leaves out microseconds that are zero."""
    if isinstance(value, datetime):
        return entry_format.moment(value if value.tzinfo else value.replace(tzinfo=UTC))
    text = str(value)
    if len(text) == 27:
        return text
    if len(text) == 19:
        text += ".000000"
    return f"{text[:10]}T{text[11:]}Z"

"""The states of a dump beside what its entries name of them, in a file of its own for as long as one looks.

A hall's dump holds millions of states. Held in memory they would take gigabytes; here they take a temporary file.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import ItemsView, Iterable, Iterator, Mapping, ValuesView
from pathlib import Path
from typing import Any, NamedTuple

from commonhall.core.recalculation import State

BATCH = 2000
# So many states of a type are held in memory: checks walk through them again and again.
FEW = 20_000
_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE named (kind TEXT, number INTEGER, version INTEGER, digest TEXT);
CREATE TABLE seen (kind TEXT, number INTEGER, version INTEGER, digest TEXT, batch TEXT);
CREATE TABLE newest (
    kind TEXT, number INTEGER, version INTEGER, state TEXT, PRIMARY KEY (kind, number)
) WITHOUT ROWID;
"""
_INDEXES = """
CREATE INDEX named_by_key ON named (kind, number, version, digest);
CREATE INDEX seen_by_key ON seen (kind, number, version, digest);
CREATE INDEX seen_by_batch ON seen (batch, kind, number, version) WHERE batch <> '';
"""
# What no entry names as it is; and what stands there more than once.
_UNNAMED = """
SELECT s.kind, s.number, s.version FROM seen s WHERE s.batch = '' AND NOT EXISTS (
    SELECT 1 FROM named n WHERE n.kind = s.kind AND n.number = s.number
    AND n.version = s.version AND n.digest = s.digest)
UNION ALL SELECT kind, number, version FROM seen GROUP BY 1, 2, 3 HAVING count(*) > 1
"""
_MISSING = """
SELECT DISTINCT n.kind, n.number, n.version FROM named n WHERE NOT EXISTS (
    SELECT 1 FROM seen s WHERE s.kind = n.kind AND s.number = n.number AND s.version = n.version)
ORDER BY 1, 2, 3
"""
_BATCH = "SELECT digest FROM seen WHERE batch = ? AND batch <> '' ORDER BY kind, number, version"
_NEWER = """
INSERT INTO newest VALUES (?, ?, ?, ?) ON CONFLICT (kind, number) DO UPDATE
SET version = excluded.version, state = excluded.state WHERE excluded.version > newest.version
"""


class Key(NamedTuple):
    """Which version of which thing."""

    kind: str
    number: int
    version: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.number} v{self.version}"


class KeptStates:
    """Fill it with what entries name and with states; then ask what does not fit, and for the newest states."""

    def __init__(self, folder: Path) -> None:
        self.database = sqlite3.connect(folder / "states.sqlite3", isolation_level=None)
        self.database.executescript(_TABLES)
        self.database.execute("BEGIN")
        self._named: list[tuple[Any, ...]] = []
        self._seen: list[tuple[Any, ...]] = []
        self._newest: list[tuple[Any, ...]] = []

    def name(self, key: Key, digest: str) -> None:
        """An entry names this version by this digest."""
        self._named.append((*key, digest))
        if len(self._named) == BATCH:
            self._write()

    def see(self, key: Key, digest: str, batch: str) -> None:
        """A state stands in the dump. batch: the entry under whose batch it stands; "" for none."""
        self._seen.append((*key, digest, batch))
        if len(self._seen) == BATCH:
            self._write()

    def keep(self, key: Key, state: State) -> None:
        """A state that a check will ask for; the newest of each thing stays."""
        self._newest.append((*key, json.dumps(state, ensure_ascii=False)))

    def _write(self) -> None:
        for rows, statement in (
            (self._named, "INSERT INTO named VALUES (?, ?, ?, ?)"),
            (self._seen, "INSERT INTO seen VALUES (?, ?, ?, ?, ?)"),
            (self._newest, _NEWER),
        ):
            self.database.executemany(statement, rows)
            rows.clear()

    def filled(self) -> None:
        """Everything is in; what is asked from here on is quick."""
        self._write()
        self.database.executescript(_INDEXES)

    def unnamed(self) -> Iterator[Key]:
        """States that no entry names as they are, or that stand there twice."""
        yield from (Key(*row) for row in self.database.execute(_UNNAMED))

    def missing(self) -> Iterator[Key]:
        """What entries name and the dump has not."""
        yield from (Key(*row) for row in self.database.execute(_MISSING))

    def of_batch(self, entry: str) -> Iterator[str]:
        """The digests of the states of a batch, in the order of its root."""
        yield from (str(row[0]) for row in self.database.execute(_BATCH, (entry,)))

    def newest(self, kinds: Iterable[str]) -> dict[str, Mapping[int, State]]:
        """The newest states of each type: in memory where there are few, else read when they are looked at."""
        found: dict[str, Mapping[int, State]] = {}
        for kind in kinds:
            kept = Newest(self.database, kind)
            found[kind] = dict(kept.items()) if len(kept) <= FEW else kept
        return found

    def close(self) -> None:
        self.database.close()


class Newest(Mapping[int, State]):
    """The newest states of one type by number, in the order of their numbers."""

    def __init__(self, database: sqlite3.Connection, kind: str) -> None:
        self._database, self._kind = database, kind

    def __getitem__(self, number: int) -> State:
        query = "SELECT state FROM newest WHERE kind = ? AND number = ?"
        row = self._database.execute(query, (self._kind, number)).fetchone()
        if row is None:
            raise KeyError(number)
        found: State = json.loads(row[0])
        return found

    def __iter__(self) -> Iterator[int]:
        query = "SELECT number FROM newest WHERE kind = ? ORDER BY number"
        yield from (int(row[0]) for row in self._database.execute(query, (self._kind,)))

    def items(self) -> ItemsView[int, State]:
        return _Items(self)

    def values(self) -> ValuesView[State]:
        return _Values(self)

    def rows(self) -> Iterator[tuple[int, State]]:
        """(number, state) of each, in one walk."""
        query = "SELECT number, state FROM newest WHERE kind = ? ORDER BY number"
        for number, state in self._database.execute(query, (self._kind,)):
            yield int(number), json.loads(state)

    def __len__(self) -> int:
        query = "SELECT count(*) FROM newest WHERE kind = ?"
        return int(self._database.execute(query, (self._kind,)).fetchone()[0])


class _Items(ItemsView[int, State]):
    """Walks through a table once, where the usual view would look up each number."""

    _mapping: Newest

    def __iter__(self) -> Iterator[tuple[int, State]]:
        return self._mapping.rows()


class _Values(ValuesView[State]):
    _mapping: Newest

    def __iter__(self) -> Iterator[State]:
        return (state for _number, state in self._mapping.rows())

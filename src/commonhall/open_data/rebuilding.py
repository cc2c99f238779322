"""Published tables are made out of published states, so that anybody can make them again and compare.

    python -m commonhall.open_data.rebuilding DUMP TARGET MADE_AT [SEALS]

reads `states.jsonl` and the record of a dump's folder into an empty database of its own, and writes every
table of open data from it into TARGET, as of the moment MADE_AT (ISO 8601). It runs as a process of its own:
nothing of the hall's database, settings or caches can reach it. The hall's own dump is written in this way,
with the values of the sealed fields beside (SEALS, which is not published); who verifies a dump has none, so
columns that say what a sealed field holds are empty (`Column.sealed`). Prints how many states were read, from
time to time.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from commonhall.core import starting

Step = Callable[[int], None]
BATCH = 500


class RebuildError(Exception):
    """The tables could not be made."""


def rebuild(dump: Path, target: Path, made_at: str, seals: Path | None, step: Step) -> None:
    """Write every table that the states of a dump's folder give into the folder `target`.

    seals: a file of sealed values (see `seal_line`). Raises `RebuildError` with what the process said.
    """
    with tempfile.TemporaryDirectory(prefix="commonhall-rebuild-") as home:
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("COMMONHALL_") and name != "DATABASE_URL"
        }
        environment |= {
            "COMMONHALL_HOME": home,
            "DJANGO_SETTINGS_MODULE": "commonhall.site.settings",
            "PYTHONPATH": os.pathsep.join(one for one in sys.path if one),
        }
        words = [dump, target, made_at, *([seals] if seals else [])]
        run([str(word) for word in words], environment, step)


def run(words: list[str], environment: dict[str, str], step: Step) -> None:
    """Start the process and pass on what it counts."""
    with subprocess.Popen(
        [sys.executable, "-m", "commonhall.open_data.rebuilding", *words],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        for line in process.stdout:
            step(int(line))
        said = process.stderr.read()
    if process.returncode:
        raise RebuildError(said.strip().splitlines()[-1] if said.strip() else "no reason given")


def seal_line(kind: str, number: int, version: int, contents: str) -> str:
    """One line of a file of seals, in the order of the states; contents: as `Sealed.contents`."""
    return f"{kind} {number} {version} {contents}\n"


# --- in the process of its own --------------------------------------------------------------------
def main(words: list[str]) -> int:
    starting.set_up()
    from commonhall.core import clock, export_formats, exports

    dump, target, made_at = Path(words[0]), Path(words[1]), datetime.fromisoformat(words[2])
    _make_tables()
    _load(dump, Path(words[3]) if len(words) > 3 else None)
    with clock.replay(made_at):
        for name, dataset in exports.datasets().items():
            export_formats.write(dataset, target / f"{name}.jsonl", "jsonl")
    return 0


def _make_tables() -> None:
    """A table for every model, with nothing that could refuse a row: what is published must go in as it is."""
    from django.apps import apps
    from django.db import connection

    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous = OFF")
        cursor.execute("PRAGMA journal_mode = OFF")
        for model in apps.get_models(include_auto_created=True):
            meta = model._meta
            if meta.proxy or not meta.managed:
                continue
            columns = ", ".join(
                f"{quote(str(field.column))} {field.db_type(connection)}"
                + (" PRIMARY KEY" if field.primary_key else "")
                for field in meta.local_concrete_fields
            )
            cursor.execute(f"CREATE TABLE {quote(meta.db_table)} ({columns})")
            for field in meta.local_concrete_fields:
                if field.remote_field and not field.primary_key:
                    name = quote(f"{meta.db_table}_{field.column}"[:60])
                    table, column = quote(meta.db_table), quote(str(field.column))
                    cursor.execute(f"CREATE INDEX {name} ON {table} ({column})")


def _load(dump: Path, seals: Path | None) -> None:
    from django.db import transaction

    with transaction.atomic():
        _load_states(dump / "states.jsonl", _Seals(seals))
        _load_links(dump / "record")


class _Seals:
    """Sealed values, read along with the states; none for whoever has only the dump."""

    def __init__(self, path: Path | None) -> None:
        self.lines = _lines(path) if path else iter(())
        self.next = next(self.lines, "")

    def of(self, kind: str, number: str, version: int) -> dict[str, Any]:
        """Values by field of the version that is read just now; every version must be asked for."""
        start = f"{kind} {number} {version} "
        if not self.next.startswith(start):
            return {}
        kept = json.loads(self.next[len(start) :])
        self.next = next(self.lines, "")
        return {name: one[1] for name, one in kept.items() if len(one) == 2}


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="\n") as file:
        yield from file


def _load_states(path: Path, seals: _Seals) -> None:
    """The newest state of each thing; the file holds all versions of a thing one after the other."""
    from django.apps import apps
    from django.db import models

    for kind, rows in groupby(_newest(path, seals), key=lambda row: row[0]):
        try:
            model: type[models.Model] = apps.get_model(kind)
        except (LookupError, ValueError):
            continue
        table = _Table(model)
        for _kind, number, version, values in rows:
            table.add(number, version, values)
        table.write()


def _newest(path: Path, seals: _Seals) -> Iterator[tuple[str, int, int, dict[str, Any]]]:
    """(type, id, version, values by field) of each thing's last version."""
    last: dict[str, Any] = {}
    sealed: dict[str, Any] = {}
    for count, line in enumerate(_lines(path), 1):
        said = json.loads(line.partition(" ")[2])
        if last and (last["type"], last["id"]) != (said["type"], said["id"]):
            yield last["type"], int(last["id"]), last["version"], {**sealed, **last["state"]}
        last, sealed = said, seals.of(said["type"], said["id"], said["version"])
        if count % 2000 == 0:
            print(2000, flush=True)  # noqa: T201  (the caller's progress)
    if last:
        yield last["type"], int(last["id"]), last["version"], {**sealed, **last["state"]}


class _Table:
    """Rows of one model on their way into the database, `BATCH` at a time."""

    def __init__(self, model: Any) -> None:
        from django.db import connection

        quote = connection.ops.quote_name
        self.fields = list(model._meta.local_concrete_fields)
        self.blank = {
            one.attname: one.get_default() if one.has_default() else None for one in self.fields
        } | {one.attname: "" for one in self.fields if not one.null and one.empty_strings_allowed}
        names = ", ".join(quote(one.column) for one in self.fields)
        places = ", ".join(["%s"] * len(self.fields))
        self.insert = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({places})"  # noqa: S608  (names of models)
        self.rows: list[list[Any]] = []

    def add(self, number: int, version: int, values: dict[str, Any]) -> None:
        from django.db import connection

        given = {**values, "id": number, "version": version}
        row = []
        for field in self.fields:
            value = given.get(field.attname, self.blank[field.attname])
            if field.primary_key:
                value = number
            row.append(_stored(field, value, connection))
        self.rows.append(row)
        if len(self.rows) == BATCH:
            self.write()

    def write(self) -> None:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.executemany(self.insert, self.rows)
        self.rows = []


def _stored(field: Any, value: Any, connection: Any) -> Any:
    """A value of a state as the database keeps it."""
    if value is None:
        return None
    if field.get_internal_type() == "JSONField":
        return json.dumps(value)
    if field.remote_field is None:
        value = field.to_python(value)
    return field.get_db_prep_save(value, connection)


def _load_links(record: Path) -> None:
    """The thread's links, from the entries that speak of them."""
    from django.db import connection

    sql = "INSERT INTO actions_link (from_ref, to_ref, kind, entry) VALUES (%s, %s, %s, %s)"
    for path in sorted(record.glob("*/entries.jsonl")):
        with path.open(encoding="utf-8", newline="\n") as file, connection.cursor() as cursor:
            for line in file:
                if '"links"' not in line:
                    continue
                body = json.loads(line)
                links = body.get("data", {}).get("links", ())
                entry = body["id"].replace("-", "")
                cursor.executemany(sql, [(one[0], one[2], one[1], entry) for one in links])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""What tests would make over and over, made once: the migrated database and founded halls.

Migrations: an empty SQLite database is kept in `.pytest_cache` under a digest of all migrations.

Halls: what the first test of a process founds is read row by row, with the files of its home. The next test
that asks for the same gets the same rows inside its own transaction, and its own copy of the files. Tests stay
independent: rows go as the test's transaction goes, and the hall given out is a copy. Where anything could
make a difference (a database that is not empty, a home with files, settings or a clock of the test's own)
a hall is founded anew, or kept apart under those settings.
"""

from __future__ import annotations

import copy
import hashlib
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from unittest import mock

from django.apps import apps
from django.conf import UserSettingsHolder, settings
from django.core import management
from django.db import connection, transaction
from django.db.backends.base import creation
from django.utils import translation

from commonhall.core import clock, fresh_database
from commonhall.record import keys

T = TypeVar("T")
CACHE = Path(__file__).resolve().parents[1] / ".pytest_cache"
# Filled by migrating; no hall changes them.
BY_MIGRATING = {"django_content_type", "auth_permission", "django_migrations"}
# Seconds a hall is kept: the record must not wait for its place in the log for longer than is allowed.
LASTING = 40.0
# A test's own in any case, and nothing that a founding writes down.
OF_EACH_TEST = {"COMMONHALL_HOME", "MEDIA_ROOT", "RATE_LIMITS"}
_installed = False


@dataclass
class Kept:
    """A hall as rows of tables, the files of its home, and what founding gave back; since: when it was made."""

    rows: dict[str, Any]
    files: tempfile.TemporaryDirectory[str]
    made: Any
    since: float


_kept: dict[Any, Kept] = {}


def install() -> None:
    """Keep databases from now on (called by the root conftest: other programs found for real)."""
    global _installed
    if _installed:
        return
    _installed = True
    create, call = creation.BaseDatabaseCreation.create_test_db, management.call_command

    def instead(name: str, **given: Any) -> None:
        _migrate(call, **given) if name == "migrate" else call(name, **given)

    def created(self: Any, *args: Any, **given: Any) -> str:
        with mock.patch.object(management, "call_command", instead):
            return create(self, *args, **given)

    creation.BaseDatabaseCreation.create_test_db = created  # type: ignore[method-assign]


# --- the migrated database ------------------------------------------------------------------------
def _migrate(call_command: Callable[..., Any], **given: Any) -> None:
    """Copy the kept database; where there is none for these migrations, migrate and keep it."""
    if connection.vendor != "sqlite" or given.get("database", "default") != "default":
        fresh_database.make_tables()
        call_command("migrate", **given)
        return
    path = CACHE / f"migrated-{_digest()}.sqlite3"
    connection.ensure_connection()
    if path.exists():
        with closing(sqlite3.connect(path)) as source:
            source.backup(connection.connection)
        return
    fresh_database.make_tables()
    call_command("migrate", **given)
    CACHE.mkdir(exist_ok=True)
    for old in CACHE.glob("migrated-*.sqlite3"):
        old.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        draft = Path(folder) / "draft"
        with closing(sqlite3.connect(draft)) as target:
            connection.connection.backup(target)
        draft.replace(path)


def _digest() -> str:
    """Of everything the migrated database follows from: migrations, guards, SQLite."""
    found = hashlib.sha256(sqlite3.sqlite_version.encode())
    for config in sorted(apps.get_app_configs(), key=lambda one: one.label):
        folder = Path(config.path)
        for file in [
            *sorted(folder.glob("migrations/*.py")),
            folder / "triggers.py",
            folder / "search_tables.py",
        ]:
            with suppress(FileNotFoundError):
                found.update(f"{config.label}/{file.name}".encode() + file.read_bytes())
    return found.hexdigest()[:20]


# --- founded halls --------------------------------------------------------------------------------
def kept(name: str, found: Callable[[], T], lasting: float = LASTING) -> T:
    """What `found` makes, from the rows kept under `name` where they were made before.

    lasting: seconds after which it is made anew; a hall whose entries all have their place in the log lasts.
    """
    home = Path(settings.COMMONHALL_HOME)
    if not _installed or _filled() - BY_MIGRATING or (home.exists() and _has_files(home)):
        return found()
    key = (name, connection.vendor, *_circumstances())
    known = _kept.get(key)
    if known is None or time.monotonic() - known.since > lasting:
        made = found()
        _kept[key] = Kept(_read(), _copied(home), copy.deepcopy(made), time.monotonic())
        return made
    with transaction.atomic():
        _write(known.rows)
    shutil.copytree(known.files.name, home, dirs_exist_ok=True)
    keys.forget()
    return copy.deepcopy(known.made)  # type: ignore[no-any-return]


def _circumstances() -> Iterator[Any]:
    """What a founding depends on besides its code: the day, the language, settings of a test's own."""
    yield clock._replayed.get() or clock.today()
    yield translation.get_language()
    holder = settings._wrapped
    changed = {}
    while isinstance(holder, UserSettingsHolder):
        own = {name: one for name, one in vars(holder).items() if name.isupper()}
        changed = {**own, **changed}
        holder = holder.default_settings
    yield repr(sorted((name, one) for name, one in changed.items() if name not in OF_EACH_TEST))


def _tables() -> list[str]:
    return sorted(connection.introspection.django_table_names(only_existing=False))


def _filled() -> set[str]:
    """The tables that hold a row."""
    asked = " UNION ALL ".join(
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {table})" for table in _tables()
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return {table for (table,) in cursor.fetchall()}


def _has_files(folder: Path) -> bool:
    return any(one.is_file() for one in folder.rglob("*"))


def _copied(home: Path) -> tempfile.TemporaryDirectory[str]:
    files = tempfile.TemporaryDirectory(prefix="commonhall-kept-")
    if home.exists():
        shutil.copytree(home, files.name, dirs_exist_ok=True)
    return files


def _read() -> dict[str, Any]:
    """Every row a hall consists of, as the database itself stores it."""
    rows: dict[str, Any] = {}
    with connection.cursor() as cursor:
        for table in sorted(_filled() - BY_MIGRATING):
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} TO STDOUT") as copying:
                    rows[table] = b"".join(bytes(part) for part in copying)
                continue
            cursor.execute(f"SELECT name FROM pragma_table_info('{table}')")
            columns = [name for (name,) in cursor.fetchall()]
            # A column in an expression comes as it is stored: Python makes no date of it.
            stored = ", ".join(f'+"{one}"' for one in columns)
            cursor.execute(f"SELECT {stored} FROM {table}")
            rows[table] = (columns, cursor.fetchall())
    return rows


def _write(rows: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        for table, found in rows.items():
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} FROM STDIN") as copying:
                    copying.write(found)
                continue
            columns, lines = found
            names = ", ".join(f'"{one}"' for one in columns)
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", lines)

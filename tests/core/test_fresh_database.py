"""A new hall's tables are made at once, and are those that replaying every migration makes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from commonhall.core import fresh_database

REPLAYED = """
import json, sys
import django; django.setup()
from django.core.management import call_command
from django.db import connection
from tests.core.table_shapes import shapes
call_command("migrate", verbosity=0)
print(json.dumps(sorted(shapes(connection))))
"""
# Django's own: replayed, the number of a row of this table is wider. The hall has no groups.
WIDER = ("auth_group_permissions", "id")
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
@pytest.mark.django_db
def test_tables_made_at_once_are_those_of_the_migrations(tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("needs an empty database of its own: test_on_postgres_too")
    _alike(f"sqlite:///{tmp_path / 'replayed.sqlite3'}", f"sqlite:///{tmp_path / 'once.sqlite3'}")


@pytest.mark.full
@pytest.mark.django_db
def test_on_postgres_too() -> None:
    url = os.environ.get("DATABASE_URL", "")
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL")
    made = []
    for name in ("replayed", "at_once"):
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name}")
            cursor.execute(f"CREATE DATABASE {name}")
        made.append(urlsplit(url)._replace(path=f"/{name}").geturl())
    _alike(*made)


def _alike(replayed: str, at_once: str) -> None:
    first = _shapes(REPLAYED, replayed)
    second = _shapes(
        REPLAYED.replace(
            "call_command(",
            "from commonhall.core import fresh_database as f; f.make_tables(); call_command(",
            1,
        ),
        at_once,
    )
    assert len(first) > 1000
    assert first == second


def _shapes(script: str, url: str) -> list[list[str]]:
    environment = {**os.environ, "DATABASE_URL": url, "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    rows: list[list[str]] = json.loads(done.stdout.splitlines()[-1])
    return [row for row in rows if tuple(row[:2]) != WIDER]


@pytest.mark.django_db
def test_a_database_with_tables_is_left_to_its_migrations() -> None:
    assert fresh_database.make_tables() is False

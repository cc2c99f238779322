"""`commonhall backup`: a copy of the hall while it runs; `commonhall restore` brings one back.

A backup is a .tar.gz: the database (SQLite's online copy, or pg_dump's custom format), uploads, what the
record has published, and a manifest with every file's hash. Keys are secrets and are only put in with
`--with-keys`; tables an app leaves out (ballots' envelopes) are emptied in the copy.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from commonhall import __version__
from commonhall.ui.console import CommandError, emit, progress, say

HELP = "copy the whole hall into one file while it runs"
NEEDS_DJANGO = True
FORMAT = "commonhall backup v1"
FOLDERS = ("uploads", "record")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("to", type=Path, help="a new file ending in .tar.gz")
    parser.add_argument(
        "--with-keys",
        action="store_true",
        help="include the secret keys: anybody who has the file can then sign as this hall",
    )
    parser.add_argument(
        "--with-files",
        action="store_true",
        help="where photos are kept in a store (COMMONHALL_FILES_URL): copy them in; else they are only named",
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(args: argparse.Namespace) -> int:
    from django.conf import settings

    if args.to.exists():
        raise CommandError(f"{args.to} exists already; a backup is never written over another")
    home: Path = settings.COMMONHALL_HOME
    folders = [*FOLDERS, *(["keys"] if args.with_keys else [])]
    with tempfile.TemporaryDirectory(prefix="commonhall-backup-") as name:
        work = Path(name)
        with progress(3, "Backing up") as bar:
            database = copy_database(work)
            bar.advance()
            for folder in folders:
                if (home / folder).is_dir():
                    shutil.copytree(home / folder, work / folder)
            elsewhere = copy_files(work, args.with_files)
            bar.advance()
            manifest = {
                "format": FORMAT,
                "version": __version__,
                "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
                "database": database,
                "with_keys": args.with_keys,
                "files_elsewhere": elsewhere,
                "files": hashes(work),
            }
            (work / "manifest.json").write_text(json.dumps(manifest, indent=1))
            waiting = args.to.with_name(args.to.name + ".part")
            try:
                # The file holds personal data: nobody but its owner may read it.
                with (
                    os.fdopen(
                        os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb"
                    ) as raw,
                    tarfile.open(fileobj=raw, mode="w:gz") as tar,
                ):
                    for path in sorted(work.rglob("*")):
                        if path.is_file():
                            tar.add(path, str(path.relative_to(work)))
                waiting.replace(args.to)
            except OSError as error:
                waiting.unlink(missing_ok=True)
                raise CommandError(f"cannot write {args.to}: {error.strerror}") from error
            bar.advance()
    files: dict[str, str] = manifest["files"]
    size = args.to.stat().st_size
    note(args.to, manifest)
    if elsewhere and not args.with_files:
        say(
            f"Not in it: {elsewhere['files']:,} photos in {elsewhere['where']}. --with-files copies them in."
        )
    emit(
        args,
        {"file": str(args.to), "bytes": size, "files": len(files), "database": database},
        f"{args.to}: {len(files)} files, {size:,} bytes. It holds personal data; keep it safe.",
    )
    return 0


def copy_files(work: Path, included: bool) -> dict[str, Any]:
    """Photos in a store: named in the backup, or copied in. Empty where they lie on the home's disk."""
    from django.core.files.storage import default_storage

    from commonhall.core import files

    if not (where := files.elsewhere()):
        return {}
    names = sorted(set(files.named()))
    (work / "files_elsewhere.txt").write_text("".join(f"{name}\n" for name in names))
    for name in names if included else ():
        target = work / "uploads" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with default_storage.open(name) as file:
                target.write_bytes(file.read())
        except FileNotFoundError as error:
            raise CommandError(f"{where} lacks {name}; see `commonhall files check`") from error
    return {"where": where, "files": len(names), "included": included}


def about(file: Path, manifest: dict[str, Any]) -> dict[str, Any]:
    """What is written down of a backup."""
    from commonhall.core import beats

    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    return {
        "made_at": datetime.fromisoformat(manifest["made_at"]),
        "place": f"{beats.machine()}:{file.resolve()}",
        "size": file.stat().st_size,
        "digest": digest,
        "with_keys": bool(manifest["with_keys"]),
    }


def note(file: Path, manifest: dict[str, Any]) -> None:
    """Write down in the hall that it was backed up. A backup is no worse for a note that fails."""
    from django.db import Error

    from commonhall.core import kept_backups

    try:
        kept_backups.note(**about(file, manifest))
    except Error as error:
        say(f"The backup could not be written down in the hall: {type(error).__name__}")


def hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder, by its path there."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            found[str(path.relative_to(folder))] = digest
    return found


def copy_database(work: Path) -> str:
    """A consistent copy of the live database; its vendor."""
    from django.db import connection

    from commonhall.core.backups import left_out

    if connection.vendor == "sqlite":
        source = str(connection.settings_dict["NAME"])
        target = work / "database.sqlite3"
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new, pages=2000)
            present = {row[0] for row in new.execute("SELECT name FROM sqlite_master")}
            for table in left_out():
                if table in present:
                    new.execute(f'DELETE FROM "{table}"')  # noqa: S608  (names from our apps)
            new.commit()
            # What was deleted must not lie in free pages.
            new.execute("VACUUM")
            new.execute("PRAGMA journal_mode=DELETE")
        return "sqlite"
    command = ["pg_dump", "--format=custom", f"--file={work / 'database.pgdump'}"]
    command += [f"--exclude-table-data={table}" for table in left_out()]
    postgres(command, connection.settings_dict)
    return "postgresql"


def postgres(command: list[str], settings: dict[str, Any]) -> None:
    """Run one of PostgreSQL's own programs against the hall's database."""
    program = shutil.which(command[0])
    if program is None:
        raise CommandError(
            f"{command[0]} is not on the PATH; install PostgreSQL's client programs "
            "(Debian: postgresql-client)"
        )
    environment = {
        **os.environ,
        "PGDATABASE": str(settings["NAME"]),
        "PGHOST": str(settings["HOST"]),
        "PGPORT": str(settings["PORT"] or ""),
        "PGUSER": str(settings["USER"]),
        "PGPASSWORD": str(settings["PASSWORD"]),
    }
    environment = {key: value for key, value in environment.items() if value}
    done = subprocess.run([program, *command[1:]], env=environment, capture_output=True, text=True)
    if done.returncode:
        raise CommandError(f"{command[0]} failed: {done.stderr.strip().splitlines()[-1:]}")

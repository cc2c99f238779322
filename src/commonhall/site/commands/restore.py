"""`commonhall restore`: bring a backup back into an empty home; `--check` tries that beside the running hall."""

from __future__ import annotations

import argparse
import json
import os
import secrets
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from commonhall.site.commands.backup import FORMAT, hashes, postgres
from commonhall.ui.console import CommandError, emit, say

HELP = "bring a backup back into an empty COMMONHALL_HOME, or --check that it could be"
NEEDS_DJANGO = True
KEPT = ("keys",)
WITHOUT_KEYS = """
!!! THIS BACKUP HOLDS NO KEYS !!!
Put the keys of the old hall into {home}/keys NOW, before anything is started. Without them:
- the record goes on under a new key: whoever pinned the old one sees a log that is not signed by it,
  and receipts handed out before can no longer be shown to be this hall's;
- the residents' roll cannot be compared any more: nobody is confirmed as a resident by it;
- everybody is signed out.
Keys are kept apart from backups on purpose (docs/operate.md); `commonhall backup --with-keys` puts them in.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="a file made by commonhall backup")
    parser.add_argument(
        "--check",
        action="store_true",
        help="restore it for trial, verify its record, write down that it holds, and throw the trial away",
    )
    parser.add_argument(
        "--database",
        metavar="URL",
        default="",
        help="with --check: an empty PostgreSQL database to try it in, where the hall's role may make none",
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(args: argparse.Namespace) -> int:
    from django.conf import settings

    if args.check:
        return check(args)
    home: Path = settings.COMMONHALL_HOME
    with tempfile.TemporaryDirectory(prefix="commonhall-restore-") as name:
        work = Path(name)
        manifest = unpack(args.file, work)
        restore_database(work, manifest["database"])
        home.mkdir(parents=True, exist_ok=True)
        for folder in ("uploads", "record", "keys"):
            if (work / folder).is_dir():
                # Keys made by this very command's start give way to those of the backup.
                if folder in KEPT and (home / folder).is_dir():
                    shutil.rmtree(home / folder)
                shutil.copytree(work / folder, home / folder, dirs_exist_ok=True)
        if (home / "keys").is_dir():
            (home / "keys").chmod(0o700)
            for path in (home / "keys").iterdir():
                path.chmod(0o600)
    if not manifest.get("with_keys"):
        say(WITHOUT_KEYS.format(home=home))
    elsewhere = manifest.get("files_elsewhere") or {}
    if elsewhere:
        say(where_photos_are(elsewhere))
    emit(
        args,
        {
            "restored": str(args.file),
            "made_at": manifest["made_at"],
            "with_keys": bool(manifest.get("with_keys")),
        },
        f"The hall of {manifest['made_at']} is back in {home}.\n"
        "If acts were recorded after that backup, the record must begin a new log linked to the old:\n"
        "  commonhall record reopen",
    )
    return 0


def where_photos_are(elsewhere: dict[str, Any]) -> str:
    """What is said of a hall whose photos lay in a store."""
    if elsewhere["included"]:
        return (
            f"The photos of {elsewhere['where']} are in uploads: COMMONHALL_FILES_URL= keeps them there, and "
            "`commonhall files bring --delete` puts them into the store it names."
        )
    return (
        f"!!! THE PHOTOS ARE NOT IN THIS BACKUP: {elsewhere['files']} files in {elsewhere['where']}. Set "
        "COMMONHALL_FILES_URL to that store; `commonhall files check` tells whether each is there."
    )


def check(args: argparse.Namespace) -> int:
    """Restore into a home and a database of its own, verify the record there, and write down that it held."""
    from commonhall.core import kept_backups
    from commonhall.site.commands.backup import about

    with tempfile.TemporaryDirectory(prefix="commonhall-check-") as name:
        manifest = unpack(args.file, Path(name) / "unpacked")
        with trial_database(manifest["database"], args.database) as url:
            home = Path(name) / "home"
            alone(home, url, "restore", str(args.file))
            alone(home, url, "record", "verify", "default")
    kept = about(args.file, manifest)
    kept_backups.note_checked(**kept)
    emit(
        args,
        {"checked": str(args.file), "made_at": manifest["made_at"], "bytes": kept["size"]},
        f"{args.file} was restored for trial and its record verified: it holds.",
    )
    return 0


def alone(home: Path, url: str, *words: str) -> None:
    """Run one command on a hall of its own. Raises CommandError with what it said last."""
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment |= {"COMMONHALL_HOME": str(home), **({"DATABASE_URL": url} if url else {})}
    command = [sys.executable, "-m", "commonhall.site.cli", *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise CommandError(f"the backup does not hold: {' '.join(words[:2])}: {' '.join(said)}")


@contextmanager
def trial_database(vendor: str, given: str) -> Iterator[str]:
    """The address of an empty database for a trial: the one given, or one made for it and dropped again."""
    from django.db import Error, connection

    if vendor != "postgresql" or given:
        yield given
        return
    name = f"commonhall_check_{secrets.token_hex(6)}"
    if connection.vendor != vendor:
        raise CommandError("the backup is of postgresql; name an empty database with --database")
    try:
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
    except Error as error:
        raise CommandError(
            "the hall's role may make no database; name an empty one with --database postgresql://…"
        ) from error
    try:
        yield url_beside(connection.settings_dict, name)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')


def url_beside(settings: dict[str, Any], name: str) -> str:
    """The address of another database on the same server."""
    user, password = (
        quote(str(settings["USER"]), safe=""),
        quote(str(settings["PASSWORD"]), safe=""),
    )
    who = f"{user}{':' if password else ''}{password}@" if user else ""
    port = f"&port={settings['PORT']}" if settings["PORT"] else ""
    return f"postgresql://{who}/{name}?host={quote(str(settings['HOST']), safe='')}{port}"


def unpack(file: Path, work: Path) -> dict[str, Any]:
    """Unpack and check every file against the manifest; nothing is trusted by its name."""
    try:
        with tarfile.open(file, "r:gz") as tar:
            tar.extractall(work, filter="data")
    except FileNotFoundError as error:
        raise CommandError(f"there is no file {file}") from error
    except (tarfile.TarError, OSError, EOFError) as error:
        raise CommandError(f"{file} is no whole backup: {error}") from error
    try:
        manifest: dict[str, Any] = json.loads((work / "manifest.json").read_text())
    except (OSError, ValueError) as error:
        raise CommandError(f"{file} is no backup of Commonhall: it has no manifest") from error
    if manifest.get("format") != FORMAT:
        raise CommandError(f"{file} has the format {manifest.get('format')!r}; wanted: {FORMAT}")
    found = {name: value for name, value in hashes(work).items() if name != "manifest.json"}
    for name in sorted(found.keys() | manifest["files"].keys()):
        if found.get(name) != manifest["files"].get(name):
            raise CommandError(f"{file}: {name} is not as it was backed up; nothing was restored")
    return manifest


def restore_database(work: Path, vendor: str) -> None:
    """Put the database in place, only where there is none yet."""
    from django.db import connection

    if connection.vendor != vendor:
        raise CommandError(f"the backup is of {vendor}; DATABASE_URL names {connection.vendor}")
    if vendor == "sqlite":
        target = Path(str(connection.settings_dict["NAME"]))
        if target.exists():
            raise CommandError(f"{target} exists; restore into an empty COMMONHALL_HOME")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(work / "database.sqlite3", target)
        return
    if connection.introspection.table_names():
        raise CommandError("the database is not empty; restore into a new one")
    postgres(
        [
            "pg_restore",
            "--no-owner",
            "--exit-on-error",
            f"--dbname={connection.settings_dict['NAME']}",
            str(work / "database.pgdump"),
        ],
        connection.settings_dict,
    )

"""`commonhall restore`: bring a backup back into an empty home."""

from __future__ import annotations

import argparse
import json
import shutil
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from commonhall.site.commands.backup import FORMAT, hashes, postgres
from commonhall.ui.console import CommandError, emit, say

HELP = "bring a backup back into an empty COMMONHALL_HOME"
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
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(args: argparse.Namespace) -> int:
    from django.conf import settings

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

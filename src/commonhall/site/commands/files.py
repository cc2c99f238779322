"""`commonhall files`: where photos are kept, and how they move between the home's disk and an S3-compatible store.

Moving is harmless to break off and to repeat: what is there already, and the same, is passed over.
"""

from __future__ import annotations

import argparse
import hashlib
from typing import TYPE_CHECKING, Any

from commonhall.ui.console import CommandError, emit, progress, say

if TYPE_CHECKING:
    from django.core.files.storage import Storage

HELP = "show where photos are kept; check them; move them to an S3-compatible store or back"
NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what",
        choices=["status", "check", "bring", "fetch", "tidy"],
        help="status: where they are; check: is each there; bring: from the home's disk into the store that "
        "COMMONHALL_FILES_URL names; fetch: from it to the disk; tidy: delete what nothing names any more",
    )
    parser.add_argument(
        "--delete",
        action="store_true",
        help="with bring: delete each file from the disk once the store has it",
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(args: argparse.Namespace) -> int:
    doing = {"status": status, "check": check, "bring": bring, "fetch": fetch, "tidy": tidy}
    return doing[args.what](args)


def status(args: argparse.Namespace) -> int:
    from django.conf import settings

    from commonhall.core import files

    where = files.elsewhere() or str(settings.MEDIA_ROOT)
    count, fault = files.count(), files.prove()
    works = f"does not work: {fault}" if fault else "takes, gives and deletes files"
    told = {"where": where, "files": count, "works": not fault, "fault": fault}
    emit(args, told, f"{where}: {count:,} files; it {works}.")
    return 1 if fault else 0


def check(args: argparse.Namespace) -> int:
    """Name every file that a row holds and the store does not."""
    from django.core.files.storage import default_storage

    from commonhall.core import files

    names = list(files.named())
    missing = [name for name in names if not default_storage.exists(name)]
    for name in missing:
        say(f"missing: {name}")
    told = f"{len(names):,} files are named, {len(missing):,} of them are missing."
    emit(args, {"files": len(names), "missing": missing}, told)
    return 1 if missing else 0


def bring(args: argparse.Namespace) -> int:
    from django.core.files.storage import default_storage

    moved = _copy(_disk(), _store(default_storage), delete=args.delete)
    left = "" if args.delete else " The disk still has them: commonhall files bring --delete"
    emit(
        args,
        moved,
        f"{moved['copied']:,} copied, {moved['there']:,} were there already, {moved['missing']:,} are on neither."
        + left,
    )
    return 1 if moved["missing"] else 0


def fetch(args: argparse.Namespace) -> int:
    from django.core.files.storage import default_storage

    moved = _copy(_store(default_storage), _disk(), delete=False)
    emit(
        args,
        moved,
        f"{moved['copied']:,} copied to the disk, {moved['there']:,} were there already, "
        f"{moved['missing']:,} are on neither.",
    )
    return 1 if moved["missing"] else 0


def tidy(args: argparse.Namespace) -> int:
    from django.core.files.storage import default_storage

    from commonhall.core import files

    names = list(files.forgotten(default_storage))
    for name in names:
        default_storage.delete(name)
    emit(args, {"deleted": len(names)}, f"{len(names):,} files that nothing named were deleted.")
    return 0


def _disk() -> Storage:
    from django.conf import settings
    from django.core.files.storage import FileSystemStorage

    return FileSystemStorage(location=settings.MEDIA_ROOT)


def _store(storage: Storage) -> Storage:
    from commonhall.core import files

    if not files.elsewhere():
        raise CommandError("COMMONHALL_FILES_URL names no store; set it for this command first")
    if fault := files.prove():
        raise CommandError(f"the store {files.elsewhere()} does not work: {fault}")
    return storage


def _copy(source: Storage, target: Storage, *, delete: bool) -> dict[str, Any]:
    """Copy every named file and read it back; counts of what was copied, there already, and on neither side."""
    from commonhall.core import files

    names = list(files.named())
    counts = {"files": len(names), "copied": 0, "there": 0, "missing": 0}
    with progress(len(names), "Copying") as bar:
        for name in names:
            counts[_copy_one(source, target, name)] += 1
            if delete and source.exists(name):
                source.delete(name)
            bar.advance()
    return counts


def _copy_one(source: Storage, target: Storage, name: str) -> str:
    here, there = source.exists(name), target.exists(name)
    if there and (not here or target.size(name) == source.size(name)):
        return "there"
    if not here:
        say(f"missing on both: {name}")
        return "missing"
    if there:
        # Half a file of a copy that was broken off.
        target.delete(name)
    with source.open(name) as file:
        saved = target.save(name, file)
    if saved != name or _digest(source, name) != _digest(target, name):
        raise CommandError(f"{name} did not arrive as it was; nothing was deleted")
    return "copied"


def _digest(storage: Storage, name: str) -> str:
    with storage.open(name) as file:
        return hashlib.sha256(file.read()).hexdigest()

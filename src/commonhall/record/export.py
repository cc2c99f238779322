"""The whole record as plain files, to be checked offline and kept by anybody.

``manifest.json``, ``keys.json``, ``README.txt`` and per log ``<n>/entries.jsonl`` (line i is entry
i's canonical body, exactly the bytes that were hashed) and ``<n>/checkpoints.jsonl``.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from commonhall.record import entry_format, logs, signing
from commonhall.record.merkle import EMPTY_ROOT
from commonhall.record.models import Checkpoint, Leaf, Log
from commonhall.record.remote import FORMAT

Extra = Callable[[Path], None]
_extras: dict[str, Extra] = {}

README = """The public record of a Commonhall installation.

manifest.json          when this was written, and each log's name, size and root
keys.json              the public keys; compare them with those you kept
<n>/entries.jsonl      log n, one entry a line, in order; a line's bytes (without the newline) are
                       what was hashed: SHA-256 of a zero byte and the line is the leaf hash
<n>/checkpoints.jsonl  every signed statement of the log's size and root, with its witnesses' signatures

Check it with `commonhall record verify THIS_FOLDER`, or with any reader of RFC 9162 trees and
C2SP signed notes.
"""


def register_extra(name: str, write: Extra) -> None:
    """Let an app above put further files into the export: ``write(folder)``."""
    _extras[name] = write


def write(folder: Path, step: Callable[[int], None] = lambda count: None) -> dict[str, Any]:
    """Write the record into a new or empty folder, up to each log's last checkpoint.

    Returns the manifest. Raises FileExistsError if the folder has something in it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty")
    manifest: dict[str, Any] = {"format": FORMAT, "logs": []}
    for number, log in enumerate(Log.objects.order_by("id"), start=1):
        place = folder / str(number)
        place.mkdir()
        last = logs.latest_checkpoint(log)
        size = last.size if last else 0
        _write_lines(place / "entries.jsonl", _bodies(log, size, step))
        _write_lines(place / "checkpoints.jsonl", _checkpoints(log, last.pk if last else 0))
        manifest["logs"].append(
            {
                "origin": log.origin,
                "predecessor": log.predecessor,
                "opened_at": entry_format.moment(log.opened_at),
                "size": size,
                "root": (bytes(last.root) if last else EMPTY_ROOT).hex(),
            }
        )
    manifest["exported_at"] = entry_format.moment(datetime.now(UTC))
    _write_json(folder / "keys.json", signing.public_keys())
    (folder / "README.txt").write_text(README, encoding="utf-8")
    for extra in _extras.values():
        extra(folder)
    # Last, so that a folder with a manifest is a whole export.
    _write_json(folder / "manifest.json", manifest)
    return manifest


def pack(folder: Path, archive: Path) -> None:
    """Put an export into one zip file."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                target.write(path, path.relative_to(folder).as_posix())


def _bodies(log: Log, size: int, step: Callable[[int], None]) -> Iterator[str]:
    rows = Leaf.objects.filter(log=log, index__lt=size).order_by("index")
    for body in rows.values_list("entry__body", flat=True).iterator(chunk_size=2000):
        step(1)
        yield body


def _checkpoints(log: Log, last: int) -> Iterator[str]:
    rows = Checkpoint.objects.filter(log=log, id__lte=last).order_by("id")
    for one in rows.prefetch_related("cosignatures").iterator(chunk_size=2000):
        note = one.note + "".join(line.line for line in one.cosignatures.all())
        row = {"note": note, "signed_at": entry_format.moment(one.signed_at)}
        yield json.dumps(row, ensure_ascii=False)


def _write_lines(path: Path, lines: Iterator[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for line in lines:
            file.write(line)
            file.write("\n")


def _write_json(path: Path, value: Any) -> None:
    path.write_text(
        json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n", encoding="utf-8"
    )

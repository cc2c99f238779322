"""The dump: everything public in one folder or zip, signed, from which a stranger derives all numbers.

record/               the whole record (see record.export)
states.jsonl          every version of public state the record commits to, canonical, one a line
data/<table>.jsonl    the published tables, made out of the states (see `rebuilding`)
manifest.json         each file's SHA-256 and the format
manifest.note         a signed note over the manifest's SHA-256, by the record's key
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db.models import Exists, OuterRef

from commonhall import __version__
from commonhall.actions.models import Version
from commonhall.core import exports
from commonhall.open_data import rebuilding
from commonhall.record import configuration, export, notes, signing
from commonhall.record.models import Leaf
from commonhall.ui import hall

FORMAT = "commonhall dump v1"
NAME = "commonhall-dump.zip"
Step = Callable[[int], None]


def folder() -> Path:
    """Where the nightly dump lies."""
    return Path(settings.COMMONHALL_HOME) / "open"


def latest() -> Path | None:
    path = folder() / NAME
    return path if path.exists() else None


def heading(digest: str) -> str:
    """What the note over a manifest says."""
    return f"{FORMAT}\n{configuration.origin()}\n{digest}\n"


def write(target: Path, step: Step = lambda count: None) -> dict[str, Any]:
    """Write a dump into a new folder, or into a file ending in .zip; whole or not at all."""
    if target.exists() and (target.is_file() or any(target.iterdir())):
        raise FileExistsError(f"{target} is there already")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".dump-") as name:
        work = Path(name) / "dump"
        work.mkdir()
        export.write(work / "record", step)
        seals = Path(name) / "seals"
        count = _states(work / "states.jsonl", seals, step)
        (work / "data").mkdir()
        made_at = datetime.now(UTC).isoformat(timespec="seconds")
        rebuilding.rebuild(work, work / "data", made_at, seals, step)
        tables = {table: _rows_in(work / "data" / f"{table}.jsonl") for table in exports.datasets()}
        manifest = _manifest(work, {"made_at": made_at, "states": count, "tables": tables})
        if target.suffix == ".zip":
            packed = Path(name) / "dump.zip"
            export.pack(work, packed)
            packed.replace(target)
        else:
            shutil.copytree(work, target, dirs_exist_ok=True)
    return manifest


def _states(path: Path, seals: Path, step: Step) -> int:
    """Versions whose entries stand in the log already; later ones come with the next dump.

    What their sealed fields hold is written beside, for the tables; it is not published.
    """
    placed = Version.objects.filter(Exists(Leaf.objects.filter(entry_id=OuterRef("entry"))))
    count = 0
    with _written(path) as file, _written(seals) as sealed:
        rows = placed.order_by("type", "object_id", "version")
        names = ("type", "object_id", "version", "entry", "state", "sealed__contents")
        for row in rows.values_list(*names).iterator(chunk_size=2000):
            kind, number, version, entry, state, contents = row
            # The state's own bytes are what was hashed; nothing is written anew.
            file.write(f"{entry} {state}\n")
            if contents:
                sealed.write(rebuilding.seal_line(kind, number, version, contents))
            count += 1
            if count % 2000 == 0:
                step(2000)
    return count


def _written(path: Path) -> IO[str]:
    return path.open("w", encoding="utf-8", newline="\n")


def _rows_in(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for _line in file)


def _manifest(work: Path, counts: dict[str, Any]) -> dict[str, Any]:
    files = {}
    for path in sorted(work.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            files[path.relative_to(work).as_posix()] = digest
    manifest = {
        "format": FORMAT,
        "version": __version__,
        "site": hall.name(),
        **counts,
        "files": files,
    }
    data = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
    (work / "manifest.json").write_bytes(data)
    text = heading(hashlib.sha256(data).hexdigest())
    signer = signing.signer(configuration.origin())
    (work / "manifest.note").write_text(notes.assemble(text, [signer.sign(text)]), encoding="utf-8")
    return manifest


@contextmanager
def opened(target: Path) -> Iterator[Path]:
    """A dump's folder, unpacked if it is a zip."""
    if target.is_dir():
        yield target
        return
    with tempfile.TemporaryDirectory(prefix="commonhall-dump-") as name:
        shutil.unpack_archive(target, name, "zip")
        yield Path(name)

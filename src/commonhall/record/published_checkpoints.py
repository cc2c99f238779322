"""What the world has been shown, kept outside the database.

``COMMONHALL_HOME/record/published`` is the newest checkpoint, ``checkpoints.log`` every one ever
published (a JSON object per line). They are written before anybody is served the checkpoint, so a
database that was rolled back cannot make the record forget what it has signed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from commonhall.record import configuration, entry_format

FOLDER = "record"
LATEST = "published"
HISTORY = "checkpoints.log"
KEYS = "keys.json"
ALARM = "alarm.json"


def folder(home: Path | None = None) -> Path:
    """The record's folder outside the database."""
    return (home or configuration.home()) / FOLDER


def latest(home: Path | None = None) -> str | None:
    """The newest published checkpoint as a signed note, or None before the first."""
    try:
        return (folder(home) / LATEST).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


def latest_time(home: Path | None = None) -> datetime | None:
    """When the newest checkpoint was published, by the file's own time; None before the first."""
    try:
        changed = (folder(home) / LATEST).stat().st_mtime
    except FileNotFoundError:
        return None
    return datetime.fromtimestamp(changed, UTC)


def history(home: Path | None = None) -> Iterator[tuple[datetime, str]]:
    """(time of signing, note) of every checkpoint published, oldest first.

    A last line that a crash cut off is passed over: nothing was served from it.
    """
    try:
        file = (folder(home) / HISTORY).open(encoding="utf-8")
    except FileNotFoundError:
        return
    with file:
        for line in file:
            try:
                row = json.loads(line)
                yield entry_format.parse_moment(row["signed_at"]), row["note"]
            except (ValueError, KeyError, TypeError):
                continue


def publish(note: str, signed_at: datetime) -> None:
    """Keep a checkpoint durably; returns only when it is on the disk."""
    place = folder()
    place.mkdir(parents=True, exist_ok=True)
    line = json.dumps(
        {"signed_at": entry_format.moment(signed_at), "note": note}, ensure_ascii=False
    )
    with (place / HISTORY).open("ab") as file:
        # After a crash in mid-line, begin on a new line.
        start = "" if _ends_whole(place / HISTORY) else "\n"
        file.write(f"{start}{line}\n".encode())
        file.flush()
        os.fsync(file.fileno())
    replace(place / LATEST, note)


def write_keys(value: Mapping[str, Any]) -> None:
    """Write the public keys where files of the record are kept, if they changed."""
    path = folder() / KEYS
    text = json.dumps(value, indent=2, sort_keys=True) + "\n"
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace(path, text)


def raise_alarm(code: str, message: str) -> None:
    """Leave an alarm that `status` and the watch page show until the sequencer works again."""
    folder().mkdir(parents=True, exist_ok=True)
    value = {"code": code, "message": message, "since": entry_format.moment(datetime.now(UTC))}
    if (before := alarm()) and before.get("code") == code:
        value["since"] = before["since"]
    replace(folder() / ALARM, json.dumps(value))


def clear_alarm() -> None:
    """The sequencer works again."""
    (folder() / ALARM).unlink(missing_ok=True)


def alarm() -> dict[str, str] | None:
    """The alarm that stands, as ``code``, ``message``, ``since``; None if all is well."""
    try:
        value = json.loads((folder() / ALARM).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return value if isinstance(value, dict) else None


def _ends_whole(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(0, os.SEEK_END)
        if file.tell() == 0:
            return True
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def replace(path: Path, text: str) -> None:
    """Swap a file's contents in one step that survives a power cut."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("wb") as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)

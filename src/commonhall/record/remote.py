"""Verifying without the database: a running site over HTTP, and an export folder or zip."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from commonhall.record import bodies, checkpoints, tiles
from commonhall.record.sources import LogInfo, Row, SignedNote, SourceError
from commonhall.record.tiles import TILE_WIDTH, TileKey

TIMEOUT = 30
FORMAT = "commonhall-record/1"


class HttpSource:
    """A running site, read through its C2SP tiles; sees what every other reader sees."""

    def __init__(self, address: str) -> None:
        if not address.startswith(("http://", "https://")):
            raise SourceError(f"{address} is not a web address")
        base = address.rstrip("/")
        self.base = base.removesuffix("/record") + "/record/"
        self.name = f"site {self.base}"
        self._keys = json.loads(self._get("keys.json"))

    def _get(self, path: str) -> bytes:
        request = Request(self.base + path, headers={"User-Agent": "commonhall-verify"})  # noqa: S310
        try:
            with urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310 - scheme checked above
                return bytes(answer.read())
        except (URLError, OSError) as error:
            raise SourceError(f"{self.base}{path}: {error}") from error

    def now(self) -> datetime:
        return datetime.now(UTC)

    def keys(self) -> dict[str, Any]:
        return dict(self._keys)

    def logs(self) -> list[LogInfo]:
        found = []
        for number, log in enumerate(self._keys.get("logs", []), start=1):
            note = self._get(f"{number}/checkpoint").decode()
            head = checkpoints.parse(note)
            found.append(
                LogInfo(
                    number,
                    log["origin"],
                    log.get("predecessor", ""),
                    head.size,
                    head.root,
                    head.size,
                )
            )
        return found

    def leaves(self, log: LogInfo) -> Iterator[Row]:
        for start in range(0, log.size, TILE_WIDTH):
            width = min(TILE_WIDTH, log.size - start)
            path = tiles.format_path(start // TILE_WIDTH, width)
            bundle = tiles.decode_bundle(self._get(f"{log.number}/tile/entries/{path}"))
            for offset, body in enumerate(bundle):
                yield Row(start + offset, "", body.decode())

    def checkpoints(self, log: LogInfo) -> Iterator[SignedNote]:
        after = 0
        while True:
            lines = self._get(f"{log.number}/checkpoints?after={after}").decode().splitlines()
            if not lines:
                return
            for line in lines:
                row = json.loads(line)
                after = row["number"]
                if checkpoints.parse(row["note"]).size <= log.size:
                    yield SignedNote(row["note"], bodies.parse_moment(row["signed_at"]))

    def has_tiles(self) -> bool:
        return True

    def tile(self, log: LogInfo, key: TileKey, width: int) -> bytes | None:
        path = tiles.format_path(key.number, width)
        try:
            return self._get(f"{log.number}/tile/{key.level}/{path}")
        except SourceError:
            return None

    def waiting(self) -> Iterator[Row]:
        return iter(())

    def outside(self) -> Iterator[SignedNote]:
        return iter(())

    def troubles(self) -> Iterator[tuple[str, str]]:
        return iter(())


class ExportSource:
    """An export made by `commonhall record export`: a folder or a zip, read offline."""

    def __init__(self, path: Path) -> None:
        self.name = f"export {path}"
        if path.is_dir():
            self.root: Path | zipfile.Path = path
        elif zipfile.is_zipfile(path):
            self.root = zipfile.Path(path)
        else:
            raise SourceError(f"{path} is neither a folder nor a zip")
        try:
            self._manifest = json.loads(self._text("manifest.json"))
            self._keys = json.loads(self._text("keys.json"))
        except (OSError, KeyError, ValueError) as error:
            raise SourceError(f"{path} is not an export of a record: {error}") from error
        if self._manifest.get("format") != FORMAT:
            raise SourceError(f"{path} is not in the format {FORMAT}")

    def _text(self, name: str) -> str:
        return (self.root / name).read_text(encoding="utf-8")

    def _lines(self, name: str) -> Iterator[str]:
        try:
            file = (self.root / name).open("r", encoding="utf-8", newline="\n")
        except (FileNotFoundError, KeyError) as error:
            raise SourceError(f"{self.name} lacks {name}") from error
        with file:
            for line in file:
                yield str(line).removesuffix("\n")

    def now(self) -> datetime:
        return bodies.parse_moment(self._manifest["exported_at"])

    def keys(self) -> dict[str, Any]:
        return dict(self._keys)

    def logs(self) -> list[LogInfo]:
        return [
            LogInfo(
                number,
                log["origin"],
                log["predecessor"],
                log["size"],
                bytes.fromhex(log["root"]),
                log["size"],
            )
            for number, log in enumerate(self._manifest["logs"], start=1)
        ]

    def leaves(self, log: LogInfo) -> Iterator[Row]:
        for index, line in enumerate(self._lines(f"{log.number}/entries.jsonl")):
            yield Row(index, "", line)

    def checkpoints(self, log: LogInfo) -> Iterator[SignedNote]:
        for line in self._lines(f"{log.number}/checkpoints.jsonl"):
            row = json.loads(line)
            yield SignedNote(row["note"], bodies.parse_moment(row["signed_at"]))

    def has_tiles(self) -> bool:
        return False

    def tile(self, log: LogInfo, key: TileKey, width: int) -> bytes | None:
        return None

    def waiting(self) -> Iterator[Row]:
        return iter(())

    def outside(self) -> Iterator[SignedNote]:
        return iter(())

    def troubles(self) -> Iterator[tuple[str, str]]:
        return iter(())

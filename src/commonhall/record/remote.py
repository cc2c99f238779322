"""Verifying without the database: a running site over HTTP, and an export folder or zip."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from hashlib import sha256
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from commonhall.record import checkpoints, entry_format, tiles
from commonhall.record.readers import LogInfo, Row, SignedNote, SourceError
from commonhall.record.tiles import TILE_WIDTH, TileKey

TIMEOUT = 30
LARGEST = 32 * 1024 * 1024
"""Bytes of one answer; a full bundle of the longest entries has 16.8 million."""
FORMAT = "commonhall-record/1"


@contextmanager
def _understood(name: str) -> Iterator[None]:
    """Turn what is not in the format into one clear error; the other side may be hostile."""
    try:
        yield
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise SourceError(f"{name} is not in the expected form: {error}") from error


def _fetch(address: str) -> bytes:
    """What stands at an address; raises `SourceError`."""
    if not address.startswith(("http://", "https://")):
        raise SourceError(f"{address} is not a web address")
    request = Request(address, headers={"User-Agent": "commonhall-verify"})  # noqa: S310
    try:
        with urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310 - scheme checked above
            data = bytes(answer.read(LARGEST + 1))
    except (URLError, OSError, HTTPException) as error:
        raise SourceError(f"{address}: {error}") from error
    if len(data) > LARGEST:
        raise SourceError(f"{address}: the answer is too long")
    return data


class HttpSource:
    """A running site, read through its C2SP tiles; sees what every other reader sees."""

    def __init__(self, address: str) -> None:
        if not address.startswith(("http://", "https://")):
            raise SourceError(f"{address} is not a web address")
        base = address.rstrip("/")
        self.base = base.removesuffix("/record") + "/record/"
        self.name = f"site {self.base}"
        with _understood(f"{self.base}keys.json"):
            self._keys = dict(json.loads(self._get("keys.json")))

    def _get(self, path: str) -> bytes:
        return _fetch(self.base + path)

    def now(self) -> datetime:
        return datetime.now(UTC)

    def keys(self) -> dict[str, Any]:
        return dict(self._keys)

    def logs(self) -> list[LogInfo]:
        found = []
        with _understood(f"{self.base}keys.json"):
            for number, log in enumerate(self._keys["logs"], start=1):
                head = checkpoints.parse(self._get(f"{number}/checkpoint"))
                origin, before = str(log["origin"]), str(log.get("predecessor", ""))
                found.append(LogInfo(number, origin, before, head.size, head.root, head.size))
        return found

    def leaves(self, log: LogInfo) -> Iterator[Row]:
        for start in range(0, log.size, TILE_WIDTH):
            width = min(TILE_WIDTH, log.size - start)
            path = f"{log.number}/tile/entries/{tiles.format_path(start // TILE_WIDTH, width)}"
            with _understood(self.base + path):
                bundle = [one.decode() for one in tiles.decode_bundle(self._get(path))]
            for offset, body in enumerate(bundle[:width]):
                yield Row(start + offset, "", body)

    def checkpoints(self, log: LogInfo) -> Iterator[SignedNote]:
        after = 0
        while lines := self._get(f"{log.number}/checkpoints?after={after}").splitlines():
            for line in lines:
                with _understood(f"{self.base}{log.number}/checkpoints"):
                    signed, size = _signed(line)
                    number = int(json.loads(line)["number"])
                if number <= after:
                    raise SourceError(f"{self.base}: the checkpoints go round in circles")
                after = number
                if size <= log.size:
                    yield signed

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


class HttpView(HttpSource):
    """What a running site shows to somebody who follows it (`following.View`)."""

    def offered(self) -> dict[str, Any]:
        return self.keys()

    def checkpoint(self, number: int) -> str:
        return self._text(f"{number}/checkpoint") or ""

    def witnessed(self, number: int) -> str | None:
        return self._text(f"{number}/witnessed")

    def consistency(self, number: int, first: int, second: int) -> list[bytes] | None:
        found = self._text(f"{number}/proof/consistency?first={first}&second={second}")
        if found is None:
            return None
        with _understood(f"{self.base}{number}/proof/consistency"):
            return [bytes.fromhex(one) for one in json.loads(found)["proof"]]

    def at_witness(self, url: str, origin: str) -> str | None:
        """Where a witness cannot be reached, None: whether it is up is not the hall's fault."""
        name = sha256(origin.encode()).hexdigest()
        with suppress(SourceError, UnicodeDecodeError):
            return _fetch(f"{url.rstrip('/')}/{name}/checkpoint").decode()
        return None

    def _text(self, path: str) -> str | None:
        """What stands there; None where the site says that there is nothing."""
        try:
            return self._get(path).decode()
        except UnicodeDecodeError as error:
            raise SourceError(f"{self.base}{path} is not text") from error
        except SourceError as error:
            if isinstance(error.__cause__, HTTPError) and error.__cause__.code in (400, 404):
                return None
            raise


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
            self._manifest = dict(json.loads(self._text("manifest.json")))
            self._keys = dict(json.loads(self._text("keys.json")))
        except (OSError, KeyError, ValueError, TypeError) as error:
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
        with file, _understood(f"{self.name}, {name}"):
            for line in file:
                yield str(line).removesuffix("\n")

    def now(self) -> datetime:
        with _understood(f"{self.name}, manifest.json"):
            return entry_format.parse_moment(self._manifest["exported_at"])

    def keys(self) -> dict[str, Any]:
        return dict(self._keys)

    def logs(self) -> list[LogInfo]:
        found = []
        with _understood(f"{self.name}, manifest.json"):
            for number, log in enumerate(self._manifest["logs"], start=1):
                origin, before = str(log["origin"]), str(log["predecessor"])
                size, root = int(log["size"]), bytes.fromhex(log["root"])
                found.append(LogInfo(number, origin, before, size, root, size))
        return found

    def leaves(self, log: LogInfo) -> Iterator[Row]:
        for index, line in enumerate(self._lines(f"{log.number}/entries.jsonl")):
            yield Row(index, "", line)

    def checkpoints(self, log: LogInfo) -> Iterator[SignedNote]:
        for line in self._lines(f"{log.number}/checkpoints.jsonl"):
            with _understood(f"{self.name}, checkpoints"):
                signed, _size = _signed(line)
            yield signed

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


def _signed(line: str | bytes) -> tuple[SignedNote, int]:
    """A line of JSON with a checkpoint, and the size it states."""
    row = json.loads(line)
    note = str(row["note"])
    return SignedNote(note, entry_format.parse_moment(row["signed_at"])), checkpoints.parse(
        note
    ).size

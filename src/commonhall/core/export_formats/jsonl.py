"""JSON lines: one object a line, keys in order, UTF-8."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from commonhall.core.export_formats import Format
from commonhall.core.exports import Column, Row


def pieces(columns: tuple[Column, ...], rows: Iterable[Row]) -> Iterator[bytes]:
    """One piece a row."""
    for row in rows:
        line = json.dumps(row, ensure_ascii=False, sort_keys=True, default=_plain)
        yield f"{line}\n".encode()


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


FORMAT = Format(
    ending="jsonl",
    media_type="application/jsonl; charset=utf-8",
    title="JSON lines",
    order=30,
    pieces=pieces,
)

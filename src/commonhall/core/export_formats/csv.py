"""CSV (RFC 4180), UTF-8 with a byte order mark, by which spreadsheets know it; header first."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from commonhall.core.export_formats import Format
from commonhall.core.exports import Column, Row, as_text

PIECE = 60_000
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def pieces(columns: tuple[Column, ...], rows: Iterable[Row]) -> Iterator[bytes]:
    """The table in pieces of some 60 KB."""
    names = [column.name for column in columns]
    structured = {column.name for column in columns if column.kind == "json"}
    out = io.StringIO("\ufeff")
    out.seek(1)
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow(
            [as_text(row[name]) if name in structured else safe(row[name]) for name in names]
        )
        if out.tell() > PIECE:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def safe(value: Any) -> Any:
    """Dates as ISO 8601; and a spreadsheet must not take a text for a formula."""
    if isinstance(value, date):
        return value.isoformat()
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


FORMAT = Format(
    ending="csv",
    media_type="text/csv; charset=utf-8",
    title="CSV",
    order=10,
    pieces=pieces,
)

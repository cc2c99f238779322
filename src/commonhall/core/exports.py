"""Open data: what each app publishes as tables, written as CSV, Parquet or JSON lines.

An app registers its tables in `AppConfig.ready()`; the export command, the catalogue and the dump
then know them all. A table holds nothing personal: what may not be published is not a column.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import IO, Any

Row = dict[str, Any]
CHUNK = 2000
FORMATS = ("csv", "parquet", "jsonl")
# kind of a column → what it means for readers; "money" is minor units as an integer.
KINDS = ("text", "integer", "number", "boolean", "date", "moment", "json")


@dataclass(frozen=True)
class Column:
    """One column: its name, its kind (see KINDS), and what it means, in English."""

    name: str
    kind: str = "text"
    about: str = ""


@dataclass(frozen=True)
class Dataset:
    """One table. name: "app.things", also the file's name; rows: in a fixed order, any number."""

    name: str
    title: Any
    about: Any
    columns: tuple[Column, ...]
    rows: Callable[[], Iterable[Row]] = field(compare=False)


_datasets: dict[str, Dataset] = {}


def publish(dataset: Dataset) -> None:
    """Register a table as open data."""
    for column in dataset.columns:
        if column.kind not in KINDS:
            raise ValueError(f"{dataset.name}.{column.name}: no such kind {column.kind!r}")
    _datasets[dataset.name] = dataset


def datasets() -> dict[str, Dataset]:
    """Every table by name, in order."""
    return dict(sorted(_datasets.items()))


def safe(value: Any) -> Any:
    """Dates as ISO 8601; and a spreadsheet must not take a text for a formula."""
    if isinstance(value, date):
        return value.isoformat()
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" else value


def csv_pieces(columns: Iterable[Column], rows: Iterable[Row]) -> Iterator[str]:
    """CSV (RFC 4180) in pieces of some 60 KB, header first."""
    names = [column.name for column in columns]
    structured = {column.name for column in columns if column.kind == "json"}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow(
            [_as_text(row[name]) if name in structured else safe(row[name]) for name in names]
        )
        if out.tell() > 60_000:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def _as_text(value: Any) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)


def jsonl_pieces(rows: Iterable[Row]) -> Iterator[str]:
    """One JSON object a line."""
    for row in rows:
        yield json.dumps(row, ensure_ascii=False, sort_keys=True, default=_plain) + "\n"


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def write_parquet(file: IO[bytes], columns: Iterable[Column], rows: Iterable[Row]) -> int:
    """Parquet, zstd-compressed, in row groups of a chunk; how many rows."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = list(columns)
    kinds = {
        "text": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_(),
        "date": pa.date32(), "moment": pa.timestamp("us", tz="UTC"), "json": pa.string(),
    }  # fmt: skip
    schema = pa.schema([(column.name, kinds[column.kind]) for column in columns])
    structured = [column.name for column in columns if column.kind == "json"]
    count, source = 0, iter(rows)
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        while batch := list(islice(source, CHUNK)):
            for row in batch:
                for name in structured:
                    row[name] = _as_text(row[name])
            writer.write_table(pa.Table.from_pylist(batch, schema))
            count += len(batch)
        if not count:
            writer.write_table(schema.empty_table())
    return count


def write(
    dataset: Dataset, path: Path, form: str, step: Callable[[int], None] = lambda count: None
) -> int:
    """Write a table to a file, whole or not at all; how many rows."""
    counted = 0

    def counting() -> Iterator[Row]:
        nonlocal counted
        for row in dataset.rows():
            counted += 1
            if counted % CHUNK == 0:
                step(CHUNK)
            yield row

    waiting = path.with_name(path.name + ".part")
    if form == "parquet":
        with waiting.open("wb") as file:
            write_parquet(file, dataset.columns, counting())
    else:
        rows = counting()
        pieces = csv_pieces(dataset.columns, rows) if form == "csv" else jsonl_pieces(rows)
        with waiting.open("w", encoding="utf-8", newline="") as text:
            for piece in pieces:
                text.write(piece)
    waiting.replace(path)
    return counted

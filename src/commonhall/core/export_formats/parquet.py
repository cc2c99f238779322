"""Parquet, zstd-compressed, in row groups of a chunk."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from commonhall.core.export_formats import Format
from commonhall.core.exports import CHUNK, Column, Row, as_text

if TYPE_CHECKING:
    import pyarrow as pa


def pieces(columns: tuple[Column, ...], rows: Iterable[Row]) -> Iterator[bytes]:
    """One piece a row group, then the footer."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = _schema(columns)
    structured = [column.name for column in columns if column.kind == "json"]
    source, out, empty = iter(rows), _Waiting(), True
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        while batch := list(islice(source, CHUNK)):
            texts = [{name: as_text(row[name]) for name in structured} for row in batch]
            batch = [row | text for row, text in zip(batch, texts, strict=True)]
            writer.write_table(pa.Table.from_pylist(batch, schema))
            empty = False
            yield out.take()
        if empty:
            writer.write_table(schema.empty_table())
    yield out.take()


def _schema(columns: tuple[Column, ...]) -> pa.Schema:
    import pyarrow as pa

    kinds = {
        "text": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "moment": pa.timestamp("us", tz="UTC"),
        "json": pa.string(),
    }
    return pa.schema([(column.name, kinds[column.kind]) for column in columns])


class _Waiting(io.RawIOBase):
    """A file that keeps what is written only until it is taken."""

    def __init__(self) -> None:
        super().__init__()
        self.at = 0
        self.held: list[bytes] = []

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.at

    def write(self, data: Any) -> int:
        self.held.append(bytes(data))
        self.at += len(self.held[-1])
        return len(self.held[-1])

    def take(self) -> bytes:
        """What was written since the last call."""
        taken = b"".join(self.held)
        self.held.clear()
        return taken


FORMAT = Format(
    ending="parquet",
    media_type="application/vnd.apache.parquet",
    title="Parquet",
    order=20,
    pieces=pieces,
)

"""Cases as open data: CSV and Parquet, streamed in chunks, without anything about who raised them."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator
from typing import Any

from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _

from commonhall.hear import queries
from commonhall.hear.models import Case
from commonhall.hear.views import wanted
from commonhall.look.pages import page

COLUMNS = (
    "id", "kind", "title", "category", "place", "body", "state", "channel", "raised_at", "due_on",
    "promised_on", "closed_at", "reopened", "reported", "latitude", "longitude",
)  # fmt: skip
CHUNK = 2000


def row_of(case: Case) -> dict[str, Any]:
    """What is published of a case."""
    return {
        "id": case.pk,
        "kind": case.kind,
        "title": case.title,
        "category": case.category.code,
        "place": case.unit.code,
        "body": case.body.code,
        "state": case.state,
        "channel": case.channel,
        "raised_at": case.raised_at.isoformat(),
        "due_on": case.due_on.isoformat() if case.due_on else None,
        "promised_on": case.promised_on.isoformat() if case.promised_on else None,
        "closed_at": case.closed_at.isoformat() if case.closed_at else None,
        "reopened": case.reopened,
        "reported": case.reported,
        "latitude": float(case.latitude) if case.latitude is not None else None,
        "longitude": float(case.longitude) if case.longitude is not None else None,
    }


def rows(narrowed: queries.Filter) -> Iterator[dict[str, Any]]:
    for case in queries.cases(narrowed).order_by("id").iterator(chunk_size=CHUNK):
        yield row_of(case)


def _safe(value: Any) -> Any:
    """A spreadsheet must not take a title for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" else value


def csv_lines(narrowed: queries.Filter) -> Iterator[str]:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for row in rows(narrowed):
        writer.writerow({key: _safe(value) for key, value in row.items()})
        if out.tell() > 60_000:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


@page(_("Cases as CSV"), asks="hear.cases")
def as_csv(request: HttpRequest) -> StreamingHttpResponse:
    response = StreamingHttpResponse(
        csv_lines(wanted(request)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="cases.csv"'
    return response


@page(_("Cases as Parquet"), asks="hear.cases")
def as_parquet(request: HttpRequest) -> FileResponse:
    import pyarrow as pa
    import pyarrow.parquet as pq

    text, number = pa.string(), pa.int64()
    kinds = {"id": number, "reopened": number, "reported": pa.bool_()}
    kinds |= {"latitude": pa.float64(), "longitude": pa.float64()}
    schema = pa.schema([(name, kinds.get(name, text)) for name in COLUMNS])
    file = tempfile.TemporaryFile()  # noqa: SIM115  (FileResponse closes it)
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        batch: list[dict[str, Any]] = []
        for row in rows(wanted(request)):
            batch.append(row)
            if len(batch) == CHUNK:
                writer.write_table(pa.Table.from_pylist(batch, schema))
                batch = []
        writer.write_table(pa.Table.from_pylist(batch, schema))
    file.seek(0)
    return FileResponse(
        file,
        as_attachment=True,
        filename="cases.parquet",
        content_type="application/vnd.apache.parquet",
    )

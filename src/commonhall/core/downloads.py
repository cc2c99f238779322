"""A table as a download, in any of the export formats."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, StreamingHttpResponse

from commonhall.core.export_formats import formats
from commonhall.core.exports import Column, Row


def download(
    name: str, ending: str, columns: tuple[Column, ...], rows: Iterable[Row]
) -> StreamingHttpResponse:
    """The table, streamed as `name.ending`. Raises Http404 where no format has this ending."""
    form = formats().get(ending)
    if form is None:
        raise Http404
    response = StreamingHttpResponse(form.pieces(columns, rows), content_type=form.media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response

"""What can be brought in from files: one place for all of it, with a sample of each and what is here now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, pages, table_imports
from commonhall.actions.actors import Kind
from commonhall.actions.table_imports import Table
from commonhall.core.downloads import download
from commonhall.core.exports import datasets
from commonhall.people.actors import of_request
from commonhall.ui.pages import page


@dataclass(frozen=True)
class Offered:
    """A kind of file as this actor sees it. refusal: why its lines cannot be brought in by them."""

    table: Table
    url: str
    refusal: Any


@page(_("Import from files"), who="account", asks="core.table_imports")
def bring_in(request: HttpRequest) -> HttpResponse:
    """Every kind of file that can be brought in, in the order in which a new hall needs them."""
    actor = of_request(request)
    memo: dict[Any, Any] = {}
    offered = []
    for table, action in table_imports.tables():
        answer = action.check(actor, memo=memo)
        refusal = pages.show(answer.refusal) if answer.refusal else None
        offered.append(Offered(table, action_pages.url_of(action), refusal))
    context = {"allowed": actor.kind is Kind.OFFICE, "offered": offered}
    return render(request, "pages/bring_in.html", context)


@page(_("Sample of a file"), who="account", asks="core.table_imports")
def sample_file(request: HttpRequest, name: str) -> HttpResponse:
    """The right header and a few lines that would be right here, as Excel reads it."""
    table = _table(name)
    response = HttpResponse("\ufeff" + table.sample_file(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{table.name}-sample.csv"'
    return response


@page(_("Download what is here now"), who="account", asks="core.exports")
def table_now(request: HttpRequest, name: str) -> StreamingHttpResponse:
    """The open data of this kind: changed and brought in again, it changes what is here."""
    dataset = datasets().get(_table(name).dataset)
    if dataset is None:
        raise Http404
    response = download(name, "csv", dataset.columns, dataset.rows())
    pieces: Iterator[bytes] = response.streaming_content  # type: ignore[assignment]
    response.streaming_content = _marked(pieces)
    return response


def _marked(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """With the mark by which Excel knows that it is UTF-8."""
    yield b"\xef\xbb\xbf"
    yield from pieces


def _table(name: str) -> Table:
    for table, _action in table_imports.tables():
        if table.name == name:
            return table
    raise Http404

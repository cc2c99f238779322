"""Lists paged by key: the next page starts after the last row seen, however long the list is."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

from commonhall.core.refusals import BadInput

M = TypeVar("M", bound=Model)
PAGE_SIZE = 20
MOST = 200


@dataclass(frozen=True)
class PageOf(Generic[M]):
    """rows: at most `size`; older / newer: cursors for the neighbouring pages, "" at the ends."""

    rows: Sequence[M]
    older: str = ""
    newer: str = ""


def encode(values: list[Any], direction: str) -> str:
    raw = json.dumps([direction, *values], default=str, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decode(cursor: str, length: int) -> tuple[str, list[Any]]:
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        direction, *values = json.loads(raw)
        if direction not in {"o", "n"} or len(values) != length:
            raise ValueError
    except (ValueError, TypeError) as error:
        raise BadInput("cursor", "this is no cursor of this list; start without one") from error
    return direction, values


def page(
    rows: QuerySet[M], keys: Sequence[str] = ("-id",), cursor: str = "", size: int = PAGE_SIZE
) -> PageOf[M]:
    """One page of `rows` in the order of `keys` (each "-field" or "field"; the last one unique).

    All keys must run in one direction, so that one index serves. Raises BadInput for a cursor that
    is not of this list.
    """
    size = max(1, min(size, MOST))
    names = [key.lstrip("-") for key in keys]
    descending = keys[0].startswith("-")
    direction, values = decode(cursor, len(names)) if cursor else ("o", [])
    backwards = direction == "n"
    falling = descending != backwards
    if values:
        try:
            rows = rows.filter(_beyond(names, values, falling))
        except (ValueError, TypeError) as error:
            raise BadInput("cursor", "this is no cursor of this list") from error
    found = list(rows.order_by(*(("-" if falling else "") + name for name in names))[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    if not found:
        return PageOf([])

    def at(row: M, to: str) -> str:
        return encode([_value(row, name) for name in names], to)

    has_older = more if not backwards else True
    has_newer = bool(values) if not backwards else more
    return PageOf(
        found,
        older=at(found[-1], "o") if has_older else "",
        newer=at(found[0], "n") if has_newer else "",
    )


def _value(row: Any, name: str) -> Any:
    value = getattr(row, name)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _beyond(names: list[str], values: list[Any], falling: bool) -> Q:
    """Rows after `values` in the order of `names`, as a condition an index can use."""
    operator = "lt" if falling else "gt"
    condition = Q(**{f"{names[-1]}__{operator}": values[-1]})
    for name, value in reversed(list(zip(names[:-1], values[:-1], strict=True))):
        condition = Q(**{f"{name}__{operator}": value}) | (Q(**{name: value}) & condition)
    if len(names) > 1:
        # A plain bound on the first key lets the index start in the right place.
        condition &= Q(**{f"{names[0]}__{operator}e": values[0]})
    return condition


def page_for(
    request: HttpRequest, rows: QuerySet[M], keys: Sequence[str] = ("-id",), size: int = PAGE_SIZE
) -> PageOf[M]:
    """A page for the web: like `page`, with `older` and `newer` as addresses that keep the filters."""
    found = page(rows, keys, request.GET.get("cursor", ""), size)

    def address(cursor: str) -> str:
        query = request.GET.copy()
        query["cursor"] = cursor
        return f"?{query.urlencode()}" if cursor else ""

    return PageOf(found.rows, address(found.older), address(found.newer))

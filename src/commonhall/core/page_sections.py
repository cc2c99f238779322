"""Page sections: what upper apps show on the pages of lower ones, without being known there.

    @section("people.body", order=20)
    def its_cases(request, body): return render_to_string("cases/parts/body.html", {…}, request)

The page asks `page_sections.of("people.body", request, body)` and shows what comes, in order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from commonhall.core import kept
from commonhall.core.models import Governed

Section = Callable[[HttpRequest, Any], str]
_sections: dict[str, list[tuple[int, Section]]] = defaultdict(list)


def section(page: str, order: int) -> Callable[[Section], Section]:
    """Show the decorated function's HTML on pages of that name ("app.model"); "" shows nothing."""

    def register(function: Section) -> Section:
        if function not in [known for _order, known in _sections[page]]:
            _sections[page].append((order, function))
            _sections[page].sort(key=lambda one: one[0])
        return function

    return register


def of(page: str, request: HttpRequest, thing: Any) -> list[SafeString]:
    """The sections of a page, in order. Each is a template's output, which escapes what it shows."""
    shown = (function(request, thing) for _order, function in _sections[page])
    return [mark_safe(html) for html in shown if html]


def kept_of(page: str, request: HttpRequest, thing: Governed) -> list[SafeString]:
    """As `of`, made once for all strangers until the record grows: where many rooms have a section, asking whether it
    has grown costs less than they do."""
    name = f"sections of {page} {thing.ref}"
    return kept.for_strangers(request, name, lambda: of(page, request, thing))

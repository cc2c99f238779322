"""Pages of plan books: the list, one book, its progress, an edition beside another, one part, one amendment."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, threads
from commonhall.actions.models import Follow
from commonhall.core import clock
from commonhall.core.paging import page_for
from commonhall.delivery.plan_books import actions, editions, presentation, queries
from commonhall.delivery.plan_books.amending_actions import amend_book_part, support_book_amendment
from commonhall.delivery.plan_books.models import Book, BookAmendment, BookPart
from commonhall.law.promises import queries as promise_queries
from commonhall.people.actors import of_request
from commonhall.ui.pages import page
from commonhall.ui.parts import Crumb
from commonhall.ui.redline import beside


def crumbs(book: Book, *below: Crumb) -> list[Crumb]:
    return [
        Crumb(_("Plan"), reverse("delivery:plan")),
        Crumb(_("Plan books"), reverse("delivery:plan_books")),
        Crumb(book.name, book.get_absolute_url()),
        *below,
    ]


def _follows(request: HttpRequest, ref: str) -> bool:
    if not request.user.is_authenticated:
        return False
    return Follow.objects.filter(account_id=request.user.pk or 0, ref=ref).exists()


def _book(number: int) -> Book:
    return get_object_or_404(queries.books(), pk=number)


@page(_("Plan books"), asks="delivery.plan_books")
def book_list(request: HttpRequest) -> HttpResponse:
    wanted = queries.Filter(request.GET.get("state", ""), request.GET.get("place", ""))
    context = {
        "page": page_for(request, queries.with_waiting(queries.books(wanted))),
        "filter": wanted,
        "states": Book.State.choices,
        "today": clock.today(),
        "begin": actions.begin_book,
        "begin_url": action_pages.url_of(actions.begin_book),
        "begin_refusal": action_pages.refusal_of(of_request(request), actions.begin_book),
    }
    return render(request, "delivery/plan_books.html", context)


@page(_("Plan book"), asks=("delivery.plan_books", "actions.threads"))
def book_page(request: HttpRequest, number: int) -> HttpResponse:
    """Its parts in order, with their indicators and how many amendments each has."""
    book, today, actor = _book(number), clock.today(), of_request(request)
    parts: list[Any] = list(queries.parts(book))
    proposed = list(queries.new_parts(book))
    indicators: dict[int, list[Any]] = {}
    for one in book.indicators.filter(dropped=False).order_by("pk"):
        indicators.setdefault(one.part_id, []).append(one)
    context = {
        "book": book,
        "rows": [{"part": one, "indicators": indicators.get(one.pk, [])} for one in parts],
        "takes": book.takes_amendments(today),
        "proposed": proposed,
        "waiting": sum(one.waiting for one in parts) + _waiting(proposed),
        "moved": sum(one.moved for one in parts) + len(proposed),
        "editions": queries.editions(book),
        "today": today,
        "available_actions": action_pages.available(actor, book),
        "stations": threads.of(book.ref).stations,
        "follows": _follows(request, book.ref),
        "entries": reverse("record:list") + f"?subject={book.ref}",
    }
    return render(request, "delivery/plan_book.html", context)


def _waiting(rows: list[BookAmendment]) -> int:
    return sum(one.state == BookAmendment.State.OPEN for one in rows)


@page(_("How far a plan book is"), asks="delivery.plan_books")
def progress(request: HttpRequest, number: int) -> HttpResponse:
    """Indicators with start, value now and target; what carries each part out; promises kept, late and broken."""
    book, today, actor = _book(number), clock.today(), of_request(request)
    parts = list(queries.parts(book))
    items = queries.items_of(parts)
    refs = [one.ref for rows in items.values() for one in rows]
    promised = promise_queries.of_things(refs)
    measured = presentation.measured(book)
    memo: dict[Any, Any] = {}
    context = {
        "book": book,
        "crumbs": crumbs(book, Crumb(_("How far it is"))),
        "strip": presentation.strip(promised.values(), today),
        "rows": [
            {
                "part": part,
                "indicators": [
                    {**one, "report": presentation.report_url(actor, one["one"], memo)}
                    for one in measured.get(part.pk, [])
                ],
                "items": [
                    {"one": item, "promise": promised.get(item.ref)}
                    for item in items.get(part.pk, [])
                ],
            }
            for part in parts
            if part.pk in measured or part.pk in items
        ],
    }
    return render(request, "delivery/book_progress.html", context)


@page(_("Edition of a plan book"), asks="delivery.plan_books")
def edition(request: HttpRequest, number: int, edition: int) -> HttpResponse:
    """As it was adopted; beside the edition before it, or one that is asked for."""
    book = _book(number)
    known = {one.number: one for one in book.editions.order_by("number")}
    shown = known.get(edition)
    if shown is None:
        raise Http404
    earlier = sorted((one for one in known if one < edition), reverse=True)
    asked = request.GET.get("with", "")
    other = int(asked) if asked.isdecimal() and int(asked) in earlier else next(iter(earlier), None)
    before = known[other] if other is not None else None
    new = editions.parts_of(shown)
    context = {
        "book": book,
        "edition": shown,
        "before": before,
        "earlier": earlier,
        "parts": new,
        "rows": editions.compared(editions.parts_of(before), new) if before else [],
        "crumbs": crumbs(book, Crumb(_("Edition %(number)d") % {"number": edition})),
    }
    return render(request, "delivery/book_edition.html", context)


@page(_("Part of a plan book"), asks="delivery.plan_books")
def part_page(request: HttpRequest, number: int) -> HttpResponse:
    """One part with its amendments, the new words beside the old ones."""
    rows = BookPart.objects.select_related("book__unit", "book__body")
    part = get_object_or_404(rows, pk=number)
    book, actor, memo = part.book, of_request(request), {}  # type: ignore[var-annotated]
    available = action_pages.available(actor, part, memo)
    amend = next((row for row in available if row.action is amend_book_part), None)
    found = page_for(request, queries.amendments().filter(part=part))
    context = {
        "part": part,
        "book": book,
        "crumbs": crumbs(book, Crumb(part.title)),
        "page": found,
        "rows": [presentation.amendment(one) for one in found.rows],
        "indicators": [
            {"one": one, "doing": presentation.possible(actor, one, memo)}
            for one in part.indicators.filter(dropped=False).order_by("pk")
        ],
        "takes": book.takes_amendments(clock.today()),
        "available_actions": [row for row in available if row.allowed or row is amend],
    }
    return render(request, "delivery/book_part.html", context)


@page(_("Amendment to a plan book"), asks=("delivery.plan_books", "actions.threads"))
def amendment_page(request: HttpRequest, number: int) -> HttpResponse:
    one: BookAmendment = get_object_or_404(queries.amendments(), pk=number)
    actor, today = of_request(request), clock.today()
    available = action_pages.available(actor, one)
    support = next((row for row in available if row.action is support_book_amendment), None)
    old, new = beside(one.words_before, one.words)
    collects = one.state == one.State.OPEN and one.book.takes_amendments(today)
    context = {
        "amendment": one,
        "part": one.part,
        "book": one.book,
        "old": old,
        "new": new,
        "late": queries.late(one, today),
        "collects": collects,
        "mine": queries.own_support(one, actor) if request.user.is_authenticated else None,
        "crumbs": crumbs(
            one.book,
            *([Crumb(one.part.title, one.part.get_absolute_url())] if one.part else []),
            Crumb(_("Amendment")),
        ),
        "available_actions": [
            row for row in available if row.allowed or (row is support and collects)
        ],
        "stations": threads.of(one.ref).stations,
        "follows": _follows(request, one.ref),
        "entries": reverse("record:list") + f"?subject={one.ref}",
    }
    return render(request, "delivery/book_amendment.html", context)

"""Pages of the budget: where money comes from and goes, books, lines, transfers, an edition beside another."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, threads
from commonhall.actions.actors import Kind
from commonhall.actions.models import Follow
from commonhall.core import clock
from commonhall.core.paging import page_for
from commonhall.delivery.budget_book import (
    actions,
    charging_actions,
    cofog,
    editions,
    presentation,
    queries,
    sums,
    table_actions,
)
from commonhall.delivery.budget_book.models import BudgetBook, BudgetLine
from commonhall.delivery.contracts.models import Contract
from commonhall.delivery.plan.models import Item
from commonhall.people.actors import of_request
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit
from commonhall.ui.pages import page
from commonhall.ui.parts import Crumb, Tab

# Lines on one page, things named beside a line, lines named of an amendment.
LINES, NAMED, CHANGES = 50, 50, 100


def crumbs(book: BudgetBook, *below: Crumb) -> list[Crumb]:
    return [
        Crumb(_("The budget"), reverse("delivery:budget")),
        Crumb(book.name, book.get_absolute_url()),
        *below,
    ]


def _follows(request: HttpRequest, ref: str) -> bool:
    if not request.user.is_authenticated:
        return False
    return Follow.objects.filter(account_id=request.user.pk or 0, ref=ref).exists()


def _book(number: int) -> BudgetBook:
    return get_object_or_404(queries.books(), pk=number)


def _asked(request: HttpRequest) -> BudgetBook | None:
    """The book the reader chose, else the newest."""
    said = request.GET.get("book", "")
    if not said:
        return queries.newest(clock.today())
    if not (said.isascii() and said.isdecimal() and len(said) < 18):
        raise Http404
    return _book(int(said))


@page(_("Where public money comes from and goes"), asks="delivery.budget")
def overview(request: HttpRequest) -> HttpResponse:
    """One budget: income by source, expenses by what they are for, by place or by body, and for each person."""
    book = _asked(request)
    if book is None:
        return render(request, "delivery/budget.html", {"book": None, **_beginning(request)})
    by, within = request.GET.get("by", presentation.FUNCTION), request.GET.get("in", "")
    if within not in cofog.DIVISIONS:
        within = ""
    rows = sums.of_book(book.pk, book.edition)
    units, bodies = Unit.objects.in_bulk(), Body.objects.in_bulk({one.carrier for one in rows})
    people = queries.people(list(units.values()))
    heads = people.get(book.unit_id, 0)
    out = [one for one in rows if one.kind == presentation.EXPENSE]
    into = [one for one in rows if one.kind == presentation.INCOME]
    if by == presentation.PLACE:
        parts = presentation.by_place(book, out, units, people)
    elif by == presentation.BODY:
        parts = presentation.by_body(book, out, bodies, heads)
    else:
        by, parts = presentation.FUNCTION, presentation.by_function(book, out, within, heads)
    sources = presentation.by_source(book, into, heads)
    spent, income = presentation.total(out), presentation.total(into)
    context = {
        "book": book,
        "books": queries.books().filter(ended_on=None).order_by("-starts", "-pk")[:12],
        "expenses": presentation.shown(spent, book),
        "incoming": presentation.shown(income, book),
        "gap": presentation.gap(spent, income, book),
        "each": presentation.each(spent, book, heads),
        "parts": parts,
        "areas": presentation.areas(_("Expenses"), parts, book),
        "sources": sources,
        "income_areas": presentation.areas(_("Income"), sources, book),
        "within": cofog.name(within) if within and by == presentation.FUNCTION else "",
        "by": by,
        "tabs": _tabs(book, by),
        **(_beginning(request) if of_request(request).kind is Kind.OFFICE else {}),
    }
    return render(request, "delivery/budget.html", context)


def _tabs(book: BudgetBook, by: str) -> list[Tab]:
    here = f"{reverse('delivery:budget')}?book={book.pk}"
    return [
        Tab(label, f"{here}&by={code}", current=code == by)
        for code, label in (
            (presentation.FUNCTION, _("What it is for")),
            (presentation.PLACE, _("By place")),
            (presentation.BODY, _("By body")),
        )
    ]


def _beginning(request: HttpRequest) -> dict[str, Any]:
    actor, begin, bring = (
        of_request(request),
        actions.begin_budget_book,
        table_actions.import_budget_lines,
    )
    return {
        "begin": begin,
        "begin_url": action_pages.url_of(begin),
        "begin_refusal": action_pages.refusal_of(actor, begin),
        "bring": bring,
        "bring_url": action_pages.url_of(bring),
    }


@page(_("Budget books"), asks="delivery.budget")
def book_list(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    context = {
        "page": page_for(request, queries.books(state)),
        "state": state,
        "states": BudgetBook.State.choices,
        **_beginning(request),
    }
    return render(request, "delivery/budget_books.html", context)


@page(_("Budget book"), asks=("delivery.budget", "actions.threads"))
def book_page(request: HttpRequest, number: int) -> HttpResponse:
    """What stands of it: its totals, what an amendment changes, its editions, and what can be done."""
    book, actor = _book(number), of_request(request)
    rows = sums.of_book(book.pk, book.edition)
    kinds = {
        kind: presentation.shown(presentation.total(one for one in rows if one.kind == kind), book)
        for kind in (presentation.EXPENSE, presentation.INCOME)
    }
    under_way = bool(book.edition) and book.state in (book.State.DRAFT, book.State.CONSULTED)
    context = {
        "book": book,
        "crumbs": [*crumbs(book)[:-1], Crumb(book.name)],
        "expenses": kinds[presentation.EXPENSE],
        "incoming": kinds[presentation.INCOME],
        "count": len(rows),
        "takes": book.takes_comments(clock.today()),
        "changes": _changes(book) if under_way else [],
        "editions": queries.editions(book),
        "transfers": queries.transfers(book).order_by("-pk")[:5],
        "available_actions": action_pages.available(actor, book),
        "stations": threads.of(book.ref).stations,
        "follows": _follows(request, book.ref),
        "entries": reverse("record:list") + f"?subject={book.ref}",
    }
    return render(request, "delivery/budget_book.html", context)


def _changes(book: BudgetBook) -> list[dict[str, Any]]:
    """Lines that the amendment under way changes or adds, as they are and as they would be."""
    return [
        {"line": one, "now": one.money_of(one.voted), "then": one.money_of(one.amount)}
        for one in queries.amended(book).order_by("code", "pk")[:CHANGES]
    ]


@page(_("Lines of a budget book"), asks="delivery.budget")
def line_list(request: HttpRequest, number: int) -> HttpResponse:
    book = _book(number)
    said = request.GET
    wanted = queries.Filter(
        said.get("function", ""), said.get("place", ""), said.get("body", ""), said.get("kind", "")
    )
    found = page_for(request, queries.lines(book, wanted), ("code", "pk"), LINES)
    figures = sums.of_lines(found.rows)
    context = {
        "book": book,
        "crumbs": crumbs(book, Crumb(_("Lines"))),
        "page": found,
        "rows": [
            {"line": one, "money": presentation.shown(figures[one.pk], book)} for one in found.rows
        ],
        "wanted": wanted,
        "narrowed": cofog.name(wanted.function) if wanted.function else "",
        "functions": cofog.CHOICES,
        "kinds": BudgetLine.Kind.choices,
    }
    return render(request, "delivery/budget_lines.html", context)


@page(_("Line of the budget"), asks=("delivery.budget", "actions.threads"))
def line_page(request: HttpRequest, number: int) -> HttpResponse:
    """What a line has, what is promised of it and spent, with every payment, contract and part of the plan."""
    line = get_object_or_404(queries.every_line(), pk=number)
    book, actor = line.book, of_request(request)
    income, strike = line.kind == presentation.INCOME, charging_actions.strike_budget_receipt
    receipts = (
        list(line.receipts.filter(set_aside_on=None).order_by("-on", "-pk")[:NAMED])
        if income
        else []
    )
    for one in receipts:
        one.line = line
    may_strike = bool(receipts) and strike.check(actor, receipts[0]).allowed
    context = {
        "line": line,
        "book": book,
        "crumbs": crumbs(
            book,
            Crumb(_("Lines"), reverse("delivery:budget_lines", args=[book.pk])),
            Crumb(line.code),
        ),
        "money": presentation.shown(sums.of_line(line), book),
        "income": income,
        "then": line.money_of(line.amount),
        "receipts": [
            {"one": one, "strike": action_pages.url_of(strike, one) if may_strike else ""}
            for one in receipts
        ],
        "strike": strike,
        "page": page_for(request, queries.payments(line)),
        "contracts": Contract.objects.filter(line=line).order_by("-pk")[:NAMED],
        "items": Item.objects.filter(line=line).order_by("-pk")[:NAMED],
        "transfers": queries.transfers_of(line),
        "available_actions": action_pages.available(actor, line),
        "stations": threads.of(line.ref).stations,
        "follows": _follows(request, line.ref),
        "entries": reverse("record:list") + f"?subject={line.ref}",
    }
    return render(request, "delivery/budget_line.html", context)


@page(_("Transfers between lines"), asks="delivery.budget")
def transfer_list(request: HttpRequest, number: int) -> HttpResponse:
    book = _book(number)
    context = {
        "book": book,
        "crumbs": crumbs(book, Crumb(_("Transfers"))),
        "page": page_for(request, queries.transfers(book)),
    }
    return render(request, "delivery/budget_transfers.html", context)


@page(_("Edition of a budget book"), asks="delivery.budget")
def edition(request: HttpRequest, number: int, edition: int) -> HttpResponse:
    """As it was adopted or closed; beside the edition before it, or one that is asked for."""
    book = _book(number)
    known = {one.number: one for one in book.editions.order_by("number").defer("content")}
    shown = known.get(edition)
    if shown is None:
        raise Http404
    earlier = sorted((one for one in known if one < edition), reverse=True)
    asked = request.GET.get("with", "")
    other = int(asked) if asked.isdecimal() and int(asked) in earlier else next(iter(earlier), None)
    before = known[other] if other is not None else None
    new = editions.lines_of(shown)
    rows = editions.compared(editions.lines_of(before) if before else [], new)
    changed = [one for one in rows if one.changed] if before else rows
    context = {
        "book": book,
        "edition": shown,
        "before": before,
        "earlier": earlier,
        "rows": [presentation.compared(one, book) for one in changed[: editions.SHOWN]],
        "more": max(0, len(changed) - editions.SHOWN),
        "count": len(new),
        "crumbs": crumbs(book, Crumb(_("Edition %(number)d") % {"number": edition})),
    }
    return render(request, "delivery/budget_edition.html", context)

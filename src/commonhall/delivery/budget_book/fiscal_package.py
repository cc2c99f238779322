"""A budget book as a Fiscal Data Package (version 1.0, release candidate 1): a descriptor and one table.

The table has a row for each line and phase: proposed, of a draft; approved, as it was first adopted; adjusted, with
transfers and amendments; executed, spent or received. Amounts are in main units. Column types are those of the
specification's taxonomy for budgets.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.delivery.budget_book import queries, sums
from commonhall.delivery.budget_book.models import BudgetBook, BudgetLine
from commonhall.ui import hall
from commonhall.ui.pages import page

TAXONOMY = "https://frictionlessdata.io/taxonomies/fiscal/budgets.json"
# name of a column, its type, what it is in the taxonomy.
FIELDS = (
    ("line", "string", "budget-line-id"),
    ("phase", "string", "phase:id"),
    ("direction", "string", "direction"),
    ("function", "string", "functional-classification:cofog:code"),
    ("function_name", "string", "functional-classification:cofog:label"),
    ("source", "string", "economic-classification:generic:code"),
    ("source_name", "string", "economic-classification:generic:label"),
    ("body", "string", "administrative-classification:generic:code"),
    ("body_name", "string", "administrative-classification:generic:label"),
    ("place", "string", "geo:target:code"),
    ("place_name", "string", "geo:target:title"),
    ("year", "integer", "date:fiscal-year"),
    ("currency", "string", "value-currency:code"),
    ("value", "number", "value"),
)
DIRECTIONS = {BudgetLine.Kind.EXPENSE.value: "expenditure", BudgetLine.Kind.INCOME.value: "revenue"}


def rows_of(book: BudgetBook) -> Iterator[list[Any]]:
    figures = {one.number: one.figures for one in sums.of_book(book.pk, book.edition)}
    for line in queries.lines(book).order_by("code", "pk").iterator(chunk_size=2000):
        found = figures.get(line.pk, sums.Figures())
        income = line.kind == BudgetLine.Kind.INCOME
        name = str(line.function_name)
        shared = [
            DIRECTIONS[line.kind],
            *(["", "", line.function, name] if income else [line.function, name, "", ""]),
            line.carrier.code,
            line.carrier.name,
            line.unit.code,
            line.unit.name,
            book.starts.year,
            book.currency,
        ]
        phases = {"proposed": found.planned}
        if line.counts:
            phases = {"approved": found.planned, "adjusted": found.voted, "executed": found.done}
        for phase, amount in phases.items():
            yield [line.code, phase, *shared, str(line.money_of(amount).main)]


def _book(number: int) -> BudgetBook:
    return get_object_or_404(queries.books(), pk=number)


@page(_("Budget book as a Fiscal Data Package"), asks="delivery.budget")
def package(request: HttpRequest, number: int) -> JsonResponse:
    book = _book(number)
    path = reverse("delivery:budget_package_lines", args=[book.pk])
    descriptor = {
        "name": f"budget-{book.pk}",
        "profile": "fiscal-data-package",
        "title": f"{hall.name()}: {book.name}",
        "description": book.text,
        "homepage": request.build_absolute_uri(book.get_absolute_url()),
        "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}],
        "columnTypes": [TAXONOMY],
        "resources": [
            {
                "name": "lines",
                "profile": "tabular-data-resource",
                "path": request.build_absolute_uri(path),
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {
                    "fields": [
                        {"name": name, "type": kind, "columnType": meaning}
                        for name, kind, meaning in FIELDS
                    ],
                    "primaryKey": ["line", "phase"],
                },
            }
        ],
    }
    return JsonResponse(descriptor, json_dumps_params={"ensure_ascii": False})


@page(_("Lines of a budget book"), asks="delivery.budget")
def lines(request: HttpRequest, number: int) -> HttpResponse:
    """The table of the package."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    writer = csv.writer(response)
    writer.writerow([name for name, _kind, _meaning in FIELDS])
    writer.writerows(rows_of(_book(number)))
    return response

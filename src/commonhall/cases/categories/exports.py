"""Categories, and who answers them where, as open data. The same columns can be brought in again."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.cases.categories.models import Category, Route
from commonhall.core.exports import Column, Dataset, Row, publish

CATEGORIES = (
    Column("code"),
    Column("names", "json"),
    Column("body", about="code of the body that usually answers"),
    Column("ended_on", "date"),
)
ROUTES = (
    Column("category", about="code of the category"),
    Column("place", about="code of the territorial unit"),
    Column("body", about="code of the body that answers there"),
)


def categories() -> Iterator[Row]:
    for row in Category.objects.select_related("body").order_by("code"):
        yield {
            "code": row.code,
            "names": row.names,
            "body": row.body.code if row.body else None,
            "ended_on": row.ended_on,
        }


def routes() -> Iterator[Row]:
    rows = Route.objects.filter(category__ended_on=None).select_related("category", "unit", "body")
    for row in rows.order_by("category__code", "unit__path"):
        yield {"category": row.category.code, "place": row.unit.code, "body": row.body.code}


def register() -> None:
    about = _("What residents can raise, and the body that usually answers.")
    publish(Dataset("cases.categories", _("Categories of cases"), about, CATEGORIES, categories))
    where = _("Where another body than usual answers a category. The smallest place counts.")
    publish(Dataset("cases.routes", _("Who answers where"), where, ROUTES, routes))

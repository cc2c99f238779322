"""Categories, and who answers them where, as open data. The same columns can be brought in again."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.cases.categories.models import Category, Question, Route
from commonhall.cases.categories.question_actions import choice_lines
from commonhall.core.exports import Column, Dataset, Row, publish

CATEGORIES = (
    Column("code"),
    Column("names", "json"),
    Column("body", about="code of the body that usually answers"),
    Column("raised_by", about="anybody, accounts, residents or organisations"),
    Column("read_by", about="everybody, or body: confidential"),
    Column("ended_on", "date"),
)
ROUTES = (
    Column("category", about="code of the category"),
    Column("place", about="code of the territorial unit"),
    Column("body", about="code of the body that answers there"),
)

QUESTIONS = (
    Column("category", about="code of the category"),
    Column("code"),
    Column("names", "json"),
    Column("kind", about="text, choice, number or date"),
    Column("choices", about="code = label; a choice each, separated by semicolons"),
    Column("required", "boolean"),
    Column("public", "boolean", "the answer is shown with the case"),
    Column("order", "integer"),
)


def categories() -> Iterator[Row]:
    for row in Category.objects.select_related("body").order_by("code"):
        yield {
            "code": row.code,
            "names": row.names,
            "body": row.body.code if row.body else None,
            "raised_by": row.raised_by,
            "read_by": "body" if row.confidential else "everybody",
            "ended_on": row.ended_on,
        }


def routes() -> Iterator[Row]:
    rows = Route.objects.filter(category__ended_on=None).select_related("category", "unit", "body")
    for row in rows.order_by("category__code", "unit__path"):
        yield {"category": row.category.code, "place": row.unit.code, "body": row.body.code}


def questions() -> Iterator[Row]:
    rows = Question.objects.filter(ended_on=None).select_related("category")
    for row in rows.order_by("category__code", "order", "pk"):
        yield {
            "category": row.category.code,
            "code": row.code,
            "names": row.names,
            "kind": row.kind,
            "choices": "; ".join(choice_lines(row.choices)),
            "required": row.required,
            "public": row.public,
            "order": row.order,
        }


def register() -> None:
    asked = _("What people are asked when they raise a case in a category.")
    publish(Dataset("cases.questions", _("Questions of categories"), asked, QUESTIONS, questions))
    about = _("What residents can raise, and the body that usually answers.")
    publish(Dataset("cases.categories", _("Categories of cases"), about, CATEGORIES, categories))
    where = _("Where another body than usual answers a category. The smallest place counts.")
    publish(Dataset("cases.routes", _("Who answers where"), where, ROUTES, routes))

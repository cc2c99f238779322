"""Questions about categories."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.cases.categories.models import Category, Route
from commonhall.core.compiled_queries import CompiledQuery, by_key
from commonhall.core.refusals import BadInput
from commonhall.law.instruments.models import Deadline
from commonhall.law.queries import granted
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit
from commonhall.places.queries import ancestors

_ROUTES: CompiledQuery[Route] = CompiledQuery(
    lambda category: Route.objects.filter(category=category), category=0
)


def competent_body(category: Category, unit: Unit) -> Body:
    """The body that answers a category here: the route of the smallest unit, else the usual one."""
    routes = {route.unit_id: route.body_id for route in _ROUTES.rows(category=category.pk)}
    for number in reversed(ancestors(unit)) if routes else ():
        if number in routes:
            return by_key(Body, routes[number])
    usual: Body | None = category.body
    if usual is None:
        raise BadInput("category", _("No body answers this category here. Choose another."))
    return usual


def answer_days(day: date) -> dict[str, Deadline]:
    """The deadline for an answer by category's code, as in force on a day; "": for all others."""
    rows = Deadline.objects.filter(granted(day), duty="answer-cases").order_by("-days", "-pk")
    return {row.matter: row for row in rows.select_related("provision__instrument")}


def categories() -> QuerySet[Category]:
    return Category.objects.filter(ended_on=None).order_by("code")

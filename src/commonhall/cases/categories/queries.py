"""Questions about categories."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.cases.categories.models import Category, Route
from commonhall.core.refusals import BadInput
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit
from commonhall.places.queries import ancestors


def competent_body(category: Category, unit: Unit) -> Body:
    """The body that answers a category here: the route of the smallest unit, else the usual one."""
    routes: dict[int, Body] = {
        route.unit_id: route.body
        for route in Route.objects.filter(
            category=category, unit_id__in=ancestors(unit)
        ).select_related("body")
    }
    for number in reversed(ancestors(unit)):
        if number in routes:
            return routes[number]
    usual: Body | None = category.body
    if usual is None:
        raise BadInput("category", _("No body answers this category here; choose another."))
    return usual


def categories() -> QuerySet[Category]:
    return Category.objects.filter(ended_on=None).order_by("code")

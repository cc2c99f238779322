"""What must hold of a case before it is raised: where it is, who answers, whether the category takes it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions.inputs import Point
from commonhall.cases.cases import reading
from commonhall.cases.categories.models import Category
from commonhall.cases.categories.queries import competent_body
from commonhall.cases.categories.questions import read
from commonhall.core.refusals import BadInput
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit
from commonhall.places.queries import ancestors, locate


def place_of(unit: Unit | None, point: Point | None) -> Unit:
    """The unit a point lies in, else the unit chosen. A point outside the territory is an error."""
    if point is not None:
        found = locate([(float(point[0]), float(point[1]))])[0]
        if found is not None:
            return Unit.objects.get(pk=found)
        raise BadInput(
            "point", _("This point is outside the area. Choose a point on land within it.")
        )
    if unit is None:
        raise BadInput("unit", _("Choose a point on the map, or a district."))
    return unit


def whole(unit: Unit) -> Unit:
    """The territory a unit lies in."""
    numbers = ancestors(unit)
    return unit if numbers[0] == unit.pk else Unit.objects.get(pk=numbers[0])


def answering(category: Category, unit: Unit) -> Body:
    """The body that answers here. Raises `BadInput` where none may read what the category keeps confidential."""
    body = competent_body(category, unit)
    if category.confidential and not reading.body_reads(body):
        raise BadInput("category", _("No body may read confidential cases of this category here."))
    return body


def check_given(given: dict[str, Any]) -> None:
    """Raise `BadInput` where somebody without an account could not raise this case."""
    category: Category = given["category"]
    if category.raised_by != Category.RaisedBy.ANYBODY:
        raise BadInput("category", _("Sign in to raise a case in this category."))
    read(category, given.get("answers") or {})
    answering(category, place_of(given.get("unit"), given.get("point")))

"""The categories a hall begins with, written in the founding act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from commonhall.actions.context import Context
from commonhall.cases.categories.models import Category, Route
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit


@dataclass(frozen=True)
class FirstCategory:
    """A category. body: code of the body that usually answers; routes: place's code → another body's."""

    code: str
    names: dict[str, str]
    body: str
    routes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FirstCategories:
    """Written when called by the founding act, given its bodies by their codes."""

    rows: Sequence[FirstCategory]

    def __call__(self, ctx: Context, bodies: Mapping[str, Body]) -> None:
        units = {unit.code: unit for unit in Unit.objects.all()}
        for row in self.rows:
            category = ctx.save(Category(code=row.code, names=row.names, body=bodies[row.body]))
            for place, body in row.routes.items():
                ctx.save(Route(category=category, unit=units[place], body=bodies[body]))

"""The categories a hall begins with, written in the founding act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from commonhall.actions.context import Context
from commonhall.cases.categories.models import Category, Route
from commonhall.law.instruments.models import Deadline
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit

ANSWER = "answer-cases"


@dataclass(frozen=True)
class FirstCategory:
    """A category. body: code of the body that usually answers; routes: place's code → another body's. days: the
    law's days for an answer, where they are others than for all."""

    code: str
    names: dict[str, str]
    body: str
    routes: Mapping[str, str] = field(default_factory=dict)
    days: int | None = None


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
        self._write_days(ctx)

    def _write_days(self, ctx: Context) -> None:
        """Days of single categories stand in the article that sets those for all."""
        general = Deadline.objects.filter(duty=ANSWER, matter="").order_by("pk").first()
        for row in self.rows:
            if row.days is not None and general is not None and row.days != general.days:
                ctx.save(
                    Deadline(
                        provision_id=general.provision_id,
                        duty=ANSWER,
                        matter=row.code,
                        days=row.days,
                        starts=general.starts,
                    )
                )

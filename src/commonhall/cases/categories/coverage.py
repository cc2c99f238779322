"""Who answers what where, and what is missing: for the page that shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from commonhall.cases.categories import checks
from commonhall.cases.categories.models import Category, Route
from commonhall.cases.categories.queries import answer_days, categories
from commonhall.core.doctor import Finding
from commonhall.law.instruments.models import Deadline
from commonhall.people.actors import in_term
from commonhall.people.bodies.models import Body, OfficeTerm
from commonhall.places.models import Unit
from commonhall.places.queries import units

MOST_PLACES = 5


@dataclass(frozen=True)
class Answered:
    """A category: who answers it, within which days, and where another body does. alone: the days are its own."""

    category: Category
    days: Deadline | None
    alone: bool
    routes: list[Route]


@dataclass
class Coverage:
    """rows: categories; gaps: what is missing, with the page that mends it; places: unit → how many categories
    another body answers there than usual."""

    rows: list[Answered] = field(default_factory=list)
    gaps: list[Finding] = field(default_factory=list)
    places: dict[int, int] = field(default_factory=dict)


def coverage(today: date) -> Coverage:
    """The whole table; the same number of queries however many there are."""
    days = answer_days(today)
    routes: dict[int, list[Route]] = {}
    found = Route.objects.filter(category__ended_on=None).select_related("unit", "body")
    for route in found.order_by("unit__path"):
        routes.setdefault(route.category_id, []).append(route)
    rows = [
        Answered(one, days.get(one.code) or days.get(""), one.code in days, routes.get(one.pk, []))
        for one in categories().select_related("body")
    ]
    every = list(units())
    gaps = [*checks.categories(today), *_places(rows, every), *_bodies(rows, today)]
    return Coverage(rows, gaps, _counts(rows, every))


def _above(unit: Unit) -> set[int]:
    return {int(part) for part in unit.path.strip("/").split("/") if part}


def _places(rows: list[Answered], every: list[Unit]) -> Iterator[Finding]:
    """Places in which a category has neither a route nor a body that usually answers."""
    parents = {unit.parent_id for unit in every}
    smallest = [unit for unit in every if unit.pk not in parents]
    for row in rows:
        if row.category.body_id is not None or not row.routes:
            continue
        there = {route.unit_id for route in row.routes}
        missing = [unit for unit in smallest if not _above(unit) & there]
        for unit in missing[:MOST_PLACES]:
            words = {"place": unit.name, "name": row.category.name}
            text = _("No body answers cases in the category “%(name)s” in %(place)s.") % words
            page = reverse("cases:route_category", args=[row.category.pk])
            yield Finding("place-without-route", "fault", text, page)


def _bodies(rows: list[Answered], today: date) -> Iterator[Finding]:
    """Bodies that answer, and for which nobody holds an office today."""
    wanted = {row.category.body_id for row in rows}
    wanted |= {route.body_id for row in rows for route in row.routes}
    terms = OfficeTerm.objects.filter(in_term(today), office__ended_on=None)
    held = set(terms.values_list("office__body_id", flat=True))
    alone = Body.objects.filter(pk__in=[one for one in wanted if one and one not in held])
    for body in alone.order_by("code"):
        text = _("%(body)s answers cases, but nobody holds an office in it.") % {"body": body.name}
        yield Finding("nobody-acts", "fault", text, reverse("people:body", args=[body.pk]))


def _counts(rows: list[Answered], every: list[Unit]) -> dict[int, int]:
    """Per place: categories that another body than usual answers there, or in a part of it."""
    found = dict.fromkeys((unit.pk for unit in every), 0)
    by_id = {unit.pk: unit for unit in every}
    for row in rows:
        touched: set[int] = set()
        for route in row.routes:
            if route.body_id == row.category.body_id or route.unit_id not in by_id:
                continue
            path = by_id[route.unit_id].path
            touched |= _above(by_id[route.unit_id])
            touched |= {unit.pk for unit in every if unit.path.startswith(path)}
        for number in touched & found.keys():
            found[number] += 1
    return found

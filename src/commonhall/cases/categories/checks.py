"""Can everything that residents raise be answered?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.cases.categories.models import Category, Route
from commonhall.core.doctor import Finding, check
from commonhall.law.instruments.models import Competence
from commonhall.law.queries import granted
from commonhall.record.models import Entry

ANSWER = "answer-cases"


@check
def categories(today: date) -> Iterator[Finding]:
    """Categories without a body that may answer them."""
    rows = Category.objects.filter(ended_on=None)
    if not rows.exists():
        if Entry.objects.exists():
            none = _("There are no categories of cases, so nobody can raise one.")
            yield Finding("no-category", "fault", none, reverse("cases:set_category_pack"))
        return
    may = Competence.objects.filter(granted(today), body=OuterRef("body"), power=ANSWER)
    lost = rows.filter(Q(body=None) | Q(body__ended_on__isnull=False) | ~Exists(may))
    for one in lost.order_by("code"):
        text = _("No body may answer cases in the category “%(name)s”.") % {"name": one.name}
        yield Finding(
            "category-without-body", "fault", text, reverse("cases:category", args=[one.pk])
        )
    routes = Route.objects.filter(category__ended_on=None).filter(
        Q(body__ended_on__isnull=False) | ~Exists(may)
    )
    for route in routes.select_related("category", "unit").order_by("pk"):
        text = _("No body may answer cases in the category “%(name)s” in %(place)s.") % {
            "place": route.unit.name,
            "name": route.category.name,
        }
        page = reverse("cases:category", args=[route.category_id])
        yield Finding("category-without-body", "fault", text, page)

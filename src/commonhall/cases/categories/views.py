"""Pages of categories: what cases are sorted by, and which body answers each, where."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.cases.cases import queries as case_queries
from commonhall.cases.categories import actions, queries
from commonhall.cases.categories.models import Category
from commonhall.core import clock
from commonhall.core.kept import kept
from commonhall.people.actors import of_request
from commonhall.ui.charts import sparkline
from commonhall.ui.pages import page


@page(_("Categories of cases"), asks="cases.categories")
def category_list(request: HttpRequest) -> HttpResponse:
    actor = of_request(request)
    raised = kept("raised-by-category", "", lambda: case_queries.raised_by_category(clock.today()))
    nothing = [0] * case_queries.MONTHS
    context = {
        "categories": [
            {
                "category": one,
                "raised": sum(raised.get(one.pk, nothing)),
                "spark": sparkline(raised.get(one.pk, nothing), one.name),
            }
            for one in queries.categories().select_related("body")
        ],
        "possible": [
            (one, action_pages.url_of(one))
            for one in (actions.set_category, actions.set_category_pack)
            if not action_pages.refusal_of(actor, one)
        ],
    }
    return render(request, "cases/categories.html", context)


@page(_("Category of cases"), asks="cases.categories")
def category_page(request: HttpRequest, number: int) -> HttpResponse:
    category = get_object_or_404(Category.objects.select_related("body"), pk=number)
    days = queries.answer_days(clock.today())
    context = {
        "category": category,
        "days": days.get(category.code) or days.get(""),
        "routes": category.routes.select_related("unit", "body").order_by("unit__path"),
        "available_actions": action_pages.available(of_request(request), category),
    }
    return render(request, "cases/category.html", context)

"""Pages of categories: what cases are sorted by, and which body answers each, where."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.cases.cases import queries as case_queries
from commonhall.cases.categories import actions, queries
from commonhall.cases.categories.answer_inputs import SHOWN, category_of, questions_form
from commonhall.cases.categories.models import Category
from commonhall.cases.categories.question_actions import ask_in_category, choice_lines
from commonhall.cases.categories.questions import questions_of
from commonhall.core import clock, page_sections
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
            for one in (actions.set_category, actions.set_category_pack, ask_in_category)
            if not action_pages.refusal_of(actor, one)
        ],
    }
    return render(request, "cases/categories.html", context)


@page(_("Questions of a category"), asks="cases.categories")
def questions(request: HttpRequest) -> HttpResponse:
    """A part of the form for raising a case: what the chosen category asks besides."""
    category = category_of(request.GET.get("category", ""))
    asked = questions_of(category) if category is not None else ()
    context = {
        "fields": list(questions_form(asked)),
        "shown": SHOWN,
        "asked_of": category.pk if category is not None else None,
    }
    return render(request, "cases/parts/extra_fields.html", context)


@page(_("Category of cases"), asks="cases.categories")
def category_page(request: HttpRequest, number: int) -> HttpResponse:
    category = get_object_or_404(Category.objects.select_related("body"), pk=number)
    days, actor = queries.answer_days(clock.today()), of_request(request)
    ask = f"{action_pages.url_of(ask_in_category)}?category={category.pk}"
    context = {
        "category": category,
        "days": days.get(category.code) or days.get(""),
        "routes": category.routes.select_related("unit", "body").order_by("unit__path"),
        "available_actions": action_pages.available(actor, category),
        "questions": [
            {"question": one, "choices": choice_lines(one.choices)}
            for one in questions_of(category)
        ],
        "asks": "" if action_pages.refusal_of(actor, ask_in_category) else ask,
        "may_end": not category.ended_on,
        "panels": page_sections.of("cases.category", request, category),
    }
    return render(request, "cases/category.html", context)

"""Pages of frameworks."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import pages
from commonhall.core import clock, page_sections
from commonhall.evaluation.editions import actions as edition_actions
from commonhall.evaluation.editions import presentation, self_assessment
from commonhall.evaluation.editions import queries as edition_queries
from commonhall.evaluation.frameworks import actions, forms, packs
from commonhall.evaluation.frameworks.actions import end_framework
from commonhall.evaluation.frameworks.models import Framework
from commonhall.evaluation.indicators import presentation as indicator_presentation
from commonhall.evaluation.series.views import action_page
from commonhall.people.actors import of_request
from commonhall.places.queries import units
from commonhall.ui.pages import page


def find_framework(code: str) -> Framework:
    found: Framework = get_object_or_404(Framework.objects.select_related("unit"), code=code)
    return found


@page(_("Framework"), asks="evaluation.frameworks")
def framework_page(request: HttpRequest, code: str) -> HttpResponse:
    framework = find_framework(code)
    pack = packs.read(framework.pack)
    history = edition_queries.history(framework)
    given: dict[str, Any] = {"framework": framework}
    marked = pack.of == "respondents"
    offers = [
        pages.Offer("end", end_framework, reverse("evaluation:end_framework", args=[code]), given)
    ]
    if marked:
        some = {
            "indicator": pack.framework.indicators[0].id,
            "value": 0,
            "text": "",
            "evidence": "",
        }
        offers += [
            pages.Offer("mark", edition_actions.mark, reverse("evaluation:mark", args=[code]), given | some),
            pages.Offer("marks", edition_actions.mark_as_resident,
                      reverse("evaluation:marks", args=[code]), given | {"marks": {}}),
        ]  # fmt: skip
    else:
        offers.append(
            pages.Offer("weigh", edition_actions.weigh, reverse("evaluation:weigh", args=[code]),
                      given | {"points": {}})
        )  # fmt: skip
    available_actions = pages.available_actions(of_request(request), offers)
    context = {
        "framework": framework,
        "pack": pack,
        "tree": presentation.tree(pack, history[0] if history else None),
        "history": [
            {"edition": one, "words": indicator_presentation.span_name(one)} for one in history
        ],
        "available_actions": [one for one in available_actions if one.allowed or one.word != "end"],
        "panels": page_sections.of("evaluation.framework", request, framework),
        "voters": framework.votes.count() if not marked else 0,
        "fewest": self_assessment.FEWEST,
    }
    return render(request, "evaluation/framework.html", context)


@page(_("Pack of a framework"), asks="evaluation.frameworks")
def pack_file(request: HttpRequest, code: str) -> HttpResponse:
    framework = find_framework(code)
    answer = HttpResponse(framework.pack, content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{framework.code}.toml"'
    return answer


@page(_("Set a framework"), who="account", performs="evaluation.set_framework")
def set_framework(request: HttpRequest) -> HttpResponse:
    form = forms.PackForm(request.POST or None)
    asked = {"pack": "", "unit": units().first(), "starts": clock.today()}
    return action_page(
        request, actions.set_framework, form, reverse("evaluation:home"), asked=asked
    )

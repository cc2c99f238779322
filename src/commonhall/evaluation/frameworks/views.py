"""Pages of frameworks."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages
from commonhall.core import page_sections
from commonhall.evaluation.editions import presentation, self_assessment
from commonhall.evaluation.editions import queries as edition_queries
from commonhall.evaluation.editions.actions import mark, mark_as_resident, weigh
from commonhall.evaluation.frameworks import lines, packs
from commonhall.evaluation.frameworks.actions import about
from commonhall.evaluation.frameworks.models import Framework
from commonhall.evaluation.indicators import presentation as indicator_presentation
from commonhall.evaluation.proposals import queries as proposal_queries
from commonhall.people.actors import of_request
from commonhall.ui.pages import page


def find_framework(**wanted: Any) -> Framework:
    """A framework by its code or its number; else 404."""
    rows = Framework.objects.select_related("unit")
    found: Framework = get_object_or_404(rows, **wanted)
    return found


@page(_("Framework"), asks="evaluation.frameworks")
def framework_page(request: HttpRequest, code: str) -> HttpResponse:
    framework = find_framework(code=code)
    pack = packs.read(framework.pack)
    history = edition_queries.history(framework)
    marked = pack.of == "respondents"
    shown = (mark, mark_as_resident) if marked else (weigh,)
    available_actions = [
        one
        for one in action_pages.available(of_request(request), framework)
        if one.allowed or one.action in shown
    ]
    context = {
        "framework": framework,
        "pack": pack,
        "tree": presentation.tree(pack, history[0] if history else None),
        "history": [
            {"edition": one, "words": indicator_presentation.span_name(one)} for one in history
        ],
        "available_actions": available_actions,
        "panels": page_sections.of("evaluation.framework", request, framework),
        "voters": framework.votes.count() if not marked else 0,
        "proposed": list(proposal_queries.waiting(about(framework.code))),
        "lines": lines.kept(framework),
        "fewest": self_assessment.FEWEST,
    }
    return render(request, "evaluation/framework.html", context)


@page(_("Pack of a framework"), asks="evaluation.frameworks")
def pack_file(request: HttpRequest, code: str) -> HttpResponse:
    framework = find_framework(code=code)
    answer = HttpResponse(framework.pack, content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{framework.code}.toml"'
    return answer

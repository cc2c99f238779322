"""The page of asking rules: who must be asked before what, and where to begin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, registry
from commonhall.core import clock
from commonhall.law.asking import judging, queries
from commonhall.law.asking.models import AskingLeave
from commonhall.law.hall_settings.models import TellResidents
from commonhall.law.hall_settings.queries import settings_of_the_hall
from commonhall.law.hall_settings.telling_actions import settle_telling
from commonhall.law.powers import names
from commonhall.people.actors import of_request
from commonhall.ui.pages import page

SHOWN = 50


def _bound(power: str) -> str:
    """What waits for the asking, by the titles of the actions; those that their declaration exempts do not."""
    found = [one for one in registry.actions().values() if one.power == power and not one.unasked]
    return " · ".join(dict.fromkeys(str(one.title) for one in found)) or names.called(power)


@page(_("Who must be asked first"), asks="law.asking")
def asking_rules(request: HttpRequest) -> HttpResponse:
    """Every rule in force, with its numbers and its provision; leaves that were given."""
    memo: dict[Any, Any] = {}
    actor = of_request(request)
    rules = [
        {
            "rule": rule,
            "called": _bound(rule.power),
            "numbers": judging.shown(rule),
            "actions": [
                {"title": one.title, "url": url}
                for one, url in action_pages.open_to(actor, rule, memo)
            ],
        }
        for rule in queries.all_rules(clock.today())
    ]
    context = {
        "rules": rules,
        "leaves": AskingLeave.objects.select_related("body", "rule").order_by("-pk")[:SHOWN],
        "telling": TellResidents(settings_of_the_hall().tell_residents).label,
        "settle": settle_telling,
        "settle_url": action_pages.url_of(settle_telling),
        "may_settle": not action_pages.refusal_of(actor, settle_telling),
    }
    return render(request, "law/asking.html", context)

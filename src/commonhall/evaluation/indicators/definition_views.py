"""Definition views of indicators."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core import clock
from commonhall.evaluation.indicators import actions, forms
from commonhall.evaluation.series.views import action_page
from commonhall.ui.pages import page


@page(_("Define a rate"), who="account", performs="evaluation.set_definition")
def set_definition(request: HttpRequest) -> HttpResponse:
    form = forms.DefinitionForm(request.POST or None)
    asked: dict[str, Any] = {
        "scheme": "x",
        "code": "x",
        "names": {},
        "formula": {},
        "starts": clock.today(),
    }
    return action_page(
        request, actions.set_definition, form, reverse("evaluation:definitions"), asked=asked
    )

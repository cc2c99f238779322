"""The reference in the help: everything that can be done here, by whom, and by which doors."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import registry as actions_registry
from commonhall.actions.action_pages import feature_of, url_of
from commonhall.actions.declaration import Action
from commonhall.open_data import action_list
from commonhall.ui.pages import page

WHO = {
    "person": _("residents in their own name"),
    "organisation": _("organisations"),
    "office": _("offices"),
    "system": _("the System, by rule"),
}


@page(_("Everything that can be done here"), asks="actions.registry")
def all_actions(request: HttpRequest) -> HttpResponse:
    known = sorted(
        actions_registry.actions().values(), key=lambda one: (one.app, feature_of(one), one.code)
    )
    groups = [
        (_heading(*key), [_line(one) for one in found])
        for key, found in groupby(known, key=lambda one: (one.app, feature_of(one)))
    ]
    return render(request, "pages/all_actions.html", {"groups": groups})


@page(_("One thing that can be done"), asks="actions.registry")
def one_action(request: HttpRequest, code: str) -> HttpResponse:
    action = actions_registry.actions().get(code)
    if action is None:
        raise Http404(_("There is no such action. Check the address."))
    found = action_list.row(action)
    context = {
        "action": action,
        "who": [WHO[kind] for kind in found["who"]],
        "row": found,
        "thing": action.thing._meta.verbose_name if action.thing else "",
        "page_url": "" if found["missing"].get("page") or found["thing"] else url_of(action),
        "about": " ".join((action.function.__doc__ or "").split()),
        "inputs": list(action.inputs.values()),
    }
    return render(request, "pages/one_action.html", context)


def _heading(app: str, feature: str) -> str:
    name = str(apps.get_app_config(app).verbose_name)
    return name if feature in (app, "commonhall") else f"{name} · {feature.replace('_', ' ')}"


def _line(action: Action[..., Any]) -> dict[str, Any]:
    return {"action": action, "who": [WHO[kind.value] for kind in action.by]}

"""On the page of every thing: the appeals that wait against it, and which acts on it can be appealed until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from commonhall.actions import action_pages, registry
from commonhall.core import clock, kept
from commonhall.core.models import Governed
from commonhall.law import entries, queries
from commonhall.law.appeals.actions import file_appeal
from commonhall.law.appeals.models import Appeal
from commonhall.record.models import Entry
from commonhall.ui import navigation

# What an address calls a thing, where that is not the model's own name.
OTHER_NAMES = {"consultations:table": "consultations.roundtable"}
NEWEST, SHOWN = 40, 5
MEMO = "_commonhall_appealable"


@dataclass(frozen=True)
class Act:
    """An act that can be appealed: what it was, until which day, and what is owed if it cannot be undone."""

    entry: Entry
    title: Any
    until: date | None
    url: str
    owed: Any


@cache
def _models() -> dict[str, type[Governed]]:
    """Kinds of things by the name of their page."""
    named = {
        f"{model._meta.app_label}:{action_pages.noun_of(model)}": model
        for model in apps.get_models()
        if issubclass(model, Governed)
    }
    return named | {name: apps.get_model(label) for name, label in OTHER_NAMES.items()}


def ref_of_page(request: HttpRequest) -> str:
    """The ref of the thing whose page is asked for; "" where the page is of none."""
    match = request.resolver_match
    model = _models().get(match.view_name) if match else None
    if match is None or model is None or model is Appeal:
        return ""
    if number := match.kwargs.get("number"):
        return model.ref_of(int(number))
    if code := match.kwargs.get("code"):
        rows: Any = model._base_manager
        found = rows.filter(code=code).values_list("pk", flat=True).first()
        return model.ref_of(found) if found else ""
    return ""


def acts_on(ref: str, day: date) -> list[Act]:
    """The newest act of each kind on a thing that can still be appealed."""
    rows = Entry.objects.filter(subject=ref).defer("body").order_by("-id")[:NEWEST]
    known: dict[str, Entry] = {}
    for row in rows:
        if entries.is_public_power(row) and not entries.is_final(row):
            known.setdefault(row.action, row)
    if not known:
        return []
    limit = queries.deadline_days("appeal", day)
    found = []
    for row in known.values():
        until = timezone.localdate(row.occurred_at) + timedelta(days=limit[0]) if limit else None
        if until is None or until >= day:
            action = registry.actions()[row.action]
            url = f"{action_pages.url_of(file_appeal)}?entry={row.pk}"
            found.append(Act(row, action.done, until, url, action.remedy))
    return found[:SHOWN]


def against(ref: str) -> list[Appeal]:
    """Appeals that wait against a thing, or whose new decision is owed."""
    rows = Appeal.objects.filter(
        Q(state=Appeal.State.WAITING) | Q(anew_by__isnull=False, anew_on=None), about=ref
    )
    return [one for one in rows.order_by("pk")[:NEWEST] if one.owed_anew or not one.decided_at]


def _banner(request: HttpRequest) -> SafeString | str:
    ref, memo = ref_of_page(request), action_pages.memo_of(request)
    rows = kept.looked_up(memo, f"appeals against {ref}", lambda: against(ref)) if ref else []
    if not rows:
        return ""
    return mark_safe(render_to_string("law/parts/appeals_against.html", {"appeals": rows}, request))


def _appealable(request: HttpRequest) -> SafeString | str:
    ref, memo, today = ref_of_page(request), action_pages.memo_of(request), clock.today()
    acts = kept.looked_up(memo, f"acts on {ref}", lambda: acts_on(ref, today)) if ref else []
    if not acts:
        return ""
    return mark_safe(render_to_string("law/parts/appeal_this.html", {"acts": acts}, request))


def register() -> None:
    navigation.provide("banner_of_thing", _banner)
    navigation.provide("foot_of_thing", _appealable)

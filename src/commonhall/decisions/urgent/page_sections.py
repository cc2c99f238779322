"""Urgent decisions that wait for their body: above the thing they touch."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from commonhall.decisions.urgent import queries
from commonhall.law.appeals.page_sections import ref_of_page
from commonhall.ui import navigation

# Their own pages say more of it.
THEMSELVES = ("decisions.motion", "people.body")


def _banner(request: HttpRequest) -> SafeString | str:
    ref = ref_of_page(request)
    rows = queries.in_force_on(ref) if ref and ref.partition(":")[0] not in THEMSELVES else []
    if not rows:
        return ""
    return mark_safe(
        render_to_string("decisions/parts/urgent_banner.html", {"rows": rows}, request)
    )


def register() -> None:
    navigation.provide("urgent_banner", _banner)

"""Beside a form: the lesson that helps with it, in two minutes."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from commonhall.people.learning import queries
from commonhall.people.learning.helping import form_of
from commonhall.ui import navigation


def _two_minutes(request: HttpRequest) -> SafeString | str:
    match = request.resolver_match
    action = form_of(match.view_name) if match else ""
    lesson = queries.beside(action) if action else None
    if lesson is None:
        return ""
    return mark_safe(render_to_string("people/parts/two_minutes.html", {"lesson": lesson}, request))


def register() -> None:
    navigation.provide("two_minutes", _two_minutes)

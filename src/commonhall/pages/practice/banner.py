"""What stands above every page of the practice town: that nothing counts, who one is, and the ways on."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from commonhall.pages.practice import entering, seats, town
from commonhall.people.learning.practice import TASKS
from commonhall.ui import navigation


def banner(request: HttpRequest) -> SafeString:
    task = TASKS.get(request.session.get(entering.TASK, ""))
    lesson = request.session.get(entering.LESSON, "")
    context = {
        "task": task,
        "lesson_url": f"{town.hall()}/learn/{lesson}/" if lesson else "",
        "hall_url": town.hall(),
        "key": bool(task and task.role == "teller" and seats.mine(request.session, "teller")),
    }
    return mark_safe(render_to_string("pages/practice/banner.html", context, request))


def register() -> None:
    """Called by the practice town alone."""
    navigation.provide("practice", banner)

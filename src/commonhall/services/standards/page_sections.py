"""What a service promises, on its page: what was measured, month by month, and whether it was kept."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from commonhall.actions import action_pages
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.models import Link
from commonhall.core import refs as core_refs
from commonhall.core.page_sections import section
from commonhall.core.refs import Described
from commonhall.people.actors import of_request
from commonhall.services.minimum_standards.measures import MEASURES
from commonhall.services.services.models import Service
from commonhall.services.standards import actions, queries
from commonhall.services.standards.queries import Course
from commonhall.ui.charts import Series, line_chart

# So many places have a line of their own.
MOST_LINES = 6
# What an office may do with a standard, in this order.
OFFERED = (actions.report_for_standard, actions.change_standard, actions.end_standard)
LOOKS = (actions.confirm_measurement, actions.reject_measurement)


@section("services.service", order=4)
def promised(request: HttpRequest, service: Service) -> str:
    """Each standard with its newest month, its course, its changes, and what waits for a second look; a fixed number of queries."""
    found = queries.courses(service)
    if not found:
        return ""
    actor = of_request(request)
    memo = action_pages.memo_of(request)
    asked = _asked_about(found)
    rows = [{**_row(one, actor, memo), "asked": asked.get(one.standard.ref, ())} for one in found]
    return render_to_string("services/parts/standards.html", {"rows": rows}, request)


def _asked_about(found: list[Course]) -> dict[str, list[Described]]:
    """What residents were asked about when a standard was set with them, by the standard's ref."""
    refs = [one.standard.ref for one in found]
    rows = list(Link.objects.filter(to_ref__in=refs, kind="considered").order_by("pk"))
    shown = core_refs.resolve({row.from_ref for row in rows}) if rows else {}
    asked: dict[str, list[Described]] = {}
    for row in rows:
        if row.from_ref in shown:
            asked.setdefault(row.to_ref, []).append(shown[row.from_ref])
    return asked


def _row(course: Course, actor: Actor, memo: dict[Any, Any]) -> dict[str, Any]:
    measure = MEASURES[course.standard.measure]
    office = actor.kind is Kind.OFFICE
    return {
        "course": course,
        "measure": measure,
        "chart": _chart(course, measure.label),
        "possible": [
            (one, action_pages.url_of(one, course.standard))
            for one in OFFERED
            if office and one.check(actor, course.standard, memo)
        ],
        "waiting": [
            (value, _looks(actor, value.row, memo) if office else []) for value in course.waiting
        ],
    }


def _looks(actor: Actor, row: Any, memo: dict[Any, Any]) -> list[tuple[Any, str]]:
    return [(one, action_pages.url_of(one, row)) for one in LOOKS if one.check(actor, row, memo)]


def _chart(course: Course, label: Any) -> str:
    """The months that count, a line for each place; nothing before there are two months."""
    lines: dict[str, list[Any]] = {}
    for one in reversed(course.counted):
        lines.setdefault(one.row.unit.name, []).append((one.row.month, float(one.row.value)))
    if len({one.row.month for one in course.counted}) < 2:
        return ""
    shown = [Series(name, points) for name, points in list(lines.items())[:MOST_LINES]]
    target = float(course.standard.threshold)
    return line_chart(_("Month by month"), shown, note=label, target=target)

"""Asking rules in force."""

from __future__ import annotations

from datetime import date

from commonhall.core.compiled_queries import CompiledQuery
from commonhall.law.asking.models import AskingLeave, AskingRule
from commonhall.law.queries import granted

RULES: CompiledQuery[AskingRule] = CompiledQuery(
    lambda power, day: AskingRule.objects.filter(granted(day), power=power).order_by("pk"),
    power="",
    day=date.min,
)


def all_rules(day: date) -> list[AskingRule]:
    """Every rule in force, power by power."""
    rows = AskingRule.objects.filter(granted(day))
    return list(rows.select_related("provision__instrument", "unit").order_by("power", "pk"))


def leaves(matters: list[str], day: date) -> list[AskingLeave]:
    """The reviewer's leaves that hold today for any of these matters."""
    rows = AskingLeave.objects.filter(matter__in=matters, ends__gte=day)
    return list(rows.select_related("body", "rule").order_by("-pk"))

"""Self-assessment: marks 0 to 4 by officials, councillors and residents, side by side with the gap."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count

from commonhall.evaluation.editions.computing import number_of, text_of
from commonhall.evaluation.editions.models import Mark
from commonhall.evaluation.frameworks.models import Framework
from commonhall.evaluation.frameworks.packs import Pack

BEST = 4
FEWEST = 10
GROUPS = ("officials", "councillors", "residents")


def inputs_of(framework: Framework, pack: Pack) -> dict[str, Any]:
    """How many of each group gave each mark: the newest of each office; residents from ten on."""
    items = [one.id for one in pack.framework.indicators]
    counts = {one: {group: [0] * (BEST + 1) for group in GROUPS} for one in items}
    newest: dict[tuple[str, int], Mark] = {}
    for row in framework.marks.order_by("at", "pk"):
        newest[row.indicator, row.office_id] = row
    for (indicator, _office), row in newest.items():
        if indicator in counts:
            counts[indicator][row.group][row.value] += 1
    rows = framework.resident_marks.values_list("indicator", "value").annotate(number=Count("pk"))
    for indicator, value, number in rows.order_by():
        if indicator in counts:
            counts[indicator]["residents"][value] = number
    for found in counts.values():
        if sum(found["residents"]) < FEWEST:
            found["residents"] = [0] * (BEST + 1)
    return {"units": list(GROUPS), "counts": counts}


def outcome_of(pack: Pack, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Means with how many they rest on, and the gap between the groups; nothing is put together."""
    rows = []
    for one in pack.framework.indicators:
        found = inputs["counts"][one.id]
        means = {}
        for group in GROUPS:
            asked = sum(found[group])
            total = sum(value * number for value, number in enumerate(found[group]))
            means[group] = [text_of(total / asked) if asked else None, asked]
        known = [number_of(mean) for mean, asked in means.values() if asked]
        gap = text_of(max(known) - min(known)) if len(known) > 1 else None
        rows.append({"indicator": one.id, "means": means, "gap": gap})
    return {"marks": rows, "rows": [], "not_measured": [], "error": ""}

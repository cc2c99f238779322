"""An edition put into words: ranges, reasons, weights, what growth hides, where values come from."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from commonhall.evaluation.editions.models import Edition
from commonhall.evaluation.editions.queries import Standing
from commonhall.evaluation.editions.structure import Structure
from commonhall.evaluation.frameworks.packs import Pack
from commonhall.evaluation.indicators import presentation

# Cronbach's alpha from which on indicators are usually said to measure one thing (Nunnally 1978).
USUALLY_RELIABLE = 0.7


def range_words(rank: int, low: int, high: int) -> str:
    """ "3, perhaps 2 to 5", "3", "no place"."""
    if not rank:
        return _("no place: not measured")
    if low == high:
        return str(rank)
    return _("%(low)d to %(high)d") % {"low": low, "high": high}


def level(lines: Sequence[Standing]) -> int:
    """How many neighbouring lines cannot be told apart, because their ranges overlap."""
    placed = [one for one in lines if one.rank]
    return sum(
        min(one.high, two.high) >= max(one.low, two.low) for one, two in itertools.pairwise(placed)
    )


def source_words(settings: dict[str, Any]) -> str:
    """Where an indicator's values come from."""
    kind = settings["measure"]
    if kind == "rate":
        return _("a rate over cases, counted as in %(scheme)s") % {
            "scheme": presentation.scheme_name(settings["scheme"])
        }
    return {
        "days-to-answer": _("the median of all answered cases"),
        "broken-floors": _("minimum standards broken on the last day"),
        "feedback": _("what people who took part say, from 0 to 100 points"),
        "promises": _("promises kept by the first day promised, in per cent"),
        "series": _("reported values, newest ones in force"),
        "survey": _("what residents say in the survey"),
    }[kind]


def source_url(settings: dict[str, Any], edition: Edition, unit: int) -> str:
    """The page where a value can be followed further down, "" where there is none."""
    kind = settings["measure"]
    of = "bodies" if edition.framework.of == "bodies" else "places"
    if kind == "rate":
        query = urlencode(
            {
                "month": f"{edition.starts:%Y-%m}",
                "scheme": settings["scheme"],
                "rate": settings["rate"],
            }
        )
        name = "evaluation:cases" if edition.framework.every == "month" else "evaluation:rates_of"
        return f"{reverse(name, args=[of, unit])}?{query}"
    if kind == "days-to-answer":
        return reverse("evaluation:rates_of", args=[of, unit])
    if kind == "broken-floors":
        return reverse("services:minimum_standards")
    if kind == "promises":
        return reverse("law:promises")
    if kind == "feedback":
        return reverse("consultations:feedback_list")
    if kind == "series":
        return reverse("evaluation:series", args=[settings["code"]])
    return ""


def of(pack: Pack, edition: Edition, line: Standing) -> list[dict[str, Any]]:
    """One reason an indicator: its value, what it adds, and how far from the mean; worst first."""
    at = edition.inputs["units"].index(line.thing.pk)
    row, weights = line.row, edition.outcome.get("weights", {})
    made = []
    for one in pack.framework.indicators:
        value, asked = edition.inputs["values"][one.id][at]
        against = row.get("against_mean", {}).get(one.id)
        made.append(
            {
                "name": pack.label(one.id),
                "value": _("not measured") if value is None else presentation.number(value),
                "asked": asked,
                "weight": weights.get(one.id),
                "share": presentation.number(100 * float(weights[one.id]), 0)
                if one.id in weights
                else "–",
                "normalised": presentation.number(row.get("normalised", {}).get(one.id), 1),
                "against": None if against is None else float(against),
                "against_words": "–" if against is None else _signed(float(against)),
                "broken": one.id in row.get("broken", ()),
                "floor": one.floor,
                "source": source_words(dict(pack.sources[one.id])),
                "url": source_url(dict(pack.sources[one.id]), edition, line.thing.pk),
            }
        )
    return sorted(made, key=lambda one: (not one["broken"], one["against"] or 0.0))


def _signed(value: float) -> str:
    words = presentation.number(abs(value), 2)
    return f"+{words}" if value > 0 else f"−{words}" if value < 0 else words


def weights(pack: Pack, edition: Edition) -> dict[str, Any]:
    """Whose weights they are, and what each part weighs."""
    shares = edition.weights.get("shares", {})
    stated = {node.id: node.weight for node in pack.framework.node_list}
    whole = sum(stated[part] for part in pack.parts()) or 1
    return {
        "voters": edition.weights.get("voters", 0),
        "parts": [
            {
                "name": pack.label(part),
                "share": presentation.number(
                    100 * float(shares.get(part, stated[part] / whole)), 0
                ),
            }
            for part in pack.parts()
        ],
    }


def choices(edition: Edition) -> list[dict[str, Any]]:
    """Which open choice moves the order most, as shares of what varies."""
    words = {
        "sampling": _("which people were asked, by chance"),
        "imputation": _("how gaps are filled"),
        "treatment": _("how outliers are treated"),
        "normalisation": _("how values are scaled"),
        "aggregation": _("how parts are combined"),
        "weighting": _("how weights are found"),
        "weights": _("the weight of each part"),
        "leave out": _("which indicator is left out"),
    }
    found = edition.outcome.get("sensitivity") or {}
    rows: list[dict[str, Any]] = []
    for name, (_first, total, _first_error, error) in found.items():
        share, off = 100 * max(0.0, float(total or 0)), 100 * float(error or 0)
        rows.append(
            {
                "name": words.get(name, name),
                "share": share,
                "words": presentation.number(min(share, 100.0), 0),
                "error": presentation.number(off, 0),
                # No share of a whole is above it: the estimate is too noisy, and says so.
                "noisy": share > 100,
            }
        )
    return sorted(rows, key=lambda row: -row["share"])


def growth(pack: Pack, edition: Edition, things: dict[int, Any]) -> dict[str, Any] | None:
    """Where growth hides a loss: places richer than all of their range on the index."""
    found = edition.outcome.get("growth")
    if not found:
        return None
    return {
        "hidden": [
            {
                "thing": things.get(int(one["unit"])),
                "economic_rank": one["economic_rank"],
                "range": range_words(one["range"][0], *one["range"]),
                "drags": [pack.label(name) for name, _value in one["drags"]],
                "broken": [pack.label(name) for name in one["broken"]],
                "unit": one["unit"],
            }
            for one in found["hidden"]
            if int(one["unit"]) in things
        ],
        "beyond": [things[int(unit)] for unit in found["beyond"] if int(unit) in things],
        "correlation": presentation.number(found["correlation"]),
    }


def tree(pack: Pack, edition: Edition | None) -> list[dict[str, Any]]:
    """The framework as groups with their indicators, for its own page."""
    root = pack.framework.groups[-1].id
    effective = edition.outcome.get("weights", {}) if edition else {}

    def leaf(one: Any) -> dict[str, Any]:
        return {
            "name": pack.label(one.id),
            "floor": one.floor,
            "down": one.direction < 0,
            "source": source_words(dict(pack.sources[one.id])) if one.id in pack.sources else "",
            "weight": presentation.number(100 * float(effective[one.id]), 0)
            if one.id in effective
            else "",
        }

    made = [
        {
            "name": pack.label(group.id),
            "items": [leaf(one) for one in pack.framework.indicators if one.parent == group.id],
        }
        for group in pack.framework.groups
        if any(one.parent == group.id for one in pack.framework.indicators)
    ]
    return [one for one in made if one["items"]] or [{"name": pack.label(root), "items": []}]


def marks(pack: Pack, edition: Edition) -> list[dict[str, Any]]:
    """A self-assessment line by line: three means side by side, and the gap."""
    made = []
    for row in edition.outcome["marks"]:
        made.append(
            {
                "name": pack.label(row["indicator"]),
                "cells": [
                    {
                        "value": mean,
                        "asked": asked,
                        "words": presentation.number(mean, 1) if mean is not None else "",
                    }
                    for mean, asked in row["means"].values()
                ],
                "gap": presentation.number(row["gap"], 1),
                "wide": row["gap"] is not None and float(row["gap"]) >= 1.0,
            }
        )
    return made


def structure(found: Structure | None) -> dict[str, Any] | None:
    """How indicators hang together, as the page shows it; None where there are too few places."""
    if found is None:
        return None
    reliable = found.reliable
    return {
        "places": found.places,
        "steady": found.steady,
        "level": found.level,
        "numbers": range(1, len(found.names) + 1),
        "rows": [
            {
                "name": name,
                "cells": [
                    _decimals(r) if at < row else "" for at, r in enumerate(found.matrix[row])
                ],
                "share": presentation.number(100 * found.shares[row], 0),
                "say": _decimals(found.say[row]),
                "with_rest": _decimals(reliable.with_rest[row]) if reliable else "–",
                "without": _decimals(reliable.without[row]) if reliable else "–",
                "loadings": [_decimals(one.loadings[row]) for one in found.directions],
            }
            for row, name in enumerate(found.names)
        ],
        "alpha": _decimals(reliable.alpha) if reliable else "",
        "low_alpha": reliable is not None and reliable.alpha < USUALLY_RELIABLE,
        "same": [(one, _decimals(one.r)) for one in found.same],
        "against": [(one, _decimals(one.r)) for one in found.against],
        "directions": [presentation.number(100 * one.share, 0) for one in found.directions],
        "links": [
            {
                "edition": one.edition,
                "r": _decimals(one.found.r),
                "low": _decimals(one.found.low),
                "high": _decimals(one.found.high),
                "count": one.found.count,
                "sure": one.found.sure,
            }
            for one in found.links
        ],
    }


def _decimals(value: float) -> str:
    """Two decimals, always, with the sign of a minus."""
    words = number_format(abs(value), 2, use_l10n=True)
    return f"−{words}" if value <= -0.005 else words

"""Proposals on maps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.decisions.budgets.phases import Phase
from commonhall.decisions.proposals.models import Proposal
from commonhall.places import stills
from commonhall.ui import maps

State = Proposal.State
# What the marks say once there is a result.
FUNDED = (
    ("good", _("funded")),
    ("neutral", _("not funded")),
)


def legend(phase: Phase) -> Sequence[tuple[str, Any]]:
    """What the marks say; nothing before there is a result."""
    return FUNDED if phase is Phase.RESULT else ()


def marks(rows: Iterable[Proposal]) -> list[maps.Mark]:
    """Those that have a point, for the picture that stands there without scripts."""
    return [
        maps.Mark(float(one.latitude), float(one.longitude), one.tone)
        for one in rows
        if one.latitude is not None and one.longitude is not None
    ]


def collection(rows: Iterable[Proposal]) -> dict[str, Any]:
    """Those that have a point, as GeoJSON."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {
                    "type": "Point",
                    "coordinates": [float(one.longitude or 0), float(one.latitude or 0)],
                },
                "properties": {
                    "label": one.heading,
                    "url": one.get_absolute_url(),
                    "tone": one.tone,
                    "note": str(one.get_state_display()),
                },
            }
            for one in rows
        ],
    }


def map_of_one(one: Proposal) -> maps.Still | None:
    """Where it would be: its point, else its place."""
    marks = (
        [maps.Mark(float(one.latitude), float(one.longitude))]
        if one.latitude is not None and one.longitude is not None
        else []
    )
    return stills.of_unit(one.unit, marks)

"""Proposals on maps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class OnMap:
    """Points of a map with what their marks mean."""

    points: Sequence[dict[str, Any]]
    legend: Sequence[tuple[str, Any]]


def map_of(rows: Sequence[Proposal], phase: Phase) -> OnMap | None:
    """The proposals that have a point; None where none has one."""
    if not rows:
        return None
    points = [
        {
            "label": one.title,
            "url": one.get_absolute_url(),
            "latitude": one.latitude,
            "longitude": one.longitude,
            "note": one.get_state_display(),
            "tone": one.tone,
        }
        for one in rows
    ]
    return OnMap(points, FUNDED if phase is Phase.RESULT else ())


def map_of_one(one: Proposal) -> maps.Still | None:
    """Where it would be: its point, else its place."""
    marks = (
        [maps.Mark(float(one.latitude), float(one.longitude))]
        if one.latitude is not None and one.longitude is not None
        else []
    )
    return stills.of_unit(one.unit, marks)

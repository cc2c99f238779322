"""What call-backs found, in words and as a chart: beside it, what people had said by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from commonhall.evaluation.call_backs import queries
from commonhall.evaluation.call_backs.estimates import FEWEST, Found
from commonhall.evaluation.call_backs.models import CallBackRound
from commonhall.methods.surveys.intervals import Estimate
from commonhall.people.bodies.models import Body
from commonhall.ui import text
from commonhall.ui.charts import Estimate as Dot
from commonhall.ui.charts import dot_chart


@dataclass(frozen=True)
class Line:
    """One body of the table, or all together; shares in words."""

    name: str
    found: Found
    solved: str
    contacted: str
    satisfied: str
    clicked: str


def lines_of(of: CallBackRound) -> list[Line]:
    """All together first, then body by body."""
    found = queries.results(of)
    bodies = Body.objects.in_bulk([one.body for one in found if one.body])
    return [
        Line(
            bodies[one.body].name if one.body else _("All bodies"),
            one,
            share_words(one.solved),
            share_words(one.contacted),
            share_words(one.satisfied),
            text.part_of(one.clicked_solved, one.clicked, 0) if one.clicked else "–",
        )
        for one in found
    ]


def share_words(found: Estimate | None) -> str:
    """ "62% (48 to 74)", or that too few were reached."""
    if found is None:
        return _("fewer than %(number)d") % {"number": FEWEST}
    value, low, high = (
        text.number(round(100 * one)) for one in (found.value, found.low, found.high)
    )
    return _("%(value)s%% (%(low)s to %(high)s)") % {"value": value, "low": low, "high": high}


def chart(lines: list[Line]) -> SafeString | str:
    """Shares solved with their intervals; "" where nothing can be told."""
    dots = [
        Dot(one.name, *(round(100 * value, 1) for value in _three(one.found.solved)))
        for one in lines
        if one.found.solved is not None
    ]
    if not dots:
        return ""
    return dot_chart(
        _("Solved, as people said on the telephone"),
        dots,
        domain=(0, 100),
        show=_per_cent,
        interval=_("95% interval"),
    )


def _three(found: Estimate | None) -> tuple[float, float, float]:
    return (found.value, found.low, found.high) if found else (0.0, 0.0, 0.0)


def _per_cent(value: Any) -> str:
    return f"{text.number(value)}%"

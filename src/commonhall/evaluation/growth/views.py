"""The page of what growth costs."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.evaluation.growth import queries
from commonhall.evaluation.growth.changes import Change, Pair, Verdict, indexed
from commonhall.evaluation.growth.queries import Growth
from commonhall.places.models import Unit
from commonhall.ui import text
from commonhall.ui.charts import Series, line_chart, sparkline
from commonhall.ui.pages import page

WORDS = {
    Verdict.BOTH: (_("better in both"), "good"),
    Verdict.WORSE_OFF: (_("richer and worse off"), "bad"),
    Verdict.WITHOUT: (_("better off without growth"), "info"),
    Verdict.NEITHER: (_("worse in both"), "warn"),
    Verdict.UNCLEAR: (_("not clear"), "neutral"),
}


@dataclass(frozen=True)
class Row:
    """A place of the table."""

    unit: Unit
    pair: Pair
    words: str
    tone: str
    gain: str
    side: str
    gain_line: SafeString
    side_line: SafeString


@page(_("What growth costs"), asks="evaluation.growth")
def growth(request: HttpRequest) -> HttpResponse:
    """One series of output or income beside one of how people live: who got richer and worse off."""
    found = queries.growth(request.GET.get("gain", ""), request.GET.get("side", ""))
    worse = [pair for pair in found.pairs if pair.verdict is Verdict.WORSE_OFF]
    context = {
        "growth": found,
        "rows": [_row(found, pair) for pair in found.pairs],
        "worse": [found.units[pair.unit] for pair in worse],
        "stated": bool(found.pairs) and all(pair.stated for pair in found.pairs),
        "chart": _chart(found),
    }
    return render(request, "evaluation/growth.html", context)


def _row(found: Growth, pair: Pair) -> Row:
    words, tone = WORDS[pair.verdict]
    assert found.gain is not None and found.side is not None  # there are pairs of them
    return Row(
        found.units[pair.unit],
        pair,
        str(words),
        tone,
        _moved(pair.gain),
        _moved(pair.side),
        sparkline([one.value for one in found.gain_values[pair.unit]], found.gain.name),
        sparkline([one.value for one in found.side_values[pair.unit]], found.side.name),
    )


def _moved(change: Change) -> str:
    """ "+4.2% (1.1 to 7.3)"; without the interval where no error is stated."""
    sign = "+" if change.percent > 0 else ""
    value = f"{sign}{text.number(round(change.percent, 1))}%"
    if change.low is None or change.high is None:
        return value
    return gettext("%(value)s (%(low)s to %(high)s)") % {
        "value": value,
        "low": text.number(round(change.low, 1)),
        "high": text.number(round(change.high, 1)),
    }


def _chart(found: Growth) -> SafeString:
    if not found.pairs or found.gain is None or found.side is None:
        return SafeString()
    lines = [
        Series(one.name, indexed(values))
        for one, values in ((found.gain, found.gain_values), (found.side, found.side_values))
    ]
    if any(len(one.points) < 2 for one in lines):
        return SafeString()
    return line_chart(
        gettext("Since the first year measured, the first day as 100"),
        lines,
        note=gettext("The middle place of each day. Lines that part are decoupled."),
        zero=False,
    )

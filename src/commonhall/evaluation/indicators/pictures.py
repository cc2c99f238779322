"""How we did as pictures and in words: rates with how sure they are, what was reported done against what was solved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from commonhall.evaluation.indicators import presentation
from commonhall.evaluation.indicators.formulas import Rate
from commonhall.evaluation.indicators.models import Definition
from commonhall.evaluation.rollup import tallies
from commonhall.ui import text
from commonhall.ui.charts import Estimate, Series, dot_chart, line_chart
from commonhall.ui.charts.strips import Share, share_bars

Row = Mapping[str, Any]


def shares(rows: Sequence[Row]) -> SafeString:
    """Each rate as a bar with its interval and “44 of 47”; `rows`: of `summary.whole_place`."""
    return share_bars([_share(row) for row in rows])


def _share(row: Row) -> Share:
    rate: Rate = row["rate"]
    if rate.value is None or row["combined"]:
        words = presentation.rate_words(rate)
    else:
        words = _("%(good)d of %(asked)d") % {"good": good(rate), "asked": rate.asked}
    return Share(
        row["name"],
        None if rate.value is None else rate.value / 100,
        words,
        None if rate.low is None else rate.low / 100,
        None if rate.high is None else rate.high / 100,
        presentation.interval_words(rate),
    )


def good(rate: Rate) -> int:
    """How many of those asked count."""
    return round((rate.value or 0) * rate.asked / 100)


def sentences(rows: Sequence[Row]) -> list[str]:
    """The rates that count whole people, each as a sentence: “44 of 47 were answered in time.”"""
    said = {
        "answered-on-time": _("%(good)d of %(asked)d were answered in time."),
        "solved": _("%(good)d of %(asked)d say that their matter was solved."),
        "satisfied": _("%(good)d of %(asked)d were satisfied with how they were treated."),
    }
    found = []
    for row in rows:
        counts, rate = row["formula"].get("counts", {}), row["rate"]
        word = next(iter(counts), "")
        if rate.measured and len(counts) == 1 and str(counts[word]) == "1" and word in said:
            found.append(said[word] % {"good": good(rate), "asked": rate.asked})
    return found


def with_intervals(title: Any, rows: Sequence[Row]) -> SafeString:
    """Rates as dots with their 95 % intervals; nothing where none is measured."""
    known = [row for row in rows if row["rate"].measured]
    if not known:
        return SafeString()
    return dot_chart(
        title,
        [Estimate(one["name"], *_ends(one["rate"])) for one in known],
        domain=(0.0, 100.0),
        interval=_("95% interval"),
        show=lambda value: presentation.number(value, 0),
        note=_("Per cent of the people who said how it ended"),
    )


def _ends(rate: Rate) -> tuple[float | None, float | None, float | None]:
    return rate.value, rate.low, rate.high


def done_and_solved(sums: Mapping[date, tallies.Sums]) -> SafeString:
    """Two curves, month by month: what bodies reported done, and what people confirmed as solved."""
    done, solved = [], []
    for month, one in sums.items():
        asked, reported = tallies.asked_of(one, tallies.CALL_BACKS)
        refused, _heard = tallies.asked_of(one, tallies.REFUSED)
        done.append((month, reported))
        solved.append((month, asked - refused))
    if not any(count for _month, count in done):
        return SafeString()
    return line_chart(
        _("Reported done, and solved as people say"),
        [Series(_("reported done"), done), Series(_("solved, people say"), solved)],
        show=lambda value: text.number(value, 0),
        note=_(
            "Cases a month. Between the lines: people who said it was not solved, or have not said."
        ),
    )


def over_time(definitions: dict[str, Definition], made: dict[date, dict[str, Rate]]) -> SafeString:
    """Up to four rates as lines over the months; nothing where none was measured."""
    lines = [
        Series(one.name, [(month, made[month][code].value) for month in made])
        for code, one in definitions.items()
        if any(made[month][code].measured for month in made)
    ]
    if not lines:
        return SafeString()
    return line_chart(
        _("Rates over time"), lines[:4], show=lambda value: presentation.number(value, 1)
    )

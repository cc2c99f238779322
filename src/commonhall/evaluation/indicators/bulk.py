"""Rates over many millions of cases: one Ibis expression, the same on one machine and on a cluster.

`table` has one row a case and month, as the dataset `evaluation.facts` gives them: raised, done, called_back,
solved as booleans, satisfied as text ("", "yes", "mostly", "no"), on_time as a boolean or null,
days_to_answer and days_to_done as integers or null, days_known as an integer. Weights are counted in millionths, so that every engine
adds whole numbers and gives the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from commonhall.evaluation.indicators.formulas import millionths


def rates(
    table: Any, formulas: Mapping[str, Mapping[str, Any]], by: Sequence[str] = ("place", "month")
) -> Any:
    """Places × months (or other columns) with, for each counted rate, `{code}_asked` and `{code}_counted` (in millionths).

    The value is 100 · counted / (1,000,000 · asked) per cent; not measured where asked is 0. Means follow
    from their parts. One grouped scan, whatever the number of rates.
    """
    import ibis

    measured: dict[str, Any] = {}
    for code, formula in formulas.items():
        if "mean" in formula:
            continue
        known = _belongs(table, formula["of"])
        parts = []
        for word, weight in formula["counts"].items():
            held = _holds(table, word, formula.get("days"))
            known = known & held.notnull()
            points = millionths(weight)
            parts.append(ibis.ifelse(held, points, 0))
        best = parts[0] if len(parts) == 1 else ibis.greatest(*parts)
        measured[f"{code}_asked"] = ibis.ifelse(known, 1, 0).sum().cast("int64")
        measured[f"{code}_counted"] = ibis.ifelse(known, best, 0).sum().cast("int64")
    return table.group_by(list(by)).aggregate(**measured)


def _belongs(table: Any, population: str) -> Any:
    return {
        "called-back": lambda: table.called_back,
        "rated": lambda: table.called_back & (table.satisfied != ""),
        "done": lambda: table.done,
        "raised": lambda: table.raised,
    }[population]()


def _holds(table: Any, word: str, days: int | None) -> Any:
    """As `formulas.holds`, for a whole column; null where it cannot be known."""
    return {
        "answered-on-time": lambda: table.on_time,
        "answered-within": lambda: _within(table, table.days_to_answer, days or 0),
        "done-within": lambda: _within(table, table.days_to_done, days or 0),
        "solved": lambda: table.solved,
        "satisfied": lambda: table.satisfied == "yes",
        "mostly-satisfied": lambda: table.satisfied == "mostly",
    }[word]()


def _within(table: Any, took: Any, days: int) -> Any:
    """As `formulas._within`: null while it has not come and the days are still running."""
    import ibis

    late = ibis.ifelse(table.days_known > days, False, ibis.null("boolean"))
    return ibis.ifelse(took.notnull(), took <= days, late)

"""How the whole place did, in a few lines: for the front page and the first page of this app."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Case, Q, When

from commonhall.evaluation.editions import queries
from commonhall.evaluation.editions.models import Edition
from commonhall.evaluation.frameworks.models import Framework
from commonhall.evaluation.indicators import presentation, rates
from commonhall.evaluation.rollup import reading, tallies

MONTHS = 12


def whole_place(today: date) -> dict[str, Any]:
    """Last month's rates over everything; the same few queries however many cases."""
    month = rates.months_before(today, 2)[0]
    definitions = rates.in_force(rates.SCHEME, month)
    measures = reading.measures_of(definitions.values())
    found = reading.read([month], "unit", None, measures, together=True) if definitions else {}
    sums = found.get((month, tallies.EVERYTHING), {})
    asked, done = tallies.asked_of(sums, tallies.CALL_BACKS)
    return {
        "month": presentation.span_words(month, "month"),
        "rates": [
            {
                "name": definitions[code].name,
                "words": presentation.rate_words(rate),
                "rate": rate,
                "combined": "mean" in definitions[code].formula,
                "formula": definitions[code].formula,
                "interval": presentation.interval_words(rate),
            }
            for code, rate in tallies.rates_of(definitions, sums).items()
        ],
        "done": done,
        "asked": asked,
    }


def year_of_place(today: date) -> dict[date, tallies.Sums]:
    """What was reported done and what was said of it, for each of the last twelve whole months; from the roll-up."""
    months = rates.months_before(today, MONTHS + 1)[:-1]
    measures = (tallies.CALL_BACKS, tallies.REFUSED)
    found = reading.read(months, "unit", None, measures, together=True)
    return {month: found.get((month, tallies.EVERYTHING), {}) for month in months}


def newest_of_places() -> Edition | None:
    """The newest edition that compares places; rather of a quarter or a year than of a month."""
    rows = (
        queries.editions()
        .filter(framework__of=Framework.Of.DISTRICTS, framework__ended_on=None)
        .defer("pack", "inputs", "weights", "outcome")
    )
    monthly = Q(framework__every=Framework.Every.MONTH)
    return rows.order_by(Case(When(monthly, then=1), default=0), "-starts", "pk").first()

"""How spans and rates are put into words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commonhall.evaluation.editions.models import Edition
from commonhall.evaluation.indicators.formulas import Rate
from commonhall.ui import text


def span_words(starts: date, every: str) -> str:
    """ "May 2026", "second quarter of 2026", "2026"."""
    if every == "year":
        return str(starts.year)
    if every == "quarter":
        return _("%(year)d, quarter %(quarter)d") % {
            "year": starts.year,
            "quarter": (starts.month + 2) // 3,
        }
    return date_format(starts, "YEAR_MONTH_FORMAT")


def span_name(edition: Edition) -> str:
    return span_words(edition.starts, edition.framework.every)


def rate_words(rate: Rate) -> str:
    """ "85.7% of 14", "5 of 7" of few, or that it was not measured: never a made-up value."""
    if not rate.measured:
        return _("not measured")
    if rate.asked < text.FEW:
        return text.part_of((rate.value or 0) * rate.asked / 100, rate.asked, 0)
    return _("%(value)s%% of %(asked)d") % {
        "value": text.number(round(rate.value or 0, 1)),
        "asked": rate.asked,
    }


def interval_words(rate: Rate) -> str:
    """The 95 % interval of a rate: "21 to 100%"; "" where nothing was measured."""
    if rate.low is None or rate.high is None:
        return ""
    return _("%(low)s to %(high)s%%") % {
        "low": text.number(round(rate.low)),
        "high": text.number(round(rate.high)),
    }


def of_few(rate: Rate) -> str:
    """The interval of a rate that rests on few answers, which never stands without it; else ""."""
    return interval_words(rate) if rate.asked < text.FEW else ""


def scheme_name(code: str) -> str:
    """What a known way of counting is called; another goes by its own word."""
    known = {
        "beijing-12345": _("Beijing's 12345 line"),
        "cpgrams": _("India's complaints system (CPGRAMS)"),
    }
    return known.get(code, code)


def number(value: Any, digits: int = 2) -> str:
    """A published number as people read it; "–" where there is none."""
    return "–" if value is None else text.number(round(float(value), digits))


def formula_words(formula: dict[str, Any], names: Mapping[str, str] | None = None) -> str:
    """A formula as a sentence; names: what the rates it is made of are called."""
    words = {
        "answered-on-time": _("answered by the legal deadline"),
        "answered-within": _("answered within %(days)s days") % {"days": formula.get("days", "?")},
        "done-within": _("reported done within %(days)s days") % {"days": formula.get("days", "?")},
        "solved": _("solved, according to the person who raised it"),
        "satisfied": _("satisfied"),
        "mostly-satisfied": _("mostly satisfied"),
    }
    of = {
        "called-back": _("of the cases where people said how it ended"),
        "rated": _("of the cases where people said how they were treated"),
        "done": _("of the cases reported done"),
        "raised": _("of the cases raised"),
    }
    if "mean" in formula:
        called = names or {}
        return " + ".join(
            f"{weight} × {called.get(code, code)}" for code, weight in formula["mean"].items()
        )
    parts = [
        words.get(word, word) if str(weight) == "1" else f"{weight} × {words.get(word, word)}"
        for word, weight in formula["counts"].items()
    ]
    return _("%(counts)s; %(of)s") % {"counts": " + ".join(parts), "of": of[formula["of"]]}

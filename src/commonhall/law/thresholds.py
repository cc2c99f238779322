"""Matters for which the law says how many must sign: those of the law itself, and those an app above adds.

thresholds.matter("initiative-motion", _("An initiative that asks for a decision"))
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

_matters: dict[str, Any] = {
    "recall-mandate": _("The recall of a mandate"),
    "challenge-rule": _("A challenge to go before the council"),
}


# Matters of which the number alone counts, never a share of all residents.
GROUPS: set[str] = set()


# Matters of which the share counts alone, and not of residents: what it is a share of, in words.
SHARES: dict[str, Any] = {}


# Matters of which the number is an amount in minor units of the hall's currency: what holds from it on, in words.
SUMS: dict[str, Any] = {}


def matter(
    code: str, label: Any, *, group: bool = False, share: Any = "", from_sum: Any = ""
) -> None:
    """Say what a matter is called that asks the law how many must sign; group: how many a group must be. share: what it is
    a share of, where it is none of residents. from_sum: what holds from an amount on, where it is an amount."""
    _matters[code] = label
    if from_sum:
        SUMS[code] = from_sum
    if share:
        SHARES[code] = share
    if group:
        GROUPS.add(code)


def known() -> list[tuple[str, Any]]:
    """Every matter for which a threshold can be set: code and name."""
    return list(_matters.items())


def by_rule() -> list[tuple[str, Any]]:
    """Those that a rule can set by itself; amounts stand in the charter, or in law above it."""
    return [(code, label) for code, label in _matters.items() if code not in SUMS]

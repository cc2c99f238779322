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


def matter(code: str, label: Any, *, group: bool = False) -> None:
    """Say what a matter is called that asks the law how many must sign; group: how many a group must be."""
    _matters[code] = label
    if group:
        GROUPS.add(code)


def known() -> list[tuple[str, Any]]:
    """Every matter for which a threshold can be set: code and name."""
    return list(_matters.items())

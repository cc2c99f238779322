"""Schulze: every two are compared; chains of wins decide where nobody beats all (Schulze 2011)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.decisions.votes.rules import elected_by

RULE = elected_by(
    "schulze",
    70,
    _("Schulze"),
    _(
        "You put the options in order. Every two are compared: the one that more people prefer wins the pair. The option that wins all its pairs is elected, and where there is none, the strongest chains of wins decide."
    ),
)

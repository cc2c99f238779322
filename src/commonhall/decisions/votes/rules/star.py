"""STAR: the two highest sums go to a run-off."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.decisions.votes.rules import elected_by

RULE = elected_by(
    "star",
    110,
    _("score, then run-off (STAR)"),
    _(
        "You give each option a score, and the two with the highest sums go on to a run-off. There your ballot counts whole for the one you scored higher. The one preferred by more people wins."
    ),
)

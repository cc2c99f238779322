"""Instant run-off: the last is taken out until one has more than half."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.decisions.votes.rules import elected_by

RULE = elected_by(
    "irv",
    60,
    _("instant run-off"),
    _(
        "You put the options in order. If none is first on more than half of the ballots, the last one is taken out and its ballots go to their next choice. This is repeated until one has more than half of the ballots that still count."
    ),
    demands=True,
    measure=_("Ballots that count for each"),
)

"""Single transferable vote by Meek: everybody elected keeps just the share needed (Meek 1969)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.decisions.votes.rules import elected_by

RULE = elected_by(
    "stv-meek",
    90,
    _("single transferable vote (Meek)"),
    _(
        "You put the candidates in order, and an elected candidate keeps only the share of your ballot that the seat needs. The rest goes to your next choices, even to those elected already. When nobody has enough, the last one is taken out and everything is counted again, so that groups get seats by their size."
    ),
    measure=_("Ballots that count for each"),
)

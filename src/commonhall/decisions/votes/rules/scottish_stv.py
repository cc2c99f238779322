"""Single transferable vote as in Scotland: surpluses and last places go on (Order of 2007)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.decisions.votes.rules import elected_by

RULE = elected_by(
    "stv-scottish",
    80,
    _("single transferable vote (Scottish)"),
    _(
        "You put the candidates in order, and your ballot counts for your first choice. A candidate with enough ballots is elected, and the share of them that was not needed goes to the next choices. When nobody has enough, the last one is taken out, so that groups get seats by their size."
    ),
    measure=_("Ballots that count for each"),
)

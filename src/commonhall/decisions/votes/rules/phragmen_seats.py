"""Phragmén's sequential method for seats (1894)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.decisions.votes.rules import elected_by

RULE = elected_by(
    "com-phragmen",
    130,
    _("Phragmén, for seats"),
    _(
        "You choose everybody you can accept. Each seat is a load that the people who chose its holder carry together. The next seat goes to the candidate whose supporters then carry the least, so that groups get seats by their size."
    ),
    measure=_("Load for each supporter; the smallest gets the seat"),
)

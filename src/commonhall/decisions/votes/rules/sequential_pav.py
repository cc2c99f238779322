"""Sequential proportional approval (Thiele 1895): a ballot counts less with each seat it has won."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.decisions.votes.rules import elected_by

RULE = elected_by(
    "com-pav",
    120,
    _("proportional approval"),
    _(
        "You choose everybody you can accept. Seats are filled one after another, and your ballot counts whole until one of your choices has a seat, then half, then a third. So groups get seats by their size."
    ),
    measure=_("What the ballots of their supporters still count"),
)

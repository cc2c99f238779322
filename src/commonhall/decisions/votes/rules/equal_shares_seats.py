"""Equal Shares for seats (Peters and Skowron 2020), completed by Phragmén."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.decisions.votes.rules import elected_by

RULE = elected_by(
    "com-mes",
    140,
    _("Equal Shares, for seats"),
    _(
        "You choose everybody you can accept. Every voter holds the same share of the seats, and supporters pay for a seat together. Seats that nobody can pay for go by Phragmén’s method."
    ),
    measure=_("Price for each supporter; the smallest gets the seat"),
)

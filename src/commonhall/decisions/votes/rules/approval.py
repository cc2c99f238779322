"""Approval: those whom the most ballots name (Brams and Fishburn 1978)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.decisions.votes.rules import elected_by

RULE = elected_by(
    "approval",
    50,
    _("approval"),
    _(
        "You choose everything you can accept. Each choice is one vote, and the most votes win. Where several are elected, one large group can win all the seats."
    ),
    demands=True,
)

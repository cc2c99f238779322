"""Score: the highest sum."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.decisions.votes.rules import elected_by

RULE = elected_by(
    "score",
    100,
    _("score"),
    _(
        "You give each option a score. The scores are added up, and the highest sum wins. A few strong wishes can outweigh many weak ones."
    ),
)

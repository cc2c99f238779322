"""Lists by Sainte-Laguë: votes divided by 1, 3, 5 …, the seats to the highest results."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.decisions.votes.rules import for_lists

RULE = for_lists(
    "sainte-lague",
    115,
    _("lists, seats by Sainte-Laguë"),
    _(
        "You vote for one list. The votes of each list are divided by 1, 3, 5 and so on, and the seats go to the highest results. Lists get seats by their share of the votes, whatever their size."
    ),
)

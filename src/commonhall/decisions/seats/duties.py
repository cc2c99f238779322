"""What the law sets for elections held here: days to stand, to vote and to object."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.decisions.seats import law
from commonhall.law import duties, thresholds


def register() -> None:
    duties.time(law.TO_STAND, _("Time to stand for election"))
    duties.time(law.TO_VOTE, _("Shortest time to vote in an election"))
    duties.time(law.TO_OBJECT, _("Time to object to the result of an election"))
    thresholds.matter(law.SUPPORTERS, _("A list of candidates put up by residents"))
    thresholds.matter(
        law.SEATS_FROM,
        _("Seats for a list"),
        share=_("Share of the votes that a list needs to get seats, in per cent"),
    )
    thresholds.matter(
        law.PREFERRED_FROM,
        _("A candidate before the order of the list"),
        share=_(
            "Share of a list’s votes that puts a candidate before the order of the list, in per cent"
        ),
    )

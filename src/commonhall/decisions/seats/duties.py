"""What the law sets for elections held here: days to stand, to vote and to object."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.decisions.seats import law
from commonhall.law import duties


def register() -> None:
    duties.time(law.TO_STAND, _("Time to stand for election"))
    duties.time(law.TO_VOTE, _("Shortest time to vote in an election"))
    duties.time(law.TO_OBJECT, _("Time to object to the result of an election"))

"""What the law sets for whoever is elected to both sides of a review: days to choose."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.law import duties
from commonhall.law.segregation import both_sides


def register() -> None:
    duties.time(both_sides.CHOOSE, _("Time to choose between two offices"))

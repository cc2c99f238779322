"""Days the law sets for budget books: how long a draft is read before it is adopted."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.delivery.budget_book import law
from commonhall.law import duties


def register() -> None:
    duties.time(law.CONSULT, _("Time to comment on a budget book"))

"""Can residents be confirmed?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.doctor import Finding, check
from commonhall.people.residents.models import CensusEntry


@check
def roll(_today: date) -> Iterator[Finding]:
    """Without a roll residents are confirmed at the counter only."""
    if not CensusEntry.objects.exists():
        text = _("There is no census list, so residents can only be confirmed at the counter.")
        yield Finding("roll-empty", "note", text, reverse("people:import_census"))

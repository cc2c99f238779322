"""How translations are shown wherever a ref names one: never with their words, which only the original's page shows."""

from __future__ import annotations

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commonhall.consultations.translations.models import Confirmation, Translation
from commonhall.core.refs import Described, describes


def _described(ref: str, row: Translation) -> Described:
    title = format_lazy("{}: {}", _("translation"), row.into.name)
    return Described(ref, title, row.get_absolute_url(), kind=_("translation"))


def _translations(numbers: list[int]) -> dict[int, Described]:
    rows = Translation.objects.filter(pk__in=numbers)
    return {row.pk: _described(row.ref, row) for row in rows}


def _confirmations(numbers: list[int]) -> dict[int, Described]:
    rows: Any = Confirmation.objects.filter(pk__in=numbers).select_related("translation")
    return {row.pk: _described(row.ref, row.translation) for row in rows}


def register() -> None:
    describes("consultations.translation", _translations)
    describes("consultations.confirmation", _confirmations)

"""How recognitions are shown wherever a ref names one."""

from __future__ import annotations

from django.utils.translation import gettext as _

from commonhall.core.refs import Described, describes
from commonhall.law.recognitions.models import Recognition


def _recognitions(numbers: list[int]) -> dict[int, Described]:
    rows = Recognition.objects.filter(pk__in=numbers).select_related("organisation")
    return {
        row.pk: Described(
            row.ref,
            _("Recognition of %(organisation)s") % {"organisation": row.organisation.name},
            row.get_absolute_url(),
            row.get_state_display(),
        )
        for row in rows
    }


def register() -> None:
    describes("law.recognition", _recognitions)

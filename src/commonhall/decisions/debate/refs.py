"""How a speech is shown wherever a ref names one."""

from __future__ import annotations

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commonhall.core.refs import Described, describes
from commonhall.decisions.debate.models import Speech


def _speeches(numbers: list[int]) -> dict[int, Described]:
    rows = Speech.objects.filter(pk__in=numbers).select_related("motion")
    return {
        row.pk: Described(
            row.ref,
            format_lazy("{}: {}", _("Speech on a motion"), row.motion.name),
            row.get_absolute_url(),
        )
        for row in rows
    }


def register() -> None:
    describes("decisions.speech", _speeches)

"""How amendments are shown wherever a ref names one."""

from __future__ import annotations

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commonhall.core.refs import Described, describes
from commonhall.decisions.amendments.models import AmendmentVote, MotionAmendment


def _amendments(numbers: list[int]) -> dict[int, Described]:
    rows = MotionAmendment.objects.filter(pk__in=numbers).select_related("motion")
    return {
        row.pk: Described(
            row.ref,
            format_lazy("{} {}: {}", _("Amendment"), row.pk, row.motion.name),
            row.get_absolute_url(),
            row.get_state_display(),
        )
        for row in rows
    }


def _votes(numbers: list[int]) -> dict[int, Described]:
    rows = AmendmentVote.objects.filter(pk__in=numbers).select_related("amendment", "office")
    return {
        row.pk: Described(row.ref, row.office.name, row.amendment.get_absolute_url())
        for row in rows
    }


def register() -> None:
    describes("decisions.motionamendment", _amendments)
    describes("decisions.amendmentvote", _votes)

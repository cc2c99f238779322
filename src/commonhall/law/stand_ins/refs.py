"""What a stand-in is called wherever a ref names one: the office, and nobody's name."""

from __future__ import annotations

from django.utils.translation import gettext as _

from commonhall.core.refs import Described, describes
from commonhall.law.stand_ins.models import StandIn


def _stand_ins(numbers: list[int]) -> dict[int, Described]:
    rows = StandIn.objects.filter(pk__in=numbers).select_related("holder__office")
    return {
        row.pk: Described(
            row.ref,
            _("Stand-in: %(office)s") % {"office": row.holder.office.name},
            row.get_absolute_url(),
        )
        for row in rows
    }


def register() -> None:
    describes("law.standin", _stand_ins)

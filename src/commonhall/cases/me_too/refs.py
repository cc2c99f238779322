"""How "me too" is called wherever a ref names one."""

from __future__ import annotations

from django.utils.translation import gettext as _

from commonhall.cases.me_too.models import MeToo
from commonhall.core.refs import Described, describes


def _found(numbers: list[int]) -> dict[int, Described]:
    rows = MeToo.objects.filter(pk__in=numbers)
    return {
        row.pk: Described(
            row.ref,
            _("Me too on case %(number)d") % {"number": row.case_id},
            f"/cases/{row.case_id}/",
        )
        for row in rows
    }


def register() -> None:
    describes("cases.metoo", _found)

"""How pictures are called wherever a ref names one."""

from __future__ import annotations

from django.utils.translation import gettext as _

from commonhall.cases.pictures.models import Picture
from commonhall.core.refs import Described, describes


def _pictures(numbers: list[int]) -> dict[int, Described]:
    rows = Picture.objects.filter(pk__in=numbers).select_related("case")
    return {
        row.pk: Described(
            row.ref, _("Photo of case %(number)d") % {"number": row.case_id}, row.get_absolute_url()
        )
        for row in rows
    }


def register() -> None:
    describes("cases.picture", _pictures)

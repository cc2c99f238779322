"""How pictures of the plan and of assets are called wherever a ref names one."""

from __future__ import annotations

from django.utils.translation import gettext as _

from commonhall.core.refs import Described, describes
from commonhall.delivery.pictures.models import AssetPicture, ItemPicture


def _pictures(numbers: list[int]) -> dict[int, Described]:
    rows = ItemPicture.objects.filter(pk__in=numbers).select_related("item")
    return {
        row.pk: Described(
            row.ref, _("Photo of %(item)s") % {"item": row.item.name}, row.get_absolute_url()
        )
        for row in rows
    }


def _of_assets(numbers: list[int]) -> dict[int, Described]:
    rows = AssetPicture.objects.filter(pk__in=numbers).select_related("asset")
    return {
        row.pk: Described(
            row.ref, _("Photo of %(item)s") % {"item": row.asset.name}, row.get_absolute_url()
        )
        for row in rows
    }


def register() -> None:
    describes("delivery.itempicture", _pictures)
    describes("delivery.assetpicture", _of_assets)

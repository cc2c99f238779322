"""Tables of pictures: how a place looked before something was carried out, how it looks since; what an asset looks like."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.kept_images import KeptImage
from commonhall.core.models import Governed
from commonhall.delivery.assets.models import Asset
from commonhall.delivery.plan.models import Item


class ItemPicture(Governed):
    """A photo of a part of the plan. words: what it shows, for those who cannot see it."""

    SEALED = ("image", "words")

    class When(models.TextChoices):
        BEFORE = "before", _("before")
        AFTER = "after", _("after")

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="pictures")
    when = models.CharField(max_length=6, choices=When)
    image = KeptImage(upload_to="plan/%Y/%m", blank=True)
    words = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.item_id} {self.when}"

    def get_absolute_url(self) -> str:
        return self.item.get_absolute_url()

    @property
    def address(self) -> str:
        """Where the image itself is."""
        return reverse("delivery:picture", args=[self.pk])

    @property
    def small(self) -> str:
        """Where its small version is."""
        return f"{self.address}?small=1"


class AssetPicture(Governed):
    """A photo of an asset. words: what it shows, for those who cannot see it. removed_on: it is shown no more."""

    SEALED = ("image", "words")

    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="pictures")
    image = KeptImage(upload_to="assets/%Y/%m", blank=True)
    words = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    removed_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.asset_id}"

    def get_absolute_url(self) -> str:
        return self.asset.get_absolute_url()

    @property
    def address(self) -> str:
        """Where the image itself is."""
        return reverse("delivery:asset_picture", args=[self.pk])

    @property
    def small(self) -> str:
        """Where its small version is."""
        return f"{self.address}?small=1"

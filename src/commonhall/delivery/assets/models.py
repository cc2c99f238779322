"""Tables of the register of assets: what a place owns, who holds it, the rule by which it is booked, bookings by hour."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed, Named, in_language
from commonhall.core.money import CurrencyField, Money
from commonhall.people.bodies.models import Body
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents.models import Person
from commonhall.places.models import Unit

# Hours of a day, as pages say them: opens 8, closes 22.
FIRST_HOUR, LAST_HOUR = 0, 24


class Asset(Named, Governed):
    """Something a place owns: land, a building, a room, a vehicle, a pitch. body looks after it.

    code: the register's own. latitude, longitude: WGS 84 degrees, null where no point was given. open_to: who may book
    it by the hour. opens, closes: hours of the day in the hall's time zone. price: minor units of currency an hour.
    ahead: how many days before one can book; cancel_hours: until how many hours before one can cancel; most_hours: of
    one booking. retired_on: it left the register; why: with the reason.
    """

    class Kind(models.TextChoices):
        LAND = "land", _("land")
        BUILDING = "building", _("building")
        ROOM = "room", _("room")
        PITCH = "pitch", _("pitch")
        VEHICLE = "vehicle", _("vehicle")
        OTHER = "other", _("other asset")

    class OpenTo(models.TextChoices):
        NOBODY = "nobody", _("nobody: it is not booked")
        RESIDENTS = "residents", _("residents of the place")
        ORGANISATIONS = "organisations", _("organisations")
        BOTH = "both", _("residents of the place and organisations")

    code = models.CharField(_("number"), max_length=40, unique=True)
    kind = models.CharField(max_length=8, choices=Kind)
    texts = models.JSONField(default=dict)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name=_("place"))
    body = models.ForeignKey(Body, on_delete=models.PROTECT, verbose_name=_("responsible body"))
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    open_to = models.CharField(max_length=13, choices=OpenTo, default=OpenTo.NOBODY)
    opens = models.PositiveSmallIntegerField(default=8)
    closes = models.PositiveSmallIntegerField(default=22)
    price = models.BigIntegerField(default=0)
    currency = CurrencyField()
    ahead = models.PositiveSmallIntegerField(default=60)
    cancel_hours = models.PositiveSmallIntegerField(default=24)
    most_hours = models.PositiveSmallIntegerField(default=4)
    retired_on = models.DateField(null=True)
    why = models.TextField(blank=True, max_length=2000)

    class Meta:
        verbose_name = _("asset")

    @property
    def text(self) -> str:
        return in_language(self.texts)

    @property
    def bookable(self) -> bool:
        return self.open_to != self.OpenTo.NOBODY and self.retired_on is None

    @property
    def cost(self) -> Money:
        """What an hour costs."""
        return Money(self.price, self.currency)

    def get_absolute_url(self) -> str:
        return reverse("delivery:asset", args=[self.pk])


class AssetHolding(Governed):
    """An organisation holds an asset for a time. rent: minor units a year. ended_on: given back before the last day."""

    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="holdings")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    rent = models.BigIntegerField()
    currency = CurrencyField()
    use = models.CharField(max_length=300)
    starts = models.DateField()
    ends = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("holding of an asset")
        constraints = [
            models.UniqueConstraint(
                fields=["asset"], condition=Q(ended_on=None), name="asset_held_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.asset.name}: {self.organisation.name}"

    @property
    def money(self) -> Money:
        return Money(self.rent, self.currency)

    def over(self, today: date) -> bool:
        return self.ended_on is not None or self.ends < today

    def get_absolute_url(self) -> str:
        return self.asset.get_absolute_url()


class Booking(Governed):
    """Hours of an asset that a resident or an organisation booked. Public is that they are taken, never by whom.

    cancelled_on: since when they are free again; why: the body's reason, where it called the booking off.
    """

    SEALED = ("person", "organisation")

    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="bookings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    cancelled_on = models.DateField(null=True)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("booking")
        indexes = [models.Index(fields=["asset", "starts_at"], name="asset_booking_hours")]

    def __str__(self) -> str:
        return f"booking {self.pk}"

    @property
    def standing(self) -> Any:
        return _("cancelled") if self.cancelled_on else _("booked")

    def get_absolute_url(self) -> str:
        return f"{self.asset.get_absolute_url()}?day={self.starts_at:%Y-%m-%d}"


class BookedHour(Governed):
    """One hour of a booking. The database itself takes each hour of an asset once."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="hours")
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    freed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["asset", "at"], condition=Q(freed=False), name="asset_hour_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.asset_id} {self.at}"

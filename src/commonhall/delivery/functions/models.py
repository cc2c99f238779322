"""Tables of functions."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed, Named, in_language
from commonhall.core.money import CurrencyField, Money
from commonhall.law.instruments.models import Provision
from commonhall.people.bodies.models import Body
from commonhall.people.organisations.models import Organisation
from commonhall.services.services.models import Service


class Transfer(Named, Governed):
    """A function handed over to an organisation by a recorded act: with money, a standard, and a way back.

    amount: minor units a year. standards: what must be reached, by language.
    """

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="transfers")
    body = models.ForeignKey(Body, on_delete=models.PROTECT)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="transfers"
    )
    basis = models.ForeignKey(Provision, on_delete=models.PROTECT, null=True)
    amount = models.BigIntegerField()
    currency = CurrencyField()
    standards = models.JSONField(default=dict)
    starts = models.DateField()
    ends = models.DateField()
    returned_on = models.DateField(null=True)
    why_returned = models.TextField(blank=True)

    class Meta:
        verbose_name = _("function handed over")

    @property
    def money(self) -> Money:
        """What it gets a year."""
        return Money(self.amount, self.currency)

    @property
    def standard(self) -> str:
        return in_language(self.standards)

    def get_absolute_url(self) -> str:
        return reverse("delivery:transfer", args=[self.pk])

"""Tables of contracts."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed, Named
from commonhall.core.money import CurrencyField, Money, money_of
from commonhall.delivery.plan.models import Item
from commonhall.people.bodies.models import Body
from commonhall.people.organisations.models import Organisation
from commonhall.places.models import Unit


class Contract(Named, Governed):
    """A contract or grant, published from its call on. amount: minor units; bids: how many came in.

    confirmed_on: when an official of another body agreed to the award, or to its last raise; confirmed_for: what they had looked at. raised: how often the amount was raised after the award; raised_for: why it was, the last time. line: of the budget book from which it is paid, where it is not that of its part of the plan.
    """

    class State(models.TextChoices):
        TENDER = "tender", _("call is open")
        ACTIVE = "active", _("in force")
        COMPLETE = "complete", _("fulfilled")
        CANCELLED = "cancelled", _("cancelled")

    class Method(models.TextChoices):
        OPEN = "open", _("open call")
        DIRECT = "direct", _("without a call")

    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, related_name="contracts")
    line = models.ForeignKey(
        "delivery.BudgetLine", on_delete=models.PROTECT, null=True, related_name="contracts"
    )
    body = models.ForeignKey(Body, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True)
    method = models.CharField(max_length=8, choices=Method, default=Method.OPEN)
    grant = models.BooleanField(default=False)
    amount = models.BigIntegerField(null=True)
    currency = CurrencyField()
    raised = models.PositiveSmallIntegerField(default=0)
    raised_for = models.TextField(blank=True)
    bids = models.PositiveSmallIntegerField(null=True)
    reason = models.TextField(blank=True)
    published_on = models.DateField()
    closes_on = models.DateField(null=True)
    awarded_on = models.DateField(null=True)
    confirmed_on = models.DateField(null=True)
    confirmed_for = models.TextField(blank=True)
    ends = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.TENDER)

    class Meta:
        verbose_name = _("contract")

    @property
    def money(self) -> Money | None:
        """What it was awarded for."""
        return money_of(self.amount, self.currency)

    @property
    def tone(self) -> str:
        return {"tender": "waiting", "active": "info", "complete": "good"}.get(
            self.state, "neutral"
        )

    def get_absolute_url(self) -> str:
        return reverse("delivery:contract", args=[self.pk])

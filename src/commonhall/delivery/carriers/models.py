"""Tables of carriers: what organisations report on functions they carry, and what they ask to be paid."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed
from commonhall.core.money import CurrencyField, Money
from commonhall.delivery.contracts.models import Contract
from commonhall.delivery.functions.models import Transfer
from commonhall.delivery.plan.models import Payment
from commonhall.people.bodies.models import Body
from commonhall.people.organisations.models import Organisation
from commonhall.places.models import Unit


class FunctionReport(Governed):
    """What the carrier of a function reports for a month. month: its first day; figures: [{"name", "value"}, …]."""

    SEALED = ("text",)

    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="reports")
    month = models.DateField()
    figures: Any = models.JSONField(default=list)
    text = models.TextField(blank=True)
    due_on = models.DateField()
    on = models.DateField()

    class Meta:
        verbose_name = _("report on a function")
        constraints: ClassVar = [
            models.UniqueConstraint("transfer", "month", name="delivery_one_report")
        ]

    def __str__(self) -> str:
        return f"{self.transfer_id} {self.month:%Y-%m}"

    @property
    def days_late(self) -> int:
        return max(0, (self.on - self.due_on).days)

    def get_absolute_url(self) -> str:
        return f"{reverse('delivery:transfer', args=[self.transfer_id])}#report-{self.pk}"


class GrantReport(Governed):
    """What a grant was used for, once. spent: minor units of the contract's currency; due_on: the last day it was in time."""

    SEALED = ("text",)

    contract = models.OneToOneField(Contract, on_delete=models.PROTECT, related_name="report")
    spent = models.BigIntegerField()
    currency = CurrencyField()
    figures: Any = models.JSONField(default=list)
    text = models.TextField(blank=True)
    due_on = models.DateField(null=True)
    on = models.DateField()

    class Meta:
        verbose_name = _("report on a grant")

    def __str__(self) -> str:
        return f"{self.contract_id} {self.on}"

    @property
    def money(self) -> Money:
        """What of the grant was spent."""
        return Money(self.spent, self.currency)

    @property
    def days_late(self) -> int:
        return max(0, (self.on - self.due_on).days) if self.due_on else 0

    def get_absolute_url(self) -> str:
        return f"{reverse('delivery:contract', args=[self.contract_id])}#report"


class PaymentRequest(Governed):
    """An organisation asks to be paid on its contract. amount: minor units; payment: what was paid for it."""

    SEALED = ("reasons",)

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        PAID = "paid", _("paid")
        REFUSED = "refused", _("refused")

    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="payment_requests"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="payment_requests"
    )
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    amount = models.BigIntegerField()
    currency = CurrencyField()
    purpose = models.CharField(max_length=160)
    invoice = models.CharField(max_length=60)
    invoiced_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, null=True, related_name="+")
    reasons = models.TextField(blank=True)
    on = models.DateField()
    answered_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("request for a payment")

    def __str__(self) -> str:
        return f"{self.purpose} ({self.invoice})"

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def tone(self) -> str:
        return {"waiting": "waiting", "paid": "good"}.get(self.state, "bad")

    def get_absolute_url(self) -> str:
        return reverse("delivery:payment_request", args=[self.pk])

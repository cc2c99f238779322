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
from commonhall.places.models import Unit
from commonhall.services.services.models import Service


class Transfer(Named, Governed):
    """A function handed over to an organisation by a recorded act: with money, a standard, and a way back.

    amount: minor units a year. standards: what must be reached, by language. hand_back_on: the day from which the body
    carries it again, where the organisation gave notice; hand_back_for: why it did.
    """

    SEALED = ("hand_back_for",)

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
    hand_back_on = models.DateField(null=True)
    hand_back_for = models.TextField(blank=True)
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


class FunctionRequest(Governed):
    """An organisation asks to carry a service. amount: minor units a year. due_on: the body must answer by then; transfer:
    what came of it, once it was handed over."""

    SEALED = ("plan", "standard", "reasons")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for an answer")
        AGREED = "agreed", _("agreed, to be handed over")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")
        HANDED_OVER = "handed_over", _("handed over")

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="requests")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="function_requests"
    )
    plan = models.TextField(blank=True)
    standard = models.TextField(blank=True)
    amount = models.BigIntegerField()
    currency = CurrencyField()
    starts = models.DateField()
    ends = models.DateField()
    at = models.DateTimeField()
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    reasons = models.TextField(blank=True)
    answered_on = models.DateField(null=True)
    transfer = models.ForeignKey(
        Transfer, on_delete=models.PROTECT, null=True, related_name="requests"
    )

    class Meta:
        verbose_name = _("request for a function")

    def __str__(self) -> str:
        return f"{self.organisation.name}: {self.service.name}"

    @property
    def money(self) -> Money:
        """What it asks for a year."""
        return Money(self.amount, self.currency)

    @property
    def tone(self) -> str:
        return {
            "waiting": "waiting",
            "agreed": "good",
            "handed_over": "good",
            "refused": "bad",
        }.get(self.state, "neutral")

    def get_absolute_url(self) -> str:
        return reverse("delivery:function_request", args=[self.pk])

"""Disputes between public bodies: public, decided by an arbiter."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.cases.cases.models import Case
from commonhall.core.models import Governed
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit


class BodyDispute(Governed):
    """Two bodies do not agree: who is responsible, or what one owes the other.

    claimant: who brings it; body: the one it is brought against. case: the case that was passed on a third time, where it
    came from one. due_on: the day of the provision by which the arbiter decides. decision: with its reasons.
    """

    claimant = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, related_name="body_disputes"
    )
    text = models.TextField(blank=True)
    reply = models.TextField(blank=True)
    opened_on = models.DateField()
    due_on = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    decided_by = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    decision = models.TextField(blank=True)
    ended_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("dispute between bodies")
        constraints = [
            models.UniqueConstraint(
                "case",
                name="disputes_once_a_case",
                condition=models.Q(decided_on=None, ended_on=None),
            )
        ]

    def __str__(self) -> str:
        return gettext("%(one)s against %(other)s") % {
            "one": self.claimant.name,
            "other": self.body.name,
        }

    @property
    def waits(self) -> bool:
        """Is the arbiter still to decide?"""
        return self.decided_on is None and self.ended_on is None

    def get_absolute_url(self) -> str:
        return reverse("disputes:between_bodies", args=[self.pk])


class Duty(Governed):
    """What a body has to do after a decision, by a day; it stands in the ledger of promises. done_on: it says so."""

    dispute = models.ForeignKey(BodyDispute, on_delete=models.PROTECT, related_name="duties")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    proof = models.TextField(blank=True)

    class Meta:
        verbose_name = _("duty from a decision")

    def __str__(self) -> str:
        return f"{self.body_id} {self.due_on}"

    def get_absolute_url(self) -> str:
        return self.dispute.get_absolute_url()

"""The roll of mediators, and who of them may mediate in a dispute."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed, Personal
from commonhall.disputes.disputes.models import Dispute
from commonhall.people.bodies.models import Body
from commonhall.people.residents.models import Person


class Mediator(Governed):
    """Somebody trained who mediates, for a term. The roll is public.

    name: as it stands on the roll; person: whose account it is; body: which appointed them; training: where and when.
    reason: why the term was ended, for the mediator and the body alone.
    """

    SEALED = ("person", "name", "training", "reason")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    training = models.TextField(blank=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    starts = models.DateField()
    ends = models.DateField()
    ended_on = models.DateField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("mediator")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends__gte=models.F("starts")), name="disputes_mediator_forward"
            )
        ]

    def __str__(self) -> str:
        return self.name or str(_("a former mediator"))

    def get_absolute_url(self) -> str:
        return reverse("disputes:mediators")


class Candidate(Personal):
    """A mediator who may be chosen in a dispute. struck_by_first, struck_by_second: which side does not want them.

    place: in the order of the lot, from 0. out: they declined. chosen: they mediate.
    """

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="candidates")
    mediator = models.ForeignKey(Mediator, on_delete=models.PROTECT, related_name="+")
    struck_by_first = models.BooleanField(default=False)
    struck_by_second = models.BooleanField(default=False)
    place: Any = models.PositiveSmallIntegerField(null=True)
    out = models.BooleanField(default=False)
    chosen = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint("dispute", "mediator", name="disputes_candidate_once")
        ]

    def __str__(self) -> str:
        return f"{self.dispute_id} {self.mediator_id}"

    @property
    def struck(self) -> bool:
        return self.struck_by_first or self.struck_by_second

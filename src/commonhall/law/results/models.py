"""Results of elections that were held outside, as they are entered and confirmed."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed
from commonhall.law.mandates.models import Mandate
from commonhall.people.bodies.models import Body, Office, OfficeTerm
from commonhall.people.invitations.models import Invitation
from commonhall.people.residents.models import Person


class PeoplesResult(Governed):
    """What the residents decided in an election held outside: whom a body is lent power to, for which term.

    evidence, digest: where the official result is, and SHA-256 of its file; one of them at least. starts, ends: the
    term. entered_by, entered_person: who entered it; another body and another person confirm. mandate: what it gave.
    """

    SEALED = ("entered_person", "reasons")

    class Kind(models.TextChoices):
        ELECTION = "election", _("election of the whole body")
        BY_ELECTION = "by-election", _("by-election: single seats for the rest of the term")
        RECALL = "recall", _("vote on a recall: the mandate ends, and a successor is named")
        KEPT = "kept", _("vote on a recall: the mandate stays")

    class State(models.TextChoices):
        ENTERED = "entered", _("entered, waiting for a second body")
        CONFIRMED = "confirmed", _("confirmed")
        REJECTED = "rejected", _("rejected after checking")

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="peoples_results")
    kind = models.CharField(max_length=12, choices=Kind)
    held_on = models.DateField()
    evidence = models.URLField(blank=True)
    digest = models.CharField(max_length=64, blank=True)
    starts = models.DateField()
    ends = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.ENTERED)
    entered_by = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    entered_person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_by = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(null=True)
    reasons = models.TextField(blank=True)
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("election result")

    def __str__(self) -> str:
        return gettext("Election of %(body)s") % {"body": self.body.name}

    @property
    def tone(self) -> str:
        return {"entered": "waiting", "confirmed": "good", "rejected": "bad"}[self.state]

    def get_absolute_url(self) -> str:
        return reverse("law:result", args=[self.pk])


class Elected(Governed):
    """Who was elected to one office: by the e-mail address, which only the record's seal holds.

    term: what it gave to somebody who has an account; invitation: what it sent to whoever has none.
    """

    SEALED = ("email",)

    result = models.ForeignKey(PeoplesResult, on_delete=models.PROTECT, related_name="elected")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    email = models.EmailField(blank=True)
    term = models.ForeignKey(OfficeTerm, on_delete=models.PROTECT, null=True, related_name="+")
    invitation = models.ForeignKey(
        Invitation, on_delete=models.PROTECT, null=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.result_id} {self.office_id}"

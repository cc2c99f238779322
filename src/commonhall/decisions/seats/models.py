"""Tables of elections held here: which offices a vote fills, and who stands for them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed
from commonhall.decisions.votes.models import Election, Option
from commonhall.law.results.models import PeoplesResult
from commonhall.people.bodies.models import Body, Office
from commonhall.people.residents.models import Person


class SeatVote(Governed):
    """Which offices of a body a vote fills, for which term.

    codes: of the offices, in the order in which those elected take them. starts, ends: the term. result: what gave the
    offices, once nobody could object any more. reason: why it was called off before it opened.
    """

    class Kind(models.TextChoices):
        ELECTION = PeoplesResult.Kind.ELECTION.value, _("election of the whole body")
        BY_ELECTION = (
            PeoplesResult.Kind.BY_ELECTION.value,
            _("by-election: single seats for the rest of the term"),
        )

    election = models.OneToOneField(Election, on_delete=models.PROTECT, related_name="seat_vote")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    codes: Any = models.JSONField(default=list)
    starts = models.DateField()
    ends = models.DateField()
    called_on = models.DateField()
    reason = models.TextField(blank=True, max_length=2000)
    result = models.OneToOneField(
        PeoplesResult, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("election held here")

    def __str__(self) -> str:
        return str(_("Election of %(body)s") % {"body": self.body.name})

    def get_absolute_url(self) -> str:
        return self.election.get_absolute_url()


class Candidacy(Governed):
    """Somebody who stands for election: an option on the ballot, which only they put there.

    given_up_on: when they withdrew, or declined what they were elected to. office: what it gave them.
    """

    SEALED = ("person",)

    seat_vote = models.ForeignKey(SeatVote, on_delete=models.PROTECT, related_name="candidacies")
    option = models.OneToOneField(Option, on_delete=models.PROTECT, related_name="candidacy")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    given_up_on = models.DateField(null=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("candidacy")
        constraints = [
            models.UniqueConstraint("seat_vote", "person", name="decisions_candidacy_once")
        ]

    def __str__(self) -> str:
        return self.option.name

    def get_absolute_url(self) -> str:
        return reverse("decisions:election", args=[self.option.election_id])

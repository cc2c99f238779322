"""Who came onto the roll of a vote after it was fixed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed
from commonhall.decisions.votes.models import Election
from commonhall.people.residents.models import Person


class LateVoter(Governed):
    """Somebody admitted to a vote after its roll was fixed: proposed by one official, confirmed by another."""

    SEALED = ("person", "proposer", "reason")

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="late_voters")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    proposer = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    confirmed = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("late voter")
        constraints = [
            models.UniqueConstraint("election", "person", name="decisions_late_voter_once")
        ]

    def __str__(self) -> str:
        return f"{self.person or '–'} · {self.reason}"[:120]

    def get_absolute_url(self) -> str:
        return self.election.get_absolute_url()

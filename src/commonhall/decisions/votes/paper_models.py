"""Voting on paper: who did, and what two officials read from a ballot, until the vote closes. Never backed up."""

from __future__ import annotations

from django.db import models

from commonhall.core.models import Personal
from commonhall.decisions.votes.models import Election


class PaperVoter(Personal):
    """A line of the roll whose resident voted on paper. line: encrypted under the vote's key, as voters on envelopes are."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="+")
    line = models.CharField(max_length=48)

    class Meta:
        constraints = [
            models.UniqueConstraint("election", "line", name="decisions_paper_voter_once")
        ]

    def __str__(self) -> str:
        return f"on paper {self.pk}"


class PaperReading(Personal):
    """What one official read from a paper ballot, until another has read the same.

    number: written on the ballot, which bears no name. reading: fingerprint of the choices under the vote's key, so that
    the database does not tell them. official: who read it, encrypted under the same key.
    """

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    reading = models.CharField(max_length=64)
    official = models.CharField(max_length=48)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "election", "number", "official", name="decisions_paper_read_once"
            )
        ]

    def __str__(self) -> str:
        return f"reading {self.pk}"

"""Tables of alternatives: decisions of which a body takes up one, by the order in which its members put them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed, Named
from commonhall.decisions.votes import rules
from commonhall.people.bodies.models import Body, Office, OfficeTerm
from commonhall.places.models import Unit


class Alternatives(Named, Governed):
    """Motions about one matter before one body, of which one goes to the final vote.

    about: the ref of the matter. rule: by what the members' orders are counted. outcome: as of a question (see
    `methods.ballots.outcomes`), the motions by the places in which they were put, "1" for the first; with how many ranked
    and how many may.
    """

    class State(models.TextChoices):
        OPEN = "open", _("being put in order")
        DECIDED = "decided", _("one goes to the vote")
        ENDED = "ended", _("ended without an order")

    #: Rules that count an order and give one.
    RULES = ("irv", "schulze")

    body = models.ForeignKey(Body, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    about = models.CharField(max_length=80, db_index=True)
    rule = models.CharField(max_length=12)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    put_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    by_office = models.ForeignKey(Office, on_delete=models.PROTECT)
    outcome: Any = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("alternatives")

    @property
    def tone(self) -> str:
        known: dict[Any, str] = {"open": "waiting", "decided": "good"}
        return known.get(self.state, "neutral")

    @property
    def rule_title(self) -> Any:
        return rules.rules()[self.rule].title

    @property
    def explanation(self) -> Any:
        """How it is counted, in three sentences."""
        return rules.rules()[self.rule].explanation

    def get_absolute_url(self) -> str:
        return reverse("decisions:alternatives", args=[self.pk])


class AlternativesRanking(Governed):
    """The order in which one office puts the alternatives: numbers of motions, the most wanted first. term: whose it is,
    as in `RollCallVote`."""

    alternatives = models.ForeignKey(
        Alternatives, on_delete=models.PROTECT, related_name="rankings"
    )
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    term = models.ForeignKey(OfficeTerm, on_delete=models.PROTECT, related_name="+")
    order: Any = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("alternatives", "office", name="decisions_ranking_once")
        ]

    def __str__(self) -> str:
        return f"{self.office_id} {self.order}"

"""Tables of the order of an agenda: what each member wants first, and what was counted."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed
from commonhall.decisions.sittings.models import Sitting
from commonhall.people.bodies.models import Office, OfficeTerm


class AgendaRanking(Governed):
    """The order in which one office wants the matters of a sitting: numbers of motions, the first one first. term: whose
    it is, as in `RollCallVote`."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="rankings")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    term = models.ForeignKey(OfficeTerm, on_delete=models.PROTECT, related_name="+")
    order: Any = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("order of an agenda")
        constraints = [
            models.UniqueConstraint("sitting", "office", name="decisions_agenda_ranking_once")
        ]

    def __str__(self) -> str:
        return f"{self.office_id} {self.order}"


class AgendaCount(Governed):
    """The members' orders as they were counted.

    motions: what was put in order, as it stood on the agenda; orders: [[number of the office, its order], …];
    outcome: see `methods.ballots.outcomes`.
    """

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="counts")
    motions: Any = models.JSONField(default=list)
    orders: Any = models.JSONField(default=list)
    outcome: Any = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("count of an agenda’s order")

    def __str__(self) -> str:
        return f"{self.sitting_id} {self.motions}"

"""What is proposed to be measured otherwise, before a second body has agreed to it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed, Named
from commonhall.people.bodies.models import Body, Office


class DefinitionProposal(Named, Governed):
    """A definition of a rate or a framework, as one office proposes it; it takes effect once another body has agreed.

    action: what is done then. about: what it defines, such as "rate:beijing-12345.solved": of each, one proposal
    waits. given: what would stand there, as plain JSON; stood: what stood there when it was proposed. body,
    by_office: who proposes it; no office where the body did so by a resolution. decided_by: the body that agreed or
    refused, or took it back; reasons: what it looked at, or why not. result: the ref of what it made or changed.
    """

    SEALED = ("reasons",)

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for a second body")
        CONFIRMED = "confirmed", _("confirmed")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    action = models.CharField(max_length=80)
    about = models.CharField(max_length=120, db_index=True)
    given = models.JSONField(default=dict)
    stood = models.JSONField(default=dict)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    by_office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    decided_by = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reasons = models.TextField(blank=True)
    result = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "about",
                condition=models.Q(state="waiting"),
                name="evaluation_one_proposal_waits",
            )
        ]
        verbose_name = _("proposed definition")

    @property
    def tone(self) -> str:
        known = {"waiting": "waiting", "confirmed": "good", "refused": "bad"}
        return known.get(self.state, "neutral")

    def value(self, name: str) -> Any:
        """One of the values that would stand there."""
        return self.given.get(name)

    def get_absolute_url(self) -> str:
        return reverse("evaluation:definition_proposal", args=[self.pk])

"""Tables of challenges."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed, in_language
from commonhall.law.demands.models import Asked
from commonhall.law.instruments.models import Competence, Provision
from commonhall.people.bodies.models import Body
from commonhall.people.organisations.models import Organisation


class Challenge(Asked, Governed):
    """A provision, or a competence that rests on one, is said to go further than it must.

    body: who must answer. A competence is challenged alone when it is named. needed: how many must support it so
    that it comes before the council; supported_on: when they did. before: the words that were made simpler.
    ends_on: the last day of what was handed over or ended. review_on: when what was kept is looked at again;
    brought_back_on: when it was.
    """

    SEALED = ("person", "text", "answer")

    class State(models.TextChoices):
        OPEN = "open", _("waiting for an answer")
        KEPT = "kept", _("kept, with reasons")
        SIMPLIFIED = "simplified", _("simplified")
        HANDED_OVER = "handed_over", _("handed over")
        REPEALED = "repealed", _("to be repealed")

    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="challenges")
    competence = models.ForeignKey(Competence, on_delete=models.PROTECT, null=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    instead = models.ForeignKey(Provision, on_delete=models.PROTECT, null=True, related_name="+")
    to_body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    to_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ends_on = models.DateField(null=True)
    before = models.JSONField(default=dict)
    needed = models.PositiveIntegerField(null=True)
    supported_on = models.DateField(null=True)
    review_on = models.DateField(null=True)
    brought_back_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("challenge")
        indexes = [models.Index(fields=["state", "-id"], name="law_challenge_state")]

    @property
    def old_text(self) -> str:
        """The words that stood there before they were made simpler."""
        return in_language(self.before)

    @property
    def tone(self) -> str:
        return {"open": "waiting", "kept": "neutral"}.get(self.state, "good")

    def get_absolute_url(self) -> str:
        return reverse("law:challenge", args=[self.pk])

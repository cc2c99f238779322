"""Tables of recalls."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed
from commonhall.law.challenges.models import Challenge
from commonhall.law.demands.models import Asked
from commonhall.law.mandates.models import Mandate
from commonhall.law.results.models import PeoplesResult
from commonhall.people.bodies.models import Body
from commonhall.people.residents.models import Person


class Recall(Asked, Governed):
    """A petition that a body's mandate be recalled.

    needed: signatures, computed when it began; closes_on: the last day to sign. body: who must answer
    once they are reached.
    """

    SEALED = ("person", "text", "answer")

    class State(models.TextChoices):
        OPEN = "open", _("collecting signatures")
        REACHED = "reached", _("enough signatures: the council must answer")
        PUT = "put", _("put to the residents")
        RECALLED = "recalled", _("the mandate was recalled")
        REFUSED = "refused", _("the mandate stays, with reasons")
        LAPSED = "lapsed", _("not enough signatures in time")

    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="recalls")
    needed = models.PositiveIntegerField()
    closes_on = models.DateField()
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)

    class Meta:
        verbose_name = _("petition for recall")
        indexes = [models.Index(fields=["state", "-id"], name="law_recall_state")]

    @property
    def tone(self) -> str:
        return {"open": "waiting", "reached": "warn", "put": "warn", "recalled": "bad"}.get(
            self.state, "neutral"
        )

    def get_absolute_url(self) -> str:
        return reverse("law:recall", args=[self.pk])


class Signature(Governed):
    """Somebody supports a challenge or a petition, or confirms a result. Who is personal; how many is public."""

    SEALED = ("person",)

    challenge = models.ForeignKey(
        Challenge, on_delete=models.PROTECT, null=True, related_name="signatures"
    )
    recall = models.ForeignKey(
        Recall, on_delete=models.PROTECT, null=True, related_name="signatures"
    )
    result = models.ForeignKey(
        PeoplesResult, on_delete=models.PROTECT, null=True, related_name="signatures"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint("challenge", "person", name="law_challenge_signed_once"),
            models.UniqueConstraint("recall", "person", name="law_recall_signed_once"),
            models.UniqueConstraint("result", "person", name="law_result_signed_once"),
        ]

    def __str__(self) -> str:
        return f"signature {self.pk}"

"""Tables of appeals."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed
from commonhall.law.demands.models import Asked
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit


class Appeal(Asked, Governed):
    """An appeal against one action of public power, to be decided by a body that had no part in it.

    entry: the action's entry in the record; act: its code; about: the ref of its subject. body: the body
    that acted. unit: where, for the reviewer's competence.
    """

    SEALED = ("person", "text", "answer")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for a decision")
        GRANTED = "granted", _("granted: it cannot stand")
        SENT_BACK = "sent_back", _("sent back to be decided anew")
        DISMISSED = "dismissed", _("dismissed: it stands")

    entry = models.UUIDField(db_index=True)
    action = models.CharField(max_length=80)
    about = models.CharField(max_length=80, db_index=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)

    class Meta:
        verbose_name = _("appeal")
        constraints = [
            models.UniqueConstraint("entry", "person", name="law_one_appeal_a_person"),
            models.UniqueConstraint("entry", "organisation", name="law_one_appeal_an_organisation"),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="law_appeal_state")]

    @property
    def tone(self) -> str:
        return {"waiting": "waiting", "granted": "bad", "sent_back": "warn"}.get(
            self.state, "neutral"
        )

    def get_absolute_url(self) -> str:
        return reverse("law:appeal", args=[self.pk])

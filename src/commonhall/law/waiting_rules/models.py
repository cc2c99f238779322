"""Tables of rules that wait for the reviewer."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed, in_language
from commonhall.law.instruments.models import Instrument, Provision
from commonhall.people.bodies.models import Body


class WaitingRule(Governed):
    """A rule, or new words for a provision, that touches protected rights and names what allows it.

    provision, before, texts: of an amendment; a new instrument has none of them. touched: refs of the rights and
    prohibitions by which something is protected. starts: from when its body wants it in force. until: the last day on
    which the reviewer can object; from the next day on it is in force by itself.
    """

    SEALED = ("reasons",)

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for the reviewer")
        ALLOWED = "allowed", _("allowed by the reviewer")
        UNOPPOSED = "unopposed", _("nobody objected in time")
        OBJECTED = "objected", _("the reviewer objected")
        OVERTAKEN = "overtaken", _("overtaken")

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="waiting")
    provision = models.ForeignKey(
        Provision, on_delete=models.PROTECT, null=True, related_name="waiting"
    )
    before = models.JSONField(default=dict)
    texts = models.JSONField(default=dict)
    touched = models.JSONField(default=list)
    allowed_by = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    adopted_on = models.DateField()
    starts = models.DateField()
    until = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    decided_by = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(null=True)
    reasons = models.TextField(blank=True)

    class Meta:
        verbose_name = _("rule waiting for the reviewer")

    def __str__(self) -> str:
        if self.provision is None:
            return self.instrument.title
        return gettext("Amendment: %(article)s") % {"article": self.provision}

    @property
    def old(self) -> str:
        return in_language(self.before)

    @property
    def new(self) -> str:
        return in_language(self.texts)

    @property
    def waits(self) -> bool:
        return bool(self.state == self.State.WAITING)

    @property
    def tone(self) -> str:
        tones = {"waiting": "waiting", "allowed": "good", "unopposed": "good", "objected": "bad"}
        return tones.get(self.state, "neutral")

    def get_absolute_url(self) -> str:
        return reverse("law:waiting_rule", args=[self.pk])

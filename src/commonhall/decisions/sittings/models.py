"""Tables of sittings."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed
from commonhall.people.bodies.models import Body, Office


class Sitting(Governed):
    """A meeting of a body, called in public beforehand. Its agenda are the motions that name it, in their order.

    clerk: the member whom the chair named to keep it. minutes: what was said there, beside what the record shows.
    """

    SEALED = ("minutes",)

    class State(models.TextChoices):
        CALLED = "called", _("called")
        OPEN = "open", _("sitting now")
        CLOSED = "closed", _("over")
        CALLED_OFF = "called-off", _("cancelled")

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="sittings")
    starts_at = models.DateTimeField()
    where = models.CharField(_("venue"), max_length=200)
    text = models.TextField(_("about it"), blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.CALLED)
    clerk = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="+")
    minutes = models.TextField(_("minutes"), max_length=20_000, blank=True)
    called_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("sitting")
        indexes = [models.Index(fields=["body", "-starts_at"], name="decisions_sitting_of_body")]

    def __str__(self) -> str:
        return self.where

    @property
    def name(self) -> str:
        """The body and the day: what a heading calls it."""
        day = formats.date_format(timezone.localtime(self.starts_at), "DATE_FORMAT")
        return gettext("Sitting of %(body)s on %(day)s") % {"body": self.body.name, "day": day}

    @property
    def tone(self) -> str:
        known = {"open": "good", "closed": "neutral", "called-off": "bad"}
        return known.get(self.state, "waiting")

    def get_absolute_url(self) -> str:
        return reverse("decisions:sitting", args=[self.pk])


class Attendance(Governed):
    """An office was there when the sitting was open."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="attendances")
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("sitting", "office", name="decisions_attends_once")]

    def __str__(self) -> str:
        return f"{self.sitting_id} {self.office_id}"


class PutOff(Governed):
    """A motion left the agenda of a sitting without being decided; reason: "" where the sitting closed before it."""

    SEALED = ("reason",)

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="put_off")
    motion = models.ForeignKey("decisions.Motion", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("why"), max_length=2000, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("postponed matter")

    def __str__(self) -> str:
        return self.reason[:80]

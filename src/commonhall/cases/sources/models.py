"""Tables of sources."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit


class Source(Governed):
    """The common cause behind many cases, with a body responsible for it.

    proof: by which its body says that it is gone, since ended_at; it is watched until `watched_until`. ended_at and
    proof stay when it comes back; reopened: how often it did.
    """

    SEALED = ("title", "text", "proof")

    class State(models.TextChoices):
        OPEN = "open", _("being dealt with")
        WATCHED = "watched", _("reported as dealt with, being watched")
        ENDED = "ended", _("dealt with")

    title = models.CharField(_("name"), max_length=160)
    text = models.TextField(_("what causes these cases"), blank=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, verbose_name=_("responsible body"))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    ended_at = models.DateTimeField(null=True)
    watched_until = models.DateField(null=True)
    proof = models.TextField(_("how people can see that it is gone"), blank=True)
    reopened = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("source")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("cases:source", args=[self.pk])


class Candidate(Governed):
    """A new case that may be a source again which was dealt with. Whoever raised the case is asked."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked whether it is the same again")
        AGAIN = "again", _("it is the same again")
        OTHER = "other", _("it is something else")

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="candidates")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="may_be_again")
    state = models.CharField(max_length=6, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("source", "case", name="cases_asked_once")]
        verbose_name = _("case that may have the same source")

    def __str__(self) -> str:
        return f"{self.source_id} {self.case_id}"

    def get_absolute_url(self) -> str:
        return reverse("cases:source", args=[self.source_id])

"""Tables of what the law puts on a body's agenda."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed
from commonhall.people.bodies.models import Body


class Matter(Governed):
    """What a body must take up at its next sitting, whoever would rather not: a promise nobody explained, a
    challenge that many support.

    about: the thing's ref. taken_up_on: the day on which it was answered; outcome: what the body said of it.
    """

    SEALED = ("outcome",)
    # Kinds of things that have an answer of their own, which takes them off the agenda.
    ANSWERED = ("law.challenge", "law.promise")

    about = models.CharField(max_length=80, unique=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="matters")
    brought_on = models.DateField()
    due_on = models.DateField(null=True)
    outcome = models.TextField(blank=True)
    taken_up_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("matter on the agenda")
        indexes = [models.Index("body", "taken_up_on", name="law_agenda_waiting")]

    @property
    def answered_itself(self) -> bool:
        return self.about.partition(":")[0] in self.ANSWERED

    def __str__(self) -> str:
        return self.about

"""Tables of feedback: that a form is open, who gave it, and apart from them what was said."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.core import refs
from commonhall.core.models import Governed, Personal
from commonhall.law.asking.models import Way
from commonhall.people.bodies.models import Body
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents.models import Person
from commonhall.places.models import Unit


class Feedback(Governed):
    """Those who took part in something that has ended are asked six questions about how it was.

    thing: ref of the conversation, round table, meeting or panel, in words of `way`. opened_on, ended_on: from when to
    when it ran. asked: how many people and organisations took part and can answer; null where they are so few that
    somebody could be recognised. answer_by: the last day of the form. counts: once it is closed, of each question that
    enough answered how many chose each step; points: what follows from them (see counting); both empty before, and where
    too few answered. measures: what follows from the record (see measuring).
    """

    class State(models.TextChoices):
        OPEN = "open", _("form open")
        CLOSED = "closed", _("form closed")

    thing = models.CharField(max_length=80, unique=True)
    way = models.CharField(max_length=12, choices=Way)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    opened_on = models.DateField()
    ended_on = models.DateField()
    asked = models.PositiveIntegerField(null=True)
    answer_by = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    closed_on = models.DateField(null=True)
    counts: Any = models.JSONField(default=dict)
    points: Any = models.JSONField(default=dict)
    measures: Any = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("feedback")
        indexes = [
            models.Index(fields=["state", "answer_by"], name="consult_feedback_open"),
            models.Index(fields=["body", "-id"], name="consult_feedback_body"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What it is called after the thing it is about; one query."""
        return self.named(str(refs.resolve([self.thing])[self.thing].title))

    @staticmethod
    def named(title: str) -> str:
        return gettext("How taking part was: %(title)s") % {"title": title}

    @property
    def tone(self) -> str:
        return "waiting" if self.state == self.State.OPEN else "good"

    @property
    def told(self) -> bool:
        """Did enough answer, so that the results are told?"""
        return bool(self.points)

    def get_absolute_url(self) -> str:
        return reverse("consultations:feedback", args=[self.pk])


class FeedbackGiven(Personal):
    """Who answered, so that everybody does once; without a time, and nothing leads from here to an answer."""

    feedback = models.ForeignKey(Feedback, on_delete=models.PROTECT, related_name="given")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["feedback", name],
                condition=~Q(**{name: None}),
                name=f"feedback_once_{name}",
            )
            for name in ("person", "organisation")
        ]

    def __str__(self) -> str:
        return f"{self.feedback_id}"


class FeedbackAnswer(Personal):
    """What somebody said, without who and when, under a random key; deleted when the form closes (see `sealed_piles`)."""

    key = models.CharField(max_length=32, primary_key=True)
    feedback = models.ForeignKey(Feedback, on_delete=models.PROTECT, related_name="answers")
    sealed = models.TextField(default="")

    def __str__(self) -> str:
        return f"{self.feedback_id}"

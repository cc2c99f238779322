"""Surveys by lot: who gets a letter, what went out, and paper answers on their way in.

No table here holds an answer, and none in consultations holds a code: answers lie in a pile of their own.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.consultations.surveys.models import Survey
from commonhall.core.models import Governed, Personal
from commonhall.decisions.lotteries.models import Lottery
from commonhall.people.residents.models import CensusEntry


class Sample(Governed):
    """The residents a survey is sent to. draw: the lottery that says whose turn on the roll it is. root: over the numbers of
    the roll's lines that got a letter, so that nobody changes them unseen. unreached: letters that came back; on_paper: answers
    from paper."""

    class State(models.TextChoices):
        WAITING = "waiting", _("letters to be drawn")
        SENT = "sent", _("letters drawn")
        VOID = "void", _("ended without letters")

    survey = models.OneToOneField(Survey, on_delete=models.PROTECT, related_name="by_lot")
    draw = models.OneToOneField(Lottery, on_delete=models.PROTECT, related_name="sample")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    drawn_on = models.DateField(null=True)
    root = models.CharField(max_length=64, blank=True)
    unreached = models.PositiveIntegerField(default=0)
    on_paper = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("sample of a survey")

    def __str__(self) -> str:
        return self.survey.name

    def get_absolute_url(self) -> str:
        return f"{self.survey.get_absolute_url()}#letters"


class Mailing(Governed):
    """Letters that go out at once. number: 0 for the first, then of the reminder; letters: to how many."""

    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="mailings")
    number = models.PositiveSmallIntegerField()
    sent_on = models.DateField()
    letters = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("letters of a survey")
        constraints = [models.UniqueConstraint("sample", "number", name="decisions_mailing_once")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """What goes out, in words."""
        if not self.number:
            return gettext("First letter")
        return gettext("Reminder %(number)d") % {"number": self.number}

    def get_absolute_url(self) -> str:
        return self.sample.get_absolute_url()


class SampleLetter(Personal):
    """Somebody on the roll who was drawn. place: the code of their place. number: printed in every letter to them. keys: every code
    sent to them, [[roll key, hash]]; each opens the survey until one was used. answered: for reminders, without a day; what was
    said is elsewhere. mailed: the number of the newest mailing that went to their account by e-mail. Deleted when the survey closes."""

    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="sent")
    entry = models.ForeignKey(CensusEntry, on_delete=models.SET_NULL, null=True, related_name="+")
    place = models.CharField(max_length=40)
    number = models.CharField(max_length=20, unique=True)
    keys: Any = models.JSONField(default=list)
    answered = models.BooleanField(default=False)
    unreached = models.BooleanField(default=False)
    mailed = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("sample", "entry", name="decisions_drawn_once")]

    def __str__(self) -> str:
        return f"letter {self.pk}"


class SheetReading(Personal):
    """What one person read on an answer sheet, until another has read the same: per question a hash under the sheet's own code,
    so that without the sheet nobody reads it back. by: a keyed hash of the person who entered it."""

    letter = models.OneToOneField(SampleLetter, on_delete=models.CASCADE, related_name="reading")
    by = models.CharField(max_length=64)
    digests: Any = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"reading {self.pk}"

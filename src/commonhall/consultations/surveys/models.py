"""Small surveys of residents: who took part is known, what they said is not."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed, Named, Personal, in_language
from commonhall.people.bodies.models import Body
from commonhall.people.residents.models import Person
from commonhall.places.models import Unit


class Survey(Named, Governed):
    """Questions to the residents of a place, in waves that can be compared.

    questions: [{code, kind, names, options: [{value, names}]}], kind one of scale (0–10), yesno, choice.
    margins: what is known of the population, [{feature, names, place, values: [{value, names, people}]}];
    where `place` is true the values are codes of places and follow from where one is confirmed.
    series: the same for all waves of one survey. sample: {} where everybody who lives there may answer; else of the residents
    drawn by lot {size, least, reminders, remind_days} as stated, and once they are drawn also {letters, strata: [{place,
    people, letters}]}: how many live in each place, by the roll, and how many of them got a letter. answer: what the body that
    asked does with the results, owed by due_on where residents were drawn.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open for answers")
        CLOSED = "closed", _("results published")

    texts = models.JSONField(default=dict)
    series = models.CharField(max_length=40, db_index=True)
    wave = models.PositiveSmallIntegerField(default=1)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name=_("place"))
    body = models.ForeignKey(Body, on_delete=models.PROTECT)
    questions = models.JSONField(default=list)
    margins = models.JSONField(default=list)
    sample: Any = models.JSONField(default=dict)
    about = models.CharField(max_length=80, blank=True, db_index=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    answer = models.TextField(blank=True, max_length=8000)
    answered_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("series", "wave", name="wave_once")]
        verbose_name = _("survey")

    @property
    def text(self) -> str:
        return in_language(self.texts)

    @property
    def tone(self) -> str:
        return "good" if self.state == self.State.OPEN else "info"

    @property
    def drawn(self) -> bool:
        """Does it ask residents drawn by lot, and nobody else?"""
        return bool(self.sample)

    def get_absolute_url(self) -> str:
        return reverse("consultations:survey", args=[self.pk])


class Participation(Personal):
    """Who took part, so that everybody answers once; nothing leads from here to an answer.

    person: None for an answer by the code of a letter (`decisions.surveys_by_lot` marks the letter).
    """

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="participations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = [models.UniqueConstraint("survey", "person", name="one_participation")]

    def __str__(self) -> str:
        return f"{self.survey_id}"


class SurveyAnswer(Personal):
    """What somebody said, without who and when, under a random key; deleted when the survey closes.

    sealed: of themselves and their answers, under a key outside the database (see `keeping`).
    """

    key = models.CharField(max_length=32, primary_key=True)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="answers")
    sealed = models.TextField(default="")

    def __str__(self) -> str:
        return f"{self.survey_id}"


class SurveyResult(Governed):
    """What came out: the coarsened tables, and the estimates that follow from them (see survey_counts)."""

    survey = models.OneToOneField(Survey, on_delete=models.PROTECT, related_name="result")
    tables: Any = models.JSONField(default=dict)
    estimates: Any = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"result of {self.survey_id}"

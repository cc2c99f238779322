"""Tables of learning paths: what a hall wrote itself, and how far somebody came, which is theirs alone."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Derived, Governed, Named, Personal, in_language
from commonhall.people.residents.models import Person

CODE = 40


class LearningPath(Named, Governed):
    """A path that the hall wrote, or its own name for one that came with the software: they share the code.

    ended_on: it is not shown, the one that came with the software neither.
    """

    code = models.SlugField(max_length=CODE, unique=True)
    abouts = models.JSONField(default=dict)
    ended_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("learning path")

    def get_absolute_url(self) -> str:
        return reverse("people:learn_path", args=[self.code])


class Lesson(Named, Governed):
    """A lesson in the hall's own words. With the code of one that came with the software it stands in its place.

    path: the path's code. steps: the picture, one step a line. tasks: what to try; try_at: where, an address of this
    site. beside: the action whose form offers it, "" for none. practice: a task in the practice town, "" for none.
    ended_on: shown no more.
    """

    path = models.SlugField(max_length=CODE)
    code = models.SlugField(max_length=CODE)
    texts = models.JSONField(default=dict)
    steps = models.JSONField(default=dict)
    tasks = models.JSONField(default=dict)
    try_at = models.CharField(max_length=200, blank=True)
    beside = models.CharField(max_length=80, blank=True)
    practice = models.CharField(max_length=CODE, blank=True)
    ended_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("lesson")
        constraints = [models.UniqueConstraint("path", "code", name="people_lesson_once")]

    def get_absolute_url(self) -> str:
        return reverse("people:learn_lesson", args=[self.path, self.code])


class LessonQuestion(Governed):
    """One of the three questions of a lesson of the hall's own: one right answer, two wrong ones, and why."""

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="questions")
    asks = models.JSONField(default=dict)
    right = models.JSONField(default=dict)
    wrong = models.JSONField(default=dict)
    other = models.JSONField(default=dict)
    whys = models.JSONField(default=dict)
    ended_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("question of a lesson")

    def __str__(self) -> str:
        return in_language(self.asks)

    def get_absolute_url(self) -> str:
        return self.lesson.get_absolute_url()


class LessonDone(Personal):
    """Somebody answered the questions of a lesson. How, is kept nowhere."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=CODE)
    lesson = models.CharField(max_length=CODE)
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint("person", "path", "lesson", name="people_lesson_done_once")
        ]

    def __str__(self) -> str:
        return f"{self.path}/{self.lesson}"


class PathDone(Personal):
    """Somebody did every lesson that a path had on that day."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=CODE, db_index=True)
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint("person", "path", name="people_path_done_once")]

    def __str__(self) -> str:
        return self.path


class PathCount(Derived):
    """How many people finished a path, as it is published: in whole tens, no row below ten (see `counting`)."""

    path = models.CharField(max_length=CODE, unique=True)
    people = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.path}: {self.people}"

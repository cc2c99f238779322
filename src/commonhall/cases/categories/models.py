"""Tables of categories."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed, Named
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit


class Category(Named, Governed):
    """What a case is about, and which body usually answers it.

    confidential: what is raised in it is read by the body, its reviewer and whoever raised it alone.
    """

    class RaisedBy(models.TextChoices):
        ANYBODY = "anybody", _("everybody, also without an account")
        ACCOUNTS = "accounts", _("people with an account")
        RESIDENTS = "residents", _("confirmed residents and organisations")
        ORGANISATIONS = "organisations", _("organisations")

    code = models.CharField(max_length=60, unique=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True)
    ended_on = models.DateField(null=True)
    confidential = models.BooleanField(default=False)
    raised_by = models.CharField(max_length=13, choices=RaisedBy, default=RaisedBy.ANYBODY)

    class Meta:
        verbose_name = _("category")

    def get_absolute_url(self) -> str:
        return reverse("cases:category", args=[self.pk])


class Route(Governed):
    """In a territory, another body answers a category than usual; the smallest unit wins."""

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="routes")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    body = models.ForeignKey(Body, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint("category", "unit", name="cases_route_once")]

    def __str__(self) -> str:
        return f"{self.category_id} {self.unit_id}"


class Asked(Named):
    """A question of a form that an office makes itself: of a category, of a service.

    code: by which the answer is kept; choices: [code, {language: label}] pairs, for kind CHOICE only. required:
    nothing can be sent without the answer. order: where it stands.
    """

    class Kind(models.TextChoices):
        TEXT = "text", _("text")
        CHOICE = "choice", _("one of several choices")
        NUMBER = "number", _("a number")
        DATE = "date", _("a date")

    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=6, choices=Kind)
    choices = models.JSONField(default=list, blank=True)
    required = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)
    ended_on = models.DateField(null=True)

    class Meta:
        abstract = True


class Question(Asked, Governed):
    """What is asked of whoever raises a case of a category, besides what every case is asked.

    public: the answer is shown with the case.
    """

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="questions")
    public = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("question")
        constraints = [models.UniqueConstraint("category", "code", name="cases_question_once")]

    def get_absolute_url(self) -> str:
        return self.category.get_absolute_url()

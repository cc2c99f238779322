"""Tables of "me too": residents whom the same matter concerns."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonhall.cases.cases.models import Case
from commonhall.core.models import Governed
from commonhall.people.residents.models import Person


class MeToo(Governed):
    """A confirmed resident says that a case concerns them, too.

    It is a count and no voice of its own: a duplicate that is joined with a case keeps its deadline, its letters and its
    last word; who says "me too" is asked about nothing. lives: in the case's place, or elsewhere, on the day they said
    it.
    """

    SEALED = ("person",)

    class Lives(models.TextChoices):
        HERE = "here", _("lives there")
        ELSEWHERE = "elsewhere", _("lives elsewhere")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="me_toos")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    lives = models.CharField(max_length=9, choices=Lives)
    at = models.DateTimeField()
    taken_back_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "case", "person", name="cases_me_too_once", condition=Q(taken_back_on=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.lives}"

    def get_absolute_url(self) -> str:
        return self.case.get_absolute_url()

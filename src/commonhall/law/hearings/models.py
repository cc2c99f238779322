"""Hearings: before whoever reviews is removed, the reasons are public and the reviewer has the word."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed
from commonhall.people.bodies.models import Body, OfficeTerm


class Hearing(Governed):
    """A body says in public why it would remove a reviewer, who may answer until a day.

    term: whose term it would end; null: the mandate of the whole body. by_body: who would do it. struck_on: a review found
    that it cannot stand; it counts for nothing.
    """

    SEALED = ("reasons", "answer")

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="hearings")
    term = models.ForeignKey(OfficeTerm, on_delete=models.PROTECT, null=True, related_name="+")
    by_body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    reasons = models.TextField()
    opened_on = models.DateField()
    until = models.DateField()
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True)
    struck_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("hearing")

    def __str__(self) -> str:
        return f"{self.body_id} {self.until}"

    def is_over(self, day: date) -> bool:
        """Has the reviewer answered, or are the days over?"""
        return self.answered_on is not None or self.until < day

    def get_absolute_url(self) -> str:
        return f"{reverse('people:body', args=[self.body_id])}#hearing-{self.pk}"

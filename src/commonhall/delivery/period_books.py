"""What plan books and budget books have in common: a text of a place for a period, adopted in editions."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed, Named, in_language
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit


class PeriodBook(Named, Governed):
    """A book of a place for a period. starts, ends: its first and last day; body writes it and answers for it.

    consult_from, consult_until: when people have their say on the draft. edition: number of the edition in force, 0
    while there is none. reason: why it is being changed, or was given up. ended_on: the day it was given up before
    any edition.
    """

    texts = models.JSONField(default=dict)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name=_("place"))
    body = models.ForeignKey(Body, on_delete=models.PROTECT, verbose_name=_("responsible body"))
    starts = models.DateField()
    ends = models.DateField()
    consult_from = models.DateField(null=True)
    consult_until = models.DateField(null=True)
    edition = models.PositiveSmallIntegerField(default=0)
    reason = models.TextField(blank=True, max_length=4000)
    ended_on = models.DateField(null=True)

    class Meta:
        abstract = True

    @property
    def text(self) -> str:
        return in_language(self.texts)

    @property
    def period(self) -> str:
        """The year or years it is for."""
        first, last = self.starts.year, self.ends.year
        return str(first) if first == last else f"{first}–{last}"

"""Tables of stand-ins."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed
from commonhall.people.bodies.models import Body, OfficeTerm
from commonhall.people.residents.models import Person


class StandIn(Governed):
    """Somebody is to act in an office for its holder, from a day to a day, and is asked whether they do.

    body: the office's. holder: the term of the one stood in for. term: the stand-in's own, made when they accept. ended_on: withdrawn,
    declined or ended early. Why the holder is away is asked nowhere.
    """

    SEALED = ("person",)

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey(OfficeTerm, on_delete=models.PROTECT, related_name="named_stand_ins")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    starts = models.DateField()
    ends = models.DateField()
    term = models.OneToOneField(
        OfficeTerm, on_delete=models.PROTECT, null=True, related_name="stand_in"
    )
    ended_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("stand-in")
        constraints = [
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="stand_in_forward")
        ]

    def __str__(self) -> str:
        return str(_("Stand-in %(number)s") % {"number": self.pk})

    def get_absolute_url(self) -> str:
        return reverse("law:stand_in", args=[self.pk])

    @property
    def accepted(self) -> bool:
        return self.term_id is not None

    def is_over(self, day: date) -> bool:
        """Was it declined or ended, or are its days or those of the holder's term over?"""
        return self.ended_on is not None or self.ends < day or not self._holder_stays(day)

    def _holder_stays(self, day: date) -> bool:
        early = self.holder.ended_early_on
        return early is None or early > day

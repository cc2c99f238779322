"""Tables of deputies."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed
from commonhall.people.residents.models import Person


class Deputyship(Governed):
    """That somebody acts here for a resident who cannot, or does not want to, use the web.

    An office writes it down where both, or a signed paper, were seen. ended_on: given up or ended before its last
    day. Whom it ties is sealed: the record knows that there is one, and which acts were done by a deputy.
    """

    SEALED = ("person", "deputy")

    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        related_name="deputies",
        verbose_name=_("resident"),
    )
    deputy = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        related_name="deputy_for",
        verbose_name=_("deputy"),
    )
    starts = models.DateField()
    ends = models.DateField()
    ended_on = models.DateField(null=True)

    def __str__(self) -> str:
        return str(_("Deputy %(number)s") % {"number": self.pk})

    def get_absolute_url(self) -> str:
        return reverse("people:deputyship", args=[self.pk])

    @property
    def last_day(self) -> date:
        """The day on which it ended, or will end."""
        return self.ended_on or self.ends

"""Tables of demands."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.people.bodies.models import Body
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents.models import Person


class Asked(models.Model):
    """What residents or organisations may demand of a body by law, and the day by which it must answer.

    text: their reasons; answer: the body's, which are public. overdue_on: the day the System put the
    delay on the record.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    text = models.TextField(_("reasons"), blank=True)
    at = models.DateTimeField()
    due_on = models.DateField(null=True)
    overdue_on = models.DateField(null=True)
    answer = models.TextField(_("reasons of the decision"), blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.model_name} {self.pk}"

    def days_late(self, today: date) -> int:
        """Days by which the answer was or is late; 0: in time."""
        day = timezone.localdate(self.decided_at) if self.decided_at else today
        return max(0, (day - self.due_on).days) if self.due_on else 0

"""Tables of confidential cases: which body looked into which, and why."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from commonhall.cases.cases.models import Case
from commonhall.core.models import Governed
from commonhall.people.bodies.models import Body


class Look(Governed):
    """A body that does not answer a confidential case reads it from now on, because it reviews or decides who answers."""

    SEALED = ("reason",)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="looks")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "case", "body", name="cases_look_once", condition=Q(ended_on=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.body_id}"

    def get_absolute_url(self) -> str:
        return self.case.get_absolute_url()

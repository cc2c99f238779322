"""Tables of invitations."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed
from commonhall.people.bodies.models import Office, OfficeTerm


class Invitation(Governed):
    """Somebody is to hold an office, and is asked by a letter to their address.

    starts, ends: the term as it will be. term: made when it is accepted. ended_on: withdrawn, declined or lapsed. choose_by: the
    last day to accept, for somebody elected who must give up another office for it.
    """

    SEALED = ("email",)

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField()
    starts = models.DateField()
    ends = models.DateField()
    term = models.OneToOneField(OfficeTerm, on_delete=models.PROTECT, null=True)
    ended_on = models.DateField(null=True)
    choose_by = models.DateField(null=True)

    class Meta:
        verbose_name = _("invitation")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends__gte=models.F("starts")), name="invitation_forward"
            )
        ]

    def __str__(self) -> str:
        return str(_("Invitation to an office"))

    @property
    def is_open(self) -> bool:
        """Has nobody accepted, declined or withdrawn it?"""
        return self.term_id is None and self.ended_on is None

    def get_absolute_url(self) -> str:
        return reverse("people:body", args=[self.office.body_id])

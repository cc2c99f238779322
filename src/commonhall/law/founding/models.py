"""Tables of the founding: the draft before it, the period after it."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core import clock
from commonhall.core.models import Governed, Personal
from commonhall.law.instruments.models import Provision
from commonhall.people.bodies.models import Office


class FoundingPeriod(Governed):
    """One office may do named things alone until the council has met, and until a last day at most.

    provision: the article that says so. closed_on: when the council confirmed what was done, or let it lapse.
    confirmed, lapsed: entries of what was done.
    """

    provision = models.OneToOneField(Provision, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    starts = models.DateField()
    ends = models.DateField()
    closed_on = models.DateField(null=True)
    confirmed = models.JSONField(default=list)
    lapsed = models.JSONField(default=list)

    class Meta:
        verbose_name = _("founding period")

    def __str__(self) -> str:
        return f"{self.starts}–{self.ends}"

    @property
    def runs(self) -> bool:
        """May the office still do alone what the article names?"""
        return self.closed_on is None and self.starts <= clock.today() <= self.ends

    def get_absolute_url(self) -> str:
        return reverse("law:founding_period")


class FoundingDraft(Personal):
    """What was said so far in the guided set-up of a hall that is not founded; it goes with the founding.

    key: SHA-256 of the one-time link. said: step → what its form held. files: name → text of a file handed in.
    """

    key = models.CharField(max_length=64, unique=True)
    said = models.JSONField(default=dict)
    files = models.JSONField(default=dict)
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.changed_at:%Y-%m-%d}"

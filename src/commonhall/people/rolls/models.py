"""Tables of four eyes on the roll: lists that change it, and confirmations that a second body looks at."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed, Personal
from commonhall.people.bodies.models import Body, Office
from commonhall.people.residents.models import Verification
from commonhall.places.models import Unit


class RollChange(Governed):
    """A list that changes the roll: it waits until a second body has agreed, or was brought in alone where there was none.

    lines: of the list; new, changed: of them, lines that come onto the roll, and that name another place; by_place:
    these by the place's code. digest: over the list, so that whoever has the same one can compare. body, by_office: who
    handed it in.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for a second body")
        ALONE = "alone", _("imported; no second body has looked at it yet")
        CONFIRMED = "confirmed", _("confirmed")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    lines = models.PositiveIntegerField()
    new = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    by_place = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    by_office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    decided_by = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reasons = models.TextField(blank=True)

    class Meta:
        verbose_name = _("change of the roll")

    def __str__(self) -> str:
        return f"{self.new} {self.changed}"

    @property
    def tone(self) -> str:
        known = {"waiting": "waiting", "alone": "warn", "confirmed": "good", "refused": "bad"}
        return known.get(self.state, "neutral")

    def get_absolute_url(self) -> str:
        return reverse("people:roll_change", args=[self.pk])


class RollChangeLine(Personal):
    """One line that a list changes, kept as a keyed hash until a second body has decided. was: the place it named before."""

    change = models.ForeignKey(RollChange, on_delete=models.CASCADE, related_name="rows")
    key = models.CharField(max_length=64, db_index=True)
    roll_key = models.CharField(max_length=8)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    was = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return self.key[:8]


class CounterCheck(Governed):
    """A confirmation at the counter that was drawn, so that a second body looks at it.

    body: who drew it; among_until: the last confirmation that was among those of the draw.
    """

    SEALED = ("words",)

    class Result(models.TextChoices):
        RIGHT = "right", _("The person lives there")
        WRONG = "wrong", _("Nobody of that name lives there")
        UNREACHED = "unreached", _("Could not be found out")

    verification = models.OneToOneField(
        Verification, on_delete=models.PROTECT, related_name="drawn_check"
    )
    drawn_on = models.DateField()
    among_until = models.PositiveIntegerField()
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    result = models.CharField(max_length=10, choices=Result, blank=True)
    words = models.TextField(blank=True)
    checked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("confirmation drawn to be looked at")

    def __str__(self) -> str:
        return f"{self.verification_id} {self.result}"

    def get_absolute_url(self) -> str:
        return reverse("people:roll_changes")

"""The ledger of promises."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.manifest import promise_kinds
from commonhall.core.models import Governed
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit


class Fate(models.TextChoices):
    """What became of a promise, by its first day alone."""

    TO_COME = "to-come", _("to come")
    KEPT = "kept", _("kept in time")
    LATE = "late", _("kept late")
    BROKEN = "broken", _("broken")
    WITHDRAWN = "withdrawn", _("no longer due")


TONES = {
    Fate.TO_COME: "waiting",
    Fate.KEPT: "good",
    Fate.LATE: "warn",
    Fate.BROKEN: "bad",
    Fate.WITHDRAWN: "neutral",
}


class Promise(Governed):
    """A day a body gave its word for, or owes by law. A thing has one promise, however often it is promised.

    first_on never changes, and is what counts; due_on is the day now; moved: how often it was. body: who gave
    its word, also where another answers for the thing by now. kept_on: when it was first done; undone_on: when
    that turned out not to be so. broken_on: when the System put it on the record. reason: why its day was moved,
    or it was given up. Until word_due_on the body owes a public word; after tell_on the next are told that it is
    silent; escalated: how many were. withdrawn_on: before its first day, what it was promised for went away.
    """

    SEALED: ClassVar[tuple[str, ...]] = ("reason", "word")

    thing = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=20)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="promises")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    first_on = models.DateField()
    due_on = models.DateField()
    moved = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    kept_on = models.DateField(null=True)
    undone_on = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)
    broken_on = models.DateField(null=True)
    reason = models.TextField(blank=True)
    word_due_on = models.DateField(null=True)
    tell_on = models.DateField(null=True)
    word = models.TextField(blank=True)
    said_on = models.DateField(null=True)
    escalated = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("promise")
        indexes = [
            models.Index(fields=["-first_on", "-id"], name="law_promise_day"),
            models.Index(fields=["body", "kind"], name="law_promise_body"),
            models.Index(
                fields=["tell_on"],
                condition=models.Q(said_on=None),
                name="law_promise_word",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.first_on}"

    @property
    def kind_label(self) -> Any:
        return promise_kinds().get(self.kind, self.kind)

    @property
    def done(self) -> bool:
        """Is it done, and has nobody found that it is not?"""
        return self.kept_on is not None and self.undone_on is None

    def fate(self, today: date) -> Fate:
        """What became of it so far. What is broken can still be done, but never in time."""
        if self.done and self.kept_on is not None:
            in_time = self.kept_on <= self.first_on and self.broken_on is None
            return Fate.KEPT if in_time else Fate.LATE
        if self.withdrawn_on is not None:
            return Fate.WITHDRAWN
        return Fate.BROKEN if self.broken_on or self.first_on < today else Fate.TO_COME

    def days_late(self, today: date) -> int:
        """Days from its first day until it was done, or until today."""
        day = self.kept_on if self.done and self.kept_on else today
        return max(0, (day - self.first_on).days)

    @property
    def owes_word(self) -> bool:
        return self.broken_on is not None and self.said_on is None

    def get_absolute_url(self) -> str:
        return reverse("law:promise", args=[self.pk])

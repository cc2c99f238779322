"""Tables of appeals."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed
from commonhall.law.demands.models import Asked
from commonhall.law.instruments.models import Provision
from commonhall.methods.beacons.rounds import time_of
from commonhall.people.bodies.models import Body, Office
from commonhall.places.models import Unit


class Appeal(Asked, Governed):
    """An appeal against one action of public power, to be decided by a body that had no part in it.

    entry: the action's entry in the record; act: its code; about: the ref of its subject. body: the body
    that acted. unit: where, for the reviewer's competence.

    effect: what a granted one undid, as refs by "undone", "changed", "left" and "rests" (`actions/undoing.py`).
    anew_by: the day by which the body decides anew, or does what is owed because its act cannot be undone; anew_entry: the
    entry by which it did; made_good: what it did instead. suspended: nobody goes on
    with the thing while it waits; suspension: the provision that says so; order: why the reviewer suspended it, or
    lifted that. among: codes of the offices that were free when it was filed, where several were; beacon: the round of a public
    beacon that decides among them; seed_from: its signature; drawn: the office on which the lot fell.

    court_evidence, court_digest: where one sees that it is there; court_stops_until: the last day for which a result waits for
    the court; extended: once more; court_denied: why a reviewer found that no court deals with it.
    """

    SEALED = ("person", "text", "answer", "order", "made_good", "court_outcome", "court_denied")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for a decision")
        GRANTED = "granted", _("granted: the act is annulled")
        SENT_BACK = "sent_back", _("sent back to be decided again")
        DISMISSED = "dismissed", _("dismissed: the act stands")

    class Court(models.TextChoices):
        COURT = "court", _("court")
        OMBUDSMAN = "ombudsman", _("ombudsman")

    entry = models.UUIDField(db_index=True)
    action = models.CharField(max_length=80)
    about = models.CharField(max_length=80, db_index=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    effect = models.JSONField(default=dict)
    anew_by = models.DateField(null=True)
    anew_on = models.DateField(null=True)
    anew_entry = models.UUIDField(null=True)
    made_good = models.TextField(blank=True)
    suspended = models.BooleanField(default=False)
    suspension = models.ForeignKey(Provision, on_delete=models.PROTECT, null=True, related_name="+")
    order = models.TextField(blank=True)
    order_on = models.DateField(null=True)
    drawn = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="+")
    among: Any = models.JSONField(default=list)
    beacon: Any = models.JSONField(default=dict)
    seed_from: Any = models.JSONField(default=dict)
    court = models.CharField(max_length=10, choices=Court, blank=True)
    court_reference = models.CharField(max_length=120, blank=True)
    court_on = models.DateField(null=True)
    court_evidence = models.CharField(max_length=200, blank=True)
    court_digest = models.CharField(max_length=64, blank=True)
    court_stops_until = models.DateField(null=True)
    court_extended = models.BooleanField(default=False)
    court_denied = models.TextField(blank=True)
    court_denied_on = models.DateField(null=True)
    court_outcome = models.TextField(blank=True)
    court_decided_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("appeal")
        constraints = [
            models.UniqueConstraint("entry", "person", name="law_one_appeal_a_person"),
            models.UniqueConstraint("entry", "organisation", name="law_one_appeal_an_organisation"),
        ]
        indexes = [
            models.Index(fields=["state", "-id"], name="law_appeal_state"),
            # What holds the gate up: appeals that suspend, and those whose decision is owed anew.
            models.Index(
                fields=["about"],
                condition=models.Q(state="waiting", suspended=True)
                | models.Q(anew_by__isnull=False, anew_on=None),
                name="law_appeal_holds",
            ),
        ]

    @property
    def tone(self) -> str:
        return {"waiting": "waiting", "granted": "bad", "sent_back": "warn"}.get(
            self.state, "neutral"
        )

    def get_absolute_url(self) -> str:
        return reverse("law:appeal", args=[self.pk])

    @property
    def draws_at(self) -> datetime | None:
        """When the round that decides who reviews comes; None where there is nothing to draw."""
        return time_of(self.beacon) if self.beacon else None

    @property
    def owed_anew(self) -> bool:
        """Must the body still decide anew, or do what is owed instead?"""
        return self.anew_by is not None and self.anew_on is None

    @property
    def owes_remedy(self) -> bool:
        """Was it granted, could it not be undone, and is what is owed instead still to be done?"""
        return self.state == self.State.GRANTED and self.owed_anew


class Suspension(Governed):
    """A provision says: whoever appeals an act of this power stops it, until the appeal is decided."""

    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="suspensions")
    power = models.CharField(max_length=60)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.power

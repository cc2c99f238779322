"""Tables of waiting lists. Who waits, what they said, and their points are sealed."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import DrawnNumber, Governed, Named, in_language
from commonhall.law.instruments.models import Provision
from commonhall.methods import allocation
from commonhall.people.bodies.models import Body, Office
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents.models import Person
from commonhall.places.models import Unit
from commonhall.services.applications.models import Application, KeptDocument
from commonhall.services.services.models import Service


class WaitingList(Named, Governed):
    """People wait for something that is too little for all: places in a nursery, plots, pitches of a market, permits.

    service, about: what the places belong to; about: the ref of an asset, or "". places: how many there are in all.
    opens_on, closes_on: first and last day to join; None: always. residents: are only residents of the place taken?
    answer_days: how long somebody has to answer an offer. ended_on: it was set aside by a review.
    """

    texts = models.JSONField(default=dict)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, null=True, related_name="waiting_lists"
    )
    about = models.CharField(max_length=80, blank=True, db_index=True)
    places = models.PositiveIntegerField()
    opens_on = models.DateField()
    closes_on = models.DateField(null=True)
    residents = models.BooleanField(default=True)
    answer_days = models.PositiveSmallIntegerField(default=14)
    ended_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("waiting list")

    @property
    def text(self) -> str:
        return in_language(self.texts)

    def takes(self, day: date) -> bool:
        """Can one join on this day?"""
        after = self.closes_on is not None and day > self.closes_on
        return self.ended_on is None and self.opens_on <= day and not after

    def get_absolute_url(self) -> str:
        return reverse("services:waiting_list", args=[self.pk])


class WaitingRule(Governed):
    """The rule of a list as it was from a day on; the newest that has not ended holds.

    criteria: [{code, names, points, proofs}] of points for need. reason: why it replaced the one before; "" for the
    first. waiting: how many were on the list when it was made, so that everybody sees who changed it after they came.
    """

    class Rule(models.TextChoices):
        QUEUE = allocation.QUEUE, _("first come, first served")
        NEED = allocation.NEED, _("points for need")
        LOTTERY = allocation.LOTTERY, _("order by lot")

    waiting_list = models.ForeignKey(WaitingList, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    rule = models.CharField(max_length=7, choices=Rule)
    criteria: Any = models.JSONField(default=list)
    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    since = models.DateField()
    waiting = models.PositiveIntegerField(default=0)
    ended_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("rule of a waiting list")
        constraints: ClassVar = [
            models.UniqueConstraint("waiting_list", "number", name="services_waiting_rule_once")
        ]

    def __str__(self) -> str:
        return f"{self.waiting_list.name}: {self.get_rule_display()}"

    @property
    def worth(self) -> dict[str, int]:
        """Points by the criterion's code."""
        return {one["code"]: int(one["points"]) for one in self.criteria}

    @property
    def words(self) -> dict[str, str]:
        """Criteria as people read them, by code."""
        return {one["code"]: in_language(one["names"]) for one in self.criteria}

    def points(self, claims: Any) -> int:
        """The points of what was confirmed."""
        worth = self.worth
        return sum(worth.get(one["code"], 0) for one in claims or () if one.get("holds"))

    def get_absolute_url(self) -> str:
        return f"{self.waiting_list.get_absolute_url()}#rule-{self.number}"


class PlacesChange(Governed):
    """The number of places was changed, and why."""

    waiting_list = models.ForeignKey(WaitingList, on_delete=models.PROTECT, related_name="changes")
    before = models.PositiveIntegerField()
    after = models.PositiveIntegerField()
    reason = models.TextField()
    on = models.DateField()

    class Meta:
        verbose_name = _("change of places")

    def __str__(self) -> str:
        return f"{self.waiting_list_id}: {self.before} → {self.after}"

    def get_absolute_url(self) -> str:
        return self.waiting_list.get_absolute_url()


class WaitingEntry(DrawnNumber, Governed):
    """Somebody waits. Public are its number, list, state and days; who it is, what they said and their points are sealed.

    claims: what they say applies to them, one {code, …} a criterion. seen, seen_why, seen_by, seen_key, seen_on: the first
    look; holds, why, by, on, made_in: the second, with the entry on the record to appeal. points: of what both
    looks confirmed. kept_on: when they last said that they still want it; asked_on, answer_until, warned_on: the yearly
    question. first_ahead: how many stood before them when they joined. to_look: claims that wait for an officer.
    """

    SEALED = (
        "person",
        "organisation",
        "claims",
        "text",
        "points",
        "identity",
        "receipt",
        "first_ahead",
    )
    UNVERSIONED = ("to_look",)

    class State(models.TextChoices):
        WAITING = "waiting", _("on the list")
        OFFERED = "offered", _("a place is offered")
        PLACED = "placed", _("has a place")
        LEFT = "left", _("left the list")
        LAPSED = "lapsed", _("taken off: no answer")

    waiting_list = models.ForeignKey(WaitingList, on_delete=models.PROTECT, related_name="entries")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    channel = models.CharField(
        max_length=7, choices=Application.Channel, default=Application.Channel.WEB
    )
    claims: Any = models.JSONField(default=list, null=True)
    text = models.TextField(blank=True)
    points = models.IntegerField(default=0)
    first_ahead = models.PositiveIntegerField(null=True)
    asked_at = models.DateTimeField()
    kept_on = models.DateField()
    asked_on = models.DateField(null=True)
    answer_until = models.DateField(null=True)
    warned_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    taken_by = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="+")
    identity = models.CharField(max_length=300, blank=True)
    receipt = models.CharField(max_length=20, blank=True)
    destroyed_on = models.DateField(null=True)
    to_look = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("place on a waiting list")
        indexes: ClassVar = [
            models.Index(fields=["waiting_list", "state"], name="services_waiting_list"),
            models.Index(fields=["person", "-id"], name="services_waiting_person"),
            models.Index(fields=["organisation", "-id"], name="services_waiting_organis"),
            models.Index(
                fields=["id"], condition=Q(to_look__gt=0), name="services_waiting_to_look"
            ),
        ]

    def __str__(self) -> str:
        return gettext("Number %(number)s on the list") % {"number": self.number}

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def waits(self) -> bool:
        return self.state in HERE

    def get_absolute_url(self) -> str:
        return reverse("services:waiting_entry", args=[self.pk])


HERE = (WaitingEntry.State.WAITING, WaitingEntry.State.OFFERED)
TONES = {
    "waiting": "waiting",
    "offered": "warn",
    "placed": "good",
    "left": "neutral",
    "lapsed": "neutral",
}


class EntryProof(KeptDocument):
    """A proof of what somebody on a list says. need: code of the criterion."""

    entry = models.ForeignKey(WaitingEntry, on_delete=models.PROTECT, related_name="proofs")

    class Meta:
        verbose_name = _("proof for a waiting list")

    def __str__(self) -> str:
        return gettext("Proof of number %(number)s") % {"number": self.entry.number}

    def get_absolute_url(self) -> str:
        return self.entry.get_absolute_url()


class PlaceOffer(Governed):
    """A place was offered. before: how many stood before; then `reason` says in public why the rule was not followed.

    rule: the edition by which it was made. after: the offer of the same place that came to nothing before. answer_by: the last day to answer. made_in: the entry on the record, which can
    be appealed. free_on: the place that was accepted was given back.
    """

    class State(models.TextChoices):
        OPEN = "open", _("waiting for an answer")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        LAPSED = "lapsed", _("no answer in time")
        WITHDRAWN = "withdrawn", _("withdrawn after a review")

    waiting_list = models.ForeignKey(WaitingList, on_delete=models.PROTECT, related_name="offers")
    entry = models.ForeignKey(WaitingEntry, on_delete=models.PROTECT, related_name="offers")
    rule = models.ForeignKey(WaitingRule, on_delete=models.PROTECT, related_name="+")
    after = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="passed_to"
    )
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    offered_on = models.DateField()
    answer_by = models.DateField()
    answered_on = models.DateField(null=True)
    before = models.PositiveIntegerField(default=0)
    reason = models.TextField(blank=True)
    made_in = models.CharField(max_length=36, blank=True)
    free_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("offer of a place")
        indexes: ClassVar = [
            models.Index(fields=["state", "answer_by"], name="services_offer_due"),
            models.Index(fields=["waiting_list", "offered_on"], name="services_offer_list"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["entry"], condition=Q(state="open"), name="services_offer_open_once"
            )
        ]

    def __str__(self) -> str:
        return gettext("Offer to number %(number)s") % {"number": self.entry.number}

    @property
    def tone(self) -> str:
        return {"open": "waiting", "accepted": "good"}.get(self.state, "neutral")

    def get_absolute_url(self) -> str:
        return self.waiting_list.get_absolute_url() + "#offers"

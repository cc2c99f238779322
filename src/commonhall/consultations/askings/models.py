"""Tables of askings: the report by which the law counts one, and how many people were told of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Derived, Governed, Personal
from commonhall.law.asking.models import Way
from commonhall.people.bodies.models import Body
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents.models import Person
from commonhall.places.models import Unit

# Fewer people of one kind or place than this are not told of, so that nobody can be recognised.
FEWEST_TOLD = 5


class AskingReport(Governed):
    """Who took part in an asking, counted when it was closed; the law reads this and no link.

    asking: ref of the conversation, draft, table or survey; about: the matter's. residents: confirmed ones who
    said something and hold no public office, each once. places: of these by unit id, where there were five or more.
    balanced: arguments of two sides from two parties. named: how many people and organisations were named as concerned;
    named_came: how many of these took part, null where so few people were named that somebody could be recognised.
    """

    way = models.CharField(max_length=12, choices=Way)
    asking = models.CharField(max_length=80, unique=True)
    about = models.CharField(max_length=80, db_index=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    body = models.ForeignKey(Body, on_delete=models.PROTECT)
    opened_on = models.DateField()
    closes_on = models.DateField()
    residents = models.PositiveIntegerField()
    organisations = models.PositiveIntegerField()
    offices = models.PositiveIntegerField()
    places = models.JSONField(default=dict)
    balanced = models.BooleanField()
    named = models.PositiveIntegerField(default=0)
    named_came = models.PositiveIntegerField(null=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.asking


class AnnulledAsking(Governed):
    """A review annulled an asking: its report counts for nothing, whether it is published or to come."""

    asking = models.CharField(max_length=80, unique=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("annulled asking")

    def __str__(self) -> str:
        return self.asking


class Concern(models.TextChoices):
    """Why somebody is told of an asking: the first that holds."""

    NAMED = "named", _("were named as concerned")
    CASES = "cases", _("raised or follow the cases behind it")
    ORGANISATIONS = "organisations", _("organisations that work on it")
    PLACE = "place", _("follow the place")
    RESIDENTS = "residents", _("confirmed residents of the place")


class Told(Derived):
    """How many were told that they are concerned by an asking, by `Concern`; organisations once each."""

    asking = models.CharField(max_length=80, primary_key=True)
    counts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.asking

    @property
    def shown(self) -> dict[str, int | None]:
        """The counts in their order; None where so few people were told that somebody could be recognised."""
        counts = {one.value: self.counts.get(one.value, 0) for one in Concern}
        return {
            kind: count if count >= FEWEST_TOLD or kind == Concern.ORGANISATIONS else None
            for kind, count in counts.items()
        }

    @property
    def people(self) -> int:
        """What may be told of all together: no more than the counts that are shown."""
        return sum(count or 0 for count in self.shown.values())


class NamedConcern(Governed):
    """A person or an organisation that a body names as concerned by an asking. Who the person is, is on no page."""

    SEALED = ("person",)

    asking = models.CharField(max_length=80, db_index=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("asking", "person", name="named_person_once"),
            models.UniqueConstraint("asking", "organisation", name="named_organisation_once"),
        ]
        verbose_name = _("named as concerned")

    def __str__(self) -> str:
        return self.asking


class ToldAccount(Personal):
    """Whom the hall told of an asking and why, so that nobody is told twice. letter: one is still to be written."""

    asking = models.CharField(max_length=80)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    why = models.CharField(max_length=13, choices=Concern)
    letter = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint("asking", "account", name="told_once")]
        indexes = [
            models.Index(
                fields=["account"], condition=models.Q(letter=True), name="told_letter_waits"
            )
        ]

    def __str__(self) -> str:
        return self.asking


class WorksOn(Governed):
    """What an organisation works on, as it says itself: codes of categories; it is asked about these."""

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT)
    categories = models.JSONField(default=list)

    class Meta:
        verbose_name = _("what an organisation works on")

    def __str__(self) -> str:
        return str(self.organisation_id)

    def get_absolute_url(self) -> str:
        return self.organisation.get_absolute_url()

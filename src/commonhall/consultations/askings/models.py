"""Tables of askings: the report by which the law counts one, and how many people were told of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from commonhall.core.models import Derived, Governed, Personal
from commonhall.law.asking.models import Way
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit


class AskingReport(Governed):
    """Who took part in an asking, counted when it was closed; the law reads this and no link.

    asking: ref of the conversation, draft, table or survey; about: the matter's. residents: confirmed ones who
    said something and hold no public office, each once. places: of these by unit id, where there were five or more.
    balanced: arguments of two sides from two parties.
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
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.asking


class Told(Derived):
    """How many people were told that they are concerned by an asking."""

    asking = models.CharField(max_length=80, primary_key=True)
    people = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.asking


class ToldAccount(Personal):
    """Whom the hall told of an asking, so that nobody is told twice."""

    asking = models.CharField(max_length=80)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint("asking", "account", name="told_once")]

    def __str__(self) -> str:
        return self.asking

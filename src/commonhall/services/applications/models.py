"""Tables of applications for services. Who applied for what, and what they wrote, is sealed."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.cases.categories.models import Asked
from commonhall.core.models import DrawnNumber, Governed
from commonhall.law.instruments.models import Provision
from commonhall.people.bodies.models import Body, Office
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents.models import Person
from commonhall.places.models import Unit
from commonhall.services.services.models import Service


class ServiceQuestion(Asked, Governed):
    """What a service asks of those who apply for it."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="questions")

    class Meta:
        verbose_name = _("question of an application")
        constraints: ClassVar = [
            models.UniqueConstraint("service", "code", name="services_question_once")
        ]

    def get_absolute_url(self) -> str:
        return self.service.get_absolute_url()


class Application(DrawnNumber, Governed):
    """Somebody applies for a service. Public are its number, body, place, days and state; all else is sealed.

    answers: to the service's questions, by their codes; text: what else the applicant says. asked_as: the questions as
    they were asked, in order, so that a changed form changes no answer. due_on: the law's day for the answer; it stands
    still once, from asked_on until the reply, at most until asked_until. decided_on: when it was granted, refused or withdrawn.
    taken_by: the office that wrote it down for somebody; identity: how it checked who they are; receipt: the code that
    shows later that it is they. destroyed_on: when who applied and every word was destroyed.
    """

    SEALED = ("service", "person", "answers", "asked_as", "text", "identity", "receipt")

    class State(models.TextChoices):
        OPEN = "open", _("waiting for an answer")
        ASKED = "asked", _("waiting for more from the applicant")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Channel(models.TextChoices):
        WEB = "web", _("web")
        API = "api", _("program")
        PHONE = "phone", _("telephone")
        COUNTER = "counter", _("counter")
        LETTER = "letter", _("letter")

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="applications")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="applications"
    )
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    channel = models.CharField(max_length=7, choices=Channel, default=Channel.WEB)
    answers: Any = models.JSONField(default=dict, null=True)
    asked_as: Any = models.JSONField(default=list, null=True)
    text = models.TextField(blank=True)
    applied_on = models.DateField()
    due_on = models.DateField(null=True)
    asked_on = models.DateField(null=True)
    asked_until = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    taken_by = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="+")
    identity = models.CharField(max_length=300, blank=True)
    receipt = models.CharField(max_length=20, blank=True)
    destroyed_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("application")
        indexes: ClassVar = [
            models.Index(
                fields=["body", "state", "due_on", "id"], name="services_application_desk"
            ),
            models.Index(fields=["service", "state"], name="services_application_service"),
            models.Index(fields=["person", "-id"], name="services_application_person"),
        ]

    def __str__(self) -> str:
        return gettext("Application %(number)s") % {"number": self.number}

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def waits(self) -> bool:
        """Is an answer still to come?"""
        return self.state in WAITING

    def days_late(self, today: date) -> int:
        """Days by which the answer is late, or was when it came."""
        if self.due_on is None or self.state == self.State.WITHDRAWN:
            return 0
        return max(0, ((self.decided_on or today) - self.due_on).days)

    def get_absolute_url(self) -> str:
        return reverse("services:application", args=[self.pk])


WAITING = (Application.State.OPEN, Application.State.ASKED)
TONES = {
    "open": "waiting",
    "asked": "info",
    "granted": "good",
    "refused": "bad",
    "withdrawn": "neutral",
}


class ApplicationStep(Governed):
    """What was said on an application after it was handed in. provision: what a refusal rests on.

    runs: from here the answer is a promise of its own, because the days stood still.
    """

    SEALED = ("text", "provision")

    class Kind(models.TextChoices):
        ASKED = "asked", _("asked for more")
        REPLIED = "replied", _("replied")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=9, choices=Kind)
    text = models.TextField(blank=True)
    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, null=True, related_name="+")
    runs = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("step of an application")

    def __str__(self) -> str:
        return f"{self.kind} {self.application_id}"

    def get_absolute_url(self) -> str:
        return self.application.get_absolute_url()


def _kept_at(_document: models.Model, name: str) -> str:
    """Where a document lies: nobody guesses it, and its name says nothing."""
    return f"applications/{secrets.token_hex(16)}.{name.rpartition('.')[2].lower()[:5]}"


class KeptDocument(Governed):
    """A document that the body alone opens. need: code of what it shows; "" for another."""

    SEALED = ("need", "name", "file")

    need = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=160, blank=True)
    file = models.FileField(upload_to=_kept_at, blank=True)
    at = models.DateTimeField()
    ended_on = models.DateField(null=True)

    class Meta:
        abstract = True


class ApplicationDocument(KeptDocument):
    """A document that belongs to an application. need: code of the one the service asks for."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="documents")

    class Meta:
        verbose_name = _("document of an application")

    def __str__(self) -> str:
        return gettext("Document of application %(number)s") % {"number": self.application.number}

    def get_absolute_url(self) -> str:
        return self.application.get_absolute_url()

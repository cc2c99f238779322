"""Tables of editions."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed, Personal
from commonhall.evaluation.frameworks.models import Framework
from commonhall.people.bodies.models import Body, Office
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents.models import Person
from commonhall.places.models import Unit


class Edition(Governed):
    """What a framework gave for one span of time. Published by the clock; nobody holds it back.

    inputs: every measured value with how many it rests on. weights: as residents' votes made them.
    outcome: ranks with ranges, floors, reasons, growth; all follows from pack, inputs and seed.
    """

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="editions")
    revision = models.PositiveIntegerField()
    starts = models.DateField()
    ends = models.DateField()
    published_at = models.DateTimeField()
    pack = models.TextField()
    inputs: Any = models.JSONField(default=dict)
    weights: Any = models.JSONField(default=dict)
    outcome: Any = models.JSONField(default=dict)
    seed = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "framework", "revision", "starts", name="evaluation_edition_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["framework", "-starts", "-revision"], name="evaluation_newest_edition"
            )
        ]
        verbose_name = _("edition")

    def __str__(self) -> str:
        return f"{self.framework_id} {self.starts}"

    def get_absolute_url(self) -> str:
        return reverse("evaluation:edition", args=[self.pk])


class WeightVote(Personal):
    """How one resident would share 100 points among a framework's parts. Changed as often as wished."""

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="votes")
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    points = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("framework", "person", name="evaluation_weigh_once")]

    def __str__(self) -> str:
        return f"vote {self.pk}"


class Mark(Governed):
    """What an office says of one indicator of a self-assessment, 0 to 4, with its evidence.

    group: officials, or councillors. evidence: where anybody can check it, an address or a ref.
    """

    SEALED = ("text",)

    class Group(models.TextChoices):
        OFFICIALS = "officials", _("officials")
        COUNCILLORS = "councillors", _("councillors")

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="marks")
    indicator = models.CharField(max_length=40)
    group = models.CharField(max_length=12, choices=Group)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    value = models.PositiveSmallIntegerField()
    text = models.TextField(_("why"), blank=True)
    evidence = models.CharField(_("where to check it"), max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["framework", "indicator", "-at"], name="evaluation_newest_mark")
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.value}"


class ResidentMark(Personal):
    """What one resident says of the same indicator; shown only as a mean of many."""

    framework = models.ForeignKey(
        Framework, on_delete=models.PROTECT, related_name="resident_marks"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    indicator = models.CharField(max_length=40)
    value = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("framework", "person", "indicator", name="evaluation_mark_once")
        ]

    def __str__(self) -> str:
        return f"mark {self.pk}"


class Reply(Governed):
    """What a body, or an organisation, says to an edition: what will be done about it.

    about: the ref of the part of the plan that follows from it, "" if none does yet.
    """

    SEALED = ("text",)

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="replies")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True)
    text = models.TextField(_("what will be done"))
    about = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.edition_id} {self.at:%Y-%m-%d}"

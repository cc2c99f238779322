"""Tables of meetings: where people are asked face to face, open to all or a panel drawn by lot."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.consultations.conversations.models import Response
from commonhall.consultations.round_tables.models import RoundTable
from commonhall.consultations.speakers import Spoken
from commonhall.core import clock
from commonhall.core.models import Governed
from commonhall.law.asking.models import Way
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit


class Meeting(Governed):
    """A body invites people to a place at an hour. panel: ref of the lottery whose members alone take part;
    "" where everybody may come. table: the round table that meets, whose parties alone take part, unless it is
    open_to_all. where: the address.
    online: where to join from afar, shown to those invited. minutes: what was said, once it is closed."""

    SEALED = ("title", "text", "minutes", "online")

    class State(models.TextChoices):
        ANNOUNCED = "announced", _("announced")
        CLOSED = "closed", _("held, waiting for answers")
        ANSWERED = "answered", _("held and answered")
        HELD = "held", _("held")
        CALLED_OFF = "called-off", _("cancelled")

    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("what is asked"), blank=True, max_length=4000)
    about = models.CharField(max_length=80, blank=True, db_index=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name=_("place"))
    body = models.ForeignKey(Body, on_delete=models.PROTECT, verbose_name=_("who asks"))
    panel = models.CharField(max_length=80, blank=True, db_index=True)
    table = models.ForeignKey(
        RoundTable, on_delete=models.PROTECT, null=True, related_name="meetings"
    )
    open_to_all = models.BooleanField(default=False)
    where = models.CharField(_("venue"), max_length=200)
    online = models.URLField(_("online"), blank=True, max_length=400)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.ANNOUNCED)
    minutes = models.TextField(_("minutes"), blank=True, max_length=20000)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("meeting")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("consultations:meeting", args=[self.pk])

    @property
    def asks(self) -> bool:
        """Does it count as asking by itself? Of a round table, the table does."""
        return self.table_id is None

    @property
    def for_parties(self) -> bool:
        """Do the parties of its round table alone take part?"""
        return self.table_id is not None and not self.open_to_all

    @property
    def way(self) -> Way:
        return Way.PANEL if self.panel else Way.MEETING

    @property
    def opened_on(self) -> date:
        """People could prepare from the day on which it was announced."""
        return timezone.localdate(self.at)

    @property
    def held_on(self) -> date:
        return timezone.localdate(self.starts_at)

    @property
    def runs(self) -> bool:
        return self.state == self.State.ANNOUNCED and self.starts_at <= clock.now() <= self.ends_at

    @property
    def tone(self) -> str:
        tones = {"announced": "waiting", "closed": "info", "answered": "good", "held": "good"}
        return tones.get(self.state, "neutral")


class Presence(Spoken, Governed):
    """Somebody was there, with what they said where they wrote it down; a person's name is never shown.

    online: they joined from afar. Somebody who does both is one presence, with how they joined last.
    """

    SEALED = ("text", "person")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="presences")
    text = models.TextField(_("what I say"), blank=True, max_length=2000)
    online = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", name], condition=~Q(**{name: None}), name=f"attended_once_{name}"
            )
            for name in ("person", "organisation", "office")
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}"


class Point(Governed):
    """One thing that was asked for at a meeting, and what becomes of it."""

    SEALED = ("text", "answer")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="points")
    place = models.PositiveSmallIntegerField()
    text = models.CharField(_("request made at a meeting"), max_length=500)
    verdict = models.CharField(max_length=8, choices=Response.Verdict, blank=True)
    answer = models.TextField(_("why"), blank=True, max_length=4000)
    answered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.meeting_id}.{self.place}"


class SpeakingTurn(Spoken, Governed):
    """A place on the speakers' list of a meeting. at: when they asked to speak.

    place: its number on the list, by which somebody whose name is not shown is called. first: had they not spoken at this
    meeting when they asked? began_at, ended_at: when they spoke.
    """

    SEALED = ("person",)

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SPEAKING = "speaking", _("speaking")
        SPOKEN = "spoken", _("has spoken")
        WITHDRAWN = "withdrawn", _("no longer wants to speak")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="turns")
    place = models.PositiveSmallIntegerField()
    first = models.BooleanField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", name],
                condition=~Q(**{name: None}) & Q(state__in=("waiting", "speaking")),
                name=f"on_the_list_once_{name}",
            )
            for name in ("person", "organisation", "office")
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}.{self.place}"

    @property
    def shown_as(self) -> str:
        """Who it is; a resident by the number on the list alone."""
        if self.person_id is None and (self.organisation_id or self.office_id):
            return self.who
        return gettext("Resident, number %(place)d") % {"place": self.place}


class MinuteLine(Governed):
    """One line of the minutes. tied: ref of the agreement, commitment or decision it is about; "" where it is of none."""

    SEALED = ("text",)

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="lines")
    place = models.PositiveSmallIntegerField()
    text = models.CharField(_("line of the minutes"), max_length=1000)
    tied = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("line of the minutes")
        constraints = [models.UniqueConstraint("meeting", "place", name="minute_line_once")]

    def __str__(self) -> str:
        return f"{self.meeting_id}.{self.place}"

    def get_absolute_url(self) -> str:
        return f"{self.meeting.get_absolute_url()}#line-{self.place}"

"""Tables of mentoring: what an organisation offers, the pairs, the meetings noted, and pairs that a body suggested."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed
from commonhall.people.bodies.models import Body
from commonhall.people.organisations.models import Organisation
from commonhall.places.models import Unit


class Field(models.TextChoices):
    """What one organisation can learn from another."""

    FOUNDING = "founding", _("founding and legal form")
    MONEY = "money", _("money and accounts")
    VOLUNTEERS = "volunteers", _("working with volunteers")
    SERVICES = "services", _("running a service")
    CONTRACTS = "contracts", _("offers, contracts and grants")
    ROOMS = "rooms", _("rooms and buildings")
    DIGITAL = "digital", _("digital tools")
    OUTREACH = "outreach", _("reaching more residents")


class MentorOffer(Governed):
    """An organisation with standing offers to mentor others. fields: codes of `Field`, each between blanks, so that both
    databases find one; places: so many pairs at once.

    moderated: was its text hidden?
    """

    SEALED = ("text",)

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="mentor_offers"
    )
    fields = models.CharField(max_length=200)
    text = models.TextField(blank=True, max_length=4000)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    places = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    ended_on = models.DateField(null=True)
    moderated = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("offer to mentor")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(ended_on=None), name="one_mentor_offer"
            )
        ]

    def __str__(self) -> str:
        return self.heading

    @property
    def heading(self) -> str:
        return gettext("Mentoring by %(organisation)s") % {"organisation": self.organisation.name}

    @property
    def codes(self) -> list[str]:
        return self.fields.split()

    @property
    def field_names(self) -> list[Any]:
        """What it can be asked about, in words."""
        return [Field(one).label for one in self.codes]

    @property
    def standing(self) -> Any:
        """Its state in words; `free` is counted by the query."""
        if self.ended_on is not None:
            return _("withdrawn")
        return _("places free") if getattr(self, "free", self.places) > 0 else _("all places taken")

    @property
    def tone(self) -> str:
        if self.ended_on is not None:
            return "neutral"
        return "good" if getattr(self, "free", self.places) > 0 else "waiting"

    def get_absolute_url(self) -> str:
        return reverse("delivery:mentor_offer", args=[self.pk])


class MentorPair(Governed):
    """One organisation learns from another for a period: asked for, agreed to, ended.

    Who, in which field and until when is public. goals are the two organisations' own, and so are what each says at the
    end (…_judged, …_word) unless both wish it public (…_shows). ended_by: who ended it before its day; null: the day came.
    """

    SEALED = ("goals", "answer", "mentor_judged", "mentor_word", "learner_judged", "learner_word")

    class State(models.TextChoices):
        ASKED = "asked", _("waiting for an answer")
        DECLINED = "declined", _("declined by the mentor")
        WITHDRAWN = "withdrawn", _("withdrawn")
        RUNNING = "running", _("under way")
        ENDED = "ended", _("ended")

    class Judged(models.TextChoices):
        REACHED = "reached", _("We reached our goals")
        PARTLY = "partly", _("We reached some of our goals")
        MISSED = "missed", _("We did not reach our goals")

    offer = models.ForeignKey(MentorOffer, on_delete=models.PROTECT, related_name="pairs")
    mentor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    learner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    field = models.CharField(max_length=12, choices=Field)
    goals = models.TextField(blank=True, max_length=4000)
    until = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    at = models.DateTimeField()
    answer = models.TextField(blank=True, max_length=2000)
    answered_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    ended_by = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    mentor_judged = models.CharField(max_length=8, choices=Judged, blank=True)
    mentor_word = models.TextField(blank=True, max_length=1000)
    mentor_shows = models.BooleanField(default=False)
    learner_judged = models.CharField(max_length=8, choices=Judged, blank=True)
    learner_word = models.TextField(blank=True, max_length=1000)
    learner_shows = models.BooleanField(default=False)
    moderated = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("mentoring pair")
        constraints = [
            models.UniqueConstraint(
                fields=["mentor", "learner"],
                condition=Q(state__in=("asked", "running")),
                name="one_mentor_pair",
            )
        ]
        indexes = [models.Index(fields=["state", "until"], name="mentor_pair_until")]

    def __str__(self) -> str:
        return self.heading

    @property
    def heading(self) -> str:
        return gettext("%(mentor)s mentors %(learner)s") % {
            "mentor": self.mentor.name,
            "learner": self.learner.name,
        }

    @property
    def tone(self) -> str:
        tones = {"asked": "waiting", "running": "info", "ended": "good"}
        return tones.get(self.state, "neutral")

    @property
    def public_judgement(self) -> bool:
        """Do both wish that everybody reads what they say at the end?"""
        said = bool(self.mentor_judged and self.learner_judged)
        return said and self.mentor_shows and self.learner_shows

    def is_over(self, today: date) -> bool:
        return self.state == self.State.RUNNING and self.until < today

    def get_absolute_url(self) -> str:
        return reverse("delivery:mentor_pair", args=[self.pk])


class MentorMeeting(Governed):
    """The two met. by: the organisation that noted it; text: what for the two alone; struck_on: it was a mistake."""

    SEALED = ("text",)

    pair = models.ForeignKey(MentorPair, on_delete=models.PROTECT, related_name="meetings")
    by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    text = models.TextField(blank=True, max_length=2000)
    struck_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("meeting of a mentoring pair")

    def __str__(self) -> str:
        return f"{self.pair_id} {self.on}"

    def get_absolute_url(self) -> str:
        return f"{self.pair.get_absolute_url()}#m{self.pk}"


class MentorSuggestion(Governed):
    """A body suggests that an organisation asks a mentor. It binds nobody. learner: to whom it is suggested."""

    class State(models.TextChoices):
        OPEN = "open", _("suggested")
        TAKEN = "taken", _("taken up")
        DECLINED = "declined", _("declined by one of the two")
        WITHDRAWN = "withdrawn", _("withdrawn")

    offer = models.ForeignKey(MentorOffer, on_delete=models.PROTECT, related_name="suggestions")
    learner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    field = models.CharField(max_length=12, choices=Field)
    reasons = models.TextField(max_length=2000)
    on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)

    class Meta:
        verbose_name = _("suggested mentoring pair")
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "learner"],
                condition=Q(state="open"),
                name="one_mentor_suggestion",
            )
        ]

    def __str__(self) -> str:
        return f"{self.offer_id} {self.learner_id}"

    def get_absolute_url(self) -> str:
        return f"{self.offer.get_absolute_url()}#s{self.pk}"

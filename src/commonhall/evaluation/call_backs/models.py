"""Call-backs: cases drawn by lot whose people another body asks how it went."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.cases.cases.models import Case, Confirmation
from commonhall.core.models import Governed
from commonhall.methods.beacons import rounds
from commonhall.people.bodies.models import Body


class CallBackRound(Governed):
    """One month's cases reported done, and the sample of them that is called back.

    cases: [[case, body, said]] in order, frozen before the lot is known; said: what its person had said until then,
    see `Said`. per_body: how many are drawn of each body, all where there are fewer. beacon: the named round of a
    public beacon; seed_from: what it gave.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for the lot")
        DRAWN = "drawn", _("being called")
        CLOSED = "closed", _("finished")

    class Said(models.TextChoices):
        SOLVED = "solved", _("said it was solved")
        NOT_SOLVED = "not_solved", _("said it was not solved")
        NOTHING = "nothing", _("said nothing")

    month = models.DateField(unique=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    cases: Any = models.JSONField(default=list)
    per_body = models.PositiveSmallIntegerField()
    beacon: Any = models.JSONField(default=dict)
    seed_from: Any = models.JSONField(default=dict)
    begun_at = models.DateTimeField()
    drawn_at = models.DateTimeField(null=True)
    close_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("round of call-backs")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return gettext("Call-backs of %(month)s") % {
            "month": date_format(self.month, "YEAR_MONTH_FORMAT")
        }

    @property
    def tone(self) -> str:
        """How the state's badge looks."""
        return {"waiting": "waiting", "drawn": "info"}.get(self.state, "good")

    @property
    def due_at(self) -> datetime | None:
        """When the lot can be read."""
        return rounds.time_of(self.beacon)

    def is_over(self, today: date) -> bool:
        return self.close_on is not None and self.close_on < today

    def get_absolute_url(self) -> str:
        return reverse("evaluation:call_back_round", args=[self.pk])


class CallBack(Governed):
    """One drawn case. What its person answered is sealed: the body that answered the case never reads it.

    said: as in `CallBackRound.cases`. tries: how often nobody answered.
    """

    SEALED = ("contacted", "verdict", "satisfied")

    class State(models.TextChoices):
        WAITING = "waiting", _("to be called")
        REACHED = "reached", _("reached")
        AWAY = "away", _("not reached")
        DECLINED = "declined", _("did not want to answer")

    class Contacted(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")
        UNKNOWN = "unknown", _("they do not remember")

    class Verdict(models.TextChoices):
        SOLVED = "solved", _("solved")
        NOT_SOLVED = "not_solved", _("not solved")

    round = models.ForeignKey(CallBackRound, on_delete=models.PROTECT, related_name="calls")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    said = models.CharField(max_length=10, choices=CallBackRound.Said)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    contacted = models.CharField(max_length=8, choices=Contacted, blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict, blank=True)
    satisfied = models.CharField(max_length=8, choices=Confirmation.Satisfied, blank=True)
    at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("call")
        constraints = [models.UniqueConstraint("round", "case", name="evaluation_one_call")]

    def __str__(self) -> str:
        return gettext("Call about case %(number)d") % {"number": self.case_id}

    @property
    def tone(self) -> str:
        """How the state's badge looks."""
        return {"waiting": "waiting", "reached": "good"}.get(self.state, "neutral")

    def get_absolute_url(self) -> str:
        return reverse("evaluation:call", args=[self.pk])

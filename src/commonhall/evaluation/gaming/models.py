"""Tables of the gaming watch."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import DrawnNumber, Governed
from commonhall.people.bodies.models import Body


class Watch(models.TextChoices):
    """What is watched. Each is a count of one body in one month, never of a person."""

    RE_PROMISING = "re-promising", _("promises moved to later days")
    PASSING_ON = "passing-on", _("cases passed on to others")
    EXCLUSIONS = "exclusions", _("cases set aside as not possible")
    DEADLINES = "deadlines", _("answers on the last day or the day before")
    MONTH_ENDS = "month-ends", _("reported done in the last days of the month")
    COACHED = "coached", _("said solved, and told the caller otherwise")
    UNREPORTED = "unreported", _("values of standards not reported")
    SAMPLES = "samples", _("values that rest on a small sample")


class GamingSignal(DrawnNumber, Governed):
    """A count of a body that chance rarely gives. Until it is public, everything it says is sealed: the record, the tables
    and the letters know a number that says nothing.

    about: the body; month: its first day. figures: observed, trials, expected, chance, level, and others (see counting).
    cases: numbers of the cases behind it. review_by: until when the reviewer may say what it found; hear_by: until when
    the body may answer before all of it is public. verdict, reasons: what the reviewer found; reply: the body's answer.
    shown, shown_body: the same as is public now, {} and null before.
    """

    SEALED = ("watch", "about", "month", "figures", "cases", "verdict", "reasons", "reply")

    class State(models.TextChoices):
        REVIEW = "review", _("with the reviewer")
        HEARD = "heard", _("the body is heard")
        PUBLIC = "public", _("public")

    class Verdict(models.TextChoices):
        EXPLAINED = "explained", _("explained")
        CONFIRMED = "confirmed", _("confirmed")

    watch = models.CharField(max_length=12, choices=Watch)
    about = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    month = models.DateField(null=True)
    figures: Any = models.JSONField(default=dict, null=True)
    cases: Any = models.JSONField(default=list, null=True)
    state = models.CharField(max_length=6, choices=State, default=State.REVIEW)
    raised_on = models.DateField()
    review_by = models.DateField()
    hear_by = models.DateField(null=True)
    verdict = models.CharField(max_length=9, choices=Verdict, blank=True)
    reasons = models.TextField(blank=True, max_length=4000)
    reply = models.TextField(blank=True, max_length=4000)
    published_on = models.DateField(null=True)
    shown: Any = models.JSONField(default=dict)
    shown_body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("signal of the gaming watch")
        constraints = [
            models.UniqueConstraint("watch", "about", "month", name="evaluation_one_gaming")
        ]
        indexes = [models.Index(fields=["state", "review_by"], name="evaluation_gaming_state")]

    def __str__(self) -> str:
        return gettext("Signal %(number)s") % {"number": self.number}

    @property
    def public(self) -> bool:
        return self.state == self.State.PUBLIC

    @property
    def tone(self) -> str:
        if self.state != self.State.PUBLIC:
            return "waiting"
        return {"confirmed": "bad", "explained": "good"}.get(self.verdict, "neutral")

    @property
    def standing(self) -> Any:
        """How it stands, in words: once it is public, what the reviewer found."""
        if not self.public:
            return self.get_state_display()
        return self.get_verdict_display() if self.verdict else _("public, nothing found yet")

    def get_absolute_url(self) -> str:
        return reverse("evaluation:gaming_signal", args=[self.pk])

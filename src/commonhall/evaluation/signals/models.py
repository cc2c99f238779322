"""Tables of early warning."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.cases.categories.models import Category
from commonhall.cases.sources.models import Source
from commonhall.core.models import Governed
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit


class Signal(Governed):
    """More cases than usual came in a place and time; its body owes an answer by a day.

    since, until: the first and the last day counted. places: codes of all its places, the middle first; unit is the
    middle one. seen: cases counted; expected: what is usual; bound: the largest count that gives no signal, null for
    a gathering. chance: how likely as many are by chance alone. per_year: how many false alarms a year the search
    allowed itself in the whole hall. words: what these cases' titles say more often than others.
    """

    SEALED = ("text",)

    class Kind(models.TextChoices):
        RISE = "rise", _("more than usual")
        GATHERING = "gathering", _("many close together")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for the body")
        ANSWERED = "answered", _("answered")

    class Answer(models.TextChoices):
        INVITED = "invited", _("people are invited to talk about it")
        VISIT = "visit", _("the body goes there")
        SOURCE = "source", _("a common cause is named")
        SEPARATE = "separate", _("not one cause")

    kind = models.CharField(max_length=10, choices=Kind)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    places: Any = models.JSONField(default=list)
    since = models.DateField()
    until = models.DateField()
    seen = models.PositiveIntegerField()
    expected = models.DecimalField(max_digits=12, decimal_places=2)
    bound = models.PositiveIntegerField(null=True)
    chance = models.FloatField()
    per_year = models.DecimalField(max_digits=6, decimal_places=2)
    words: Any = models.JSONField(default=list)
    raised_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    answer = models.CharField(max_length=8, choices=Answer, blank=True)
    text = models.TextField(blank=True)
    happens_on = models.DateField(null=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("early warning")
        constraints = [
            models.UniqueConstraint(
                "kind", "unit", "category", "until", name="evaluation_one_signal"
            )
        ]
        indexes = [models.Index(fields=["-until", "-id"], name="evaluation_signal_day")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return gettext("%(category)s in %(place)s, %(day)s") % {
            "category": self.category.name,
            "place": self.unit.name,
            "day": date_format(self.until),
        }

    @property
    def tone(self) -> str:
        """How the state's badge looks."""
        return "waiting" if self.state == self.State.WAITING else "good"

    @property
    def times(self) -> float:
        """How many times as many as usual."""
        return float(self.seen) / max(float(self.expected), 0.1)

    def get_absolute_url(self) -> str:
        return reverse("evaluation:signal", args=[self.pk])

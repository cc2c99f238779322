"""Tables of the theme of the month: sources that were nominated, what residents want first, and what became of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.cases.sources.models import Source
from commonhall.core.models import Governed, Named, Personal
from commonhall.people.bodies.models import Body
from commonhall.people.residents.models import Person
from commonhall.places.models import Unit


class ThemeRound(Named, Governed):
    """One choice of a theme: nominated until a day, put in order until another, then led by the body of its source.

    held_by: the body that lets residents choose; body: the one that leads the theme, once it is chosen. people: how many put themes in order. orders: [[places of the themes, the most wanted first], how many people], …] as
    they were counted, nobody's name; outcome: see `methods.ballots.outcomes`. due_on: by when the leading body has its
    plan; planned_on: since when it has one. plan_text, laws: what it will do, and which laws and rules have to change; plan: the ref of the part of the plan;
    done_by: by when; proof: how people can see that it is done.
    """

    SEALED = ("plan_text", "laws", "proof")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CHOSEN = "chosen", _("chosen, waiting for a plan")
        PLANNED = "planned", _("being worked on")
        DONE = "done", _("done")
        NONE = "none", _("ended without a theme")

    held_by = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    nominate_until = models.DateField()
    rank_until = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    people = models.PositiveIntegerField(default=0)
    orders: Any = models.JSONField(default=list)
    outcome: Any = models.JSONField(default=dict)
    chosen = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    planned_on = models.DateField(null=True)
    plan_text = models.TextField(blank=True)
    laws = models.TextField(blank=True)
    plan = models.CharField(max_length=80, blank=True)
    done_by = models.DateField(null=True)
    proof = models.TextField(blank=True)

    class Meta:
        verbose_name = _("theme of the month")

    @property
    def tone(self) -> str:
        known: dict[Any, str] = {"open": "good", "done": "good", "none": "neutral"}
        return known.get(self.state, "waiting")

    def nominating(self, today: date) -> bool:
        """Can themes still be nominated?"""
        return self.state == self.State.OPEN and today <= self.nominate_until

    def ranking(self, today: date) -> bool:
        """Can residents put the themes in order?"""
        return self.state == self.State.OPEN and self.nominate_until < today <= self.rank_until

    def get_absolute_url(self) -> str:
        return reverse("decisions:theme_round", args=[self.pk])


class Theme(Governed):
    """A source that was nominated. Nothing says by whom."""

    round = models.ForeignKey(ThemeRound, on_delete=models.PROTECT, related_name="themes")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("round", "source", name="decisions_theme_once")]

    def __str__(self) -> str:
        return str(self.source)

    @property
    def name(self) -> str:
        return self.source.title

    def get_absolute_url(self) -> str:
        return self.source.get_absolute_url()


class ThemeOrder(Personal):
    """In which order somebody puts the themes: their numbers, the most wanted first. Gone when the round is counted."""

    round = models.ForeignKey(ThemeRound, on_delete=models.PROTECT, related_name="given")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    order: Any = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint("round", "person", name="decisions_one_theme_order")]

    def __str__(self) -> str:
        return f"order {self.pk}"

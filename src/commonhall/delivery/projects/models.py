"""Tables of projects that residents run: the project, its group, its steps, the money it spent."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed
from commonhall.core.money import CurrencyField, Money, money_of
from commonhall.delivery.plan.models import Item
from commonhall.law.promises.models import Fate
from commonhall.people.bodies.models import Body
from commonhall.people.residents.models import Person
from commonhall.places.models import Unit


class Project(Governed):
    """Something a group of residents carries out itself, with a body's agreement and money.

    body: it is asked to agree, and gives the money. budget: what the group asks for; agreed: what the body gives,
    in minor units. needed: how many the group must be when it asks, as the law stood when it was founded. due_on:
    the day by which the body answers. reasons: of the body; report: of the group at the end, or why it gave up.
    item: the part of the plan that it became. moderated: was anything of it hidden?
    """

    SEALED = ("title", "text", "report")

    class State(models.TextChoices):
        GATHERING = "gathering", _("group is gathering")
        ASKED = "asked", _("waits for the body")
        REFUSED = "refused", _("not agreed to")
        RUNNING = "running", _("under way")
        DONE = "done", _("reported as done")
        GIVEN_UP = "given_up", _("given up")

    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("text"), max_length=8000)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name=_("place"))
    body = models.ForeignKey(Body, on_delete=models.PROTECT, verbose_name=_("body"))
    budget = models.BigIntegerField()
    agreed = models.BigIntegerField(null=True)
    currency = CurrencyField()
    needed = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.GATHERING)
    asked_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    reasons = models.TextField(blank=True, max_length=4000)
    report = models.TextField(blank=True, max_length=8000)
    ended_on = models.DateField(null=True)
    item = models.OneToOneField(
        Item, on_delete=models.PROTECT, null=True, related_name="resident_project"
    )
    moderated = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("project of residents")

    def __str__(self) -> str:
        return self.heading

    @property
    def heading(self) -> str:
        """The title, or why there is none any more."""
        if self.title:
            return self.title
        return gettext("Project %(number)d, its words hidden or erased") % {"number": self.pk}

    @property
    def money(self) -> Money:
        """What it may spend: as agreed, else as the group asks."""
        return Money(self.budget if self.agreed is None else self.agreed, self.currency)

    @property
    def asked(self) -> Money | None:
        return money_of(self.budget, self.currency)

    @property
    def stopped(self) -> bool:
        """Did a body stop the part of the plan that it became, while it was under way?"""
        item = self.item
        return self.state == self.State.RUNNING and item is not None and item.state == "stopped"

    @property
    def standing(self) -> Any:
        """Its state in words."""
        return _("stopped") if self.stopped else self.State(self.state).label

    @property
    def tone(self) -> str:
        if self.stopped:
            return "bad"
        tones = {"asked": "waiting", "refused": "bad", "running": "info", "done": "good"}
        return tones.get(self.state, "neutral" if self.state == "given_up" else "waiting")

    def get_absolute_url(self) -> str:
        return reverse("delivery:project", args=[self.pk])


class ProjectMember(Governed):
    """Somebody in the group. name: how they wish to be thanked in public; "": they are only counted.

    first: who founded it. left_on: since when they are in it no more.
    """

    SEALED = ("person", "name")

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("name"), max_length=120, blank=True)
    first = models.BooleanField(default=False)
    joined_on = models.DateField()
    left_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("member of a project")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "person"],
                condition=Q(left_on=None) & ~Q(person=None),
                name="project_joined_once",
            )
        ]

    def __str__(self) -> str:
        return f"member {self.pk}"

    def get_absolute_url(self) -> str:
        return self.project.get_absolute_url()


class ProjectStep(Governed):
    """What the group promises for a day, once the body has agreed. Its first day is the one that counts.

    proof: how one can see that it is done. word: why it was not done in time. dropped: taken out before it was
    promised. given_up_on: the group gave its project up.
    """

    SEALED = ("title", "proof", "word")

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="steps")
    title = models.CharField(_("step"), max_length=160)
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    proof = models.TextField(blank=True, max_length=2000)
    word = models.TextField(blank=True, max_length=2000)
    dropped = models.BooleanField(default=False)
    given_up_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("step of a project")
        indexes = [models.Index(fields=["project", "due_on"], name="project_step_day")]

    def __str__(self) -> str:
        return self.title

    def fate(self, today: date) -> Fate:
        """What became of the promise, by the same rule as a body's."""
        if self.done_on is not None:
            return Fate.KEPT if self.done_on <= self.due_on else Fate.LATE
        return Fate.BROKEN if self.given_up_on or self.due_on < today else Fate.TO_COME

    def days_late(self, today: date) -> int:
        return max(0, ((self.done_on or today) - self.due_on).days)

    def get_absolute_url(self) -> str:
        return f"{self.project.get_absolute_url()}#s{self.pk}"


class ProjectSpending(Governed):
    """Money the group spent; minor units of the project's currency. receipt: the number of the receipt.

    struck_on: it was entered by mistake, and counts no more.
    """

    SEALED = ("purpose",)

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="spendings")
    amount = models.BigIntegerField()
    on = models.DateField()
    purpose = models.CharField(_("what for"), max_length=160)
    receipt = models.CharField(_("number of the receipt"), max_length=60)
    struck_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("spending of a project")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "receipt"],
                condition=Q(struck_on=None),
                name="project_receipt_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.on}"

    @property
    def money(self) -> Money:
        return Money(self.amount, self.project.currency)

    def get_absolute_url(self) -> str:
        return f"{self.project.get_absolute_url()}#spent"


class ProjectContradiction(Governed):
    """The body that agreed says, with evidence, that something is not as the group reported.

    step: the one that it is about; null: the group's report. answer: of the group. withdrawn_on: a review set it aside.
    """

    SEALED = ("answer",)

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="contradictions")
    step = models.ForeignKey(ProjectStep, on_delete=models.PROTECT, null=True, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=2000)
    evidence = models.CharField(max_length=300)
    on = models.DateField()
    answer = models.TextField(blank=True, max_length=2000)
    answered_on = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("contradiction to a project")

    def __str__(self) -> str:
        return self.text[:60]

    def get_absolute_url(self) -> str:
        return f"{self.project.get_absolute_url()}#c{self.pk}"

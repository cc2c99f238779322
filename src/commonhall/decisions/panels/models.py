"""Panels at work: who is asked to sit by letter, who sits, and what members are owed. What they say: spoken_models."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.consultations.meetings.models import Meeting
from commonhall.core import clock
from commonhall.core.models import Governed, Named, Personal
from commonhall.core.money import CurrencyField, Money
from commonhall.decisions.lotteries.models import Lottery, Ticket
from commonhall.decisions.votes.models import WithTexts
from commonhall.people.bodies.models import Body
from commonhall.people.residents.models import CensusEntry, Person
from commonhall.places.models import Unit


class Care(models.TextChoices):
    """What a panel may offer so that everybody can come."""

    CHILDREN = "children", _("child care")
    RELATIVES = "relatives", _("care for relatives")
    INTERPRETER = "interpreter", _("interpreter")
    SIGNS = "signs", _("sign language")
    TRAVEL = "travel", _("travel")
    STEP_FREE = "step-free", _("step-free room")
    DEVICE = "device", _("a device to take part online")


class Panel(Named, WithTexts, Governed):
    """A body asks residents drawn by lot to work on a question, and answers what they recommend by a day.

    names, texts: the question. about: the matter's ref. letters: the lottery that says whose turn it is to get a letter;
    draw: the lottery of seats among those who accepted. per_wave: letters of a wave; waves: at most; enough: no further wave
    once so many accepted. pay: minor units for a meeting day. days: ISO dates on which it meets, as planned; works_until: its
    last day. witnesses: how many the panel hears at most. answer_on: by when the body answers.
    """

    class State(models.TextChoices):
        INVITING = "inviting", _("inviting by letter")
        WORKING = "working", _("at work")
        ENDED = "ended", _("work ended")
        CALLED_OFF = "called-off", _("cancelled")
        VOID = "void", _("ended without a panel")
        ANNULLED = "annulled", _("annulled on review")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name=_("place"))
    body = models.ForeignKey(Body, on_delete=models.PROTECT)
    about = models.CharField(max_length=80, blank=True, db_index=True)
    seats = models.PositiveSmallIntegerField(_("seats"))
    letters = models.OneToOneField(Lottery, on_delete=models.PROTECT, related_name="letters_of")
    draw = models.OneToOneField(Lottery, on_delete=models.PROTECT, related_name="panel")
    per_wave = models.PositiveIntegerField()
    waves = models.PositiveSmallIntegerField()
    enough = models.PositiveIntegerField()
    answer_days = models.PositiveSmallIntegerField()
    pay = models.PositiveBigIntegerField(default=0)
    currency = CurrencyField()
    care: Any = models.JSONField(default=list)
    days: Any = models.JSONField(default=list)
    works_until = models.DateField()
    witnesses = models.PositiveSmallIntegerField(default=0)
    answer_on = models.DateField()
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.INVITING)
    reason = models.TextField(blank=True, max_length=2000)
    ended_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("panel")

    def get_absolute_url(self) -> str:
        return reverse("decisions:panel", args=[self.pk])

    @property
    def tone(self) -> str:
        tones = {"working": "good", "inviting": "waiting", "annulled": "bad", "ended": "info"}
        return tones.get(self.state, "neutral")

    @property
    def paid(self) -> Money:
        return Money(self.pay, self.currency)

    @property
    def meets_on(self) -> list[date]:
        return [date.fromisoformat(one) for one in self.days]

    @property
    def offers(self) -> list[Any]:
        """What care it offers, in words."""
        return [Care(one).label for one in self.care]


class Wave(Governed):
    """Letters drawn at once. root: over the numbers of the roll's lines that got one, so that nobody changes them unseen."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="letter_waves")
    number = models.PositiveSmallIntegerField()
    drawn_on = models.DateField()
    answer_by = models.DateField()
    letters = models.PositiveIntegerField()
    root = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("wave of letters")
        constraints = [models.UniqueConstraint("panel", "number", name="decisions_wave_once")]

    def __str__(self) -> str:
        return f"{self.panel_id}.{self.number}"

    def get_absolute_url(self) -> str:
        return f"{self.panel.get_absolute_url()}#letters"

    @property
    def runs(self) -> bool:
        return clock.today() <= self.answer_by


class PanelLetter(Personal):
    """A letter of a wave. entry: the line of the roll it goes to. number, key: as printed, key as a keyed hash; none before it
    is printed. code: the ticket of whoever accepted. person: whose account it was joined to. care, needs, email: what they
    need and how they are told of the draw; only for the body's office, until the work is over. told_on: when they were told that
    they were drawn.
    """

    class Answer(models.TextChoices):
        NONE = "", _("no answer yet")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="sent")
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="sent")
    entry = models.ForeignKey(CensusEntry, on_delete=models.SET_NULL, null=True, related_name="+")
    number = models.CharField(max_length=20, blank=True)
    key = models.CharField(max_length=64, blank=True)
    roll_key = models.CharField(max_length=8, blank=True)
    printed_on = models.DateField(null=True)
    answer = models.CharField(max_length=8, choices=Answer, blank=True, default="")
    answered_on = models.DateField(null=True)
    code = models.CharField(max_length=40, blank=True, db_index=True)
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="panel_letters"
    )
    care: Any = models.JSONField(default=list)
    needs = models.TextField(blank=True, max_length=1000)
    email = models.EmailField(blank=True)
    told_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("panel", "entry", name="decisions_letter_once"),
            models.UniqueConstraint(
                fields=["number"],
                condition=~models.Q(number=""),
                name="decisions_panel_letter_number",
            ),
        ]

    def __str__(self) -> str:
        return f"letter {self.pk}"


class Member(Governed):
    """Somebody who sits on a panel, known in public by a number; by a name only where they gave one with their ticket."""

    SEALED = ("person",)

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="members")
    number = models.PositiveSmallIntegerField()
    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, related_name="member")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True)
    since = models.DateField()
    left_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("member of a panel")
        constraints = [
            models.UniqueConstraint("panel", "number", name="decisions_member_once"),
            models.UniqueConstraint("panel", "person", name="decisions_one_seat"),
        ]

    def __str__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        """Who it is, as everybody may read it."""
        return self.ticket.name or gettext("Member %(number)d") % {"number": self.number}


class PanelDay(Governed):
    """What a member is owed for a meeting they were at. paid_on: when it was paid; receipt: the number of the payment.

    Whom it is for is sealed: the public sees how much was owed and paid.
    """

    SEALED = ("member", "receipt")

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="owed")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="owed")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+")
    amount = models.PositiveBigIntegerField()
    currency = CurrencyField()
    owed_on = models.DateField()
    paid_on = models.DateField(null=True)
    receipt = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name = _("pay for a meeting day")
        constraints = [models.UniqueConstraint("member", "meeting", name="decisions_paid_once")]

    def __str__(self) -> str:
        return f"{self.panel_id} {self.owed_on}"

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

"""Instruments, their provisions, and what a provision grants, forbids or demands.

Everything that grants anything is in force only while its own dates, its provision's and its
instrument's all say so; nothing is granted to a role, and nothing to everybody by a star.
"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.acts.models import Governed, in_language
from commonhall.look.text import comma
from commonhall.people.models import Body, Organisation, Person
from commonhall.places.models import Unit


class Rank(models.IntegerChoices):
    """Higher instruments have smaller numbers; a lower one cannot grant what a higher forbids."""

    CONSTITUTION = 1, _("constitution")
    LAW = 2, _("law")
    REGULATION = 3, _("regulation")
    LOCAL_RULE = 4, _("local rule")
    DECISION = 5, _("decision")


class Instrument(Governed):
    """A constitution, law, regulation, local rule or decision."""

    rank = models.PositiveSmallIntegerField(_("rank"), choices=Rank)
    code = models.CharField(_("short name"), max_length=60, unique=True)
    titles = models.JSONField(default=dict)
    adopted_by = models.ForeignKey(Body, on_delete=models.PROTECT, null=True)
    starts = models.DateField(_("in force from"))
    ends = models.DateField(_("in force until"), null=True, blank=True)
    review_on = models.DateField(_("to be reviewed by"), null=True, blank=True)
    source = models.URLField(_("official text"), blank=True)

    class Meta:
        verbose_name = _("instrument")

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return in_language(self.titles)

    def get_absolute_url(self) -> str:
        return reverse("law:instrument", args=[self.pk])


def numbered(number: str) -> str:
    """A provision's number in the reader's language; one that is neither stays as it is."""
    kind, _space, rest = number.partition(" ")
    if kind == "Article" and rest.isdigit():
        return gettext("Article %(number)s") % {"number": rest}
    if kind == "Paragraph" and rest.isdigit():
        return gettext("Paragraph %(number)s") % {"number": rest}
    return number


class Provision(Governed):
    """One article or paragraph. Repealing it stops exactly the acts that rest on it."""

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="provisions")
    number = models.CharField(_("number"), max_length=40)
    texts = models.JSONField(default=dict)
    starts = models.DateField(_("in force from"))
    ends = models.DateField(_("in force until"), null=True, blank=True)

    class Meta:
        verbose_name = _("provision")
        constraints = [models.UniqueConstraint("instrument", "number", name="law_provision_once")]

    def __str__(self) -> str:
        return f"{self.instrument.title}{comma()}{self.label}"

    @property
    def label(self) -> str:
        """Its number as the reader's language writes it: "Article 3", 第3条."""
        return numbered(self.number)

    @property
    def text(self) -> str:
        return in_language(self.texts)


class Competence(Governed):
    """A provision grants one public power to one body, for a territory, up to an amount.

    power: one that an act asks for; there is no wildcard. unit: the power reaches it and all within.
    most: money in minor units, null where the power knows no money. asks_first: the power may only be
    used in a matter about which those concerned were asked.
    """

    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="competences")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="competences")
    power = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    most = models.BigIntegerField(null=True, blank=True)
    asks_first = models.BooleanField(default=False)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index("body", "power", name="law_competence_lookup")]

    def __str__(self) -> str:
        return f"{self.power} → {self.body_id}"


class Mandate(Governed):
    """Why a body may hold power at all: it was lent to it, for a term, by the people or their council.

    recalled_on: the first day it no longer holds.
    """

    class Origin(models.TextChoices):
        ELECTION = "election", _("elected by the residents")
        COUNCIL = "council", _("appointed by the council")
        LAW = "law", _("set up by law")

    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="mandates")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="mandates")
    origin = models.CharField(max_length=10, choices=Origin)
    starts = models.DateField()
    ends = models.DateField()
    recalled_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.body_id} {self.starts}–{self.ends}"


class Right(Governed):
    """A provision grants a right to kinds of subject: what persons and organisations may do."""

    class Holder(models.TextChoices):
        PERSON = "person", _("every person")
        ORGANISATION = "organisation", _("every organisation with standing")
        OFFICE = "office", _("everybody in office")
        SYSTEM = "system", _("deadlines and timers")

    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="rights")
    right = models.CharField(max_length=60, db_index=True)
    holder = models.CharField(max_length=12, choices=Holder)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.right} ({self.holder})"


class Prohibition(Governed):
    """A provision forbids a power, in a territory: it blocks competences of equal or lower rank."""

    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="prohibitions")
    power = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"no {self.power}"


class Deadline(Governed):
    """A provision sets how many days a duty may take ("answer-cases": 14)."""

    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="deadlines")
    duty = models.CharField(max_length=60)
    days = models.PositiveSmallIntegerField()
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.duty}: {self.days}"


class Threshold(Governed):
    """A provision sets how many signatures a matter needs ("recall-mandate"): a per cent of the confirmed
    residents of the place, and at least so many."""

    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="thresholds")
    matter = models.CharField(max_length=60)
    per_cent = models.PositiveSmallIntegerField()
    least = models.PositiveIntegerField(default=1)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.matter}: {self.per_cent}%"


class Reconsidered(Governed):
    """Why an end was set to a provision, why it was renewed, or what a review of an instrument found."""

    SEALED = ("text",)

    class Kind(models.TextChoices):
        END_SET = "end_set", _("end set")
        RENEWED = "renewed", _("renewed")
        REVIEWED = "reviewed", _("reviewed")

    instrument = models.ForeignKey(
        Instrument, on_delete=models.PROTECT, related_name="reconsidered"
    )
    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, null=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT)
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField(_("reasons"), blank=True)
    ends = models.DateField(null=True)
    review_on = models.DateField(null=True)
    on = models.DateField()

    def __str__(self) -> str:
        return f"{self.kind} {self.instrument_id}"


class Asked(models.Model):
    """What residents or organisations may demand of a body by law, and the day by which it must answer.

    text: their reasons; answer: the body's, which are public. overdue_on: the day the System put the
    delay on the record.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    text = models.TextField(_("reasons"), blank=True)
    at = models.DateTimeField()
    due_on = models.DateField(null=True)
    overdue_on = models.DateField(null=True)
    answer = models.TextField(_("reasons of the decision"), blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.model_name} {self.pk}"

    def days_late(self, today: date) -> int:
        """Days by which the answer was or is late; 0: in time."""
        day = timezone.localdate(self.decided_at) if self.decided_at else today
        return max(0, (day - self.due_on).days) if self.due_on else 0


class Appeal(Asked, Governed):  # noqa: DJ008
    """An appeal against one act of public power, to be decided by a body that had no part in it.

    entry: the act's entry in the record; act: its code; about: the ref of its subject. body: the body
    that acted. unit: where, for the reviewer's competence.
    """

    SEALED = ("person", "text", "answer")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for a decision")
        GRANTED = "granted", _("granted: it cannot stand")
        SENT_BACK = "sent_back", _("sent back to be decided anew")
        DISMISSED = "dismissed", _("dismissed: it stands")

    entry = models.UUIDField(db_index=True)
    act = models.CharField(max_length=80)
    about = models.CharField(max_length=80, db_index=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)

    class Meta:
        verbose_name = _("appeal")
        constraints = [
            models.UniqueConstraint("entry", "person", name="law_one_appeal_a_person"),
            models.UniqueConstraint("entry", "organisation", name="law_one_appeal_an_organisation"),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="law_appeal_state")]

    @property
    def tone(self) -> str:
        return {"waiting": "waiting", "granted": "bad", "sent_back": "warn"}.get(
            self.state, "neutral"
        )

    def get_absolute_url(self) -> str:
        return reverse("law:appeal", args=[self.pk])


class Challenge(Asked, Governed):  # noqa: DJ008
    """A provision, or a competence that rests on one, is said to go further than it must.

    body: who must answer. A competence is challenged alone when it is named.
    """

    SEALED = ("person", "text", "answer")

    class State(models.TextChoices):
        OPEN = "open", _("waiting for an answer")
        KEPT = "kept", _("kept, with reasons")
        SIMPLIFIED = "simplified", _("simplified")
        HANDED_OVER = "handed_over", _("handed over")
        REPEALED = "repealed", _("to be repealed")

    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="challenges")
    competence = models.ForeignKey(Competence, on_delete=models.PROTECT, null=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    instead = models.ForeignKey(Provision, on_delete=models.PROTECT, null=True, related_name="+")
    to_body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    to_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ends_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("challenge")
        indexes = [models.Index(fields=["state", "-id"], name="law_challenge_state")]

    @property
    def tone(self) -> str:
        return {"open": "waiting", "kept": "neutral"}.get(self.state, "good")

    def get_absolute_url(self) -> str:
        return reverse("law:challenge", args=[self.pk])


class Recall(Asked, Governed):  # noqa: DJ008
    """A petition that a body's mandate be recalled.

    needed: signatures, computed when it began; closes_on: the last day to sign. body: who must answer
    once they are reached.
    """

    SEALED = ("person", "text", "answer")

    class State(models.TextChoices):
        OPEN = "open", _("collecting signatures")
        REACHED = "reached", _("reached: the question must be answered")
        RECALLED = "recalled", _("the mandate was recalled")
        REFUSED = "refused", _("the mandate stays, with reasons")
        LAPSED = "lapsed", _("not enough signatures in time")

    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="recalls")
    needed = models.PositiveIntegerField()
    closes_on = models.DateField()
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)

    class Meta:
        verbose_name = _("petition for recall")
        indexes = [models.Index(fields=["state", "-id"], name="law_recall_state")]

    @property
    def tone(self) -> str:
        return {"open": "waiting", "reached": "warn", "recalled": "bad"}.get(self.state, "neutral")

    def get_absolute_url(self) -> str:
        return reverse("law:recall", args=[self.pk])


class Signature(Governed):
    """Somebody supports a challenge or a petition. Who is personal; how many is public."""

    SEALED = ("person",)

    challenge = models.ForeignKey(
        Challenge, on_delete=models.PROTECT, null=True, related_name="signatures"
    )
    recall = models.ForeignKey(
        Recall, on_delete=models.PROTECT, null=True, related_name="signatures"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint("challenge", "person", name="law_challenge_signed_once"),
            models.UniqueConstraint("recall", "person", name="law_recall_signed_once"),
        ]

    def __str__(self) -> str:
        return f"signature {self.pk}"

"""Tables of initiatives: what residents begin, who stands behind it, who signed, what a body answered."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.consultations.initiatives.kinds import Kind, Outcome
from commonhall.consultations.moderation.models import Hiding
from commonhall.consultations.speakers import Spoken
from commonhall.core.models import Derived, Governed, Personal
from commonhall.people.bodies.models import Body, Office
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents.models import Person
from commonhall.places.models import Unit


class Initiative(Spoken, Governed):
    """Something that residents ask of a body together. Whoever began it is who speaks.

    about: ref of the matter, "" where there is none. body: who owes the answer. needed: signatures, computed when it
    began; closes_on: the last day to sign. frozen_on: since when its text stays as it is, because somebody else signed.
    led_to: ref of what the body did. reason: why it was withdrawn. hidden_for: the reason of moderation, "" while it
    is shown.
    """

    SEALED = ("title", "text", "answer", "reason", "person")

    class State(models.TextChoices):
        OPEN = "open", _("collecting signatures")
        REACHED = "reached", _("reached: waiting for an answer")
        ANSWERED = "answered", _("answered")
        REFUSED = "refused", _("refused, with reasons")
        LAPSED = "lapsed", _("not enough signatures in time")
        WITHDRAWN = "withdrawn", _("withdrawn")

    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("text"), max_length=8000)
    kind = models.CharField(_("what is asked for"), max_length=10, choices=Kind)
    about = models.CharField(max_length=80, blank=True, db_index=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name=_("place"))
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="initiatives")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    needed = models.PositiveIntegerField()
    closes_on = models.DateField()
    frozen_on = models.DateField(null=True)
    reached_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    overdue_on = models.DateField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    led_to = models.CharField(max_length=80, blank=True)
    answer = models.TextField(_("answer"), blank=True, max_length=8000)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(_("why it was withdrawn"), blank=True, max_length=2000)
    hidden_for = models.CharField(max_length=12, blank=True)
    hidden_by = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    hidden_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("initiative")
        indexes = [
            models.Index(fields=["state", "-id"], name="initiative_state"),
            models.Index(fields=["closes_on"], name="initiative_closes"),
        ]

    def __str__(self) -> str:
        return self.shown_title

    @property
    def shown_title(self) -> str:
        return str(_("Hidden by moderation")) if self.is_hidden else self.title

    @property
    def is_hidden(self) -> bool:
        return bool(self.hidden_for)

    @property
    def hidden_reason(self) -> str:
        return str(Hiding.Reason(self.hidden_for).label) if self.hidden_for else ""

    @property
    def asked_in(self) -> Initiative:
        """Where it was said: an initiative is said in itself."""
        return self

    def hiding(self) -> InitiativeAppeal | None:
        """Its hiding once there was an appeal."""
        rows = InitiativeAppeal.objects.filter(initiative=self)
        return rows.select_related("body", "decided_by").first()

    @property
    def takes_signatures(self) -> bool:
        """Its state allows them; the last day is asked apart."""
        return self.state in (self.State.OPEN, self.State.REACHED) and not self.is_hidden

    @property
    def tone(self) -> str:
        tones = {"open": "waiting", "reached": "warn", "answered": "good", "refused": "bad"}
        return tones.get(self.state, "neutral")

    def days_late(self, today: date) -> int:
        """Days by which the answer is late; 0: in time, or there is one."""
        if self.due_on is None or self.decided_at is not None:
            return 0
        return max(0, (today - self.due_on).days)

    def get_absolute_url(self) -> str:
        return reverse("consultations:initiative", args=[self.pk])


class Promoter(Governed):
    """Somebody who stands behind an initiative in public. name: how they are named there.

    accepted_on: None while they are only invited. first: whoever began it, who alone can withdraw it.
    """

    SEALED = ("person", "name")

    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="promoters")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    first = models.BooleanField(default=False)
    invited_on = models.DateField()
    accepted_on = models.DateField(null=True)
    left_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("promoter")
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "person"],
                condition=~Q(person=None) & Q(left_on=None),
                name="promoter_once",
            )
        ]

    def __str__(self) -> str:
        return self.name or str(_("a resident"))

    def get_absolute_url(self) -> str:
        return self.initiative.get_absolute_url()


class InitiativeSignature(Governed):
    """Somebody signed. Public is how many, and what the signer chose.

    token: keyed hash of initiative and signer, by which nobody signs twice; it is all that is kept of an anonymous
    signature. person: whose it is, where they did not sign anonymously. name: how they are shown. counts: does it
    count, or does it wait for the signer's confirmation as a resident? Organisations are shown and never counted.
    taken_back_on: the day it was taken back.
    """

    SEALED = ("person", "name", "token")

    class Shown(models.TextChoices):
        PUBLIC = "public", _("Show my name on this page")
        PRIVATE = "private", _("Do not show my name")
        ANONYMOUS = "anonymous", _("Do not keep my name")

    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="signatures")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    shown = models.CharField(max_length=10, choices=Shown)
    name = models.CharField(_("name"), max_length=120, blank=True)
    token = models.CharField(max_length=64, null=True)  # noqa: DJ001  # erased, it is nobody's, and not the same as another
    counts = models.BooleanField(default=False)
    on = models.DateField()
    taken_back_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("signature")
        constraints = [models.UniqueConstraint("initiative", "token", name="initiative_once")]
        indexes = [
            models.Index(
                fields=["person"],
                condition=Q(counts=False, taken_back_on=None),
                name="signature_waits",
            ),
        ]

    def __str__(self) -> str:
        return f"signature {self.pk}"


class SignatureTally(Derived):
    """How many signed an initiative, so that nobody counts ten thousand rows to add one.

    online, waiting, organisations: of `InitiativeSignature`; paper: of confirmed sheets.
    """

    initiative = models.OneToOneField(
        Initiative, on_delete=models.CASCADE, primary_key=True, related_name="tally"
    )
    online = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)
    organisations = models.PositiveIntegerField(default=0)
    paper = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.signed)

    @property
    def signed(self) -> int:
        """What counts for the number needed."""
        return self.online + self.paper


class CountedTwice(models.Model):
    """What people signed on paper: one office enters how many with their evidence, another counts them again.

    claimed: as counted on paper. evidence: where the paper is kept.
    """

    class State(models.TextChoices):
        ENTERED = "entered", _("waits for a second count")
        CONFIRMED = "confirmed", _("counted twice")
        REFUSED = "refused", _("does not count")

    claimed = models.PositiveIntegerField(_("signatures"))
    evidence = models.TextField(_("evidence"), max_length=2000)
    entered_on = models.DateField()
    entered_by = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="+")
    entered_person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State, default=State.ENTERED)
    decided_on = models.DateField(null=True)
    decided_by = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(_("why"), blank=True, max_length=2000)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.claimed}"

    @property
    def tone(self) -> str:
        return {"entered": "waiting", "confirmed": "good"}.get(self.state, "neutral")


class PaperSheet(CountedTwice, Governed):
    """Signatures of an initiative on paper.

    compared: were its lines compared with the roll of residents? unknown: lines that are not on it; doubled: of people who
    had signed already. number: what counts of it.
    """

    SEALED = ("evidence", "reason", "entered_person")

    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="sheets")
    compared = models.BooleanField(default=False)
    unknown = models.PositiveIntegerField(default=0)
    doubled = models.PositiveIntegerField(default=0)
    number = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("signatures on paper")

    def get_absolute_url(self) -> str:
        return f"{self.initiative.get_absolute_url()}#paper"


class PaperLine(Personal):
    """That a line of the roll signed on paper, as a keyed hash: it names nobody, and shows whoever signs again."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="+")
    sheet = models.ForeignKey(PaperSheet, on_delete=models.CASCADE, related_name="lines")
    key = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint("initiative", "key", name="paper_line_once")]

    def __str__(self) -> str:
        return self.key[:8]


class InitiativeUpdate(Spoken, Governed):
    """What the promoters tell those who follow their initiative."""

    SEALED = ("text", "person")

    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="updates")
    text = models.TextField(_("text"), max_length=4000)

    class Meta:
        verbose_name = _("update of an initiative")

    def __str__(self) -> str:
        return f"update {self.pk}"

    def get_absolute_url(self) -> str:
        return f"{self.initiative.get_absolute_url()}#update-{self.pk}"


class InitiativeAppeal(Hiding, Governed):
    """The writer of a hidden initiative asks another body to look at it. text, at: the appeal's."""

    SEALED = ("text", "answer")

    initiative = models.OneToOneField(Initiative, on_delete=models.PROTECT, related_name="appeal")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(_("why it should be shown"), max_length=1000, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"appeal {self.initiative_id}"

    @property
    def appeal(self) -> str:
        return self.text

    @property
    def appealed_at(self) -> object:
        return self.at

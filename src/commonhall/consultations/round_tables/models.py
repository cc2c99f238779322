"""Round tables: parties of every kind, an agenda, positions, agreements, commitments."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.consultations.initiatives.models import Initiative
from commonhall.consultations.speakers import Speaker
from commonhall.core.models import Governed
from commonhall.people.bodies.models import Body
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents.models import Person
from commonhall.places.models import Unit


class RoundTable(Governed):
    """A body or an organisation invites parties to agree on a matter. It convenes; it does not outvote.

    body: the public body at the table that answers for it: the one that convened, or that an organisation asked to
    come. organisation: who convened it, where that was no body. demand: the initiative by which residents called for it.
    """

    SEALED = ("title", "text")

    class State(models.TextChoices):
        OPEN = "open", _("meeting")
        CONCLUDED = "concluded", _("concluded")

    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("what it is about"), blank=True, max_length=4000)
    about = models.CharField(max_length=80, blank=True, db_index=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name=_("place"))
    body = models.ForeignKey(Body, on_delete=models.PROTECT)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    demand = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, null=True, related_name="tables"
    )
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("round table")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("consultations:table", args=[self.pk])

    @property
    def asks(self) -> bool:
        """Does it count as asking those concerned? Only a body asks."""
        return self.organisation_id is None

    @property
    def convener(self) -> Body | Organisation:
        """Who invited the others."""
        return self.organisation or self.body


class Seat(Governed):
    """A party: a body (by who holds an office in it), an organisation, or a resident for others.

    label: whom a resident speaks for ("Tenants of Mill Road"). answer: to the invitation, due by answer_by; "" while it
    waits. A party that speaks at the table has accepted by that. reason: what it said with its answer. left_at: since
    when it is not at the table: it declined, said nothing in time, or was erased.
    """

    SEALED = ("person", "label", "reason")

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", _("coming")
        DECLINED = "declined", _("not coming")
        SILENT = "silent", _("did not answer in time")

    table = models.ForeignKey(RoundTable, on_delete=models.PROTECT, related_name="seats")
    speaker = models.CharField(max_length=12, choices=Speaker)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True)
    label = models.CharField(_("speaks for"), max_length=120, blank=True)
    answer = models.CharField(max_length=8, choices=Answer, blank=True)
    answer_by = models.DateField(null=True)
    answered_at = models.DateTimeField(null=True)
    reason = models.CharField(_("what they say"), max_length=1000, blank=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["answer_by"],
                condition=models.Q(answer="", left_at=None),
                name="consult_seat_waits",
            )
        ]

    def __str__(self) -> str:
        return self.who

    @property
    def tone(self) -> str:
        return {"": "waiting", "accepted": "good"}.get(self.answer, "neutral")

    @property
    def who(self) -> str:
        if self.body:
            return self.body.name
        if self.organisation:
            return self.organisation.name
        return self.label or str(_("A resident"))


class AgendaItem(Governed):
    """One thing to talk about."""

    SEALED = ("title",)

    table = models.ForeignKey(RoundTable, on_delete=models.PROTECT, related_name="items")
    place = models.PositiveIntegerField()
    title = models.CharField(_("what to talk about"), max_length=200)

    def __str__(self) -> str:
        return self.title


class Position(Governed):
    """What a party holds on an item; changing it keeps the earlier words as versions."""

    SEALED = ("text",)

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="positions")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="positions")
    text = models.TextField(_("position"), max_length=2000)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "seat"], name="position_once")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.seat_id}"


class Agreement(Governed):
    """A proposal; agreed once every party has assented on the record."""

    SEALED = ("text",)

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        AGREED = "agreed", _("agreed by everybody")
        OBJECTED = "objected", _("not agreed: a party objects")
        WITHDRAWN = "withdrawn", _("withdrawn")

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="agreements")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="proposals")
    text = models.TextField(_("proposal"), max_length=4000)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"agreement {self.item_id}"

    def get_absolute_url(self) -> str:
        return f"{reverse('consultations:table', args=[self.item.table_id])}#agreement-{self.pk}"

    @property
    def tone(self) -> str:
        return {"proposed": "waiting", "agreed": "good", "objected": "bad"}.get(
            self.state, "neutral"
        )


class Assent(Governed):
    """A party's recorded word on a proposal."""

    SEALED = ("text",)

    class Verdict(models.TextChoices):
        ASSENT = "assent", _("agrees")
        OBJECT = "object", _("objects")

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="assents")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT)
    verdict = models.CharField(max_length=8, choices=Verdict)
    text = models.CharField(_("why"), max_length=1000, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "seat"], name="assent_once")]

    def __str__(self) -> str:
        return f"{self.verdict} {self.agreement_id}"


class Commitment(Governed):
    """What one party itself will do, by when; kept or broken is said by another party.

    reminded: how many letters reminded of it: one before its day, one after it.
    """

    SEALED = ("text", "word")

    class State(models.TextChoices):
        PENDING = "pending", _("not due yet")
        KEPT = "kept", _("kept")
        BROKEN = "broken", _("not kept")

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="commitments")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="commitments")
    text = models.CharField(_("what we will do"), max_length=500)
    due_on = models.DateField(_("due day"))
    state = models.CharField(max_length=8, choices=State, default=State.PENDING)
    word = models.CharField(_("how we know"), max_length=1000, blank=True)
    marked_by = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, related_name="+")
    marked_at = models.DateTimeField(null=True)
    reminded = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(
                fields=["due_on"],
                condition=models.Q(state="pending", reminded__lt=2),
                name="consult_commitment_due",
            )
        ]

    def __str__(self) -> str:
        return f"commitment {self.agreement_id}"

    @property
    def tone(self) -> str:
        return {"pending": "waiting", "kept": "good", "broken": "bad"}[self.state]

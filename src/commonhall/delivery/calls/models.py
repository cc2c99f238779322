"""Tables of calls: what is wanted, who opens and scores, questions, sealed offers and their scores."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core import clock
from commonhall.core.models import Governed, Named, Personal, in_language
from commonhall.core.money import CurrencyField, Money, money_of
from commonhall.delivery.contracts.models import Contract
from commonhall.delivery.plan.models import Item
from commonhall.people.bodies.models import Body, Office
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents.models import Person
from commonhall.places.models import Unit

#: How many officials open the offers together.
NEED = 2


class Call(Named, Governed):
    """A call for sealed offers, from its preparation to the award.

    contract: the contract it leads to, made when the call opens. estimate: minor units. price_weight: points of 100 for
    the price; criteria: [{"code", "name", "weight"}, …], the other points. shown: what is public of the offers once they are
    opened. apart: two scorers may differ by so many points of 100 for an offer before somebody looks again.
    offers, set_root: how many offers there were at the hour, and the Merkle root over their digests. keys: number of
    an opener → public key, as it stood when the call opened. ranking: what followed from price and scores, once it was
    announced: [{"offer", "price_points", "points", "total"}, …], best first. standstill_until: nothing is awarded until the day
    after. by_office: who prepared it.
    """

    SEALED = ("why_ended",)
    # Calls to people drawn by lot have the plain noun in programs' addresses.
    IN_ADDRESSES = "offer-calls"

    class State(models.TextChoices):
        DRAFT = "draft", _("in preparation")
        OPEN = "open", _("open for offers")
        CLOSED = "closed", _("closed, not opened yet")
        OPENED = "opened", _("offers opened")
        ANNOUNCED = "announced", _("result announced")
        AWARDED = "awarded", _("awarded")
        ENDED = "ended", _("ended without an award")

    class Shown(models.TextChoices):
        PRICES = "prices", _("who offered, and at which price")
        WHOLE = "whole", _("who offered, at which price, and the text of each offer")

    contract = models.OneToOneField(
        Contract, on_delete=models.PROTECT, null=True, related_name="call"
    )
    again = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="called")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, related_name="calls")
    body = models.ForeignKey(Body, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    by_office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="+")
    grant = models.BooleanField(default=False)
    texts = models.JSONField(default=dict)
    estimate = models.BigIntegerField(null=True)
    currency = CurrencyField()
    price_weight = models.PositiveSmallIntegerField()
    criteria: Any = models.JSONField(default=list)
    shown = models.CharField(max_length=8, choices=Shown)
    apart = models.PositiveSmallIntegerField(default=20)
    questions_until = models.DateTimeField()
    closes_at = models.DateTimeField()
    opened_on = models.DateField(null=True)
    keys: Any = models.JSONField(default=dict)
    offers = models.PositiveIntegerField(null=True)
    set_root = models.CharField(max_length=64, blank=True)
    ranking: Any = models.JSONField(default=list)
    standstill_until = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    why_ended = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("call for offers")
        indexes: ClassVar = [
            models.Index(fields=["state", "closes_at"], name="delivery_call_closes")
        ]

    @property
    def text(self) -> str:
        return in_language(self.texts)

    @property
    def estimated(self) -> Money | None:
        """What it is thought to cost."""
        return money_of(self.estimate, self.currency)

    @property
    def takes_offers(self) -> bool:
        """Is it open, and has its hour not come?"""
        return self.state == self.State.OPEN and clock.now() < self.closes_at

    @property
    def is_over(self) -> bool:
        """Has its hour come, and was nothing opened yet?"""
        over = self.state == self.State.OPEN and clock.now() >= self.closes_at
        return over or self.state == self.State.CLOSED

    @property
    def stage(self) -> Any:
        """Its state as people read it: an hour passes whether or not the timer came by."""
        return self.State.CLOSED.label if self.is_over else self.get_state_display()

    @property
    def tone(self) -> str:
        if self.is_over:
            return "warn"
        return {"open": "waiting", "opened": "info", "announced": "info", "awarded": "good"}.get(
            self.state, "neutral"
        )

    def get_absolute_url(self) -> str:
        return reverse("delivery:call", args=[self.pk])


class CallDocument(Governed):
    """A file that belongs to a call. size: in bytes; digest: its SHA-256, hexadecimal digits."""

    SEALED = ("name",)

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="documents")
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    file = models.FileField(upload_to="calls/%Y/%m")
    ended_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("delivery:call_document", args=[self.pk])


class Opener(Governed):
    """An official of another body who opens the offers together with another one.

    number: names their part of every envelope; public_key: hexadecimal digits; the private half is on their device only.
    """

    SEALED = ("person",)

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="openers")
    number = models.PositiveSmallIntegerField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    public_key = models.CharField(max_length=130)
    opened_at = models.DateTimeField(null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("call", "number", name="delivery_opener_number_once")
        ]

    def __str__(self) -> str:
        return str(self.office)

    def get_absolute_url(self) -> str:
        return self.call.get_absolute_url()


class OpenerParts(Personal):
    """One opener's parts of the envelopes, until the second opener comes; alone they open nothing."""

    opener = models.OneToOneField(Opener, on_delete=models.PROTECT, related_name="parts")
    parts = models.BinaryField()

    def __str__(self) -> str:
        return f"parts of {self.opener_id}"


class Scorer(Governed):
    """An official named to score the offers of a call; the third looks where the first two are far apart."""

    SEALED = ("person",)

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="scorers")
    number = models.PositiveSmallIntegerField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    ended_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("call", "number", name="delivery_scorer_number_once")
        ]

    def __str__(self) -> str:
        return str(self.office)

    def get_absolute_url(self) -> str:
        return self.call.get_absolute_url()


class CallQuestion(Governed):
    """A question about a call, answered in public for everybody; who asked is told to nobody."""

    SEALED = ("person", "organisation", "text", "answer")

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="questions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("question about a call")

    def __str__(self) -> str:
        return f"{self.call_id} {self.at}"

    def get_absolute_url(self) -> str:
        return f"{reverse('delivery:call', args=[self.call_id])}#question-{self.pk}"


class Offer(Governed):
    """An offer. Until the hour the record knows its digest alone: organisation is sealed, offerer is set at the opening.

    digest: SHA-256 of the envelope that stands; handed_in: how often one was. price: minor units. text, file_name: what was
    in the envelope; file: its attachment. excluded_for: why it was left out, in public. talk: what its scorers found when
    they talked about scores that were far apart.
    """

    SEALED = ("organisation", "person", "text", "file_name", "file", "excluded_for", "talk")

    class State(models.TextChoices):
        SEALED = "sealed", _("sealed")
        WITHDRAWN = "withdrawn", _("withdrawn before the hour")
        OPENED = "opened", _("opened")
        EXCLUDED = "excluded", _("excluded")
        LOST = "lost", _("could not be opened")

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="offer_rows")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="sealed_offers"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    offerer = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="offers"
    )
    digest = models.CharField(max_length=64)
    handed_in = models.PositiveSmallIntegerField(default=1)
    price = models.BigIntegerField(null=True)
    currency = CurrencyField()
    text = models.TextField(blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    file = models.FileField(upload_to="offers/%Y/%m", blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.SEALED)
    excluded_for = models.TextField(blank=True)
    talk = models.TextField(blank=True)
    talked_on = models.DateField(null=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("offer")
        constraints: ClassVar = [
            models.UniqueConstraint("call", "organisation", name="delivery_one_offer")
        ]

    @property
    def money(self) -> Money | None:
        return money_of(self.price, self.currency)

    @property
    def is_open(self) -> bool:
        """Has it been opened, so that who offered may be told?"""
        return self.state in (self.State.OPENED, self.State.EXCLUDED)

    @property
    def tone(self) -> str:
        return {"opened": "info", "excluded": "bad", "lost": "bad"}.get(self.state, "neutral")

    def __str__(self) -> str:
        if self.is_open and self.offerer is not None:
            return self.offerer.name
        return str(_("Sealed offer %(digest)s") % {"digest": self.digest[:12]})

    def get_absolute_url(self) -> str:
        return reverse("delivery:offer", args=[self.pk])


class SealedOffer(Personal):
    """The envelope of an offer: only two openers together can open it."""

    offer = models.OneToOneField(Offer, on_delete=models.PROTECT, related_name="envelope")
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"envelope of {self.offer_id}"


class Score(Governed):
    """What one scorer gave an offer. points: criterion → points of ten; sealed until the result is announced, so that nobody
    scores by another's scores; told: the same, in public from then on. total: points of 100 without the price."""

    SEALED = ("points", "total", "reasons")

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="scores")
    scorer = models.ForeignKey(Scorer, on_delete=models.PROTECT, related_name="scores")
    points: Any = models.JSONField(default=dict)
    total = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    reasons = models.TextField(blank=True)
    told: Any = models.JSONField(default=dict)
    at = models.DateTimeField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                "offer", "scorer", name="delivery_score_once", condition=Q(ended_on=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.offer_id} {self.scorer_id}"

    def get_absolute_url(self) -> str:
        return self.offer.get_absolute_url()

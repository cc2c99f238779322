"""Tables of disputes. What is public stands in `Dispute`; who the parties are and what they say is sealed."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import DrawnNumber, Governed, Personal
from commonhall.people.bodies.models import Office

FIRST, SECOND = 1, 2


class Dispute(DrawnNumber, Governed):
    """One dispute, as everybody may know of it: its number, kind and stations. Its words are elsewhere, sealed.

    id: the public number, drawn and not counted. taken_by: the office that took it in for somebody. on_paper: the other
    side is invited by post; posted_on: the day on which that letter went. answer_by, choose_by: until when the other
    side answers, and both strike names. root, beacon, seed_from: what the lottery of mediators is checked by. held: what
    both sides said after the agreement. words_until: the day on which the words are destroyed; destroyed_on: when they were.
    """

    class Kind(models.TextChoices):
        NEIGHBOURS = "neighbours", _("between neighbours or residents")
        MEMBER = "member", _("between a member and their organisation")
        ORGANISATIONS = "organisations", _("between organisations")
        BODY = "body", _("between an organisation or a resident and a public body")

    class Channel(models.TextChoices):
        WEB = "web", _("web")
        PHONE = "phone", _("telephone")
        COUNTER = "counter", _("counter")
        LETTER = "letter", _("letter")

    class State(models.TextChoices):
        INVITED = "invited", _("the other side was asked")
        CHOOSING = "choosing", _("a mediator is being chosen")
        LOT = "lot", _("a mediator is being drawn by lot")
        MEDIATING = "mediating", _("in mediation")
        AGREED = "agreed", _("agreed")
        FOLLOWED = "followed", _("agreed and followed up")
        REFUSED = "refused", _("mediation refused")
        UNANSWERED = "unanswered", _("not answered in time")
        WITHDRAWN = "withdrawn", _("withdrawn")
        FAILED = "failed", _("ended without agreement")
        REFERRED = "referred", _("referred elsewhere")
        STOPPED = "stopped", _("stopped")

    class Held(models.TextChoices):
        HELD = "held", _("kept")
        PARTLY = "partly", _("partly kept")
        NOT = "not", _("not kept")

    class To(models.TextChoices):
        COURT = "court", _("a court")
        OMBUDSMAN = "ombudsman", _("an ombudsman")
        REVIEWER = "reviewer", _("the independent reviewer")

    kind = models.CharField(max_length=14, choices=Kind)
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.WEB)
    state = models.CharField(max_length=12, choices=State, default=State.INVITED)
    taken_by = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="+")
    on_paper = models.BooleanField(default=False)
    posted_on = models.DateField(null=True)
    opened_on = models.DateField()
    answer_by = models.DateField(null=True)
    accepted_on = models.DateField(null=True)
    choose_by = models.DateField(null=True)
    root = models.CharField(max_length=64, blank=True)
    beacon: Any = models.JSONField(default=dict)
    seed_from: Any = models.JSONField(default=dict)
    mediated_on = models.DateField(null=True)
    agreed_on = models.DateField(null=True)
    follow_up_on = models.DateField(null=True)
    followed_on = models.DateField(null=True)
    held = models.CharField(max_length=6, choices=Held, blank=True)
    referred_to = models.CharField(max_length=9, choices=To, blank=True)
    ended_on = models.DateField(null=True)
    published = models.BooleanField(default=False)
    words_until = models.DateField(null=True)
    destroyed_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("dispute")
        indexes = [
            models.Index(fields=["state", "-id"], name="disputes_dispute_state"),
            models.Index(fields=["words_until"], name="disputes_dispute_until"),
        ]

    def __str__(self) -> str:
        return gettext("Dispute %(number)s") % {"number": self.number}

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def is_open(self) -> bool:
        """May it still lead to an agreement?"""
        return self.state in OPEN

    def get_absolute_url(self) -> str:
        return reverse("disputes:dispute", args=[self.pk])


OPEN = (
    Dispute.State.INVITED,
    Dispute.State.CHOOSING,
    Dispute.State.LOT,
    Dispute.State.MEDIATING,
)
# Ended without an agreement: the ways on are shown.
WITHOUT = (
    Dispute.State.REFUSED,
    Dispute.State.UNANSWERED,
    Dispute.State.WITHDRAWN,
    Dispute.State.FAILED,
    Dispute.State.REFERRED,
    Dispute.State.STOPPED,
)
TONES = {
    "invited": "waiting",
    "choosing": "info",
    "lot": "info",
    "mediating": "info",
    "agreed": "good",
    "followed": "good",
    "stopped": "warn",
    **dict.fromkeys(["refused", "unanswered", "withdrawn", "failed", "referred"], "neutral"),
}


class Party(Personal):
    """One side of a dispute. Who it is is sealed; by `mark`, a keyed hash of its ref, it is found again.

    sealed: {ref, name, email, address, phone}. struck: has it struck names, or left that to the lot?
    """

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="parties")
    side = models.PositiveSmallIntegerField()
    mark = models.CharField(max_length=64, blank=True, db_index=True)
    sealed = models.BinaryField(default=bytes)
    struck = models.BooleanField(default=False)
    signed_on = models.DateField(null=True)
    held = models.CharField(max_length=6, choices=Dispute.Held, blank=True)
    publishes = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint("dispute", "side", name="disputes_one_side")]

    def __str__(self) -> str:
        return f"{self.dispute_id} {self.side}"


class Words(Personal):
    """What was said in a dispute: by a party, or by its mediator (side 0). Sealed; read by `reading`."""

    class Kind(models.TextChoices):
        MATTER = "matter", _("what it is about")
        SESSION = "session", _("session")
        NOTE = "note", _("note of the mediator")
        OFFER = "offer", _("offer")
        SETTLEMENT = "settlement", _("text of the agreement")
        LOT = "lot", _("names in the lottery")
        END = "end", _("why it ended")

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="words")
    kind = models.CharField(max_length=10, choices=Kind)
    side = models.PositiveSmallIntegerField()
    sealed = models.BinaryField(default=bytes)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["dispute", "id"], name="disputes_words_of")]

    def __str__(self) -> str:
        return f"{self.dispute_id} {self.kind}"

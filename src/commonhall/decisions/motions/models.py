"""Tables of motions."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed, Named, Personal
from commonhall.core.money import CurrencyField, Money, money_of
from commonhall.decisions.sittings.models import Sitting
from commonhall.decisions.votes.models import WithTexts
from commonhall.people.bodies.models import Body, Office, OfficeTerm
from commonhall.places.models import Unit


class Motion(Named, WithTexts, Governed):
    """A decision a body takes by roll-call of its offices, about a matter on the record.

    about: the ref of the matter. amount: minor units, null when it costs nothing. action: the code of the action
    that is done once it passes, "" where it says only in words what shall be; thing: the ref of what that is done
    to; after: the motion that must have been carried out before; given: its form, as it was sent; stood: what stood there then; concerned: refs of parties whose interests
    recuse; from_passing: what it makes begins on the day it passes, where the day named is past by then; sitting, order: on whose agenda it stands, and where; result: what it made. hindered: why it could not be done although it passed. among: the alternatives of which it is one. wording: how often amendments changed it, worded_at: when the last did. rule, counted: by what
    rule it was decided, and the roll-call that decided it.
    """

    SEALED = ("given",)

    class State(models.TextChoices):
        OPEN = "open", _("before the body")
        PASSED = "passed", _("passed")
        REJECTED = "rejected", _("rejected")
        ANNULLED = "annulled", _("annulled on review")
        WITHDRAWN = "withdrawn", _("withdrawn")
        LAPSED = "lapsed", _("lapsed")

    body = models.ForeignKey(Body, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    about = models.CharField(max_length=80, db_index=True)
    amount = models.BigIntegerField(null=True)
    currency = CurrencyField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    tabled_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    by_office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True)
    action = models.CharField(max_length=80, blank=True)
    thing = models.CharField(max_length=80, blank=True)
    given = models.JSONField(default=dict)
    stood = models.JSONField(default=dict)
    after = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="followers")
    from_passing = models.BooleanField(default=False)
    concerned = models.JSONField(default=list)
    result = models.CharField(max_length=80, blank=True)
    hindered = models.CharField(max_length=60, blank=True)
    wording = models.PositiveIntegerField(default=1)
    worded_at = models.DateTimeField(null=True)
    reading = models.PositiveSmallIntegerField(default=1)
    read_on = models.DateField(null=True)
    rule = models.JSONField(default=dict)
    counted = models.JSONField(default=dict)
    among = models.ForeignKey(
        "decisions.Alternatives", on_delete=models.PROTECT, null=True, related_name="motions"
    )
    sitting = models.ForeignKey(
        Sitting, on_delete=models.PROTECT, null=True, related_name="motions"
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("decision")

    @property
    def money(self) -> Money | None:
        """What it costs."""
        return money_of(self.amount, self.currency)

    @property
    def tone(self) -> str:
        if self.state == self.State.PASSED and self.hindered:
            return "bad"
        known = dict.fromkeys(("rejected", "withdrawn", "lapsed"), "neutral")
        known |= {"passed": "good", "annulled": "bad"}
        return known.get(self.state, "waiting")

    @property
    def waits_for_another(self) -> bool:
        """Must another motion be carried out first, which was not?"""
        before = self.after
        return before is not None and (before.state != self.State.PASSED or bool(before.hindered))

    @property
    def parties(self) -> list[str]:
        """Refs of whom it touches: an interest in one of them recuses."""
        fixed = [self.about, self.ref, Unit.ref_of(self.unit_id)]
        return list(dict.fromkeys([*fixed, *self.concerned]))

    def get_absolute_url(self) -> str:
        return reverse("decisions:motion", args=[self.pk])


class TabledFile(Governed):
    """A file that a motion holds for its action. input: which of the action's inputs it is. size: in bytes; digest: its
    SHA-256, in hex. removed_on: since when its content is kept no longer."""

    SEALED = ("name",)

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="files")
    input = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    removed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("motion", "input", name="decisions_tabled_file_once")
        ]

    def __str__(self) -> str:
        return self.name


class TabledContent(Personal):
    """What stands in a tabled file, apart from the record: it may be a roll, and it goes again."""

    file = models.OneToOneField(TabledFile, on_delete=models.PROTECT, related_name="kept")
    content = models.BinaryField()

    def __str__(self) -> str:
        return str(self.file_id)


class RollCallVote(Governed):
    """How one office voted on a motion; the reason is public, as the vote is. term: whose vote it is. It stays theirs when
    somebody else holds the office before the body concludes."""

    class Choice(models.TextChoices):
        YES = "yes", _("in favour")
        NO = "no", _("against")
        ABSTAIN = "abstain", _("abstain")

    SEALED = ("reason",)

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="votes")
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    term = models.ForeignKey(OfficeTerm, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=8, choices=Choice)
    reason = models.TextField(_("why"), blank=True)
    reading = models.PositiveSmallIntegerField(default=1)
    wording = models.PositiveIntegerField(default=1)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "motion", "office", "reading", "wording", name="decisions_vote_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.office_id} {self.choice}"

"""Tables of motions."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed, Named
from commonhall.core.money import CurrencyField, Money, money_of
from commonhall.decisions.votes.models import WithTexts
from commonhall.people.bodies.models import Body, Office
from commonhall.places.models import Unit


class Motion(Named, WithTexts, Governed):
    """A decision a body takes by roll-call of its offices, about a matter on the record.

    about: the ref of the matter. amount: minor units, null when it costs nothing.
    """

    class State(models.TextChoices):
        OPEN = "open", _("before the body")
        PASSED = "passed", _("passed")
        REJECTED = "rejected", _("rejected")
        ANNULLED = "annulled", _("annulled on review")

    body = models.ForeignKey(Body, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    about = models.CharField(max_length=80, db_index=True)
    amount = models.BigIntegerField(null=True)
    currency = CurrencyField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    tabled_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("decision")

    @property
    def money(self) -> Money | None:
        """What it costs."""
        return money_of(self.amount, self.currency)

    @property
    def tone(self) -> str:
        return {"passed": "good", "rejected": "neutral", "annulled": "bad"}.get(
            self.state, "waiting"
        )

    def get_absolute_url(self) -> str:
        return reverse("decisions:motion", args=[self.pk])


class RollCallVote(Governed):
    """How one office voted on a motion; the reason is public, as the vote is."""

    class Choice(models.TextChoices):
        YES = "yes", _("in favour")
        NO = "no", _("against")
        ABSTAIN = "abstain", _("abstain")

    SEALED = ("reason",)

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="votes")
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    choice = models.CharField(max_length=8, choices=Choice)
    reason = models.TextField(_("why"), blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("motion", "office", name="decisions_vote_once")]

    def __str__(self) -> str:
        return f"{self.office_id} {self.choice}"

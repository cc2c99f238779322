"""Tables of briefings."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.consultations.speakers import Spoken
from commonhall.core.models import Governed
from commonhall.core.money import CurrencyField, Money, money_of
from commonhall.decisions.votes.models import Election
from commonhall.people.bodies.models import Body


class VoteArgument(Spoken, Governed):
    """One argument for or against, before a question is voted on: by whom, and where it comes from.

    answers: the argument of the other side that it answers. With the opening it is frozen.
    """

    SEALED = ("text", "source", "person")

    class Side(models.TextChoices):
        FOR = "for", _("for")
        AGAINST = "against", _("against")

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="arguments")
    side = models.CharField(max_length=8, choices=Side)
    text = models.TextField(_("argument"), max_length=1000)
    source = models.CharField(_("where it comes from"), max_length=300)
    answers = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="answered"
    )
    withdrawn = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("argument before a vote")
        indexes = [models.Index(fields=["election", "side"], name="decisions_argument_side")]

    def __str__(self) -> str:
        return gettext("Argument %(side)s “%(vote)s”") % {
            "side": self.get_side_display(),
            "vote": self.election.name,
        }

    def get_absolute_url(self) -> str:
        return reverse("decisions:vote_argument", args=[self.pk])


class CostStatement(Governed):
    """What the reviewer says that a vote's outcome would cost; amount: minor units, null where it cannot be told.

    withdrawn: set aside by a review, until the reviewer says it again.
    """

    election = models.OneToOneField(Election, on_delete=models.PROTECT, related_name="costs")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=2000)
    amount = models.BigIntegerField(null=True)
    currency = CurrencyField()
    at = models.DateTimeField()
    withdrawn = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("statement of costs")

    def __str__(self) -> str:
        return gettext("What “%(vote)s” costs") % {"vote": self.election.name}

    @property
    def money(self) -> Money | None:
        return money_of(self.amount, self.currency)

    def get_absolute_url(self) -> str:
        return f"{reverse('decisions:election', args=[self.election_id])}#briefing"

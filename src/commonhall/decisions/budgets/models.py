"""Participatory budgets: money of a place that residents share out, from the first idea to what was delivered."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core import clock
from commonhall.core.models import Governed, Named
from commonhall.core.money import CurrencyField, Money
from commonhall.decisions.budgets import phases
from commonhall.decisions.budgets.phases import Phase
from commonhall.decisions.votes.models import Election, WithTexts
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit


class Budget(Named, WithTexts, Governed):
    """Money that residents of a place share out among projects they propose themselves.

    money: minor units. body: who answers for it and checks the proposals. The days are the last of each phase, but
    opens_on, ballot_on (from when on the ballot is drawn) and votes_from, which are the first. categories: names, or none.
    needed: supporters without whom a proposal is not checked; most_each: proposals of one author; most_cost: of one project,
    null: no more than the money. form, rule, most, within_money: of the vote it becomes. election: that vote, once the
    ballot is drawn. reason: why it was called off, or why its days were moved.
    """

    SEALED = ("reason",)

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name=_("place"))
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="budgets")
    money = models.BigIntegerField(_("money"))
    currency = CurrencyField()
    opens_on = models.DateField()
    ideas_until = models.DateField()
    support_until = models.DateField()
    check_until = models.DateField()
    ballot_on = models.DateField()
    votes_from = models.DateField()
    votes_until = models.DateField()
    categories: Any = models.JSONField(default=list)
    needed = models.PositiveIntegerField(default=0)
    most_each = models.PositiveSmallIntegerField(default=3)
    most_cost = models.BigIntegerField(null=True)
    form = models.CharField(_("ballot"), max_length=10, choices=Election.Form)
    rule = models.CharField(_("counting rule"), max_length=12)
    most = models.PositiveIntegerField(default=0)
    within_money = models.BooleanField(default=False)
    election = models.OneToOneField(
        Election, on_delete=models.PROTECT, null=True, related_name="drawn_from"
    )
    called_off_on = models.DateField(null=True)
    reason = models.TextField(blank=True, max_length=2000)

    class Meta:
        verbose_name = _("participatory budget")

    @property
    def amount(self) -> Money:
        """What is shared out."""
        return Money(self.money, self.currency)

    @property
    def dearest(self) -> int:
        """What one project may cost at most, in minor units."""
        return self.money if self.most_cost is None else self.most_cost

    def phase(self, today: date | None = None) -> Phase:
        """Where it stands on a day, by its dates and by its vote."""
        return phases.phase_of(self, today or clock.today())

    @property
    def standing(self) -> Phase:
        """Where it stands today; for templates."""
        return self.phase()

    @property
    def tone(self) -> str:
        return phases.TONES.get(self.phase(), "neutral")

    def get_absolute_url(self) -> str:
        return reverse("decisions:budget", args=[self.pk])

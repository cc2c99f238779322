"""Plan items with milestones and payments; contracts; functions handed over; shifts and confirmations."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed, Named, in_language
from commonhall.core.money import CurrencyField, Money, money_of
from commonhall.people.bodies.models import Body
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents.models import Person
from commonhall.places.models import Unit


class Item(Named, Governed):
    """A goal, a measure that serves it, or a project that carries it out; a tree.

    budget: minor units of its currency, in which its payments are made, too. about: the ref of what
    decided it. adopted_on: the day it entered the plan. organisation: who carries it out, if not the
    body, which answers for it all the same. part: of the plan book that it carries out. line: of the budget
    book from which it is paid.
    """

    class Level(models.TextChoices):
        GOAL = "goal", _("goal")
        MEASURE = "measure", _("measure")
        PROJECT = "project", _("project")

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        RUNNING = "running", _("under way")
        DONE = "done", _("delivered")
        STOPPED = "stopped", _("stopped")

    level = models.CharField(_("level"), max_length=8, choices=Level)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    texts = models.JSONField(default=dict)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, verbose_name=_("responsible body"))
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name=_("place"))
    budget = models.BigIntegerField(_("money"), null=True)
    currency = CurrencyField()
    about = models.CharField(max_length=80, blank=True, db_index=True)
    adopted_on = models.DateField(null=True)
    starts = models.DateField(null=True)
    due_on = models.DateField(_("promised for"), null=True)
    done_on = models.DateField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.PLANNED)
    part = models.ForeignKey(
        "delivery.BookPart", on_delete=models.PROTECT, null=True, related_name="items"
    )
    line = models.ForeignKey(
        "delivery.BudgetLine", on_delete=models.PROTECT, null=True, related_name="items"
    )

    class Meta:
        verbose_name = _("part of the plan")

    @property
    def text(self) -> str:
        return in_language(self.texts)

    @property
    def money(self) -> Money | None:
        """What it may cost."""
        return money_of(self.budget, self.currency)

    @property
    def spent(self) -> Money:
        """What was paid so far, where `queries.with_money` counted it."""
        return Money(getattr(self, "paid", None) or 0, self.currency)

    @property
    def tone(self) -> str:
        return {"running": "info", "done": "good", "stopped": "bad"}.get(self.state, "waiting")

    def days_late(self, today: date) -> int:
        """Days by which the promised day was missed, or is being missed."""
        if self.due_on is None or self.state == self.State.STOPPED:
            return 0
        return max(0, ((self.done_on or today) - self.due_on).days)

    def get_absolute_url(self) -> str:
        return reverse("delivery:item", args=[self.pk])


class Amendment(Governed):
    """Why a part of the plan was amended; what was changed is in its versions."""

    SEALED = ("reason",)

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="amendments")
    body = models.ForeignKey(Body, on_delete=models.PROTECT)
    reason = models.TextField(blank=True)
    on = models.DateField()

    def __str__(self) -> str:
        return f"{self.item_id} {self.on}"


class Milestone(Named, Governed):
    """A step promised for a day. The first promise counts: a later day is a new promise, not a mended one."""

    SEALED = ("proof",)

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="milestones")
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    proof = models.TextField(_("proof"), blank=True)

    def days_late(self, today: date) -> int:
        return max(0, ((self.done_on or today) - self.due_on).days)


class Payment(Governed):
    """Money paid for a part of the plan, on a contract, or both; minor units.

    body: who paid. To an organisation, or to a payee that is none here, by its name. invoice, invoiced_on: what
    stands on the invoice; invoice_key: its letters and digits, by which one that was paid is known again. line: of the
    budget book from which it was paid; None where no budget was in force.
    """

    SEALED = ("payee",)

    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, related_name="payments")
    contract = models.ForeignKey(
        "delivery.Contract", on_delete=models.PROTECT, null=True, related_name="payments"
    )
    line = models.ForeignKey(
        "delivery.BudgetLine", on_delete=models.PROTECT, null=True, related_name="payments"
    )
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    amount = models.BigIntegerField()
    currency = CurrencyField()
    on = models.DateField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True)
    payee = models.CharField(max_length=120, blank=True)
    purpose = models.CharField(max_length=160, blank=True)
    invoice = models.CharField(max_length=60)
    invoice_key = models.CharField(max_length=60, db_index=True)
    invoiced_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "invoice_key"],
                condition=models.Q(organisation__isnull=False),
                name="delivery_invoice_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency} {self.on}"

    @property
    def to(self) -> str:
        """Who was paid."""
        return self.organisation.name if self.organisation else self.payee

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)


class ItemConfirmation(Governed):
    """What a resident says of a delivered project: is it what was promised?"""

    SEALED = ("person", "text")

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="confirmations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True)
    good = models.BooleanField()
    text = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("item", "person", name="delivery_word_once")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.good}"

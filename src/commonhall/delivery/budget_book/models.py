"""Tables of budget books: the book, its lines, transfers between them, income received, editions."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed, Named
from commonhall.core.money import CurrencyField, Money
from commonhall.delivery.budget_book import cofog
from commonhall.delivery.period_books import PeriodBook
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit


class BudgetBook(PeriodBook):
    """What a place takes in and spends in a period, line by line; people comment on the draft.

    currency: that of all its amounts. account: the words with which it was closed. dropped_on: the day the last amendment
    that was begun was dropped, None where it was adopted or runs.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        CONSULTED = "consulted", _("in consultation")
        ADOPTED = "adopted", _("in force")
        CLOSED = "closed", _("closed with its account")

    currency = CurrencyField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    account = models.TextField(blank=True, max_length=8000)
    dropped_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("budget book")

    @property
    def in_force(self) -> bool:
        """Does it bind payments: adopted, and not closed? While it is amended, the edition in force binds."""
        return self.edition > 0 and self.state != self.State.CLOSED

    @property
    def tone(self) -> str:
        if self.ended_on is not None:
            return "neutral"
        return {"consulted": "info", "adopted": "good", "closed": "neutral"}.get(
            self.state, "waiting"
        )

    @property
    def standing(self) -> Any:
        """Its state in words."""
        if self.ended_on is not None:
            return _("given up")
        if self.in_force and self.state != self.State.ADOPTED:
            return _("in force, being amended")
        return self.State(self.state).label

    def takes_comments(self, today: date) -> bool:
        """Is its draft open for comments today?"""
        last = self.consult_until
        return self.state == self.State.CONSULTED and last is not None and today <= last

    def get_absolute_url(self) -> str:
        return reverse("delivery:budget_book", args=[self.pk])


class BudgetLine(Named, Governed):
    """One line: what is taken in or spent, for what, where, and by which body.

    code: the book's own number for it. function: a COFOG code of an expense, or a source of income (`cofog`).
    carrier: the body that spends or collects it. Minor units of the book's currency: planned, as it was first written;
    moved, what transfers and amendments have added since (negative: taken away); next, what an amendment under
    way proposes instead, None where it leaves the line alone. since: the edition from which on it counts.
    dropped: taken out before it ever counted.
    """

    class Kind(models.TextChoices):
        EXPENSE = "expense", _("expense")
        INCOME = "income", _("income")

    book = models.ForeignKey(BudgetBook, on_delete=models.PROTECT, related_name="lines")
    code = models.CharField(_("number"), max_length=40)
    kind = models.CharField(max_length=8, choices=Kind)
    function = models.CharField(max_length=5)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name=_("place"))
    carrier = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    planned = models.BigIntegerField()
    moved = models.BigIntegerField(default=0)
    next = models.BigIntegerField(null=True)
    since = models.PositiveSmallIntegerField(default=1)
    dropped = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("line of a budget book")
        indexes = [models.Index(fields=["book", "code"], name="budget_line_order")]
        constraints = [
            models.UniqueConstraint(
                fields=["book", "code"], condition=Q(dropped=False), name="budget_line_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.name}"

    @property
    def counts(self) -> bool:
        """Is it part of the edition in force?"""
        return not self.dropped and self.since <= self.book.edition

    @property
    def voted(self) -> int:
        """What the edition in force gives it, with all that was moved since."""
        return self.planned + self.moved if self.counts else 0

    @property
    def amount(self) -> int:
        """What it is to have by the newest draft."""
        return self.planned + self.moved if self.next is None else self.next

    def money_of(self, amount: int) -> Money:
        """An amount of this line, in the currency of its book."""
        return Money(amount, self.book.currency)

    @property
    def function_name(self) -> Any:
        return cofog.name(self.function)

    def get_absolute_url(self) -> str:
        return reverse("delivery:budget_line", args=[self.pk])


class BudgetTransfer(Governed):
    """Money moved from one line to another while the book is in force; minor units.

    decided: by the body that adopts the budget, so that the ceiling does not count it. about: ref of its motion, or "".
    """

    book = models.ForeignKey(BudgetBook, on_delete=models.PROTECT, related_name="transfers")
    source = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="given")
    target = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="got")
    amount = models.BigIntegerField()
    reason = models.TextField(max_length=2000)
    on = models.DateField()
    decided = models.BooleanField(default=False)
    about = models.CharField(max_length=80, blank=True)
    set_aside_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("transfer between lines of a budget book")

    def __str__(self) -> str:
        return f"{self.source.code} → {self.target.code}"

    @property
    def money(self) -> Money:
        return Money(self.amount, self.book.currency)

    def get_absolute_url(self) -> str:
        return self.source.get_absolute_url()


class BudgetReceipt(Governed):
    """Income that came in on a line; minor units of the book's currency. source: where it can be checked.

    set_aside_on: it was entered by mistake, and counts no more.
    """

    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="receipts")
    amount = models.BigIntegerField()
    on = models.DateField()
    source = models.CharField(max_length=160)
    set_aside_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("income received")

    def __str__(self) -> str:
        return f"{self.amount} {self.on}"

    @property
    def money(self) -> Money:
        return Money(self.amount, self.line.book.currency)

    def get_absolute_url(self) -> str:
        return self.line.get_absolute_url()


class BudgetEdition(Governed):
    """A book as it was adopted, or its account as it was closed: never changed afterwards.

    content: the lines with their amounts, as canonical JSON; digest: its SHA-256, which stands on the record.
    account: it is what was voted and spent at the end. about: ref of the motion, "" where none was needed.
    set_aside_on: a review undid it.
    """

    book = models.ForeignKey(BudgetBook, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    account = models.BooleanField(default=False)
    content = models.TextField()
    digest = models.CharField(max_length=64)
    about = models.CharField(max_length=80, blank=True)
    adopted_on = models.DateField()
    set_aside_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("edition of a budget book")
        constraints = [
            models.UniqueConstraint(fields=["book", "number"], name="budget_edition_once")
        ]

    def __str__(self) -> str:
        words = (
            gettext("%(book)s, account")
            if self.account
            else gettext("%(book)s, edition %(number)d")
        )
        return words % {"book": self.book.name, "number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("delivery:budget_edition", args=[self.book_id, self.number])

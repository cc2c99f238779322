"""Money that is bound: what a part of the plan may cost, what was promised to others for it, and what was paid."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from commonhall.actions.context import Context
from commonhall.core.money import Money, hall_currency
from commonhall.core.refusals import BadInput, Refused
from commonhall.delivery.contracts.models import Contract
from commonhall.delivery.plan.models import Item, Payment
from commonhall.law import queries as law_queries
from commonhall.law.agenda import agenda
from commonhall.law.instruments.models import Competence, Provision

YEAR = timedelta(days=365)
AWARDED = (Contract.State.ACTIVE, Contract.State.COMPLETE)


# --- rolled up the tree ---------------------------------------------------------------------------
@dataclass(frozen=True)
class Sums:
    """Minor units of one currency: contracted: given to others by contract or grant; paid: paid out."""

    budget: int = 0
    contracted: int = 0
    paid: int = 0
    currency: str = ""

    def plus(self, other: Sums) -> Sums:
        """Sums of one currency; what is in another one is not added."""
        if other.currency != self.currency:
            return self
        return Sums(
            self.budget + other.budget,
            self.contracted + other.contracted,
            self.paid + other.paid,
            self.currency,
        )

    @property
    def money(self) -> dict[str, Money]:
        """The same as amounts that pages show."""
        return {
            name: Money(getattr(self, name), self.currency)
            for name in ("budget", "contracted", "paid")
        }

    @property
    def any(self) -> bool:
        return bool(self.budget or self.contracted or self.paid)


@dataclass(frozen=True)
class Rolled:
    """A part of the plan: its own money, and that of all that serves it."""

    own: Sums
    below: Sums

    @property
    def together(self) -> Sums:
        """Paid and contracted by it and all below it; the budget is its own."""
        return Sums(
            self.own.budget,
            self.own.contracted + self.below.contracted,
            self.own.paid + self.below.paid,
            self.own.currency,
        )


def below(item: Item) -> QuerySet[Item]:
    """All that serves a part of the plan; the tree is three levels deep."""
    return Item.objects.filter(Q(parent=item) | Q(parent__parent=item))


def rolled_up(items: Iterable[Item]) -> dict[int, Rolled]:
    """The money of each of these, with what serves it among them; two queries however many."""
    known = {item.pk: item for item in items}
    own = {number: Sums(item.budget or 0, 0, 0, item.currency) for number, item in known.items()}
    contracts = Contract.objects.filter(item__in=known, state__in=AWARDED)
    for number, currency, amount in _by_item(contracts):
        own[number] = own[number].plus(Sums(0, amount, 0, currency))
    for number, currency, amount in _by_item(Payment.objects.filter(item__in=known)):
        own[number] = own[number].plus(Sums(0, 0, amount, currency))
    under: dict[int, Sums] = {number: Sums(currency=own[number].currency) for number in known}
    for number, item in known.items():
        # Each adds to all above it.
        at = item.parent_id
        while at is not None and at in known:
            under[at] = under[at].plus(own[number])
            at = known[at].parent_id
    return {number: Rolled(own[number], under[number]) for number in known}


def _by_item(rows: QuerySet[Any]) -> Iterable[tuple[int, str, int]]:
    found = rows.order_by().values_list("item", "currency").annotate(total=Sum("amount"))
    return [(number, currency, total or 0) for number, currency, total in found]


def whole(item: Item) -> Rolled:
    """One part of the plan with all that serves it."""
    return rolled_up([item, *below(item)])[item.pk]


def line_above(item: Item | None) -> list[Item]:
    """A part of the plan and those it serves, upwards."""
    found: list[Item] = []
    while item is not None:
        found.append(item)
        item = item.parent
    return found


# --- never above ----------------------------------------------------------------------------------
def check_budget(item: Item, amount: int, kind: str) -> None:
    """Refuse what would bring the sums of a part of the plan, or of one it serves, above its budget.

    kind: "paid" or "contracted".
    """
    if item.budget is None:
        raise BadInput(
            "amount", _("The plan names no money for this. Whoever sets the plan must do so first.")
        )
    for one in line_above(item):
        if one.budget is None or one.currency != item.currency:
            continue
        left = one.budget - getattr(whole(one).together, kind)
        if amount > left:
            raise BadInput(
                "amount",
                _(
                    "The plan gives %(budget)s for “%(item)s”; %(left)s of it is left. To go beyond, the "
                    "plan must be amended by whoever sets it."
                )
                % {
                    "budget": one.money,
                    "item": one.name,
                    "left": Money(max(0, left), one.currency),
                },
            )


def check_new_budget(item: Item, budget: int | None) -> None:
    """Refuse a budget below what was paid or contracted already."""
    spent = whole(item).together
    least = max(spent.paid, spent.contracted)
    if least and (budget or 0) < least:
        raise BadInput(
            "budget",
            _("%(amount)s is paid or contracted already.")
            % {"amount": Money(least, item.currency)},
        )


def paid_on(contract: Contract) -> int:
    return contract.payments.aggregate(total=Sum("amount"))["total"] or 0


def check_contract(contract: Contract, amount: int) -> None:
    """Refuse a payment that goes beyond what the contract was awarded for."""
    left = (contract.amount or 0) - paid_on(contract)
    if amount > left:
        raise BadInput(
            "amount",
            _(
                "The contract is for %(amount)s; %(left)s of it is left. To go beyond, it must be raised "
                "first, with reasons, by whoever awards."
            )
            % {"amount": contract.money, "left": Money(max(0, left), contract.currency)},
        )


# --- once, and to somebody ------------------------------------------------------------------------
def folded(words: str) -> str:
    """Letters and digits alone: "Inv. 2026-7" and "INV 2026/7" are one invoice."""
    plain = unicodedata.normalize("NFKC", words).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


def check_invoice(invoice: str, organisation: int | None, payee: str) -> None:
    """Refuse an invoice of the same payee that was paid before, and name the first payment."""
    if not folded(invoice):
        raise BadInput("invoice", _("Give the number that stands on the invoice."))
    same = Payment.objects.filter(invoice_key=folded(invoice)).order_by("pk")
    for before in same.select_related("organisation"):
        names = {
            folded(before.payee),
            folded(before.organisation.name if before.organisation else ""),
        }
        mine = organisation is not None and before.organisation_id == organisation
        if mine or (payee and folded(payee) in names - {""}):
            raise Refused(
                "state",
                "paid-before",
                _("This invoice was paid already: %(amount)s on %(day)s, for “%(purpose)s”.")
                % {
                    "amount": before.money,
                    "day": before.on.isoformat(),
                    "purpose": before.purpose,
                },
                before.ref,
            )


# --- the sum of a matter ---------------------------------------------------------------------------
def paid_before(arguments: Mapping[str, Any]) -> int:
    """What was paid in the same matter: for the part of the plan, or on the contract that belongs to none."""
    item, contract = arguments.get("item"), arguments.get("contract")
    item = item or (contract.item if contract else None)
    if item is not None:
        rows = Payment.objects.filter(item=item)
    else:
        rows = Payment.objects.filter(contract=contract)
    return rows.filter(currency=hall_currency()).aggregate(total=Sum("amount"))["total"] or 0


def awarded_before(arguments: Mapping[str, Any]) -> int:
    """What was awarded in the same matter: for the part of the plan; without one, to the same payee in a year."""
    contract, payee = arguments["contract"], arguments.get("organisation")
    rows = Contract.objects.filter(state__in=AWARDED, currency=hall_currency()).exclude(
        pk=contract.pk
    )
    if contract.item_id is not None:
        rows = rows.filter(item=contract.item_id)
    else:
        rows = rows.filter(
            item=None,
            body=contract.body_id,
            organisation=payee or contract.organisation_id,
            awarded_on__gt=contract.published_on - YEAR,
        )
    return rows.aggregate(total=Sum("amount"))["total"] or 0


# --- splitting under a threshold -------------------------------------------------------------------
@dataclass(frozen=True)
class Split:
    """What one body gave to one payee within a year: each below a ceiling, together above it."""

    total: Money
    count: int
    ceiling: Money
    provision: Provision


def ceilings(body: int, power: str, day: date) -> list[Competence]:
    """Competences of a body with a ceiling in the hall's currency, the lowest first; none where one has none."""
    rows = list(law_queries.competences(body, [power], day).select_related("provision__instrument"))
    if any(row.most is None for row in rows):
        return []
    return sorted(
        (row for row in rows if row.currency == hall_currency()), key=lambda row: row.most or 0
    )


def split_of(rows: Iterable[int], body: int, power: str, day: date) -> Split | None:
    """Do amounts, each of which stays below the highest ceiling of a power, pass it together?"""
    found = ceilings(body, power, day)
    amounts = list(rows)
    if not found or len(amounts) < 2:
        return None
    highest = found[-1]
    if sum(amounts) <= (highest.most or 0):
        return None
    ceiling = highest.money
    assert ceiling is not None
    return Split(Money(sum(amounts), hall_currency()), len(amounts), ceiling, highest.provision)


def split_awards(contract: Contract) -> Split | None:
    """Awards of a contract's body to its payee in the year up to and after it."""
    if contract.organisation_id is None or contract.awarded_on is None:
        return None
    rows = Contract.objects.filter(
        state__in=AWARDED,
        body=contract.body_id,
        organisation=contract.organisation_id,
        currency=hall_currency(),
        awarded_on__range=(contract.awarded_on - YEAR, contract.awarded_on + YEAR),
    )
    amounts = [one or 0 for one in rows.values_list("amount", flat=True)]
    return split_of(amounts, contract.body_id, "award-contracts", contract.awarded_on)


def split_payments(payment: Payment, body: int) -> Split | None:
    """Payments of a body to one payee in the year up to this one."""
    rows = Payment.objects.filter(
        body=body, currency=hall_currency(), on__range=(payment.on - YEAR, payment.on)
    )
    if payment.organisation_id is not None:
        rows = rows.filter(organisation=payment.organisation_id)
        amounts = list(rows.values_list("amount", flat=True))
    else:
        mine = folded(payment.payee)
        said = rows.filter(organisation=None).values_list("payee", "amount")
        amounts = [amount for payee, amount in said if folded(payee) == mine]
    return split_of(amounts, body, "spend", payment.on)


def tell_reviewer(ctx: Context, thing: Contract | Payment, split: Split | None, body: int) -> None:
    """What was split, by intent or not, comes before the reviewer; the record says so."""
    if split is None:
        return
    reviewer = law_queries.holder_of("review-decisions", ctx.today, besides=body)
    ctx.note(split=split.count, together=str(split.total.minor))
    if reviewer is not None:
        agenda.bring(ctx, thing, reviewer, None)

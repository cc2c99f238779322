"""Money that is bound: what a part of the plan may cost, what was promised to others for it, and what was paid."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from commonhall.core import clock
from commonhall.core.money import Money, hall_currency
from commonhall.core.refusals import BadInput, Refused
from commonhall.delivery.contracts.models import Contract
from commonhall.delivery.plan.models import Item, Payment
from commonhall.law.asking import origins

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
            "amount",
            _("The plan has no budget for this. The body that sets the plan must add one first."),
        )
    for one in line_above(item):
        if one.budget is None or one.currency != item.currency:
            continue
        left = one.budget - getattr(whole(one).together, kind)
        if amount > left:
            raise BadInput(
                "amount",
                _(
                    "The plan gives %(budget)s for “%(item)s”, and %(left)s of it is left. To spend more, the body that sets the plan must amend it first."
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
            _("%(amount)s has already been paid or contracted.")
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
                "The contract is for %(amount)s, and %(left)s of it is left. To pay more, the awarding body must first raise it, with reasons."
            )
            % {"amount": contract.money, "left": Money(max(0, left), contract.currency)},
        )


# --- once, and to somebody ------------------------------------------------------------------------
# Letters of other scripts that look like Latin ones: nobody who reads an invoice tells them apart.
LOOKALIKES = str.maketrans(
    "авеікмнорсѕтухјһԁԛԝ" + "αβεικμνορτυχ",
    "abeikmhopcstyxjhdqw" + "abeikmvoptux",
)


def folded(words: str) -> str:
    """Letters and digits alone: "Inv. 2026-7" and "INV 2026/7" are one invoice. Digits and letters of other scripts
    that read the same are the same."""
    plain = unicodedata.normalize("NFKC", words).casefold()
    signs = "".join(sign for sign in plain if sign.isalnum())
    digits = (str(unicodedata.decimal(sign, sign)) for sign in signs)
    return "".join(digits).translate(LOOKALIKES)


def invoice_key(number: str) -> str:
    """By what an invoice is known again: "INV 007" and "INV 7" are one, zeros before its first digit say nothing."""
    return re.sub(r"^([^0-9]*)0+(?=[0-9])", r"\1", folded(number))


def check_invoice(invoice: str, organisation: int | None, payee: str) -> None:
    """Refuse an invoice of the same payee that was paid before, and name the first payment."""
    if not folded(invoice):
        raise BadInput("invoice", _("Enter the number on the invoice."))
    same = Payment.objects.filter(invoice_key=invoice_key(invoice)).order_by("pk")
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
                _("This invoice has already been paid: %(amount)s on %(day)s, for “%(purpose)s”.")
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
    return _sum(rows.filter(currency=hall_currency()))


def planned_before(arguments: Mapping[str, Any]) -> int:
    """What the plan gives in the same matter: to what serves the same part of it, or comes from the same decision.

    Under a part that has money of its own, its parts are the matter: that money was decided before. What comes from
    nowhere counts by who answers for it, place and year.
    """
    item = arguments.get("item")
    if item is not None and (arguments.get("budget") or 0) <= (item.budget or 0):
        return 0
    return sum(one.budget or 0 for one in parts_before(arguments))


def parts_before(arguments: Mapping[str, Any]) -> list[Item]:
    """The parts of the plan whose money is that of the same matter (see `planned_before`), but the one amended."""
    item, parent = arguments.get("item"), arguments.get("parent")
    above = line_above(parent)
    rows = Item.objects.filter(currency=hall_currency(), budget__gt=0).exclude(
        state=Item.State.STOPPED
    )
    if item is not None:
        rows = rows.exclude(pk=item.pk)
    if any(one.budget for one in above):
        return list(rows.filter(parent=parent))
    found = rows.filter(_same_matter(arguments)).select_related("parent__parent")
    known = {one.pk for one in above}
    return [
        one
        for one in found
        if one.pk not in known and not any(whole.budget for whole in line_above(one.parent))
    ]


def _same_matter(arguments: Mapping[str, Any]) -> Q:
    item, parent = arguments.get("item"), arguments.get("parent")
    about = item.about if item is not None else arguments.get("about") or ""
    family = origins.family(about) if about else []
    if parent is not None or family:
        same = Q(parent=parent) if parent is not None else Q()
        return (same | Q(about__in=family)) if family else same
    body = arguments.get("body") or (item.body if item is not None else None)
    unit = item.unit if item is not None else arguments.get("unit")
    since = clock.today() - YEAR
    return Q(about="", parent=None, body=body, unit=unit, adopted_on__gt=since)


def _sum(rows: QuerySet[Any], field: str = "amount") -> int:
    return rows.aggregate(total=Sum(field))["total"] or 0


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

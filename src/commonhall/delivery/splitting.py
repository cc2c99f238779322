"""Sums that stay below a limit one by one and pass it together: shown in public, and put before the reviewer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from commonhall.actions.context import Context
from commonhall.core import clock
from commonhall.core.models import Governed
from commonhall.core.money import Money, hall_currency
from commonhall.core.refusals import Refused
from commonhall.delivery.contracts.models import Contract
from commonhall.delivery.money import AWARDED, YEAR, folded
from commonhall.delivery.plan.models import Item, Payment
from commonhall.delivery.projects.models import Project
from commonhall.law import queries as law_queries
from commonhall.law.agenda import agenda
from commonhall.law.asking.models import AskingRule
from commonhall.law.instruments.models import Competence, Provision
from commonhall.law.queries import granted
from commonhall.places.models import Unit

# A sum from this share of a limit on is just below it; two of them in a year are flagged.
JUST_BELOW = 80
FEWEST = 2


@dataclass(frozen=True)
class Split:
    """Sums within a year: each below a limit, together above it. near: each just below it, whoever was paid.

    asks: the limit is the sum from which on those concerned must be asked, not the most a body may decide. payee: to whom
    this was paid without an award, beside what an award of the sum would have taken.
    """

    total: Money
    count: int
    ceiling: Money
    provision: Provision
    near: bool = False
    asks: bool = False
    payee: str = ""


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


# --- just below a limit ----------------------------------------------------------------------------
@dataclass(frozen=True)
class Limit:
    """A sum from which on more is demanded: a ceiling, which may be reached, or a rule that others are asked."""

    most: int
    provision: Provision
    asks: bool

    def just_below(self, amount: int) -> bool:
        """Does a sum lie in the last fifth below the limit?"""
        last = self.most - 1 if self.asks else self.most
        return self.most * JUST_BELOW <= amount * 100 and amount <= last


def limits(power: str, unit: Unit, body: int | None, day: date) -> list[Limit]:
    """The ceilings of a body's power, of every body's where none is given, and from when on people are asked."""
    rules = AskingRule.objects.filter(
        granted(day), power=power, currency=hall_currency(), least_amount__gt=0
    ).select_related("provision__instrument")
    asks = [
        Limit(one.least_amount or 0, one.provision, True)
        for one in rules
        if f"/{one.unit_id}/" in unit.path
    ]
    rows = Competence.objects.filter(
        granted(day), power=power, currency=hall_currency(), most__gt=0
    ).select_related("provision__instrument")
    if body is not None:
        rows = rows.filter(body=body)
    return asks + [Limit(one.most or 0, one.provision, False) for one in rows]


def near_of(amounts: Iterable[int], found: Iterable[Limit]) -> Split | None:
    """The limit just below which most of these sums lie; None where fewer than two do."""
    given, best = list(amounts), None
    for limit in found:
        near = [one for one in given if limit.just_below(one)]
        if len(near) >= FEWEST and (best is None or len(near) > best.count):
            best = Split(
                Money(sum(near), hall_currency()),
                len(near),
                Money(limit.most, hall_currency()),
                limit.provision,
                near=True,
                asks=limit.asks,
            )
    return best


def near_items(item: Item) -> Split | None:
    """Parts of the plan for which one body answers, each just below a limit, adopted within a year."""
    if not item.budget or item.adopted_on is None or item.currency != hall_currency():
        return None
    found = limits("set-plans", item.unit, None, item.adopted_on)
    if not any(one.just_below(item.budget) for one in found):
        return None
    rows = Item.objects.filter(
        body=item.body_id,
        currency=hall_currency(),
        budget__gt=0,
        adopted_on__range=(item.adopted_on - YEAR, item.adopted_on + YEAR),
    ).exclude(state=Item.State.STOPPED)
    return near_of([one or 0 for one in rows.values_list("budget", flat=True)], found)


def near_awards(contract: Contract) -> Split | None:
    """Awards of one body, each just below a limit, within a year, whoever got them."""
    if not contract.amount or contract.awarded_on is None or contract.currency != hall_currency():
        return None
    found = limits("award-contracts", contract.unit, contract.body_id, contract.awarded_on)
    if not any(one.just_below(contract.amount) for one in found):
        return None
    rows = Contract.objects.filter(
        state__in=AWARDED,
        body=contract.body_id,
        currency=hall_currency(),
        awarded_on__range=(contract.awarded_on - YEAR, contract.awarded_on + YEAR),
    )
    return near_of([one or 0 for one in rows.values_list("amount", flat=True)], found)


def near_payments(payment: Payment) -> Split | None:
    """Payments of one body to one payee, each just below a limit, within a year."""
    unit = (
        payment.item.unit if payment.item else payment.contract.unit if payment.contract else None
    )
    if unit is None:
        return None
    found = limits("spend", unit, payment.body_id, payment.on)
    if not any(one.just_below(payment.amount) for one in found):
        return None
    return near_of(_to_same_payee(payment), found)


# --- to whom ---------------------------------------------------------------------------------------
def split_payments(payment: Payment, body: int) -> Split | None:
    """Payments of a body to one payee in the year up to this one."""
    return split_of(_to_same_payee(payment), body, "spend", payment.on)


def _to_same_payee(payment: Payment) -> list[int]:
    """What the same body paid to the same payee in the year up to this payment, sum by sum."""
    rows = Payment.objects.filter(
        body=payment.body_id,
        currency=hall_currency(),
        on__range=(payment.on - YEAR, payment.on),
    )
    if payment.organisation_id is not None:
        rows = rows.filter(organisation=payment.organisation_id)
        return list(rows.values_list("amount", flat=True))
    mine = folded(payment.payee)
    said = rows.filter(organisation=None).values_list("payee", "amount")
    return [amount for payee, amount in said if folded(payee) == mine]


# --- beside an award ---------------------------------------------------------------------------------
def without_award(item: Item, payments: Iterable[Payment]) -> Split | None:
    """What one payee got for a part of the plan without contract or grant, from the sum on that is asked about before it
    is awarded: nobody was asked, nobody else could offer, and no second official agreed."""
    sums: dict[str, list[Payment]] = {}
    for one in payments:
        if one.contract_id is None and one.currency == hall_currency():
            # An organisation here, and its name on an invoice, are one payee.
            name = one.organisation.name if one.organisation else one.payee
            sums.setdefault(folded(name), []).append(one)
    paid = max(sums.values(), key=lambda rows: sum(one.amount for one in rows), default=None)
    if paid is None:
        return None
    asks = [
        one for one in limits("award-contracts", item.unit, item.body_id, clock.today()) if one.asks
    ]
    total, least = sum(one.amount for one in paid), min(asks, key=_most, default=None)
    if least is None or total < least.most:
        return None
    payee = paid[0].organisation.name if paid[0].organisation else paid[0].payee
    amounts = Money(total, hall_currency()), Money(least.most, hall_currency())
    return Split(amounts[0], len(paid), amounts[1], least.provision, payee=payee)


def check_award(item: Item, payments: Iterable[Payment]) -> None:
    """Refuse what would bring the sum that one payee got without contract or grant to what an award is asked about.

    What a group of residents spends on its own project rests on the body's agreement, which is the award.
    """
    if Project.objects.filter(item=item).exists():
        return
    found = without_award(item, payments)
    if found is None:
        return
    raise Refused(
        "competence",
        "without-award",
        _(
            "%(payee)s would have got %(total)s without a contract or grant. From %(limit)s on, award one first, and pay on it."
        )
        % {"payee": found.payee, "total": found.total, "limit": found.ceiling},
        found.provision.ref,
    )


def _most(limit: Limit) -> int:
    return limit.most


def tell_reviewer(ctx: Context, thing: Governed, split: Split | None, body: int) -> None:
    """What was split, by intent or not, comes before the reviewer; the record says so."""
    if split is None:
        return
    reviewer = law_queries.holder_of("review-decisions", ctx.today, besides=body)
    ctx.note(split=split.count, together=str(split.total.minor))
    if reviewer is not None:
        agenda.bring(ctx, thing, reviewer, None)

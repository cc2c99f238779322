"""What a budget book binds: payments, contracts and calls stay within their line, where a book is in force."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.core import clock
from commonhall.core.money import Money, require_hall_currency
from commonhall.core.refusals import BadInput, Refused
from commonhall.delivery.budget_book import law, sums
from commonhall.delivery.budget_book.models import BudgetBook, BudgetLine
from commonhall.law.instruments.models import Competence, Provision
from commonhall.law.queries import granted


def binding(day: date) -> QuerySet[BudgetLine]:
    """Lines of expenses that count on a day: of books that were adopted, have begun and are not closed."""
    rows: QuerySet[BudgetLine] = BudgetLine.objects.filter(
        ~Q(book__state=BudgetBook.State.CLOSED),
        kind=BudgetLine.Kind.EXPENSE,
        dropped=False,
        since__lte=F("book__edition"),
        book__starts__lte=day,
    )
    return rows.select_related("book")


def lines_of(thing: Any) -> QuerySet[BudgetLine]:
    """Lines from which the body of a part of the plan or a contract may pay; all that bind where no thing is given."""
    rows = binding(clock.today()).order_by("book", "code", "pk")
    return rows.filter(carrier=thing.body_id) if thing is not None else rows


def any_lines() -> QuerySet[BudgetLine]:
    return lines_of(None)


def asked_of(thing: Any) -> bool:
    """Is a line asked for: does a budget in force give the body of a thing money?"""
    return lines_of(thing).exists()


def check_line(line: BudgetLine, body: int | None, field: str = "line") -> None:
    """Raises BadInput for a line from which a body cannot pay now."""
    if not binding(clock.today()).filter(pk=line.pk).exists():
        raise BadInput(
            field, _("This line is not in force. Choose an expense of a budget in force.")
        )
    require_hall_currency(line.book.currency, field)
    if line.carrier_id != body:
        raise BadInput(
            field, _("Another body spends this line. Choose a line of the body that pays.")
        )


def standing_line(item: Any, contract: Any) -> BudgetLine | None:
    """The line that a payment is on where it names none: the contract's, else that of the part of the plan."""
    for thing in (contract, contract.item if contract else None, item):
        line = thing.line if thing is not None and thing.line_id else None
        if line is not None and binding(clock.today()).filter(pk=line.pk).exists():
            return line  # type: ignore[no-any-return]
    return None


def line_of_payment(item: Any, contract: Any, said: BudgetLine | None) -> BudgetLine | None:
    """The line that a payment is on; None where no budget in force gives the paying body money."""
    payer = contract or item
    line = said or standing_line(item, contract)
    if line is None:
        if asked_of(payer):
            raise BadInput(
                "line",
                _("A budget is in force. Choose the line from which this is paid."),
            )
        return None
    check_line(line, payer.body_id)
    return line


def check_within(line: BudgetLine | None, amount: int) -> None:
    """Once an amount was put on a line: refuse it if the line is passed, saying what was left and by which provision."""
    if line is None:
        return
    line = line.as_read()
    left = sums.of_line(line).left
    if left < 0:
        raise _passed(line, left + amount)


def check_call(contract: Any, estimate: int | None) -> None:
    """Before offers are asked for: refuse where the line has less left than they are expected to cost."""
    line = standing_line(None, contract)
    if line is None or estimate is None:
        return
    left = sums.of_line(line).left
    if left < estimate:
        raise _passed(line, left)


def _passed(line: BudgetLine, left: int) -> Refused:
    currency = line.book.currency
    return Refused(
        "state",
        "line-passed",
        _(
            "Line %(line)s has %(left)s left of %(voted)s. Nothing may pass a line of the budget in force: money must be moved to it first."
        )
        % {
            "line": line,
            "left": Money(max(0, left), currency),
            "voted": Money(line.voted, currency),
        },
        provision(clock.today()),
    )


def check_award(contract: Any, amount: int) -> None:
    """Once a contract was awarded or raised: refuse what passes its line. amount: what was added."""
    check_within(standing_line(None, contract), amount)


def provision(day: date) -> str:
    """The ref of the provision by which budgets are adopted and bind; "" where there is none."""
    rows = Competence.objects.filter(granted(day), power=law.ADOPT).order_by("pk")
    found = rows.values_list("provision", flat=True).first()
    return Provision.ref_of(found) if found else ""

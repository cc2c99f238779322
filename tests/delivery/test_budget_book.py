"""Budget books: adopted as editions, lines that bind payments and contracts, transfers, amendments, the account."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.core.refusals import BadInput, Refused
from commonhall.delivery.budget_book import (
    actions,
    charging_actions,
    cofog,
    control,
    deciding_actions,
    editions,
    sums,
)
from commonhall.delivery.budget_book.models import BudgetEdition, BudgetLine
from commonhall.delivery.contracts import actions as contracts
from commonhall.delivery.contracts.models import Contract
from commonhall.delivery.payments.actions import pay_contract
from commonhall.delivery.plan.models import Payment
from commonhall.law.instruments.models import Provision
from commonhall.record.models import Entry
from tests import on_record
from tests.actions.samples.delivery import awarded, call, running
from tests.delivery import budget_books as kit
from tests.delivery import calls as calls_kit
from tests.delivery.budget_books import OVER, UNTIL, day
from tests.kit import Hall, found_hall
from tests.law.kit import later, refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def wrong(call: Any) -> str:
    """The input that is wrong."""
    with pytest.raises(BadInput) as found:
        call()
    return found.value.field


def refused(call: Any) -> Refused:
    with pytest.raises(Refused) as found:
        call()
    return found.value


def test_cofog_has_ten_divisions_and_69_groups() -> None:
    assert len(cofog.DIVISIONS) == 10 and len(cofog.GROUPS) == 69
    assert {cofog.division(code) for code in cofog.GROUPS} == set(cofog.DIVISIONS)


def test_a_draft_is_read_first_and_then_frozen(hall: Hall) -> None:
    book = kit.begun(hall)
    assert refusal(lambda: kit.opened(hall, book)) == "empty"
    one = kit.line(hall, book)
    consult = actions.consult_budget_book
    assert wrong(lambda: consult.perform(hall.parks, book=book, until=day(UNTIL - 1))) == "until"
    kit.opened(hall, book)
    assert refusal(lambda: kit.line(hall, book, "600-2")) == "wrong-state"
    adopt = deciding_actions.adopt_budget_book
    assert refusal(lambda: adopt.perform(hall.chair, book=book)) == "too-early"
    with later(OVER):
        assert refusal(lambda: adopt.perform(hall.parks, book=book)) == "no-competence"
        edition = adopt.perform(hall.chair, book=book).result
    assert edition.digest == sha256(edition.content.encode()).hexdigest()
    assert Entry.objects.filter(body__contains=edition.digest).exists()
    found = json.loads(edition.content)["lines"]
    assert [(row["code"], row["amount"], row["function"]) for row in found] == [
        ("600-1", "100000", "06.4")
    ]
    assert kit.fresh(one).voted == 1000_00


def test_codes_fit_the_kind_and_stand_once(hall: Hall) -> None:
    book = kit.begun(hall)
    kit.line(hall, book)
    assert wrong(lambda: kit.line(hall, book)) == "code"
    assert wrong(lambda: kit.line(hall, book, "2", function="R113")) == "function"
    assert wrong(lambda: kit.income(hall, book, "3", function="06.4")) == "function"
    dropped = BudgetLine.objects.get()
    actions.remove_budget_line.perform(hall.parks, line=dropped)
    # The number of a line that was removed is free again.
    kit.line(hall, book)


# --- payments -------------------------------------------------------------------------------------
def test_without_a_budget_in_force_payments_name_no_line(hall: Hall) -> None:
    one = running(hall)
    kit.line(hall, kit.begun(hall))
    assert kit.pay(hall, one, 10_00).line is None


def test_a_payment_that_passes_its_line_is_refused_with_the_provision_and_what_is_left(
    hall: Hall,
) -> None:
    line = kit.in_force(hall, amount=100_00)
    one = kit.on_line(hall, running(hall), line)
    kit.pay(hall, one, 70_00)
    said = refused(lambda: kit.pay(hall, one, 40_00, "A 2"))
    assert said.code == "line-passed"
    assert "30" in str(said) and "600-1" in str(said)
    provision = Provision.objects.get(pk=int(said.provision.rpartition(":")[2]))
    assert provision.number == "Article 54"
    assert Payment.objects.count() == 1
    kit.pay(hall, one, 30_00, "A 3")
    assert sums.of_line(line).left == 0


def test_with_a_budget_in_force_a_payment_names_its_line(hall: Hall) -> None:
    line = kit.in_force(hall)
    one = running(hall)
    assert wrong(lambda: kit.pay(hall, one, 10_00)) == "line"
    assert kit.pay(hall, one, 10_00, line=line).line == line
    income = BudgetLine.objects.get(kind="income")
    assert wrong(lambda: kit.pay(hall, one, 10_00, "A 2", line=income)) == "line"


def test_another_body_s_line_is_not_spent(hall: Hall) -> None:
    line = kit.in_force(hall, carrier=hall.body("roads"))
    one = running(hall)
    assert wrong(lambda: kit.pay(hall, one, 10_00, line=line)) == "line"
    assert wrong(lambda: kit.on_line(hall, one, line)) == "line"


def test_what_is_promised_by_contract_is_kept_for_it(hall: Hall) -> None:
    """A contract of 500 on a line of 600 leaves 100 for others, and is itself paid in full."""
    line = kit.in_force(hall, amount=600_00)
    contract = awarded(hall)
    assert contract.amount is not None
    charging_actions.charge_contract.perform(hall.parks, contract=contract, line=line)
    found = sums.of_line(line)
    assert (found.committed, found.left) == (contract.amount, 600_00 - contract.amount)
    beside = kit.on_line(hall, running(hall), line)
    assert refusal(lambda: kit.pay(hall, beside, found.left + 1)) == "line-passed"
    contract.refresh_from_db()
    pay_contract.perform(
        hall.parks,
        contract=contract,
        amount=contract.amount,
        purpose="Lamps",
        invoice="C 1",
        invoiced_on=day(0),
    )
    after = sums.of_line(line)
    assert (after.committed, after.done, after.left) == (0, contract.amount, found.left)


def test_an_award_beyond_the_line_is_refused(hall: Hall) -> None:
    line = kit.in_force(hall, amount=110_00)
    charge = charging_actions.charge_contract
    contract = awarded(hall)
    charge.perform(hall.parks, contract=contract, line=line)
    contract.refresh_from_db()
    more = contracts.raise_contract
    assert (
        refusal(lambda: more.perform(hall.parks, contract=contract, amount=120_00, reason="Rock."))
        == "line-passed"
    )
    more.perform(hall.parks, contract=contract, amount=110_00, reason="Rock.")
    second = call(hall)
    charge.perform(hall.parks, contract=second, line=line)
    second.refresh_from_db()
    award = contracts.award_contract
    said = {"bids": 2, "reason": "Good.", "ends": day(0), "organisation": contract.organisation}
    assert (
        refusal(lambda: award.perform(hall.parks, contract=second, amount=1_00, **said))
        == "line-passed"
    )


def test_no_offers_are_asked_for_beyond_the_line(hall: Hall) -> None:
    item = kit.on_line(hall, running(hall), kit.in_force(hall, amount=110_00))
    over = calls_kit.draft(hall, item=item, estimate=110_01)
    assert refusal(lambda: calls_kit.started(hall, over)) == "line-passed"
    over.refresh_from_db()
    assert (over.state, over.contract) == ("draft", None)
    within = calls_kit.draft(hall, item=item, estimate=110_00)
    assert calls_kit.started(hall, within).contract is not None


def test_a_contract_stands_on_the_line_of_its_part_of_the_plan(hall: Hall) -> None:
    line = kit.in_force(hall)
    one = kit.on_line(hall, running(hall), line)
    contract = awarded(hall)
    on_record.change(Contract.objects.filter(pk=contract.pk), item=one)
    assert sums.of_line(line).committed == 100_00


# --- between lines --------------------------------------------------------------------------------
def move(hall: Hall, line: BudgetLine, target: BudgetLine, amount: int, by: Any = None) -> Any:
    action = deciding_actions.move_budget_money
    return action.perform(
        by or hall.parks, line=line, target=target, amount=amount, reason="Storm."
    ).result


def test_the_office_moves_money_up_to_the_ceiling_of_each_line_and_the_council_more(
    hall: Hall,
) -> None:
    line = kit.in_force(hall, amount=20_000_00)
    target = kit.other(line)
    move(hall, line, target, 3_000_00)
    # Two sums that pass the ceiling together are one matter.
    assert refusal(lambda: move(hall, kit.fresh(line), target, 3_000_00)) == "above-amount"
    decide = deciding_actions.transfer_budget_money
    values = {"target": target, "amount": 6_000_00, "reason": "Storm."}
    assert refusal(lambda: decide.perform(hall.parks, line=line, **values)) == "no-competence"
    decide.perform(hall.chair, line=line, **values)
    assert (kit.fresh(line).voted, kit.fresh(target).voted) == (11_000_00, 9_500_00)
    # What the council decided does not use up what the office may move.
    move(hall, kit.fresh(line), target, 2_000_00)


def test_only_what_is_left_is_moved_within_the_book(hall: Hall) -> None:
    line = kit.in_force(hall, amount=100_00)
    target, income = kit.other(line), BudgetLine.objects.get(kind="income")
    kit.pay(hall, kit.on_line(hall, running(hall), line), 80_00)
    assert refusal(lambda: move(hall, line, target, 30_00)) == "line-passed"
    assert wrong(lambda: move(hall, line, target, 200_00)) == "amount"
    assert wrong(lambda: move(hall, line, target, 0)) == "amount"
    assert wrong(lambda: move(hall, line, income, 1_00)) == "target"
    assert wrong(lambda: move(hall, line, line, 1_00)) == "target"
    move(hall, line, target, 20_00)
    assert sums.of_line(kit.fresh(line)).left == 0


# --- amending and closing -------------------------------------------------------------------------
def test_an_amendment_binds_once_it_is_adopted_and_stands_beside_the_old(hall: Hall) -> None:
    line = kit.in_force(hall, amount=100_00)
    book = line.book
    actions.amend_budget_book.perform(hall.parks, book=book, reason="The **river** rose.")
    values = {"names": line.names, "function": "06.4", "unit": line.unit, "carrier": line.carrier}
    change = actions.change_budget_line
    change.perform(hall.parks, line=line, amount=300_00, **values)
    kit.line(hall, book, "600-9", amount=50_00)
    # The edition in force binds meanwhile.
    assert kit.fresh(line).voted == 100_00
    one = kit.on_line(hall, running(hall), kit.fresh(line))
    assert refusal(lambda: kit.pay(hall, one, 200_00)) == "line-passed"
    assert control.binding(day(0)).filter(code="600-9").count() == 0
    kit.adopted(hall, book)
    kit.pay(hall, one, 200_00)
    assert (kit.fresh(line).voted, kit.fresh(line).planned) == (300_00, 100_00)
    first, second = BudgetEdition.objects.order_by("number")
    rows = editions.compared(editions.lines_of(first), editions.lines_of(second))
    changed = {row.code: (row.old, row.new) for row in rows if row.changed}
    assert changed == {"600-1": (100_00, 300_00), "600-9": (None, 50_00)}


def test_an_amendment_that_is_dropped_leaves_the_book_as_it_was(hall: Hall) -> None:
    line = kit.in_force(hall, amount=100_00)
    book, drop = line.book, actions.drop_budget_amendment
    assert refusal(lambda: drop.perform(hall.parks, book=book, reason="No.")) == "wrong-state"
    actions.amend_budget_book.perform(hall.parks, book=book, reason="The river rose.")
    values = {"names": line.names, "function": "06.4", "unit": line.unit, "carrier": line.carrier}
    actions.change_budget_line.perform(hall.parks, line=line, amount=300_00, **values)
    added = kit.line(hall, book, "600-9", amount=50_00)
    kit.opened(hall, book)
    assert refusal(lambda: drop.perform(hall.roads, book=book, reason="No.")) == "other-body"
    drop.perform(hall.parks, book=book, reason="The river **fell**.")
    book.refresh_from_db()
    assert (book.state, book.edition, book.dropped_on) == ("adopted", 1, day(0))
    assert (kit.fresh(line).voted, kit.fresh(line).amount) == (100_00, 100_00)
    assert kit.fresh(added).dropped
    page = Client().get(book.get_absolute_url()).content.decode()
    assert "<strong>fell</strong>" in page and "Why the last amendment was dropped" in page
    # It can be closed, and amended again: what was dropped does not come back with the next one.
    with later(301):
        closing = deciding_actions.close_budget_book
        assert closing.check(hall.chair, book)
    actions.amend_budget_book.perform(hall.parks, book=book, reason="It rose again.")
    book.refresh_from_db()
    assert book.dropped_on is None and not book.takes_comments(day(0))
    with later(kit.OVER):
        adopt = deciding_actions.adopt_budget_book
        assert refusal(lambda: adopt.perform(hall.chair, book=book)) == "wrong-state"
    assert kit.fresh(line).next is None and kit.fresh(added).dropped


def test_an_amendment_takes_nothing_that_is_spent(hall: Hall) -> None:
    line = kit.in_force(hall, amount=100_00)
    kit.pay(hall, kit.on_line(hall, running(hall), line), 80_00)
    actions.amend_budget_book.perform(hall.parks, book=line.book, reason="Less.")
    line = kit.fresh(line)
    values = {"names": line.names, "function": "06.4", "unit": line.unit, "carrier": line.carrier}
    change = actions.change_budget_line
    assert wrong(lambda: change.perform(hall.parks, line=line, amount=79_00, **values)) == "amount"
    other_place = {**values, "unit": hall.unit("south")}
    assert (
        wrong(lambda: change.perform(hall.parks, line=line, amount=90_00, **other_place)) == "names"
    )
    assert refusal(lambda: actions.remove_budget_line.perform(hall.parks, line=line)) == "in-force"


def test_the_account_closes_the_book(hall: Hall) -> None:
    line = kit.in_force(hall, amount=100_00)
    one = kit.on_line(hall, running(hall), line)
    kit.pay(hall, one, 80_00)
    came = BudgetLine.objects.select_related("book").get(kind="income")
    charging_actions.record_income.perform(
        hall.parks, line=came, amount=700_00, on=day(0), source="Statement 7"
    )
    close = deciding_actions.close_budget_book
    book = line.book
    assert refusal(lambda: close.perform(hall.chair, book=book, account="Done.")) == "too-early"
    with later(301):
        # After the last day it is still paid from, until it is closed.
        kit.pay(hall, one, 5_00, "A 2")
        made = close.perform(hall.chair, book=book, account="Done.").result
        rows = {row["code"]: (row["amount"], row["done"]) for row in editions.lines_of(made)}
        assert rows["600-1"] == ("10000", "8500") and rows["756-1"] == ("150000", "70000")
        assert wrong(lambda: kit.pay(hall, one, 5_00, "A 3", line=kit.fresh(line))) == "line"
        assert kit.pay(hall, one, 5_00, "A 4").line is None


def test_income_that_was_entered_by_mistake_counts_no_more(hall: Hall) -> None:
    kit.in_force(hall)
    came = BudgetLine.objects.select_related("book").get(kind="income")
    made = charging_actions.record_income.perform(
        hall.parks, line=came, amount=700_00, on=day(0), source="Statement 7"
    ).result
    assert sums.of_line(came).done == 700_00
    charging_actions.strike_budget_receipt.perform(hall.parks, receipt=made)
    assert sums.of_line(came).done == 0

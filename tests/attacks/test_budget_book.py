"""Nobody spends what a budget does not give: not by splitting, renaming, another door, another line, or past the gate."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from commonhall.core.refusals import BadInput
from commonhall.delivery.budget_book import actions, charging_actions, deciding_actions, sums
from commonhall.delivery.budget_book.models import BudgetEdition, BudgetLine, BudgetTransfer
from commonhall.delivery.plan.models import Payment
from commonhall.law.appeals import actions as appeals
from commonhall.law.instruments.models import Competence
from commonhall.record import sequencer, verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from tests.actions.samples.delivery import running
from tests.decisions.kit import voter
from tests.delivery import budget_books as kit
from tests.kit import Hall, by_key, found_hall, signed_in
from tests.law.kit import confirmed, entry_of, later, refusal, reviewer
from tests.words import texts_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def test_many_small_payments_do_not_pass_a_line(hall: Hall) -> None:
    line = kit.in_force(hall, amount=100_00)
    item = kit.on_line(hall, running(hall), line)
    for number in range(4):
        kit.pay(hall, item, 25_00, f"A {number}")
    assert refusal(lambda: kit.pay(hall, item, 1, "A 9")) == "line-passed"
    assert sums.of_line(line).left == 0


def test_a_refused_payment_stands_on_the_record_and_nowhere_else(hall: Hall) -> None:
    line = kit.in_force(hall, amount=100_00)
    item = kit.on_line(hall, running(hall), line)
    assert refusal(lambda: kit.pay(hall, item, 200_00)) == "line-passed"
    assert not Payment.objects.exists()
    refused = Entry.objects.filter(kind="refusal").order_by("-pk")[0]
    assert "line-passed" in refused.body and "law.provision:" in refused.body


def test_by_a_program_it_is_refused_alike(hall: Hall) -> None:
    line = kit.in_force(hall, amount=100_00)
    item = kit.on_line(hall, running(hall), line)
    sent = {
        "amount": 200_00,
        "purpose": "Poles",
        "payee": "Poles Ltd",
        "invoice": "A 1",
        "invoiced_on": kit.day(0).isoformat(),
    }
    answer = by_key(hall.parks, f"/items/{item.pk}/record-payment", sent)
    assert answer.status_code in (403, 409)
    assert not Payment.objects.exists()


def test_who_writes_the_budget_does_not_adopt_it_and_residents_do_neither(hall: Hall) -> None:
    book = kit.begun(hall)
    line = kit.line(hall, book)
    kit.opened(hall, book)
    adopt = deciding_actions.adopt_budget_book
    with later(kit.OVER):
        assert refusal(lambda: adopt.perform(hall.parks, book=book)) == "no-competence"
        assert refusal(lambda: adopt.perform(voter(hall, 1), book=book)) == "wrong-kind"
    assert refusal(lambda: kit.line(hall, book, "2")) == "wrong-state"
    values = {"names": line.names, "function": line.function, "unit": line.unit}
    change = actions.change_budget_line
    for by, code in ((hall.roads, "other-body"), (hall.resident, "wrong-kind")):
        assert (
            refusal(
                lambda by=by: change.perform(
                    by, line=line, carrier=line.carrier, amount=1, **values
                )
            )
            == code
        )


def test_a_line_in_force_is_not_renamed_moved_or_raised_by_the_office(hall: Hall) -> None:
    """Its amount changes only by a transfer within the ceiling, or by what the council adopts."""
    line = kit.in_force(hall, amount=100_00)
    values = {"names": line.names, "function": line.function, "unit": line.unit}
    change = actions.change_budget_line
    again: dict[str, Any] = {**values, "carrier": line.carrier, "amount": 999_00}
    assert refusal(lambda: change.perform(hall.parks, line=line, **again)) == "wrong-state"
    actions.amend_budget_book.perform(hall.parks, book=line.book, reason="More.")
    line = kit.fresh(line)
    change.perform(hall.parks, line=line, **again)
    with pytest.raises(BadInput):
        change.perform(hall.parks, line=kit.fresh(line), **{**again, "carrier": hall.body("roads")})
    # What is proposed pays nothing.
    item = kit.on_line(hall, running(hall), kit.fresh(line))
    assert refusal(lambda: kit.pay(hall, item, 101_00)) == "line-passed"


def test_the_ceiling_is_the_law_s_and_does_not_wear_off(hall: Hall) -> None:
    most = Competence.objects.filter(power="move-budget-money").values_list("most", flat=True)
    assert set(most) == {5_000_00}
    assert set(
        Competence.objects.filter(power="adopt-budget-books").values_list("most", flat=True)
    ) == {None}
    line = kit.in_force(hall, amount=20_000_00)
    back = kit.other(line)
    move = deciding_actions.move_budget_money
    given = {"target": back, "reason": "Storm."}
    move.perform(hall.parks, line=line, amount=5_000_00, **given)
    # Moving it back does not give the office a new ceiling on the first line.
    move.perform(hall.parks, line=kit.fresh(back), target=line, amount=4_000_00, reason="Back.")
    assert (
        refusal(lambda: move.perform(hall.parks, line=kit.fresh(line), amount=1_00, **given))
        == "above-amount"
    )


def test_a_transfer_that_is_undone_by_a_review_gives_the_money_back(hall: Hall) -> None:
    line = kit.in_force(hall)
    deciding_actions.move_budget_money.perform(
        hall.parks, line=line, target=kit.other(line), amount=300_00, reason="Storm."
    )
    who = confirmed(hall)
    appeal = appeals.file_appeal.perform(
        who, entry=entry_of("delivery.move_budget_money"), text="No storm."
    ).result
    appeals.decide_appeal.perform(
        reviewer(hall), appeal=appeal, verdict="granted", text="There was none."
    )
    assert (kit.fresh(line).voted, kit.fresh(kit.other(line)).voted) == (1000_00, 500_00)
    assert BudgetTransfer.objects.get().set_aside_on is not None


def test_the_database_itself_takes_a_number_once(hall: Hall) -> None:
    line = kit.in_force(hall)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO delivery_budgetline (version, names, book_id, code, kind, function, "
            "unit_id, carrier_id, planned, moved, since, dropped) "
            "SELECT version, names, book_id, code, kind, function, unit_id, carrier_id, planned, "
            "moved, since, dropped FROM delivery_budgetline WHERE id = %s",
            [line.pk],
        )


def test_an_amount_changed_past_the_gate_is_found(hall: Hall) -> None:
    line = kit.in_force(hall)
    while sequencer.sequence_once():
        pass
    assert verification.verify(DatabaseSource()).ok
    with connection.cursor() as cursor:
        cursor.execute("UPDATE delivery_budgetline SET moved = 100 WHERE id = %s", [line.pk])
    assert not verification.verify(DatabaseSource()).ok


def test_words_of_lines_and_transfers_are_shown_as_they_are(hall: Hall) -> None:
    line = kit.in_force(hall, names={"en": "<script>alert(1)</script>"})
    deciding_actions.move_budget_money.perform(
        hall.parks,
        line=line,
        target=kit.other(line),
        amount=3_00,
        reason="<img src=x onerror=alert(1)>",
    )
    for address in (
        line.get_absolute_url(),
        line.book.get_absolute_url(),
        f"/plan/budget/{line.book_id}/lines/",
        f"/plan/budget/{line.book_id}/transfers/",
        line.book.editions.get().get_absolute_url(),
    ):
        page = Client().get(address).content.decode()
        assert "<script>alert" not in page and "<img src=x" not in page


def test_a_form_cannot_set_what_was_voted(hall: Hall) -> None:
    book = kit.begun(hall)
    sent = {
        "code": "1",
        **texts_in("names", "Lamps"),
        "kind": "expense",
        "function": "06.4",
        "unit": hall.unit("north").pk,
        "carrier": hall.body("parks").pk,
        "amount": "10",
        "moved": "99999",
        "since": "0",
    }
    signed_in("parks", hall.parks.ref).post(f"{book.get_absolute_url()}add-budget-line/", sent)
    line = BudgetLine.objects.get()
    assert (line.planned, line.moved, line.since, line.next) == (10_00, 0, 1, None)


def test_income_is_entered_by_the_body_that_keeps_the_book(hall: Hall) -> None:
    kit.in_force(hall)
    line = BudgetLine.objects.select_related("book").get(kind="income")
    record = charging_actions.record_income
    values = {"amount": 1_00, "on": kit.day(0), "source": "Statement 1"}
    assert refusal(lambda: record.perform(hall.roads, line=line, **values)) == "other-body"
    assert refusal(lambda: record.perform(hall.resident, line=line, **values)) == "wrong-kind"


def test_editions_stay_as_they_were_adopted(hall: Hall) -> None:
    line = kit.in_force(hall)
    before = BudgetEdition.objects.get().content
    deciding_actions.transfer_budget_money.perform(
        hall.chair, line=line, target=kit.other(line), amount=300_00, reason="Storm."
    )
    assert BudgetEdition.objects.get().content == before

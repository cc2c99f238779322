"""A function asked for, handed over, reported on, handed back; payments asked for; the desk that shows it all."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commonhall.core import clock
from commonhall.core.exports import datasets
from commonhall.core.refusals import BadInput
from commonhall.delivery.carriers import actions, queries
from commonhall.delivery.functions import actions as functions
from commonhall.delivery.functions import hand_back_actions, request_actions, timers
from commonhall.delivery.functions.models import FunctionRequest, Transfer
from commonhall.law.appeals import actions as appeal_actions
from commonhall.law.promises import ledger
from commonhall.law.promises.models import Fate
from commonhall.people.organisations.models import Organisation
from commonhall.record import sequencer, verification
from commonhall.record.readers import DatabaseSource
from tests.actions.samples import carriers as kit
from tests.actions.samples import set_fields
from tests.delivery import calls
from tests.kit import Hall, found_hall, signed_in
from tests.law.kit import entry_of, later, refusal
from tests.words import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def read(path: str, client: Client | None = None) -> str:
    answer = (client or Client()).get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_asked_for_agreed_and_handed_over_with_what_was_asked(hall: Hall) -> None:
    ash = calls.organisation(hall, "Ash")
    asked = kit.asked(hall, ash)
    promise = ledger.of(asked.ref)
    assert promise is not None and promise.first_on == clock.today() + timedelta(days=60)
    request_actions.answer_function_request.perform(
        hall.parks, request=asked, agreed=True, reasons="They know how."
    )
    promise = ledger.of(asked.ref)
    assert promise is not None and promise.fate(clock.today()) == Fate.KEPT
    page = read(asked.get_absolute_url(), signed_in(hall.chair))
    assert f"?for={asked.pk}" in page
    form = read(
        f"/services/{asked.service_id}/transfer-function/?for={asked.pk}", signed_in(hall.chair)
    )
    assert "A warm meal a child." in form
    functions.transfer_function.perform(
        hall.chair,
        asked.service,
        organisation=Organisation.objects.get(pk=ash.organisation),
        standards=texts("A warm meal a child."),
        amount=asked.amount,
        starts=asked.starts,
        ends=asked.ends,
    )
    found = FunctionRequest.objects.get()
    assert found.state == "handed_over" and found.transfer == Transfer.objects.get()
    while sequencer.sequence_once():
        pass
    assert verification.verify(DatabaseSource()).ok


def test_a_refusal_is_appealed_and_a_late_answer_breaks_the_promise(hall: Hall) -> None:
    ash = calls.organisation(hall, "Ash")
    asked = kit.asked(hall, ash)
    with later(61):
        promise = ledger.of(asked.ref)
        assert promise is not None and promise.fate(clock.today()) == Fate.BROKEN
    request_actions.answer_function_request.perform(
        hall.parks, request=asked, agreed=False, reasons="No."
    )
    appealed = appeal_actions.file_appeal.perform(
        ash, entry=entry_of("delivery.answer_function_request"), text="They did not read it."
    ).result
    assert appealed.about == asked.ref
    # After a refusal one may ask again.
    request_actions.ask_for_function.perform(ash, service=asked.service, **kit.plan())


def test_handed_back_after_the_notice_and_carried_until_then(hall: Hall) -> None:
    ash = calls.organisation(hall, "Ash")
    made = kit.carried(hall, ash)
    hand_back_actions.hand_back_function.perform(ash, made, reasons="Our kitchen closes.")
    assert timers.return_functions() == 0
    with later(90):
        assert timers.return_functions() == 1 and timers.return_functions() == 0
    made.refresh_from_db()
    assert made.returned_on is not None and made.service.organisation is None
    assert "Our kitchen closes." in read(made.get_absolute_url())


def test_reports_are_owed_month_by_month_and_late_ones_shown_late(hall: Hall) -> None:
    ash = calls.organisation(hall, "Ash")
    made = kit.carried(hall, ash, since=75)
    owed = queries.owed(made, clock.today())
    assert 2 <= len(owed) <= 3 and owed[0].days_late > 0
    actions.report_on_function.perform(
        ash,
        transfer=made,
        month=owed[0].month.isoformat(),
        figures=actions.read_figures("Meals served: 412\nDays closed: 0"),
        text="All children ate.",
    )
    report = made.reports.get()  # type: ignore[attr-defined]
    assert report.days_late == owed[0].days_late
    said = read(made.get_absolute_url())
    assert "412" in said and "late by" in said and "report" in said
    assert queries.owed(Transfer.objects.get(), clock.today())[0].month == clock.next_month(
        owed[0].month
    )


@pytest.mark.parametrize("line", ["Meals", "Meals: many", ": 4", "Meals 412"])
def test_figures_are_names_with_numbers(line: str) -> None:
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        actions.read_figures(line)


def test_a_payment_asked_for_goes_through_the_rules_of_every_payment(hall: Hall) -> None:
    asked = kit.payment(hall)
    ash = calls.organisation(hall, "Ash")
    second = actions.request_payment.perform(
        ash, contract=asked.contract, amount=60_00, **kit.invoice("A 8")
    ).result
    actions.pay_request.perform(hall.parks, request=asked)
    with pytest.raises(BadInput):
        actions.pay_request.perform(hall.parks, request=second)
    actions.refuse_payment.perform(hall.parks, request=second, reasons="Above the contract.")
    assert "Above the contract." in read(second.get_absolute_url())
    assert "Payments asked for" in read(asked.contract.get_absolute_url())


def test_nothing_is_paid_on_an_award_that_nobody_confirmed(hall: Hall) -> None:
    asked = kit.payment(hall)
    set_fields(asked.contract, confirmed_on=None)
    assert (
        refusal(lambda: actions.pay_request.perform(hall.parks, request=asked)) == "not-confirmed"
    )


def test_the_desk_shows_what_waits_and_asks_as_often_however_much_there_is(hall: Hall) -> None:
    assert "You act in your own name" in read("/plan/carrier/", signed_in("resident"))
    ash = calls.organisation(hall, "Ash")
    client = signed_in(ash)
    assert "This organisation carries no function." in read("/plan/carrier/", client)
    made = kit.carried(hall, ash, since=40)
    made.service.category_id = hall.lamps.pk
    set_fields(made.service, category_id=hall.lamps.pk)
    kit.payment(hall)
    call = calls.is_open(hall)
    calls.hand_in(ash, call)
    hall.raise_case()
    said = read("/plan/carrier/", client)
    for words in (
        "report late by",
        "The lamp is broken",
        call.name,
        "Our offers",
        "Ask for a payment",
    ):
        assert words in said, words
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as asked:
            read("/plan/carrier/", client)
        counts.append(len(asked))
        for number in range(3):
            hall.raise_case()
            calls.hand_in(ash, calls.is_open(hall, names=texts(f"Call {number}")))
    assert counts[0] == counts[1] <= 24, counts


def test_lists_of_functions_say_what_is_empty_and_stay_flat(hall: Hall) -> None:
    assert "There is no service to hand over" in read("/plan/functions/open/")
    assert "No organisation has asked" in read("/plan/functions/requests/")
    ash = calls.organisation(hall, "Ash")
    asked = kit.asked(hall, ash)
    assert "Ask to carry it" in read("/plan/functions/open/", signed_in(ash))
    assert str(asked) in read("/plan/functions/requests/?state=waiting")
    with CaptureQueriesContext(connection) as few:
        read("/plan/functions/requests/")
    for name in ("Birch", "Cedar"):
        who = calls.organisation(hall, name)
        request_actions.ask_for_function.perform(who, service=asked.service, **kit.plan())
    with CaptureQueriesContext(connection) as many:
        read("/plan/functions/requests/")
    assert len(few) == len(many) <= 10
    tables = datasets()
    assert len(list(tables["delivery.function_requests"].rows())) == 3
    assert not list(tables["delivery.reports"].rows())


def test_programs_read_requests_reports_and_payments(hall: Hall) -> None:
    asked = kit.asked(hall, calls.organisation(hall, "Ash"))
    kit.payment(hall)
    for path, found in (
        ("function-requests", asked.pk),
        ("payment-requests", None),
        ("function-reports", None),
    ):
        answer = Client().get(f"/api/v1/{path}")
        assert answer.status_code == 200, path
        rows = answer.json()["items"]
        assert found is None or [one["id"] for one in rows] == [found]
    (payment,) = Client().get("/api/v1/payment-requests").json()["items"]
    assert (payment["amount"], payment["state"]) == ("6000", "waiting")


def test_rights_and_duties_of_organisations_and_residents_stand_on_a_page(hall: Hall) -> None:
    said = read("/law/rights/organisation/")
    assert "Hand in a sealed offer" in said and "Time to report on a month" in said
    said = read("/law/rights/person/")
    assert "Hand in a sealed offer" not in said and "Ask a question" in said
    assert Client().get("/law/rights/nobody/").status_code == 404


def test_the_use_of_a_grant_is_reported_once_and_late_is_said(hall: Hall) -> None:
    ash = calls.organisation(hall, "Ash")
    contract = kit.awarded(hall, ash)
    set_fields(contract, grant=True)
    with later(30):
        assert "report late by 20 days" in read(contract.get_absolute_url())
        actions.report_on_grant.perform(
            ash,
            contract=contract,
            spent=90_00,
            figures=actions.read_figures("Walks: 12"),
            text="Twelve walks at dusk.",
        )
    said = read(contract.get_absolute_url())
    assert "Twelve walks at dusk." in said and "late by 20 days" in said
    (row,) = datasets()["delivery.grant_reports"].rows()
    assert (row["spent"], row["days_late"]) == (90_00, 20)


@pytest.mark.parametrize("again", ["A 8", "a-8", "A\N{ZERO WIDTH SPACE}8", "Ａ 08"])
def test_an_invoice_that_waits_is_not_asked_for_again_in_other_signs(
    hall: Hall, again: str
) -> None:
    asked = kit.payment(hall)
    ash = calls.organisation(hall, "Ash")

    def ask(number: str) -> None:
        actions.request_payment.perform(
            ash, contract=asked.contract, amount=1_00, **kit.invoice(number)
        )

    ask("A 8")
    with pytest.raises(BadInput) as refusal:
        ask(again)
    assert refusal.value.field == "invoice"
    ask("A 9")

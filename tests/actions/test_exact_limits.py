"""Where a rule turns: the last day, the last cent, the smallest place. A step further is refused."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models import QuerySet

from commonhall.actions.models import Follow, Notification
from commonhall.cases.cases import actions as cases
from commonhall.cases.categories import actions as categories
from commonhall.core import clock, jobs
from commonhall.core.refusals import Refused
from commonhall.decisions.votes import actions as votes
from commonhall.delivery.payments import actions as payment_actions
from commonhall.delivery.plan import actions as plan
from commonhall.law import queries
from commonhall.law.appeals import actions as appeals
from commonhall.law.instruments import granting_actions
from commonhall.law.instruments.models import Competence
from commonhall.law.recalls import actions as recalls
from commonhall.people.residents import actions as residents
from commonhall.people.residents.models import Verification
from tests import on_record
from tests.actions.samples import set_fields
from tests.actions.samples.delivery import lamps, running
from tests.actions.samples.demands import petition
from tests.actions.samples.law import own
from tests.decisions.kit import cast, open_it, question, voter
from tests.kit import Hall, found_hall
from tests.law import kit

pytestmark = pytest.mark.django_db
ONE = timedelta(days=1)


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def route(hall: Hall, unit: str, body: str) -> None:
    categories.route_category.perform(
        hall.chair, category=hall.lamps, unit=hall.unit(unit), body=hall.body(body)
    )


def test_the_smallest_place_that_has_a_route_decides(hall: Hall) -> None:
    route(hall, "root", "council")
    route(hall, "north", "roads")
    assert hall.raise_case(unit=hall.unit("north")).body.code == "roads"
    assert hall.raise_case(unit=hall.unit("south")).body.code == "council"


def test_a_competence_reaches_its_last_cent_and_no_further(hall: Hall) -> None:
    granting_actions.grant_competence.perform(
        hall.chair,
        provision=own(hall),
        body=hall.body("roads"),
        power="set-plans",
        unit=hall.unit("root"),
        starts=clock.today(),
        most=500_00,
    )
    # The larger one first: what was adopted before in the same matter counts too.
    above = kit.refusal(lambda: plan.adopt_item.perform(hall.roads, **lamps(hall, budget=500_01)))
    assert above == "above-amount"
    assert plan.adopt_item.perform(hall.roads, **lamps(hall, budget=500_00)).result.pk


def test_a_payment_is_within_what_the_body_may_spend(hall: Hall) -> None:
    item = running(hall)
    spending = QuerySet(Competence).filter(power="spend", body=hall.body("parks"))
    assert on_record.change(spending, most=100)

    def pay(amount: int) -> Any:
        return payment_actions.record_payment.perform(
            hall.parks,
            item=item,
            amount=amount,
            purpose="Poles",
            payee="Poles Ltd",
            invoice=f"A {amount}",
            invoiced_on=clock.today(),
        )

    assert kit.refusal(lambda: pay(101)) == "above-amount"
    assert pay(100).result.amount == 100
    # The ceiling holds for all that is paid in one matter.
    assert kit.refusal(lambda: pay(1)) == "above-amount"


def test_a_residence_counts_on_its_last_day_and_not_on_the_day_after(hall: Hall) -> None:
    somebody, late = voter(hall, 1), voter(hall, 2)
    election = open_it(hall, question(hall))
    for actor, ends in ((somebody, clock.today()), (late, clock.today() - ONE)):
        set_fields(Verification.objects.get(person=actor.person), ends=ends)
    assert cast(somebody, election, "yes")
    with pytest.raises(Refused):
        cast(late, election, "yes")
    assert votes.cast_ballot.check(late, election).refusal is not None


def test_who_moved_away_votes_where_they_live_now(hall: Hall) -> None:
    somebody = voter(hall, 1, "north")
    before = Verification.objects.get(person=somebody.person)
    residents.verify_resident.perform(hall.clerk, person=before.person, unit=hall.unit("south"))
    election = open_it(hall, question(hall, unit=hall.unit("north")))
    assert votes.cast_ballot.check(somebody, election)
    set_fields(before, ends=clock.today() - ONE)
    assert votes.cast_ballot.check(somebody, election).refusal is not None


def test_an_appeal_is_filed_on_the_last_day_and_not_on_the_day_after(hall: Hall) -> None:
    resident = kit.confirmed(hall)
    cases.answer_case.perform(hall.parks, case=hall.raise_case(), text="No.")
    entry, limit = kit.entry_of("cases.answer_case"), queries.deadline_days("appeal", clock.today())
    assert limit

    def file() -> Any:
        return appeals.file_appeal.perform(resident, entry=entry, text=kit.WORDS)

    with kit.later(limit[0] + 1):
        assert kit.refusal(file) == "too-late"
    with kit.later(limit[0]):
        assert file().result.pk


def test_the_last_name_obliges_and_the_one_before_does_not(hall: Hall) -> None:
    one = petition(hall, 8)
    assert (one.needed, one.state) == (10, "open")
    recalls.sign_recall.perform(voter(hall, 50), petition=one)
    one.refresh_from_db()
    assert one.state == "reached"


def test_nobody_is_told_what_they_did_themselves(hall: Hall) -> None:
    case = hall.raise_case()
    told = Notification.objects.filter(account_id=hall.resident.account)
    others = Notification.objects.filter(account_id=hall.clerk.account)
    Follow.objects.create(account_id=hall.clerk.account, ref=case.ref)

    def worked() -> tuple[int, int]:
        while jobs.run_one("worker"):
            pass
        return told.count(), others.count()

    cases.mark_done.perform(hall.parks, case=case, text="A new lamp.")
    assert worked() == (1, 1)
    cases.refuse_result.perform(hall.resident, case=case, text="It is dark.")
    assert worked() == (1, 2)

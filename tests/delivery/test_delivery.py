"""The plan and what it promises; contracts, functions, shifts; winners of votes enter by themselves."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.actions.models import Link
from commonhall.core import clock, search
from commonhall.core.refusals import BadInput, Refused
from commonhall.delivery.contracts import actions as contract_actions
from commonhall.delivery.contracts import queries as contract_queries
from commonhall.delivery.contracts.models import Contract
from commonhall.delivery.functions import actions as function_actions
from commonhall.delivery.functions import queries as function_queries
from commonhall.delivery.functions.models import Transfer
from commonhall.delivery.payments import actions as payment_actions
from commonhall.delivery.plan import actions, confirming_actions, milestone_actions
from commonhall.delivery.plan import queries as plan_queries
from commonhall.delivery.plan.models import Item, ItemConfirmation
from commonhall.delivery.shifts import actions as shift_actions
from commonhall.delivery.shifts.models import Shift, Volunteer
from commonhall.law.instruments.models import Provision
from commonhall.law.promises import queries as promise_queries
from commonhall.law.promises.queries import Counted
from commonhall.people.accounts.models import Account
from commonhall.people.actors import as_organisation
from commonhall.people.interests import actions as interest_actions
from commonhall.people.organisations import actions as organisation_actions
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents import actions as resident_actions
from commonhall.people.residents.models import Person
from commonhall.record import sequencer, verification
from commonhall.record.readers import DatabaseSource
from commonhall.services.services import actions as services
from commonhall.services.services.models import Service
from tests.decisions.kit import budget, cast, count_it, open_it, voter
from tests.kit import Hall, found_hall, signed_in
from tests.words import OTHER, in_, texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path, monkeypatch: Any) -> Hall:
    monkeypatch.setattr("commonhall.decisions.votes.destruction.envelopes", lambda _votes: [])
    return found_hall()


def refusal(call: Any) -> str:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.code


def project(hall: Hall, **given: Any) -> Item:
    values = {
        "level": "project",
        "names": texts("Lamps"),
        "unit": hall.unit("north"),
        "body": hall.body("parks"),
        "budget": 1000_00,
        **given,
    }
    return actions.adopt_item.perform(hall.chair, **values).result


def promised(day: Any) -> Counted:
    return promise_queries.in_all(promise_queries.promises(day), day)


def later(days: int) -> Any:
    return clock.replay(timezone.now() + timedelta(days=days))


def organisation(hall: Hall) -> tuple[Organisation, Actor]:
    made = organisation_actions.register_organisation.perform(
        hall.resident, name="Friends", kind="association", unit=hall.unit("north")
    ).result
    organisation_actions.recognise_organisation.perform(hall.clerk, organisation=made)
    made.refresh_from_db()
    return made, as_organisation(Person.objects.get(pk=hall.resident.person), made)


# --- the plan -------------------------------------------------------------------------------------
def test_winners_of_a_vote_enter_the_plan_in_the_counts_own_transaction(hall: Hall) -> None:
    election = open_it(hall, budget(hall))
    for number in range(10):
        cast(voter(hall, number), election, *(["a", "c"] if number < 6 else ["b"]))
    count_it(election)
    planned = Item.objects.order_by("pk")
    assert [(one.names["en"], one.budget) for one in planned] == [
        ("Project a", 40_00),
        ("Project b", 40_00),
    ]
    for one in planned:
        assert Link.objects.filter(from_ref=one.about, to_ref=one.ref, kind="planned").exists()
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_without_the_provision_the_count_fails_whole(hall: Hall) -> None:
    election = open_it(hall, budget(hall))
    for number in range(10):
        cast(voter(hall, number), election, "a")
    provision = Provision.objects.get(number="Article 22")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE law_provision SET ends = %s WHERE id = %s",
            [timezone.localdate() - timedelta(days=1), provision.pk],
        )
    assert refusal(lambda: count_it(election)) == "no-competence"
    # Nothing is lost: what came out of the envelopes waits for the next try.
    assert election.opened.count() == 10 and not election.ballots.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"level": "dream"}, "level"),
        ({"names": {}}, "names"),
        ({"budget": -1}, "budget"),
        (
            {"starts": timezone.localdate(), "due_on": timezone.localdate() - timedelta(days=1)},
            "due_on",
        ),
    ],
)
def test_a_plan_that_does_not_hang_together_is_named(hall: Hall, change: Any, field: str) -> None:
    with pytest.raises(BadInput) as caught:
        project(hall, **change)
    assert caught.value.field == field and not Item.objects.exists()


def test_the_tree_has_goals_above_measures_above_projects(hall: Hall) -> None:
    goal = project(hall, level="goal")
    measure = project(hall, level="measure", parent=goal)
    child = project(hall, parent=measure)
    for level, parent in (("project", goal), ("goal", goal), ("measure", child)):
        with pytest.raises(BadInput):
            project(hall, level=level, parent=parent)
    (root,) = plan_queries.tree()
    assert [node.item.pk for node in root.children[0].children] == [child.pk]


def test_a_promise_is_kept_or_broken_and_moving_the_day_mends_nothing(hall: Hall) -> None:
    item, day = project(hall), clock.today()
    actions.start_item.perform(hall.parks, item=item, due_on=day + timedelta(days=5))
    first = milestone_actions.add_milestone.perform(
        hall.parks, item=item, names=texts("Poles"), due_on=day + timedelta(days=2)
    ).result
    second = milestone_actions.add_milestone.perform(
        hall.parks, item=item, names=texts("Light"), due_on=day + timedelta(days=3)
    ).result
    assert promised(day) == Counted(to_come=3)
    with pytest.raises(BadInput):
        milestone_actions.finish_milestone.perform(hall.parks, milestone=first, proof=" ")
    milestone_actions.finish_milestone.perform(hall.parks, milestone=first, proof="See the photo.")
    assert refusal(lambda: actions.finish_item.perform(hall.parks, item=item)) == "milestones-open"
    with later(4):
        milestone_actions.finish_milestone.perform(hall.parks, milestone=second, proof="It shines.")
    with later(9):
        actions.finish_item.perform(hall.parks, item=item)
    assert promised(day + timedelta(days=10)) == Counted(kept=1, late=2)
    stopped = project(hall)
    actions.start_item.perform(hall.parks, item=stopped, due_on=day + timedelta(days=50))
    other = Item.objects.get(pk=stopped.pk)
    assert refusal(lambda: actions.stop_item.perform(hall.chair, item=other)) == "other-body"


def test_amending_keeps_every_version(hall: Hall) -> None:
    item = project(hall)
    changed = actions.amend_item.perform(
        hall.chair,
        item=item,
        names=texts("More lamps"),
        texts={},
        budget=5,
        reason="Twelve are **too few**.",
    ).result
    assert (changed.version, changed.budget) == (2, 5)
    found = search.matching(Item.objects.all(), "delivery.item", in_(OTHER, "More lamps"))
    assert [one.pk for one in found] == [item.pk]
    with pytest.raises(BadInput) as caught:
        actions.amend_item.perform(hall.chair, item=item, names=item.names, texts={}, reason=" ")
    assert caught.value.field == "reason"
    assert (
        refusal(
            lambda: actions.amend_item.perform(
                hall.parks, item=item, names=item.names, texts={}, reason="x"
            )
        )
        == "no-competence"
    )
    actions.start_item.perform(hall.parks, item=item, due_on=clock.today())
    actions.finish_item.perform(hall.parks, item=Item.objects.get(pk=item.pk))
    assert (
        refusal(
            lambda: actions.amend_item.perform(
                hall.chair, item=item, names=item.names, texts={}, reason="x"
            )
        )
        == "wrong-state"
    )


def test_payments_are_published_and_a_friend_is_not_paid(hall: Hall) -> None:
    item = project(hall)
    friend, _speaker = organisation(hall)
    payment_actions.record_payment.perform(
        hall.parks,
        item=item,
        amount=500,
        purpose="Poles",
        organisation=friend,
        invoice="A 1",
        invoiced_on=clock.today(),
    )
    assert plan_queries.with_money(plan_queries.items()).get().paid == 500  # type: ignore[attr-defined]
    interest_actions.declare_interest.perform(hall.parks, target=friend.ref, kind="family")
    pay = payment_actions.record_payment
    assert (
        refusal(
            lambda: pay.perform(
                hall.parks,
                item=item,
                amount=1,
                purpose="x",
                organisation=friend,
                invoice="A 2",
                invoiced_on=clock.today(),
            )
        )
        == "recused"
    )
    with pytest.raises(BadInput):
        pay.perform(
            hall.parks,
            item=item,
            amount=0,
            purpose="x",
            payee="Poles Ltd",
            invoice="A 2",
            invoiced_on=clock.today(),
        )


def test_residents_say_whether_it_is_what_was_promised(hall: Hall) -> None:
    item, person = project(hall), voter(hall, 1)
    say = confirming_actions.confirm_item
    assert refusal(lambda: say.perform(person, item=item, good=True)) == "wrong-state"
    actions.start_item.perform(hall.parks, item=item, due_on=clock.today())
    actions.finish_item.perform(hall.parks, item=item)
    with pytest.raises(BadInput):
        say.perform(person, item=item, good=False)
    say.perform(person, item=item, good=False, text="Two are dark.")
    assert plan_queries.words(item) == plan_queries.Words(0, 1)
    say.perform(person, item=item, good=True)
    assert (
        plan_queries.words(item) == plan_queries.Words(1, 0)
        and ItemConfirmation.objects.count() == 1
    )
    assert refusal(lambda: say.perform(hall.resident, item=item, good=True)) == "not-verified"
    resident_actions.erase_me.perform(person, words=True)
    assert ItemConfirmation.objects.get().person_id is None
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


# --- contracts and functions ------------------------------------------------------------------------
def call(hall: Hall, days: int = 3) -> Contract:
    return contract_actions.publish_call.perform(
        hall.parks,
        names=texts("Poles"),
        unit=hall.unit("north"),
        closes_on=clock.today() + timedelta(days=days),
    ).result


def test_a_contract_is_called_awarded_with_reasons_and_flagged(hall: Hall) -> None:
    friend, _speaker = organisation(hall)
    made = call(hall)
    award = contract_actions.award_contract
    given = {
        "contract": made,
        "organisation": friend,
        "amount": 700,
        "bids": 1,
        "reason": "The best.",
        "ends": clock.today() + timedelta(days=90),
    }
    assert refusal(lambda: award.perform(hall.parks, **given)) == "call-open"
    with later(4):
        for change in ({"amount": 0}, {"bids": 0}, {"reason": " "}):
            with pytest.raises(BadInput):
                award.perform(hall.parks, **{**given, **change})
        awarded = award.perform(hall.parks, **given).result
    flags = [str(one) for one in contract_queries.flags(awarded)]
    assert "There was only one offer." in flags and any("ten days" in one for one in flags)
    assert refusal(lambda: award.perform(hall.roads, **given)) in {
        "other-body",
        "outside-territory",
    }
    package = Client().get("/plan/contracts/ocds.json").json()
    (release,) = package["releases"]
    assert package["version"] == "1.1" and release["tag"] == ["tender", "award", "contract"]
    assert release["awards"][0]["suppliers"][0]["name"] == "Friends"
    assert release["tender"]["numberOfTenderers"] == 1
    read = Client().get(f"/api/v1/contracts/{awarded.pk}").json()
    assert (read["amount"], read["asked"]) == ("700", [])
    contract_actions.end_contract.perform(hall.parks, contract=awarded, fulfilled=True)
    assert Contract.objects.get().state == "complete"


def test_a_function_goes_to_an_organisation_and_back(hall: Hall) -> None:
    friend, _speaker = organisation(hall)
    service = services.set_service.perform(
        hall.chair,
        code="x",
        names=texts("Lamps"),
        texts={},
        body=hall.body("parks"),
        unit=hall.unit("root"),
    ).result
    day, hand = clock.today(), function_actions.transfer_function
    given = {
        "service": service,
        "organisation": friend,
        "names": {},
        "amount": 100,
        "standards": texts("Ten days."),
        "starts": day,
        "ends": day + timedelta(days=300),
    }
    with pytest.raises(BadInput) as caught:
        hand.perform(hall.chair, **{**given, "standards": {}})
    assert caught.value.field == "standards"
    made = hand.perform(hall.chair, **given).result
    assert Service.objects.get().organisation == friend
    assert function_queries.carried_by_organisations() == (1, 1)
    assert refusal(lambda: hand.perform(hall.chair, **given)) == "handed-over"
    assert refusal(lambda: hand.perform(hall.parks, **given)) == "no-competence"
    back = function_actions.take_back_function.perform(
        hall.chair, transfer=made, reason="Its wish."
    ).result
    assert back.returned_on == day and Service.objects.get().organisation is None
    assert Transfer.objects.count() == 1
    organisation_actions.suspend_organisation.perform(hall.clerk, organisation=friend)
    friend.refresh_from_db()
    with pytest.raises(BadInput):
        hand.perform(hall.chair, **{**given, "organisation": friend})


# --- shifts -----------------------------------------------------------------------------------------
def shift(hall: Hall, speaker: Actor, places: int = 2) -> Shift:
    begins = timezone.now() + timedelta(days=2)
    return shift_actions.offer_shift.perform(
        speaker,
        names=texts("Paint"),
        unit=hall.unit("north"),
        starts_at=begins,
        ends_at=begins + timedelta(hours=2),
        places=places,
    ).result


def test_hands_sign_up_leave_and_are_counted(hall: Hall) -> None:
    _friend, speaker = organisation(hall)
    made = shift(hall, speaker)
    people_ = [voter(hall, number) for number in range(3)]
    join, leave = shift_actions.join_shift, shift_actions.leave_shift
    first = join.perform(people_[0], shift=made).result
    join.perform(people_[1], shift=made)
    assert refusal(lambda: join.perform(people_[0], shift=made)) == "joined"
    assert refusal(lambda: join.perform(people_[2], shift=made)) == "full"
    leave.perform(people_[1], shift=made)
    join.perform(people_[2], shift=made)
    join_again = Volunteer.objects.filter(shift=made, left_on=None).count()
    assert join_again == 2
    count = shift_actions.count_volunteers
    assert refusal(lambda: count.perform(speaker, shift=made, came=[])) == "not-begun"
    another = shift(hall, speaker)
    others = join.perform(people_[1], shift=another).result
    with later(3):
        assert refusal(lambda: join.perform(people_[1], shift=made)) == "wrong-state"
        assert refusal(lambda: count.perform(hall.parks, shift=made, came=[])) == "not-yours"
        with pytest.raises(BadInput):
            count.perform(speaker, shift=made, came=[others])
        count.perform(speaker, shift=made, came=[first])
    assert Volunteer.objects.filter(came=True).count() == 1


def test_who_signed_up_is_known_to_nobody_else(hall: Hall) -> None:
    _friend, speaker = organisation(hall)
    made = shift(hall, speaker)
    person = voter(hall, 1)
    Person.objects.filter(pk=person.person).update(name="Wilhelmina")
    shift_actions.join_shift.perform(person, shift=made)
    client = Client()
    client.force_login(Account.objects.get(email="parks@example.org"))
    for path in (
        f"/plan/shifts/{made.pk}/",
        f"/plan/shifts/{made.pk}/count-volunteers/",
        "/api/v1/shifts",
    ):
        assert "Wilhelmina" not in client.get(path).content.decode()
    resident_actions.erase_me.perform(person)
    assert Volunteer.objects.get().person_id is None


def test_dates_are_a_calendar_other_programs_read(hall: Hall) -> None:
    _friend, speaker = organisation(hall)
    shift(hall, speaker)
    item = project(hall, names=texts("Lamps, poles; and " + "很长" * 40))
    milestone_actions.add_milestone.perform(
        hall.parks,
        item=item,
        names=texts("Poles"),
        due_on=clock.today() + timedelta(days=9),
    )
    answer = Client().get("/plan/dates.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    raw = answer.content
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    lines = raw.decode().replace("\r\n ", "").split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-2] == "END:VCALENDAR"
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 2
    assert any("Lamps\\, poles\\;" in line for line in lines)


def test_the_plan_on_pages(hall: Hall, django_assert_max_num_queries: Any) -> None:
    client = signed_in(hall.chair)
    sent = {
        "names_en": "<script>alert(1)</script>",
        "level": "project",
        "body": str(hall.body("council").pk),
        "unit": str(hall.unit("north").pk),
        "budget": "120",
    }
    assert client.post("/plan/adopt-item/", {**sent, "level": "dream"}).status_code == 400
    assert client.post("/plan/adopt-item/", sent).status_code == 302
    item = Item.objects.get()
    day = (clock.today() + timedelta(days=3)).isoformat()
    assert client.post(f"/plan/{item.pk}/start/", {"due_on": "yesterday"}).status_code == 400
    assert client.post(f"/plan/{item.pk}/start/", {"due_on": day}).status_code == 302
    assert (
        client.post(
            f"/plan/{item.pk}/record-payment/",
            {
                "amount": "10",
                "purpose": "Poles",
                "payee": "Poles Ltd",
                "invoice": "A 1",
                "invoiced_on": clock.today().isoformat(),
            },
        ).status_code
        == 302
    )
    assert client.post(f"/plan/{item.pk}/finish/").status_code == 302
    page = Client().get(f"/plan/{item.pk}/").content.decode()
    assert "<script>alert" not in page and "Is it as promised?" in page
    for number in range(20):
        project(hall, names=texts(f"p{number}"))
    with django_assert_max_num_queries(9):
        assert Client().get("/plan/").status_code == 200
    shown = Client().get(f"/api/v1/plan/{item.pk}").json()
    assert (shown["paid"], shown["state"]) == ("1000", "done")
    assert json.dumps(Client().get("/api/v1/plan").json())

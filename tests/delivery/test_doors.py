"""What may be done with the plan, services and shifts is reached from their pages, and refused alike."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from commonhall.actions import action_pages
from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.core.models import Governed
from commonhall.delivery.contracts import actions as contract_actions
from commonhall.delivery.plan import actions, milestone_actions
from commonhall.delivery.plan.models import Item, Milestone
from commonhall.delivery.shifts import actions as shift_actions
from commonhall.delivery.shifts.models import Shift, Volunteer
from commonhall.people.actors import as_person
from commonhall.people.residents import actions as resident_actions
from commonhall.people.residents.models import Person
from commonhall.record.models import Entry
from commonhall.services.services import actions as service_actions
from tests.kit import Hall, by_key, found_hall, person, signed_in
from tests.open_data.test_api import key_of, post
from tests.words import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def project(hall: Hall) -> Item:
    return actions.adopt_item.perform(
        hall.chair,
        level="project",
        names=texts("Lamps"),
        unit=hall.unit("north"),
        body=hall.body("parks"),
        budget=1000_00,
    ).result


def milestone(hall: Hall) -> Milestone:
    return milestone_actions.add_milestone.perform(
        hall.parks, item=project(hall), names=texts("Poles"), due_on=clock.today()
    ).result


def shift(hall: Hall) -> Shift:
    begins = timezone.now() + timedelta(days=2)
    return shift_actions.offer_shift.perform(
        hall.parks,
        names=texts("Paint"),
        unit=hall.unit("north"),
        starts_at=begins,
        ends_at=begins + timedelta(hours=2),
        places=2,
    ).result


def things(hall: Hall) -> list[Governed]:
    service = service_actions.set_service.perform(
        hall.chair,
        code="lamps",
        names=texts("Light"),
        body=hall.body("parks"),
        unit=hall.unit("root"),
    ).result
    call = contract_actions.publish_call.perform(
        hall.parks, names=texts("Poles"), unit=hall.unit("north"), closes_on=clock.today()
    ).result
    step = milestone(hall)
    return [service, call, step, step.item, shift(hall)]


def shown_on(thing: Any) -> str:
    return str((thing.item if isinstance(thing, Milestone) else thing).get_absolute_url())


@pytest.mark.parametrize("who", ["resident", "parks", "chair"])
def test_what_is_allowed_is_found_by_clicking_and_nothing_else(hall: Hall, who: str) -> None:
    client, actor = signed_in(getattr(hall, who)), getattr(hall, who)
    found = 0
    for thing in things(hall):
        shown = client.get(shown_on(thing)).content.decode()
        for one in action_pages.on(type(thing)):
            address = action_pages.url_of(one, thing)
            allowed = bool(one.check(actor, thing))
            assert (f'href="{address}"' in shown) is allowed, one.code
            if allowed:
                found += 1
                assert "<form" in client.get(address).content.decode()
    assert found > 0


@pytest.mark.parametrize(
    ("page", "action", "who"),
    [
        ("/plan/", actions.adopt_item, "chair"),
        ("/plan/contracts/", contract_actions.publish_call, "parks"),
        ("/plan/shifts/", shift_actions.offer_shift, "parks"),
        ("/services/", service_actions.set_service, "chair"),
    ],
)
def test_lists_lead_to_what_makes_something_new(
    hall: Hall, page: str, action: Any, who: str
) -> None:
    link = f'href="{action_pages.url_of(action)}"'
    assert link in signed_in(getattr(hall, who)).get(page).content.decode()
    assert link not in signed_in(hall.resident).get(page).content.decode()


def test_a_milestone_is_done_from_the_page_of_its_project(hall: Hall) -> None:
    step = milestone(hall)
    client = signed_in(hall.parks)
    address = f"/plan/milestones/{step.pk}/finish/"
    assert client.post(address, {"proof": " "}).status_code == 400
    done = client.post(address, {"proof": "See the photo."})
    assert (done.status_code, done["Location"]) == (302, f"/plan/{step.item_id}/")
    entry = Entry.objects.get(action="delivery.finish_milestone")
    assert entry.subject == step.item.ref
    refused = milestone_actions.finish_milestone.check(hall.parks, Milestone.objects.get()).refusal
    assert refused is not None and refused.code == "wrong-state"
    other = milestone_actions.finish_milestone.check(hall.roads, Milestone.objects.get()).refusal
    assert other is not None and other.code in {"other-body", "outside-territory"}


def test_a_key_alone_does_not_pay(hall: Hall) -> None:
    item = project(hall)
    given, address = (
        {
            "amount": 100,
            "purpose": "Poles",
            "payee": "Poles Ltd",
            "invoice": "A 1",
            "invoiced_on": clock.today().isoformat(),
        },
        f"/items/{item.pk}/record-payment",
    )
    refused = by_key(hall.parks, address, given, confirmed=False)
    assert (refused.status_code, refused.json()["code"]) == (403, "second-factor")
    assert not item.payments.exists()
    assert by_key(hall.parks, address, given).status_code == 200
    assert item.payments.get().amount == 100


def test_one_signs_up_and_leaves_on_pages_and_by_a_program(hall: Hall) -> None:
    made, client = shift(hall), signed_in(hall.resident)
    page, join, leave = (
        made.get_absolute_url(),
        f"/plan/shifts/{made.pk}/join/",
        f"/plan/shifts/{made.pk}/leave/",
    )
    assert join in (shown := client.get(page).content.decode()) and leave not in shown
    assert client.post(join).status_code == 302
    assert leave in (shown := client.get(page).content.decode()) and join not in shown
    answer = post(f"/shifts/{made.pk}/leave", {}, key_of("resident"))
    assert answer.status_code == 200, answer.content
    assert Volunteer.objects.get().left_on == clock.today()


def test_who_came_is_ticked_by_name_by_whoever_asked(hall: Hall) -> None:
    made = shift(hall)
    # A name that no menu says.
    hand = shift_actions.join_shift.perform(as_person(person("Zebedee")), shift=made).result
    name = str(hand.person)
    address = f"/plan/shifts/{made.pk}/count-volunteers/"
    with clock.replay(timezone.now() + timedelta(days=3)):
        office: Actor = hall.parks
        assert shift_actions.count_volunteers.check(office, made)
        shown = signed_in(hall.parks).get(address).content.decode()
        assert f'value="{hand.pk}"' in shown and name in shown
        assert name not in signed_in(hall.roads).get(address).content.decode()
        sent = signed_in(hall.parks).post(address, {"came": [str(hand.pk)]})
    assert sent.status_code == 302
    hand.refresh_from_db()
    assert hand.came is True


@pytest.mark.parametrize("given", [{"good": "maybe"}, {}])
def test_yes_or_no_must_be_said(hall: Hall, given: dict[str, Any]) -> None:
    item = project(hall)
    actions.start_item.perform(hall.parks, item=item, due_on=clock.today())
    actions.finish_item.perform(hall.parks, item=item)
    person = hall.resident
    resident_actions.verify_resident.perform(
        hall.clerk, person=Person.objects.get(pk=person.person), unit=hall.unit("north")
    )
    answer = by_key(person, f"/items/{item.pk}/confirm", given, confirmed=False)
    assert (answer.status_code, answer.json()["field"]) == (422, "good")
    page = signed_in(person).post(f"/plan/{item.pk}/confirm/", given)
    assert page.status_code == 400 and not item.confirmations.exists()

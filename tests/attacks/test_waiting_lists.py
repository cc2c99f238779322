"""Nobody jumps a waiting list, gives points to themselves or a relative, joins twice, reads what others said, or acts for
another body; and whoever changes the rule after seeing who leads is seen."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.test import Client

from commonhall.actions import threads
from commonhall.actions.models import Follow, Notification, Version
from commonhall.core import clock, exports, search
from commonhall.core.refusals import BadInput
from commonhall.people.actors import as_office, as_person
from commonhall.people.bodies.models import Office
from commonhall.people.interests.actions import declare_interest
from commonhall.people.residents import actions as resident_actions
from commonhall.people.residents.models import Person
from commonhall.record.models import Entry
from commonhall.services.waiting_lists import (
    actions,
    intake_actions,
    keeping_actions,
    looking_actions,
)
from commonhall.services.waiting_lists import offering_actions as offering
from commonhall.services.waiting_lists.models import EntryProof, WaitingEntry
from tests.cases.mail_kit import run_jobs
from tests.kit import Hall, by_key, found_hall, key_of, signed_in
from tests.law.kit import refusal
from tests.services import kit, waiting

pytestmark = pytest.mark.django_db
WHY = "I saw the order."
HIDDEN = (waiting.SECRET, "My back", WHY, "The order names them alone.", "order.pdf")


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def twenty(hall: Hall, made: Any) -> list[WaitingEntry]:
    now, found = clock.now(), []
    for number in range(20):
        with clock.replay(now + timedelta(minutes=number)):
            found.append(waiting.join(kit.applicant(hall, f"person{number}"), made))
    return found


def test_the_twentieth_is_offered_nothing_while_others_stand_before(hall: Hall) -> None:
    made = waiting.waiting_list(hall)
    entries = twenty(hall, made)
    last = waiting.fresh(entries[19])
    found = offering.offer_place.check(hall.parks, last).refusal
    assert found is not None and found.code == "out-of-order"
    for words in (
        "19 stand before them",
        entries[0].number,
        "first come, first served",
        "Article 53",
    ):
        assert words in str(found.message), words
    answer = by_key(hall.parks, f"/services/waiting-lists/places/{last.pk}/offer-place", {})
    assert answer.status_code in (403, 404, 409)
    assert not last.offers.exists()
    # What the gate lets through out of order asks for reasons and a second factor, and is counted in public.
    found = offering.offer_out_of_order.coming(door="page")
    assert refusal(lambda: found.perform(hall.parks, last, reason="A friend.")) == "second-factor"
    offering.offer_out_of_order.perform(hall.parks, last, reason="Evicted today.")
    public = Client().get(made.get_absolute_url()).content.decode()
    assert "before 19 others" in public and "Evicted today." in public


def test_nobody_gives_points_or_places_to_themselves_or_a_relative(hall: Hall) -> None:
    made, second = waiting.by_points(hall, places=9), waiting.colleague(hall)
    officer = Person.objects.get(pk=hall.parks.person)
    resident_actions.verify_resident.perform(hall.clerk, person=officer, unit=hall.unit("north"))
    own = waiting.join(as_person(officer), made, claims=["alone"])
    assert refusal(lambda: waiting.look(hall, own)) == "own-matter"
    assert refusal(lambda: waiting.offer(hall, own)) == "own-matter"
    ada = kit.applicant(hall)
    theirs = waiting.join(ada, made, claims=["alone"])
    waiting.look(hall, theirs)
    declare_interest.perform(second, target=ada.ref, kind="family")
    assert refusal(lambda: waiting.confirm(second, theirs)) == "recused"
    assert waiting.fresh(theirs).points == 0


def test_one_person_looks_once_also_from_two_offices(hall: Hall) -> None:
    made = waiting.by_points(hall)
    waiting.colleague(hall)
    entry = waiting.join(kit.applicant(hall), made, claims=["alone"])
    waiting.look(hall, entry)
    other = Office.objects.select_related("body").get(code="parks-second")
    twice = as_office(Person.objects.get(pk=hall.parks.person), other)
    # Even where the second office would let them in, they are the same person.
    found = looking_actions.confirm_claim.check(twice, waiting.fresh(entry))
    assert not found.allowed and waiting.fresh(entry).points == 0


def test_everybody_is_on_a_list_once_also_through_the_desk(hall: Hall) -> None:
    made, ada = waiting.waiting_list(hall), kit.applicant(hall)
    waiting.join(ada, made)
    assert refusal(lambda: waiting.join(ada, made)) == "on-the-list"
    given: dict[str, Any] = {"waiting_list": made, "channel": "counter", "identity": "Card"}
    for who in ({"name": "Ada Z.", "email": "ada@example.org"}, {"name": "ADA"}):
        with pytest.raises(BadInput, match="name"):
            intake_actions.take_in_entry.perform(hall.clerk, **given, **who)
    assert made.entries.count() == 1


def test_a_closed_list_takes_nobody_by_any_door(hall: Hall) -> None:
    made, ada = waiting.waiting_list(hall), kit.applicant(hall)
    keeping_actions.set_last_day.perform(hall.parks, made, closes_on=clock.today())
    with clock.replay(clock.now() + timedelta(days=1)):
        assert refusal(lambda: waiting.join(ada, made)) == "closed"
        given = {"channel": "phone", "name": "Ruth", "identity": "Called back"}
        code = refusal(
            lambda: intake_actions.take_in_entry.perform(hall.clerk, waiting_list=made, **given)
        )
        assert code == "closed"
    assert not made.entries.exists()


def test_no_other_body_or_person_acts_on_a_list(hall: Hall) -> None:
    made = waiting.by_points(hall)
    ada, bob = kit.applicant(hall), kit.applicant(hall, "bob")
    entry = waiting.fresh(waiting.join(ada, made, claims=["alone"]))
    reason = {"reason": "Ours now."}
    calls: list[Any] = [
        lambda: offering.offer_place.perform(hall.roads, entry),
        lambda: keeping_actions.change_places.perform(hall.roads, made, places=50, **reason),
        lambda: looking_actions.look_at_claim.perform(
            hall.roads, entry, criterion="alone", holds=True, **reason
        ),
    ]
    assert {refusal(call) for call in calls} == {"other-body"}
    offer = waiting.offer(hall, entry)
    for call in (
        lambda: actions.accept_place_offer.perform(bob, offer),
        lambda: actions.decline_place_offer.perform(bob, offer, stay=False),
        lambda: actions.claim_points.perform(bob, waiting.fresh(entry), claims=["sibling"]),
    ):
        assert refusal(call) == "not-yours"
    with pytest.raises(BadInput, match="criteria"):
        waiting.by_points(hall, criteria=waiting.criteria("a | 1 | A\na | 2 | B"))
    roads = kit.service(hall, "roads", body=hall.body("council"))
    assert refusal(lambda: waiting.waiting_list(hall, service=roads)) == "other-body"


def test_points_are_not_changed_once_it_is_seen_who_leads(hall: Hall) -> None:
    made, second = waiting.by_points(hall), waiting.colleague(hall)
    entry = waiting.join(kit.applicant(hall), made, claims=["alone"])
    waiting.look(hall, entry)
    waiting.confirm(second, entry)
    given: dict[str, Any] = {"criterion": "alone", "holds": False, "reason": "I changed my mind."}
    for who in (hall.parks, second):
        found = looking_actions.look_at_claim.check(who, waiting.fresh(entry)).refusal
        assert found is not None and found.code == "nothing-to-look-at"
        code = refusal(
            lambda who=who: looking_actions.confirm_claim.perform(
                who, waiting.fresh(entry), **given
            )
        )
        assert code == "nothing-to-confirm"
    keeping_actions.change_waiting_rule.perform(
        hall.parks,
        made,
        rule="queue",
        provision=waiting.provision(),
        reason="The order does not please us.",
    )
    public = Client().get(made.get_absolute_url()).content.decode()
    for words in ("The order does not please us.", "Parks changed it", "when 1 was waiting"):
        assert words in public, words


def test_no_door_tells_who_waits_or_what_they_said(hall: Hall) -> None:
    made, second = waiting.by_points(hall), waiting.colleague(hall)
    ada, bob = kit.applicant(hall, "adalbertina"), kit.applicant(hall, "bob")
    entry = waiting.join(ada, made, claims=["alone"], text=waiting.SECRET)
    file = ContentFile(b"%PDF-1.4 back", "order.pdf")
    actions.add_proof.perform(ada, waiting.fresh(entry), file=file, need="alone")
    waiting.look(hall, entry)
    waiting.confirm(second, entry)
    waiting.offer(hall, entry)
    hidden = (*HIDDEN, "adalbertina")

    def clean(said: object) -> None:
        text = said if isinstance(said, str) else json.dumps(said, default=str, ensure_ascii=False)
        for word in hidden:
            assert word not in text, word

    for one in Entry.objects.filter(action__startswith="services."):
        clean(one.body)
        assert entry.person.ref not in one.body  # type: ignore[union-attr]
    for row in Version.objects.filter(type__startswith="services."):
        clean(row.state)
        if row.type == "services.waitingentry":
            state = json.loads(row.state)["state"]
            assert not {"person_id", "claims", "points", "text", "first_ahead"} & set(state)
    for table in exports.datasets().values():
        if table.name.startswith("services."):
            clean(list(table.rows()))
    assert not list(search.everything(waiting.SECRET, 20))
    clean([str(step) for step in threads.of(made.ref).stations])
    proof = EntryProof.objects.get()
    for client in (
        Client(),
        signed_in(bob),
        signed_in(hall.roads),
        signed_in(hall.chair),
        signed_in(hall.clerk),
    ):
        for address in (
            entry.get_absolute_url(),
            made.get_absolute_url(),
            "/services/waiting-lists/desk/",
        ):
            clean(client.get(address).content.decode())
        assert client.get(f"/services/waiting-lists/proofs/{proof.pk}/").status_code == 404
    opened = signed_in(second).get(f"/services/waiting-lists/proofs/{proof.pk}/")
    assert opened["Cache-Control"] == "no-store"
    for path in ("waiting-lists", f"waiting-lists/{made.pk}", "waiting-places"):
        headers = {"Authorization": f"Bearer {key_of(bob)}"}
        clean(Client().get(f"/api/v1/{path}", headers=headers).content.decode())
    headers = {"Authorization": f"Bearer {key_of(ada)}"}
    mine = Client().get("/api/v1/waiting-places", headers=headers).json()["items"]
    assert [(one["number"], one["points"], one["state"]) for one in mine] == [
        (entry.pk, 30, "offered")
    ]
    # Somebody who follows a number by hand hears nothing of it.
    Follow.objects.create(account_id=bob.account or 0, ref=entry.ref)
    run_jobs()
    told = Notification.objects.filter(ref=entry.ref).values_list("account_id", flat=True)
    assert set(told) <= {ada.account}
    for letter in mail.outbox:
        for word in HIDDEN:
            assert word not in f"{letter.subject} {letter.body}"

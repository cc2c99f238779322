"""Whoever is concerned by an asking is found and told, once and for one reason; few people are no number."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core import mail
from django.db.models import Q
from django.test import Client
from django.urls import reverse

from commonhall.actions import action_pages
from commonhall.actions.actors import Actor
from commonhall.actions.models import Follow, Notification
from commonhall.cases.categories import actions as category_actions
from commonhall.cases.sources import actions as source_actions
from commonhall.cases.sources.models import Source
from commonhall.consultations.askings import actions, jobs, letters, naming_actions, reports
from commonhall.consultations.askings.models import (
    FEWEST_TOLD,
    NamedConcern,
    Told,
    ToldAccount,
)
from commonhall.consultations.conversations.models import Conversation
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.asking.asked import asked_about
from commonhall.law.hall_settings import telling_actions
from commonhall.people.accounts.models import Account
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents import actions as resident_actions
from tests import asking_kit
from tests.kit import Hall, found_hall, person, signed_in
from tests.law import kit
from tests.words import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def matter(hall: Hall) -> Source:
    return source_actions.name_source.perform(
        hall.parks,
        title="Old cable",
        text="",
        unit=hall.unit("north"),
        body=hall.body("parks"),
        cases=[hall.raise_case()],
    ).result


def living(hall: Hall, count: int, unit: str = "north") -> list[Account]:
    """Confirmed residents of a place with accounts."""
    found = []
    for number in range(count):
        one = person(f"{unit}{number}")
        resident_actions.verify_resident.perform(hall.clerk, person=one, unit=hall.unit(unit))
        assert one.account is not None
        found.append(one.account)
    return found


def told(hall: Hall) -> Conversation:
    """A conversation about a matter, and the job that tells of it, done twice as a killed worker would."""
    asking = asking_kit.opened(hall, matter(hall).ref)
    for _turn in range(2):
        jobs.tell_concerned.call(
            asking=asking.ref,
            entry="01890000-0000-7000-8000-000000000001",
            code="consultations.open_conversation",
            at=clock.now().isoformat(),
        )
    return asking


def why(account: int | None) -> list[str]:
    return list(ToldAccount.objects.filter(account=account).values_list("why", flat=True))


def test_each_is_told_once_and_why(hall: Hall) -> None:
    follower, *rest = living(hall, FEWEST_TOLD + 1)
    elsewhere = living(hall, 2, "south")
    Follow.objects.create(account=follower, ref=hall.unit("root").ref)
    asking = told(hall)
    # Whoever raised the case behind it is told for that, whatever else holds.
    assert why(hall.resident.account_id) == ["cases"]
    assert why(follower.pk) == ["place"]
    assert [why(one.pk) for one in rest] == [["residents"]] * FEWEST_TOLD
    assert [why(one.pk) for one in elsewhere] == [[], []]
    assert Notification.objects.filter(account=rest[0], ref=asking.ref).count() == 1
    # Letters go to whoever raised or follows; residents have none where the hall says so.
    assert sorted(one.to[0] for one in mail.outbox) == [
        "north0@example.org",
        "resident@example.org",
    ]


def test_few_people_are_no_number_anywhere(hall: Hall) -> None:
    living(hall, FEWEST_TOLD)
    asking = told(hall)
    assert Told.objects.get(asking=asking.ref).counts["cases"] == 1
    page = signed_in(hall.parks).get(asking.get_absolute_url()).content.decode()
    assert "confirmed residents of the place" in page and "fewer than 5" in page
    # The sum names no more than what is shown: the one who raised the case is not in it.
    (shown,) = asked_about(asking.about)[0]
    assert shown.told == FEWEST_TOLD


def friends(hall: Hall, *codes: str) -> Actor:
    found = kit.organisation(hall)
    for code in ("trees", "lamps"):
        category_actions.set_category.perform(
            hall.chair, code=code, names=texts(code), body=hall.body("parks")
        )
    ids = {row.code: row.pk for row in actions.in_use()}
    page = action_pages.url_of(actions.say_what_we_work_on, _organisation(found))
    client = signed_in(found)
    assert page in client.get(_organisation(found).get_absolute_url()).content.decode()
    assert client.post(page, {"categories": [ids[code] for code in codes]}).status_code == 302
    return found


def _organisation(found: Actor) -> Organisation:
    return Organisation.objects.get(pk=found.organisation)


@pytest.mark.parametrize(("works_on", "count"), [((), 1), (("lamps",), 1), (("trees",), 0)])
def test_organisations_of_the_field_are_told(
    hall: Hall, works_on: tuple[str, ...], count: int
) -> None:
    friends(hall, *works_on)
    asking = told(hall)
    assert Told.objects.get(asking=asking.ref).counts["organisations"] == count


def test_only_the_organisation_says_what_it_works_on(hall: Hall) -> None:
    found = friends(hall, "trees")
    shown = signed_in(found).get(_organisation(found).get_absolute_url()).content.decode()
    assert "Works on" in shown
    with pytest.raises(Refused):
        actions.say_what_we_work_on.perform(hall.resident, organisation=_organisation(found))


def test_residents_have_one_letter_for_all_where_the_hall_writes_them(hall: Hall) -> None:
    one, other, silent = living(hall, 3)
    Account.objects.filter(pk=silent.pk).update(mail_notifications=False)
    telling_actions.settle_telling.perform(hall.clerk, tell_residents="letter")
    told(hall)
    told(hall)
    mail.outbox.clear()
    assert letters.send_waiting() == 2
    assert sorted(letter.to[0] for letter in mail.outbox) == [one.email, other.email]
    body = str(mail.outbox[0].body)
    assert body.count("/consultations/") + body.count("/conversations/") >= 2
    assert "List-Unsubscribe" in mail.outbox[0].extra_headers
    # A second time nothing is left to be said.
    assert letters.send_waiting() == 0


def test_residents_are_not_told_at_all_where_the_hall_says_so(hall: Hall) -> None:
    (one,) = living(hall, 1)
    answer = signed_in(hall.clerk).post("/law/settle-telling/", {"tell_residents": "no"})
    assert answer.status_code == 302
    told(hall)
    assert why(one.pk) == [] and why(hall.resident.account_id) == ["cases"]


def test_a_place_can_be_followed_on_its_page(hall: Hall) -> None:
    unit = hall.unit("north")
    client = signed_in(hall.resident)
    assert "Follow this place" in client.get(f"/places/{unit.pk}/").content.decode()
    client.post(reverse("pages:follow"), {"ref": unit.ref, "next": "/"})
    assert Follow.objects.filter(account=hall.resident.account_id, ref=unit.ref).exists()


# --- those named ----------------------------------------------------------------------------------
def test_those_named_are_told_and_nobody_sees_whom(hall: Hall) -> None:
    asking = told(hall)
    owner = person("owner")
    friends = Organisation.objects.get(pk=kit.organisation(hall).organisation)
    name = naming_actions.name_concerned
    page = signed_in(hall.parks)
    shown = page.get(asking.get_absolute_url()).content.decode()
    assert f"{action_pages.url_of(name)}?asking_ref={asking.ref}" in shown
    sent = {"asking_ref": asking.ref, "person": "owner@example.org", "organisations": [friends.pk]}
    answer = page.post(action_pages.url_of(name), sent)
    assert answer.status_code == 302, answer.context["form"].errors
    jobs.tell_concerned.call(
        asking=asking.ref,
        entry=str(kit.entry_of("consultations.name_concerned").pk),
        code=name.code,
        at=clock.now().isoformat(),
    )
    assert ToldAccount.objects.get(account=owner.account).why == "named"
    assert Notification.objects.filter(account=owner.account, ref=asking.ref).count() == 1
    entry = kit.entry_of("consultations.name_concerned").body
    for public in (entry, Client().get(asking.get_absolute_url()).content.decode()):
        assert "owner" not in public
    assert name.perform(hall.parks, asking=asking.ref, person=owner).result == 0


def test_the_report_counts_who_was_named_and_came(hall: Hall) -> None:
    asking = told(hall)
    people = [person(f"named{number}") for number in range(FEWEST_TOLD + 1)]
    for one in people:
        naming_actions.name_concerned.perform(hall.parks, asking=asking.ref, person=one)
    came = reports.Came(persons=Q(person__in=[one.pk for one in people[:3]]))
    assert reports._named(asking.ref, came) == (FEWEST_TOLD + 1, 3)
    assert reports._named(asking.ref, reports.Came()) == (FEWEST_TOLD + 1, 0)
    NamedConcern.objects.filter(person__in=people[2:])._raw_delete("default")
    # Of two people nobody is told whether they came.
    assert reports._named(asking.ref, came) == (2, None)


def test_others_name_nobody_and_nobody_is_named_for_nothing(hall: Hall) -> None:
    asking, owner = told(hall), person("owner")
    name = naming_actions.name_concerned
    for actor, given, field in (
        (hall.roads, {"asking": asking.ref, "person": owner}, "asking"),
        (hall.parks, {"asking": asking.ref}, "person"),
        (hall.parks, {"asking": hall.unit("north").ref, "person": owner}, "asking"),
    ):
        with pytest.raises(BadInput) as caught:
            name.perform(actor, **given)
        assert caught.value.field == field
    with pytest.raises(Refused):
        name.perform(hall.resident, asking=asking.ref, person=owner)
    assert not NamedConcern.objects.exists()

"""Round tables: every party's word counts, and commitments are looked at afterwards."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.actions.actors import Actor
from commonhall.actions.models import Link
from commonhall.consultations.round_tables import actions as actions
from commonhall.consultations.round_tables import commitment_actions
from commonhall.consultations.round_tables.models import (
    AgendaItem,
    Agreement,
    Position,
    RoundTable,
    Seat,
)
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.people.residents.models import Person
from commonhall.record import verification
from commonhall.record.readers import DatabaseSource
from tests.consultations import kit
from tests.kit import Hall, found_hall, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.fixture
def friends(hall: Hall) -> Actor:
    return kit.organisation(hall)


def test_a_table_needs_an_agenda_and_parties_besides_bodies(hall: Hall, friends: Actor) -> None:
    for given, field in (
        ({"title": ""}, "title"),
        ({"agenda": []}, "agenda"),
        ({"organisations": []}, "organisations"),
    ):
        values: dict[str, Any] = given  # type: ignore[assignment]
        with pytest.raises(BadInput) as wrong:
            kit.table(hall, friends, **values)
        assert wrong.value.field == field
    assert not RoundTable.objects.exists()


def test_agreed_only_once_every_party_has_assented(hall: Hall, friends: Actor) -> None:
    case = hall.raise_case()
    roads = hall.body("roads")
    table = kit.table(hall, friends, bodies=[roads], about=case.ref)
    item = AgendaItem.objects.get(table=table, place=1)
    made = actions.propose.perform(friends, item=item, text="Half and half.").result
    with pytest.raises(Refused) as stranger:
        actions.assent.perform(hall.clerk, agreement=made, verdict="assent")
    assert stranger.value.code == "no-seat"
    actions.assent.perform(hall.parks, agreement=made, verdict="assent")
    made.refresh_from_db()
    assert made.state == Agreement.State.PROPOSED
    with pytest.raises(BadInput):
        actions.assent.perform(hall.roads, agreement=made, verdict="object")
    actions.assent.perform(hall.roads, agreement=made, verdict="object", text="Too dear.")
    made.refresh_from_db()
    assert made.state == Agreement.State.OBJECTED
    actions.assent.perform(hall.roads, agreement=made, verdict="assent")
    made.refresh_from_db()
    assert made.state == Agreement.State.AGREED
    assert Link.objects.filter(from_ref=case.ref, to_ref=table.ref, kind="agreed-on").exists()
    with pytest.raises(Refused):
        actions.assent.perform(hall.roads, agreement=made, verdict="object", text="After all.")
    page = Client().get(f"/conversations/tables/{table.pk}/").content.decode()
    assert "agreed by everybody" in page and "Friends of the lamp" in page


def test_each_commits_itself_and_another_says_whether_it_was_kept(
    hall: Hall, friends: Actor
) -> None:
    table = kit.table(hall, friends)
    item = AgendaItem.objects.get(table=table, place=1)
    made = actions.propose.perform(friends, item=item, text="Count lamps.").result
    day = clock.today() + timedelta(days=5)
    promise = commitment_actions.commit.perform(
        friends, agreement=made, text="We count.", due_on=day
    ).result
    with pytest.raises(Refused) as early:
        commitment_actions.mark_commitment.perform(
            hall.parks, commitment=promise, verdict="kept", text="x"
        )
    assert early.value.code == "not-agreed"
    actions.assent.perform(hall.parks, agreement=made, verdict="assent")
    with pytest.raises(Refused) as own:
        commitment_actions.mark_commitment.perform(
            friends, commitment=promise, verdict="kept", text="x"
        )
    assert own.value.code == "own"
    with pytest.raises(BadInput) as soon:
        commitment_actions.mark_commitment.perform(
            hall.parks, commitment=promise, verdict="broken", text="x"
        )
    assert soon.value.field == "verdict"
    actions.conclude_table.perform(hall.parks, table=table)
    with clock.replay(kit.days(7)):
        commitment_actions.mark_commitment.perform(
            hall.parks, commitment=promise, verdict="broken", text="No list came."
        )
    assert "No list came." in Client().get(f"/conversations/tables/{table.pk}/").content.decode()
    assert verification.verify(DatabaseSource()).codes() - {"no_key"} == set()


def test_a_resident_has_a_seat_a_position_is_replaced_and_any_party_adds_items(
    hall: Hall, friends: Actor
) -> None:
    person = Person.objects.get(pk=hall.resident.person)
    table = kit.table(hall, friends, residents=[(person, "Tenants of Mill Road")])
    assert Seat.objects.filter(table=table).count() == 3
    item = actions.add_item.perform(hall.resident, table=table, title="Noise").result
    actions.take_position.perform(hall.resident, item=item, text="Quiet after ten.")
    actions.take_position.perform(hall.resident, item=item, text="Quiet after nine.")
    assert Position.objects.get().text == "Quiet after nine."
    assert Position.objects.get().version == 2
    page = Client().get(f"/conversations/tables/{table.pk}/").content.decode()
    assert "Tenants of Mill Road" in page
    with pytest.raises(Refused):
        actions.conclude_table.perform(hall.clerk, table=table)


def test_a_proposal_is_withdrawn_by_its_party_only(hall: Hall, friends: Actor) -> None:
    table = kit.table(hall, friends)
    item = AgendaItem.objects.get(table=table, place=2)
    made = actions.propose.perform(friends, item=item, text="Words.").result
    with pytest.raises(Refused) as foreign:
        actions.withdraw_proposal.perform(hall.parks, agreement=made)
    assert foreign.value.code == "not-yours"
    actions.withdraw_proposal.perform(friends, agreement=made)
    made.refresh_from_db()
    assert made.state == Agreement.State.WITHDRAWN


def test_an_office_convenes_one_by_its_form_with_a_resident(hall: Hall, friends: Actor) -> None:
    client = signed_in(hall.parks)
    form = {
        "title": "Lamps",
        "unit": hall.unit("north").pk,
        "organisations": [friends.organisation],
        "residents": "nobody@example.org, Tenants",
        "agenda": "Who pays\nWho repairs",
    }
    refused = client.post("/conversations/tables/convene-table/", form)
    assert refused.status_code == 400 and "nobody@example.org" in refused.content.decode()
    form["residents"] = "resident@example.org, Tenants of Mill Road"
    answer = client.post("/conversations/tables/convene-table/", form)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    assert Seat.objects.filter(person_id=hall.resident.person).exists()
    page = client.get(answer["Location"]).content.decode()
    assert "Tenants of Mill Road" in page and "resident@example.org" not in page

"""What moderation hid of a candidate or a list stands at no door; name and place on the ballot stay; rivals do not judge."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from commonhall.actions.actors import Actor
from commonhall.actions.models import Version
from commonhall.consultations.moderation import report_actions, reports, withheld_actions
from commonhall.consultations.moderation.models import Withheld
from commonhall.core import jobs
from commonhall.decisions.seats import candidacy_actions, list_actions, moderation_actions
from commonhall.decisions.seats.models import Candidacy, CandidateList
from commonhall.people.bodies.actions import establish_office
from commonhall.people.residents.models import Person
from commonhall.record import sequencer, verification
from commonhall.record.readers import DatabaseSource
from tests.attacks.doors import refused_everywhere
from tests.decisions import lists, seats
from tests.kit import Hall, found_hall, signed_in
from tests.law import kit
from tests.words import texts

pytestmark = pytest.mark.django_db
SECRET = "Grabowski lives at 14"


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.fixture
def ada(hall: Hall) -> Actor:
    return seats.resident(hall, "ada")


@pytest.fixture(params=["alone", "on-list", "list"])
def written(request: Any, hall: Hall, ada: Actor) -> Candidacy | CandidateList:
    """Words of a person who stands alone, on a list, or of a list, with the secret in them."""
    if request.param == "alone":
        return candidacy_actions.stand_for_election.perform(
            ada, seats.called(hall), name="Ada", text=SECRET
        ).result
    election = lists.called(hall)
    if request.param == "list":
        return list_actions.put_up_list.perform(ada, election, name="Oak", text=SECRET).result
    owner = seats.resident(hall, "bo")
    one = lists.put_up(owner, election, "Oak")
    made = [lists.joins(seats.resident(hall, "cem"), one)]
    made.append(
        list_actions.stand_on_list.perform(ada, lists.fresh(one), name="Ada", text=SECRET).result
    )
    list_actions.order_list.perform(owner, lists.fresh(one), candidates=[each.pk for each in made])
    return Candidacy.objects.get(pk=made[1].pk)


def hide(thing: Candidacy | CandidateList) -> Any:
    alone = isinstance(thing, Candidacy)
    return moderation_actions.hide_candidacy if alone else moderation_actions.hide_list


def page(path: str, client: Client | None = None) -> str:
    answer = (client or Client()).get(path)
    assert answer.status_code == 200, path
    body = b"".join(answer) if answer.streaming else answer.content
    return body.decode()


def doors(thing: Candidacy | CandidateList) -> list[str]:
    election = thing.seat_vote.election
    return [
        thing.get_absolute_url(),
        election.get_absolute_url(),
        f"/api/v1/votes/{election.pk}/lists",
        f"/api/v1/elections/{election.pk}",
        "/search/?q=Grabowski",
        f"/record/?subject={thing.ref}",
        reverse("open_data:table", args=["decisions.candidacies", "csv"]),
        reverse("open_data:table", args=["decisions.candidate_lists", "csv"]),
        reverse("open_data:table", args=["decisions.options", "csv"]),
        reverse("open_data:table", args=["consultations.moderations", "csv"]),
    ]


def test_hidden_words_stand_at_no_door(hall: Hall, written: Any) -> None:
    assert SECRET in page(written.get_absolute_url())
    assert f"report-words/?about={written.ref}" in page(written.get_absolute_url())
    report_actions.report_words.perform(
        seats.resident(hall, "dee"), about=written.ref, reason="private"
    )
    assert reports.waiting()
    made = hide(written).perform(hall.clerk, written, reason="private").result
    while jobs.run_one("test"):
        pass
    for path in [*doors(written), made.get_absolute_url()]:
        assert SECRET not in page(path), path
    assert not any(SECRET in one.body for one in mail.outbox)
    assert not any(SECRET in one.state for one in Version.objects.all())
    assert "Hidden by moderation" in page(written.get_absolute_url())
    assert written.get_absolute_url() in page("/conversations/moderation/")
    assert SECRET in Withheld.objects.get().original
    assert not reports.waiting()
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_the_person_appeals_once_and_what_is_shown_again_is_whole(
    hall: Hall, ada: Actor, written: Any
) -> None:
    hidden = hide(written).perform(hall.clerk, written, reason="private").result
    assert SECRET in page(written.get_absolute_url(), signed_in(ada))
    assert SECRET not in page(written.get_absolute_url(), signed_in(hall.parks))
    withheld_actions.appeal_withheld.perform(ada, hidden, text="It is my own address.")
    withheld_actions.decide_withheld.perform(
        hall.chair, Withheld.objects.get(pk=hidden.pk), verdict="overturned", text="It is."
    )
    assert SECRET in page(written.get_absolute_url())


def test_neither_writer_nor_rival_nor_stranger_hides_it(
    hall: Hall, ada: Actor, written: Any
) -> None:
    refused_everywhere(ada, hide(written), written, {"reason": "private"}, by="identity wrong-kind")
    refused_everywhere(
        hall.parks, hide(written), written, {"reason": "private"}, by="state own-election"
    )
    establish_office.perform(
        hall.chair, body=hall.body("council"), code="council-second", names=texts("Second")
    )
    election = written.seat_vote.election
    eve = seats.resident(hall, "eve")
    if election.rule == "dhondt":
        lists.put_up(eve, election, "Elm")
    else:
        seats.stands(eve, election)
    rival = kit.seat(hall, "council-second", Person.objects.get(pk=eve.person))
    refused_everywhere(
        rival, hide(written), written, {"reason": "private"}, by="interests own-matter"
    )

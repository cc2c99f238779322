"""Pages of disputes: the same number of queries however much there is, and empty ones that say what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commonhall.disputes.between_bodies.models import BodyDispute
from commonhall.disputes.mediation import actions as mediation
from commonhall.disputes.mediation import settling_actions as settling
from tests.actions.samples.disputes import brought, told
from tests.disputes.kit import actor, agreed, help_at_hand, mediated, on_roll, opened
from tests.kit import Hall, found_hall, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def asked(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_lists_ask_the_same_however_long_they_are(hall: Hall) -> None:
    resident, clerk = signed_in("resident"), signed_in("clerk", hall.clerk.ref)
    opened(hall)
    told(hall)
    brought(hall)
    on_roll(hall, "mia")
    help_at_hand(hall)
    pages = [
        (resident, "/disputes/mine/"),
        (resident, "/disputes/"),
        (resident, "/me/all/disputes/"),
        (clerk, "/disputes/letters/"),
        (clerk, "/disputes/mediators/"),
        (clerk, "/disputes/ways-on/"),
        (clerk, "/disputes/between-bodies/"),
    ]
    few = [asked(client, address) for client, address in pages]
    for _ in range(4):
        opened(hall)
        told(hall)
        brought(hall)
        help_at_hand(hall)
    on_roll(hall, "max", "kim", "lou")
    many = [asked(client, address) for client, address in pages]
    assert many == few
    assert max(many) <= 30, dict(zip([one for _client, one in pages], many, strict=True))


def test_a_dispute_asks_the_same_however_much_was_said(hall: Hall) -> None:
    dispute = mediated(hall)
    mediation.offer_dispute.perform(hall.resident, dispute, text="One")
    few = [asked(signed_in(who), dispute.get_absolute_url()) for who in ("resident", "mia")]
    for number in range(5):
        mediation.offer_dispute.perform(actor("other"), dispute, text=f"Offer {number}")
        mediation.note_dispute.perform(actor("mia"), dispute, text=f"Note {number}")
    many = [asked(signed_in(who), dispute.get_absolute_url()) for who in ("resident", "mia")]
    assert many == few and max(many) <= 40, many


def test_empty_pages_say_what_they_are_for(hall: Hall) -> None:
    client = signed_in("resident")
    for address, words in (
        ("/disputes/", "fewer than 10"),
        ("/disputes/mine/", "You have no dispute here"),
        ("/disputes/mediators/", "There are no mediators yet"),
        ("/disputes/ways-on/", "Nothing is listed yet"),
        ("/disputes/between-bodies/", "Bodies have no dispute"),
    ):
        assert words in client.get(address).content.decode(), address
    letters = signed_in("clerk", hall.clerk.ref).get("/disputes/letters/").content.decode()
    assert "No letter is waiting" in letters
    assert not BodyDispute.objects.exists()


def test_the_public_page_names_nobody_and_has_no_rank(hall: Hall) -> None:
    dispute = agreed(hall)
    page = Client().get(dispute.get_absolute_url()).content.decode()
    assert dispute.number in page and "agreed" in page
    for name in (">The other<", "Mia", "example.org"):
        assert name not in page
    assert settling.together({"held", "not"}) == "partly"

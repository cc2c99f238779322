"""My page names a running vote in which my envelope lies; of a closed one it says nothing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commonhall.core import clock
from commonhall.decisions.votes import voted
from commonhall.people.accounts.models import Account
from commonhall.people.residents.models import Person
from tests.decisions import kit
from tests.kit import found_hall, signed_in

pytestmark = pytest.mark.django_db
HEADING = "Running votes I took part in"
WHY = "nobody can tell who took part"


def test_a_running_vote_stands_there_and_a_closed_one_does_not(home: Path) -> None:
    hall = found_hall()
    voters = [kit.voter(hall, number) for number in range(2)]
    account = Account.objects.create_user(email="voter@example.org")
    Person.objects.filter(pk=voters[0].person).update(account=account)
    election = kit.question(hall)
    kit.open_it(hall, election)
    client = signed_in("voter")
    assert HEADING not in client.get("/me/").content.decode()
    kit.cast(voters[1], election, "yes")
    assert HEADING not in client.get("/me/").content.decode()
    kit.cast(voters[0], election, "yes")
    page = client.get("/me/").content.decode()
    assert HEADING in page and election.name in page and "You can replace it" in page
    assert WHY in page and election.name in client.get("/me/all/votes/").content.decode()
    with clock.replay(timezone.now() + timedelta(days=8)):
        kit.close(election)
    page = client.get("/me/").content.decode()
    assert HEADING not in page and election.name not in page and WHY in page


def test_many_running_votes_cost_one_query(home: Path) -> None:
    hall = found_hall()
    voter = kit.voter(hall, 1)
    for number in range(2):
        election = kit.question(hall, texts={"en": f"Question {number}"})
        kit.open_it(hall, election)
        kit.cast(voter, election, "yes")
    with CaptureQueriesContext(connection) as caught:
        assert len(voted.voted_in(voter.person_id)) == 2
    assert len(caught) == 1
    assert voted.voted_in(0) == []

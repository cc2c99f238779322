"""The pages of deciding: voting without a script, the tracker shown once, hostile words as words."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from commonhall.core import clock, refs
from commonhall.decisions.votes import envelopes, exports
from commonhall.decisions.votes.models import CastBallot, Election, Envelope
from commonhall.people.residents.census import census_key
from commonhall.people.residents.models import CensusEntry, Person
from commonhall.record.models import Entry
from tests.decisions.kit import budget, cast, count_it, open_it, question, voter, with_tellers
from tests.kit import Hall, found_hall, signed_in
from tests.words import OTHER, box, texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path, monkeypatch: Any) -> Hall:
    monkeypatch.setattr("commonhall.decisions.votes.destruction.envelopes", lambda _votes: [])
    return found_hall()


def resident_lives_in(hall: Hall, unit: str) -> None:
    from datetime import date

    from commonhall.people.residents import actions as people

    CensusEntry.objects.create(key=census_key("R-1", date(1980, 1, 1)), unit=hall.unit(unit))
    people.verify_by_census.perform(hall.resident, number="R-1", born=date(1980, 1, 1))


def test_voting_on_the_page_shows_the_tracker_once_and_keeps_it_nowhere(hall: Hall) -> None:
    resident_lives_in(hall, "north")
    election = open_it(hall, budget(hall))
    client = signed_in("resident")
    page = client.get(f"/decisions/{election.pk}/vote/").content.decode()
    assert page.count('type="checkbox"') == 3
    option = election.options.get(code="a")
    answer = client.post(
        f"/decisions/{election.pk}/vote/", {f"o{option.pk}": "on", "mark": "my 23 keyo"}
    )
    assert answer.status_code == 200 and answer["Cache-Control"] == "no-store"
    tracker = answer.content.decode().partition("<code>")[2].partition("</code>")[0]
    assert envelopes.tidy_tracker(tracker) == tracker and tracker.startswith("MY23-KEY0-")
    assert tracker not in "".join(str(row.get_decoded()) for row in Session.objects.all())
    again = client.get(f"/decisions/{election.pk}/").content.decode()
    assert "You have voted" in again and tracker not in again
    count_it(election)
    mine = client.post(f"/decisions/{election.pk}/my-vote/", {"tracker": tracker.lower()})
    assert "Project a" in mine.content.decode()
    wrong = client.post(f"/decisions/{election.pk}/my-vote/", {"tracker": "AAAA"})
    assert wrong.status_code == 400


def test_the_page_asks_for_the_voters_own_signs(hall: Hall) -> None:
    resident_lives_in(hall, "north")
    election = open_it(hall, question(hall))
    client, option = signed_in("resident"), election.options.get(code="no")
    for mark in ("", "ABC"):
        sent = {"choice": str(option.pk), "mark": mark}
        answer = client.post(f"/decisions/{election.pk}/vote/", sent)
        assert (
            answer.status_code == 400 and "Enter eight letters or digits" in answer.content.decode()
        )
    assert not Envelope.objects.exists()


def test_where_one_answer_is_the_most_choosing_another_takes_the_first_back(hall: Hall) -> None:
    resident_lives_in(hall, "north")
    election, client = open_it(hall, question(hall)), signed_in("resident")
    page = client.get(f"/decisions/{election.pk}/vote/").content.decode()
    assert page.count('type="radio"') == 3 and 'type="checkbox"' not in page
    option = election.options.get(code="no")
    unknown = client.post(f"/decisions/{election.pk}/vote/", {"choice": "999", "mark": "ABCD2345"})
    assert unknown.status_code == 400 and not Envelope.objects.exists()
    kept = client.post(f"/decisions/{election.pk}/vote/", {"choice": str(option.pk), "mark": "A"})
    assert f'id="id_o{option.pk}" checked' in " ".join(kept.content.decode().split())
    sent = {"choice": str(option.pk), "mark": "ABCD2345"}
    assert client.post(f"/decisions/{election.pk}/vote/", sent).status_code == 200
    count_it(election)
    assert election.options.get(code="no").won


def test_an_empty_ballot_can_be_handed_in_where_one_answer_is_the_most(hall: Hall) -> None:
    resident_lives_in(hall, "north")
    election, client = open_it(hall, question(hall)), signed_in("resident")
    sent = {"choice": "", "mark": "ABCD2345"}
    assert client.post(f"/decisions/{election.pk}/vote/", sent).status_code == 200
    assert Envelope.objects.count() == 1


def test_answers_to_a_question_are_no_proposals_of_its_thread(hall: Hall) -> None:
    asked, funded = open_it(hall, question(hall)), budget(hall)
    answers = refs.resolve(one.ref for one in asked.options.all()).values()
    projects = refs.resolve(one.ref for one in funded.options.all()).values()
    assert {one.station for one in answers} == {""}
    assert {one.station for one in projects} == {"proposal"}


def test_a_wrong_ballot_says_so_and_hands_in_nothing(hall: Hall) -> None:
    resident_lives_in(hall, "north")
    election = open_it(hall, budget(hall, form="points", most=5))
    client, option = signed_in("resident"), election.options.get(code="a")
    for value in ("6", "-1", "x"):
        sent = {f"o{option.pk}": value, "mark": "ABCD2345"}
        answer = client.post(f"/decisions/{election.pk}/vote/", sent)
        assert answer.status_code == 400, value
    assert not Envelope.objects.exists()


def test_who_may_not_vote_reads_why(hall: Hall) -> None:
    election = open_it(hall, question(hall))
    page = signed_in("resident").get(f"/decisions/{election.pk}/vote/").content.decode()
    assert "confirmed residents" in page and "/me/verify/" in page
    assert "<button>Seal" not in page


def test_the_office_prepares_adds_opens_on_pages(hall: Hall) -> None:
    client = signed_in("chair", hall.chair.ref)
    made = client.post(
        "/decisions/prepare-election/",
        {
            "names_en": "A budget",
            box("names"): "预算",
            "kind": "budget",
            "form": "approval",
            "rule": "mes",
            "unit": str(hall.unit("root").pk),
            "budget": "1 000,50",
        },
    )
    assert made.status_code == 302, made.content.decode()[:3000]
    election = Election.objects.get()
    assert (election.budget, election.names[OTHER]) == (100_050, "预算")
    bad = client.post(f"/decisions/{election.pk}/add-option/", {"names_en": "x", "code": "a"})
    assert bad.status_code == 400 and "cost above zero" in bad.content.decode()
    for code in ("a", "b"):
        done = client.post(
            f"/decisions/{election.pk}/add-option/", {"names_en": code, "code": code, "cost": "10"}
        )
        assert done.status_code == 302
    with_tellers(hall, election)
    day = clock.today() + timedelta(days=5)
    address = f"/decisions/{election.pk}/open/"
    bad = client.post(address, {"closes_at": f"{day} 25:00"})
    assert bad.status_code == 400
    assert client.post(address, {"closes_at": f"{day} 18:00"}).status_code == 302
    election.refresh_from_db()
    assert election.state == Election.State.OPEN
    assert signed_in("resident").get("/decisions/prepare-election/").status_code == 200


def test_a_stranger_counts_the_published_file_to_the_same_winners(
    hall: Hall, tmp_path: Path
) -> None:
    election = open_it(hall, budget(hall))
    for number in range(10):
        cast(voter(hall, number), election, *(["a", "c"] if number < 6 else ["b"]))
    result = count_it(election)
    text = Client().get(f"/decisions/{election.pk}/ballots.pb").content.decode()
    path = tmp_path / "vote.pb"
    path.write_text(text, encoding="utf-8")
    counted = subprocess.run(
        [
            sys.executable,
            "-m",
            "commonhall.site.cli",
            "count",
            str(path),
            "--rule",
            "mes",
            "--completion",
            "add1u",
            "--strict",
            "--json",
        ],
        capture_output=True,
        text=True,
    )
    assert counted.returncode == 0, counted.stderr
    import json

    assert json.loads(counted.stdout)["winners"] == result.outcome["winners"]
    page = Client().get(f"/decisions/{election.pk}/recount/").content.decode()
    assert "the result is exactly the same" in page
    CastBallot.objects.filter(pk=CastBallot.objects.order_by("pk")[0].pk)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM decisions_castballot WHERE CAST(choices AS text) LIKE %s", ['%"b"%']
        )
    assert "gives a different result" in Client().get(
        f"/decisions/{election.pk}/recount/"
    ).content.decode().replace("give a different", "gives a different")


def test_very_many_ballots_are_recounted_from_the_file(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    from commonhall.decisions.votes import views

    election = open_it(hall, budget(hall))
    for number in range(3):
        cast(voter(hall, number), election, "a")
    with mock.patch("commonhall.decisions.votes.destruction.envelopes", lambda _votes: []):
        count_it(election)
    monkeypatch.setattr(views, "MOST_RECOUNTED", 2)
    page = Client().get(f"/decisions/{election.pk}/recount/").content.decode()
    assert "3 ballots are too many to count while you wait" in page and "commonhall count" in page


def test_hostile_words_are_words(hall: Hall) -> None:
    script = "<script>alert(1)</script>"
    election = budget(hall, names=texts(script), texts=texts(script))
    for path in ("/decisions/", f"/decisions/{election.pk}/", "/decisions/feed.atom"):
        assert script not in Client().get(path).content.decode()


def test_lists_cost_the_same_however_long(hall: Hall, django_assert_max_num_queries: Any) -> None:
    for number in range(25):
        question(hall, names=texts(f"Q{number}"))
    with django_assert_max_num_queries(8):
        page = Client().get("/decisions/")
    assert page.content.count(b"item-title") == 20
    with django_assert_max_num_queries(3):
        assert len(Client().get("/api/v1/elections").json()["items"]) == 20


def test_erased_by_their_voter_an_envelope_still_counts_once(hall: Hall) -> None:
    from commonhall.people.residents import actions as people

    election = open_it(hall, question(hall))
    person = voter(hall, 1)
    cast(person, election, "yes")
    people.erase_me.perform(person, words=True)
    assert Person.objects.get(pk=person.person).name == ""
    assert count_it(election).ballots == 1
    assert "Voter 1" not in repr(list(Entry.objects.values()))


def test_pabulib_speaks_every_form(hall: Hall) -> None:
    from commonhall.methods.budgeting import election_from_pabulib, read_pabulib

    for form, most in (("approval", 0), ("points", 10), ("ranked", 0)):
        election = open_it(hall, budget(hall, form=form, most=most))
        people = [voter(hall, f"{form}-{n}") for n in range(3)]  # type: ignore[arg-type]
        for person in people:
            choices = [("a", 1), ("c", 2)] if form == "ranked" else [("a", 1), ("c", 1)]
            cast(person, election, *choices)
        count_it(election)
        election = Election.objects.select_related("result").get(pk=election.pk)
        read = election_from_pabulib(read_pabulib(exports.pabulib(election), strict=True))
        assert read.voters == 3 and read.budget * 100 == election.budget

"""Mentoring between organisations: offered, asked for, agreed to, met, ended; what is public and what the two keep."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.actions.models import Follow
from commonhall.core.exports import datasets
from commonhall.delivery.mentoring import (
    offer_actions,
    pair_actions,
    queries,
    timers,
)
from commonhall.delivery.mentoring.models import MentorPair, MentorSuggestion
from commonhall.law.appeals import actions as appeals
from commonhall.people.organisations import own_actions
from commonhall.people.organisations.models import Organisation
from tests.delivery import mentoring as kit
from tests.kit import Hall, found_hall, signed_in
from tests.law import kit as law_kit
from tests.law.kit import later, refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def read(url: str, client: Client | None = None) -> str:
    return (client or Client()).get(url).content.decode()


def test_a_pair_from_the_offer_to_what_came_of_it(hall: Hall) -> None:
    elder, by, pair = kit.waiting(hall)
    # A request is between the two, on pages and for programs.
    assert Client().get(pair.get_absolute_url()).status_code == 404
    assert Client().get(f"/api/v1/mentor-pairs/{pair.pk}").status_code == 404
    assert kit.GOALS in read(pair.get_absolute_url(), signed_in(by))
    pair_actions.agree_to_mentor.perform(elder, pair=pair)
    kit.met(by, pair)
    page = read(pair.get_absolute_url())
    assert "Elders mentors Sprouts" in page and "meetings" in page
    assert kit.GOALS not in page and "first book" not in page
    inside = read(pair.get_absolute_url(), signed_in(by))
    assert kit.GOALS in inside and "first book" in inside
    with later(201):
        assert timers.end_pairs() == 1 and timers.end_pairs() == 0
    pair.refresh_from_db()
    assert (pair.state, pair.ended_by) == ("ended", None)


def test_what_came_of_it_is_public_only_if_both_wish_it_and_as_long(hall: Hall) -> None:
    elder, by, pair = kit.ended(hall)
    url, api = pair.get_absolute_url(), f"/api/v1/mentor-pairs/{pair.pk}"
    kit.judged(elder, pair, shows=True, word="They are fast.")
    assert "They are fast" not in read(url) + read(api)
    kit.judged(by, pair, shows=False, word="They are patient.")
    assert "They are" not in read(url) + read(api)
    kit.judged(by, pair, shows=True, word="They are patient.")
    for said in (read(url), read(api)):
        assert "They are fast" in said and "They are patient" in said
    kit.judged(elder, pair, shows=False, word="They are fast.")
    assert "They are" not in read(url) + read(api)


def test_places_are_kept_when_two_ask_for_the_last(hall: Hall) -> None:
    elder, by, first = kit.waiting(hall)
    other, seeds = kit.learner(hall, 602, "Seeds")
    second = kit.asked(other, seeds, first.offer)
    pair_actions.agree_to_mentor.perform(elder, pair=first)
    assert refusal(lambda: pair_actions.agree_to_mentor.perform(elder, pair=second)) == "full"
    assert "all places taken" in read("/plan/mentoring/")
    pair_actions.end_mentoring.perform(by, pair=MentorPair.objects.get(pk=first.pk))
    pair_actions.agree_to_mentor.perform(elder, pair=second)


def test_a_suggestion_orders_nothing_and_is_taken_up_by_asking(hall: Hall) -> None:
    offer = kit.offered(hall, kit.mentor(hall))
    by, sprouts = kit.learner(hall)
    made = kit.suggested(hall, offer, sprouts)
    assert not MentorPair.objects.exists()
    page = read(offer.get_absolute_url())
    assert "same street" in page and "binds nobody" in page
    assert "Decline the suggestion" not in page
    assert "Decline the suggestion" in read(offer.get_absolute_url(), signed_in(by))
    kit.asked(by, sprouts, offer)
    made.refresh_from_db()
    assert made.state == MentorSuggestion.State.TAKEN
    assert "same street" not in read(offer.get_absolute_url())


def test_a_suggestion_set_aside_on_appeal_is_shown_no_more(hall: Hall) -> None:
    offer = kit.offered(hall, kit.mentor(hall))
    by, sprouts = kit.learner(hall)
    made = kit.suggested(hall, offer, sprouts)
    entry = law_kit.entry_of("delivery.suggest_mentor")
    appeal = appeals.file_appeal.perform(by, entry=entry, text="We are no beginners.").result
    appeals.decide_appeal.perform(
        law_kit.reviewer(hall), appeal=appeal, verdict="granted", text="So it is."
    )
    made.refresh_from_db()
    assert made.state == "withdrawn"
    assert "same street" not in read(offer.get_absolute_url())


def test_those_who_speak_for_both_hear_of_it(hall: Hall) -> None:
    elder, by, pair = kit.waiting(hall)
    followers = set(Follow.objects.filter(ref=pair.ref).values_list("account_id", flat=True))
    assert {elder.account, by.account} - {None} <= followers


def test_what_a_dissolved_organisation_leaves(hall: Hall) -> None:
    _elder, by, pair = kit.running(hall)
    other = kit.mentor(hall, 502, "Others")
    sprouts = Organisation.objects.get(pk=pair.learner_id)
    waits = kit.asked(by, sprouts, kit.offered(hall, other))
    own_actions.dissolve_organisation.perform(by, organisation=sprouts, sure=True)
    states = dict(MentorPair.objects.values_list("pk", "state"))
    assert states == {pair.pk: "ended", waits.pk: "withdrawn"}


def test_only_offers_of_organisations_with_standing_are_listed(hall: Hall) -> None:
    elder = kit.mentor(hall)
    offer = kit.offered(hall, elder)
    assert "Elders" in read("/plan/mentoring/") and "Elders" in read("/search/?q=twenty")
    for field, there in (("money", True), ("volunteers", True), ("rooms", False), ("mone", False)):
        found = queries.offers(queries.Filter(field)).filter(pk=offer.pk).exists()
        assert found is there, field
    offer_actions.withdraw_mentor_offer.perform(elder, offer=offer)
    assert "Elders" not in read("/plan/mentoring/") + read("/search/?q=twenty")


def test_figures_count_pairs_and_nothing_else(hall: Hall) -> None:
    _elder, _by, pair = kit.ended(hall)
    other, seeds = kit.learner(hall, 602, "Seeds")
    kit.asked(other, seeds, pair.offer)
    (row,) = queries.figures()
    assert (row["field"], row["running"], row["ended"]) == ("money", 0, 1)
    (told,) = datasets()["delivery.mentor_pairs"].rows()
    assert (told["state"], told["meetings"]) == ("ended", 0)
    assert kit.GOALS not in str(told)
    (offer,) = datasets()["delivery.mentor_offers"].rows()
    assert (offer["fields"], offer["free"]) == ("money volunteers", 1)


def test_organisations_and_people_find_their_pairs(hall: Hall) -> None:
    _elder, by, pair = kit.running(hall)
    for one in (pair.mentor, pair.learner):
        assert "Elders mentors Sprouts" in read(one.get_absolute_url())
    assert "Elders mentors Sprouts" in read("/me/", signed_in(by))


def test_the_form_begins_with_the_mentor_one_came_from(hall: Hall) -> None:
    offer = kit.offered(hall, kit.mentor(hall))
    by, sprouts = kit.learner(hall)
    client = signed_in(by)
    page = read(offer.get_absolute_url(), client)
    address = f"{sprouts.get_absolute_url()}ask-for-mentor/?offer={offer.pk}"
    assert address in page
    assert f'value="{offer.pk}" selected' in read(address, client)


def test_pages_cost_the_same_however_many(hall: Hall, django_assert_max_num_queries: Any) -> None:
    elder = kit.mentor(hall)
    offer = kit.offered(hall, elder, places=9)
    for number in range(6):
        by, small = kit.learner(hall, 610 + number, f"Small {number}")
        pair = kit.asked(by, small, offer)
        if number % 2:
            pair_actions.agree_to_mentor.perform(elder, pair=pair)
        kit.suggested(hall, offer, kit.learner(hall, 630 + number, f"Tiny {number}")[1])
        kit.offered(hall, kit.mentor(hall, 650 + number, f"Old {number}"))
    for address, most in (
        ("/plan/mentoring/", 5),
        (offer.get_absolute_url(), 16),
        (pair.get_absolute_url(), 14),
        ("/api/v1/mentor-offers", 6),
        ("/api/v1/mentor-pairs", 6),
        (f"/api/v1/mentor-pairs/{pair.pk}", 6),
    ):
        with django_assert_max_num_queries(most):
            assert Client().get(address).status_code == 200

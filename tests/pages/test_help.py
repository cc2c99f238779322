"""Help: what each kind of thing is stands beside it, in easy words too, and tours lead by role."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils.html import escape
from django.utils.translation import override

from commonhall.actions import registry
from commonhall.pages.help import topics, tours
from tests.kit import Hall, found_hall, signed_in

pytestmark = pytest.mark.django_db
TOPICS = topics.all_topics()
TOURS = tours.all_tours()
# So long may a sentence in easy words be (easy-to-read guidelines: short sentences, one thought each).
MOST_WORDS = 16


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def names(patterns: list[Any], space: str = "") -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from names(one.url_patterns, f"{one.namespace}:" if one.namespace else space)
        elif one.name:
            yield f"{space}{one.name}"


@pytest.mark.parametrize("topic", TOPICS, ids=lambda one: one.code)
def test_a_topic_names_pages_that_exist_and_only_it_offers_them(topic: topics.Topic) -> None:
    known = set(names(get_resolver().url_patterns))
    assert set(topic.pages) <= known
    assert all(topics.by_page()[name] is topic for name in topic.pages)
    assert not topic.action or topic.action in registry.actions()


@pytest.mark.parametrize("topic", TOPICS, ids=lambda one: one.code)
def test_a_topic_is_beside_its_list_and_has_a_page(hall: Hall, topic: topics.Topic) -> None:
    beside = Client().get(topic.list_url).content.decode()
    assert all(escape(sentence) in beside for sentence in topic.sentences)
    assert f'href="{topic.url}#easy"' in beside
    told = Client().get(topic.url).content.decode()
    assert all(escape(sentence) in told for sentence in topic.easy)
    assert told.count("how-step") > len(topics.STEPS)


@pytest.mark.parametrize("topic", TOPICS, ids=lambda one: one.code)
def test_easy_words_are_short_sentences(topic: topics.Topic) -> None:
    with override("en"):
        for line in topic.easy:
            for sentence in line.replace("?", ".").split("."):
                assert len(sentence.split()) <= MOST_WORDS, sentence


def test_a_page_of_a_single_thing_offers_its_topic_and_other_pages_none(hall: Hall) -> None:
    case = hall.raise_case()
    told = Client().get(f"/cases/{case.pk}/").content.decode()
    assert "/help/how/cases/" in told
    assert 'class="how"' not in Client().get("/search/").content.decode()


@pytest.mark.parametrize("tour", TOURS, ids=lambda one: one.code)
def test_each_step_of_a_tour_leads_to_the_next(hall: Hall, tour: tours.Tour) -> None:
    begun = Client().get(f"/help/tours/{tour.code}/").content.decode()
    assert f'href="{tour.steps[0].url}"' in begun
    guide = signed_in(hall.chair)
    for step in tour.steps:
        answer = guide.get(step.url)
        assert answer.status_code == 200, step.url
        told = answer.content.decode()
        assert escape(step.words) in told
        after = tour.steps[step.number : step.number + 1]
        assert all(f'href="{escape(one.url)}"' in told for one in after)


@pytest.mark.parametrize(
    "asked", ["resident.0", "resident.99", "nobody.1", "resident", "x.²", ".1"]
)
def test_a_step_that_is_none_is_passed_over(hall: Hall, asked: str) -> None:
    answer = Client().get("/cases/", {"tour": asked})
    assert answer.status_code == 200
    assert 'class="tour"' not in answer.content.decode()

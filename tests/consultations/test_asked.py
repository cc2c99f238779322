"""The box of what was asked costs few queries, however many took part; arguments are everybody's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonhall.cases.sources import actions as source_actions
from commonhall.cases.sources.models import Source
from commonhall.consultations.conversations import actions as conversation_actions
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.motions import actions
from commonhall.law.asking.asked import asked_about
from tests import asking_kit
from tests.kit import Hall, found_hall, signed_in
from tests.words import texts

pytestmark = pytest.mark.django_db
MOST_QUERIES = 11


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


def queries_for(hall: Hall, count: int) -> int:
    about = matter(hall).ref
    asking_kit.ask(hall, about, count)
    motion = actions.table_motion.perform(
        hall.chair,
        matter=about,
        unit=hall.unit("north"),
        names=texts("Lamps"),
        texts=texts("Ten."),
    ).result
    with CaptureQueriesContext(
        connection,
    ) as caught:
        askings, _leaves = asked_about(motion.ref)
    assert [one.residents for one in askings] == [count]
    return len(caught)


def test_the_box_takes_few_queries_however_many_took_part(hall: Hall) -> None:
    few, many = queries_for(hall, 5), queries_for(hall, 15)
    assert few == many <= MOST_QUERIES


def test_a_thing_about_which_nobody_was_asked_says_so(hall: Hall) -> None:
    from commonhall.delivery.plan import actions as plan_actions

    item = plan_actions.adopt_item.perform(
        hall.chair,
        level="goal",
        names=texts("Light"),
        unit=hall.unit("north"),
        body=hall.body("parks"),
    ).result
    page = signed_in(hall.chair).get(item.get_absolute_url()).content.decode()
    assert "Nobody was asked about this." in page
    answer = signed_in(hall.chair).get(f"/api/v1/asked?ref={item.ref}")
    assert (answer.status_code, answer.json()) == (200, [])
    assert signed_in(hall.chair).get("/api/v1/asked?ref=nonsense").status_code == 422


def test_everybody_may_argue_but_not_without_end_or_after_the_end(hall: Hall) -> None:
    conversation = asking_kit.opened(hall, matter(hall).ref)
    given: dict[str, Any] = {
        "conversation": conversation,
        "side": "for",
        "text": "The path is dark.",
        "source": "My own eyes",
    }
    for _turn in range(5):
        conversation_actions.argue.perform(hall.resident, **given)
    with pytest.raises(BadInput) as caught:
        conversation_actions.argue.perform(hall.resident, **given)
    assert caught.value.field == "text"
    page = signed_in(hall.resident).get(conversation.get_absolute_url()).content.decode()
    assert "The path is dark." in page
    asking_kit.closed(hall, conversation)
    with pytest.raises(Refused):
        conversation_actions.argue.perform(hall.roads, **given)

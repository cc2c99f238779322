"""The plan is amended from its page and by a program, with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonhall.delivery.plan import actions
from tests.kit import Hall, by_key, found_hall, signed_in
from tests.words import OTHER, in_, texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def test_the_plan_is_amended_from_its_page_and_by_a_program(hall: Hall) -> None:
    item = actions.adopt_item.perform(
        hall.chair,
        level="project",
        names=texts("Lamps"),
        texts=texts("Ten."),
        unit=hall.unit("north"),
        body=hall.body("parks"),
        budget=1000_00,
    ).result
    client = signed_in(hall.chair)
    address = f"/plan/{item.pk}/amend/"
    shown = client.get(address).content.decode()
    assert 'value="1000.00"' in shown and in_(OTHER, "Ten.") in shown
    assert f'<a href="/plan/{item.pk}/">Lamps</a>' in shown
    form = {"names_en": "Twelve lamps", "body": item.body_id, "budget": "1200", "reason": ""}
    assert client.post(address, form).status_code == 400
    assert client.post(address, {**form, "reason": "Two <b>more</b>."}).status_code == 302
    item.refresh_from_db()
    assert (item.names, item.budget) == ({"en": "Twelve lamps"}, 1200_00)
    assert item.amendments.get().reason == "Two <b>more</b>."
    assert "<b>more" not in client.get(f"/plan/{item.pk}/").content.decode()
    given = {"names": {"en": "Lamps"}, "reason": "As before.", "body": "parks", "budget": 7}
    answer = by_key(hall.chair, f"/items/{item.pk}/amend", given)
    assert answer.status_code == 200, answer.content
    item.refresh_from_db()
    assert item.budget == 7
    wrong = by_key(hall.chair, f"/items/{item.pk}/amend", {**given, "parent": 999})
    assert (wrong.status_code, wrong.json()["field"]) == (422, "parent")

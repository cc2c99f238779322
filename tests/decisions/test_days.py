"""What a motion does is never back-dated, however late the body decides."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from commonhall.actions.action_pages import url_of
from commonhall.core import clock
from commonhall.core.refusals import BadInput
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.motions.resolution_actions import table_resolution
from commonhall.delivery.plan.actions import adopt_item
from commonhall.delivery.plan.models import Item
from commonhall.law.instruments.models import Competence
from tests.actions.samples import set_fields
from tests.decisions.council import decide, seated, table
from tests.kit import Hall, found_hall, signed_in
from tests.words import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def goal(hall: Hall, in_days: int) -> dict[str, object]:
    return {
        "level": "goal",
        "names": texts("Calm"),
        "unit": hall.unit("north"),
        "body": hall.body("parks"),
        "starts": clock.today() + timedelta(days=in_days),
    }


def test_a_day_that_is_past_when_it_passes_is_not_carried_out_and_says_why(hall: Hall) -> None:
    members = seated(hall)
    motion = table(members[0], adopt_item, **goal(hall, 2))
    with clock.replay(clock.now() + timedelta(days=5)):
        passed = decide(motion, members)
        page = signed_in(members[0]).get(motion.get_absolute_url()).content.decode()
    assert (passed.state, passed.hindered) == (Motion.State.PASSED, "day-passed")
    assert "It names a day that has now passed" in page and not Item.objects.exists()


def test_it_begins_on_the_day_it_passes_where_that_was_said(hall: Hall) -> None:
    members = seated(hall)
    motion = table_resolution.perform(
        members[0],
        action=adopt_item.code,
        reasons="So.",
        given=goal(hall, 2),
        from_passing=True,
    ).result
    late = clock.now() + timedelta(days=5)
    with clock.replay(late):
        assert not decide(motion, members).hindered
    assert Item.objects.get().starts == clock.today() + timedelta(days=5)


def test_passed_in_time_the_day_stands_as_it_was_named(hall: Hall) -> None:
    members = seated(hall)
    motion = table_resolution.perform(
        members[0], action=adopt_item.code, reasons="So.", given=goal(hall, 2), from_passing=True
    ).result
    decide(motion, members)
    assert Item.objects.get().starts == clock.today() + timedelta(days=2)


def test_a_day_before_the_last_reading_is_told_when_it_is_put_before_the_body(hall: Hall) -> None:
    members = seated(hall)
    set_fields(Competence.objects.get(power="set-plans", body__code="council"), readings=3)
    with pytest.raises(BadInput) as caught:
        table(members[0], adopt_item, **goal(hall, 1))
    assert caught.value.field == "starts"
    table(members[0], adopt_item, **goal(hall, 2))


def test_its_page_asks_whether_to_begin_later(hall: Hall) -> None:
    members = seated(hall)
    client, address = signed_in(members[0]), url_of(adopt_item)
    assert "motion_from_passing" in client.get(address).content.decode()
    day = clock.today() + timedelta(days=2)
    sent = {
        "level": "goal",
        "unit": hall.unit("north").pk,
        "body": hall.body("parks").pk,
        "starts": day.isoformat(),
        "motion_reasons": "So.",
        "motion_from_passing": "on",
        **{f"names_{code}": text for code, text in texts("Calm").items()},
    }
    assert client.post(address, sent).status_code == 302
    motion = Motion.objects.get()
    assert motion.from_passing and "motion_from_passing" not in motion.given

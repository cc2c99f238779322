"""Meetings and what follows from an asking in a real browser: on a desk and a phone, light and dark, accessibly."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from commonhall.cases.sources import actions as source_actions
from commonhall.consultations.askings.models import Told
from commonhall.consultations.meetings import actions
from commonhall.core import clock
from tests import asking_kit
from tests.browser_kit import OpenPage, assert_accessible, assert_fits, screenshot
from tests.consultations import kit
from tests.kit import Hall, asking_hall, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def hall(home: Path) -> Hall:
    return asking_hall()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_a_meeting_that_was_held_says_who_came_and_what_it_counts_for(
    hall: Hall,
    open_page: OpenPage,
    width: int,
    scheme: str,
) -> None:
    about = source_actions.name_source.perform(
        hall.parks,
        title="Old cable",
        text="",
        unit=hall.unit("north"),
        body=hall.body("parks"),
        cases=[hall.raise_case()],
    ).result.ref
    meeting = kit.meeting(hall, about=about)
    with clock.replay(meeting.starts_at + timedelta(minutes=5)):
        for one in asking_kit.confirmed(hall, 3):
            actions.attend_meeting.perform(
                one,
                meeting=meeting,
                code=actions.code_of(meeting),
                text="It is dark at the school.",
            )
    with clock.replay(meeting.ends_at + timedelta(hours=1)):
        actions.close_meeting.perform(
            hall.parks,
            meeting=meeting,
            minutes="Lamps at the school were asked for, and fewer in the park.",
            points=["Lamps at the school", "Fewer in the park"],
        )
        actions.answer_meeting.perform(
            hall.parks,
            meeting=meeting,
            point=meeting.points.get(place=1),
            verdict="taken_up",
            answer="Two of them, by autumn.",
        )
    Told.objects.update_or_create(
        asking=meeting.ref,
        defaults={"counts": {"cases": 1, "organisations": 2, "place": 7, "residents": 140}},
    )
    view = {"width": width, "scheme": scheme, "client": signed_in(hall.parks)}
    page = open_page(meeting.get_absolute_url(), **view)  # type: ignore[arg-type]
    words = page.inner_text("main")
    assert "fewer than 5" in words and "Ask in a larger place" in words
    assert_fits(page)
    assert_accessible(page)
    screenshot(page, f"meeting-{width}-{scheme}")
    for path, name in (
        ("/conversations/meetings/", "meetings"),
        ("/conversations/meetings/announce/", "meeting-form"),
        ("/law/settle-telling/", "telling"),
    ):
        client = signed_in(hall.clerk if "law" in path else hall.parks)
        page = open_page(path, width=width, scheme=scheme, client=client)  # type: ignore[arg-type]
        assert_fits(page)
        assert_accessible(page)
        screenshot(page, f"{name}-{width}-{scheme}")

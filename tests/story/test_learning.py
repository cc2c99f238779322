"""A learning path by phone and without scripts: a resident does it and tries what it teaches, the office changes a lesson in
its own words, and the resident deletes what the hall kept."""

from __future__ import annotations

from typing import Any

import pytest

from commonhall.people.learning.models import Lesson, LessonDone, PathDone
from commonhall.record import sequencer, verification
from commonhall.record.readers import DatabaseSource
from tests.browser_kit import OpenPage, assert_accessible
from tests.kit import found_hall, signed_in
from tests.people.learning_kit import right_answers, shown
from tests.story.walk import Walk
from tests.words import SOURCE, texts_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.story,
    pytest.mark.one_database,
    pytest.mark.django_db(transaction=True),
]


def test_a_learning_path_from_the_first_lesson_to_the_last(home: Any, open_page: OpenPage) -> None:
    hall = found_hall()
    walk = Walk(open_page, SOURCE, 390)
    # From the help to the first lesson.
    page = walk.go(hall.resident, "/help/")
    page.get_by_role("link", name="learning paths").click()
    page.get_by_role("link", name="For residents").click()
    page.get_by_role("link", name="Start this path").click()
    assert page.url.endswith("/learn/resident/case/")
    # What was left out is asked for; then each answer is explained.
    page.get_by_role("button", name="See the answers").click()
    assert page.get_by_text("Choose an answer.").first.is_visible()
    for code in ("case", "say", "appeal"):
        walk.fill(page, right_answers(shown("resident", code)))
        page.get_by_role("button", name="See the answers").click()
        assert page.get_by_text("That is right").count() == 3
        page.locator("#questions .actions a").click()
    assert page.get_by_text("You finished this path. Only you see this.").is_visible()
    assert PathDone.objects.count() == 1
    # Trying it leads to the form, and the form leads back.
    page = walk.go(hall.resident, "/learn/resident/case/")
    page.get_by_role("link", name="Open the page").click()
    assert "/cases/raise/" in page.url
    page.get_by_role("link", name="Write a case that is answered").click()
    assert page.url.endswith("/learn/resident/case/")
    # The office puts its own words in the lesson's place.
    page = walk.go(hall.clerk, "/learn/resident/case/")
    page.get_by_role("link", name="Change this lesson").click()
    walk.send(page)
    made = Lesson.objects.get()
    walk.do(
        hall.clerk,
        f"/learning/lessons/{made.pk}/change/",
        **texts_in("names", "How to write to us"),
        **texts_in("texts", "Say **where** it is."),
    )
    first = made.questions.order_by("pk")[0]
    walk.do(
        hall.clerk,
        f"/learning/questions/{first.pk}/change-question/",
        **texts_in("asks", "What helps us most?"),
    )
    said = walk.look(None, "/learn/resident/case/", "learning-own")
    assert "How to write to us" in said and "What helps us most?" in said
    for path, who in (("/learn/", hall.resident), ("/learn/resident/case/", hall.clerk)):
        opened = open_page(path, width=390, client=signed_in(who))
        assert_accessible(opened)
        opened.context.close()
    # What was kept of the resident goes when they say so.
    page = walk.go(hall.resident, "/learn/")
    page.get_by_role("link", name="Delete my progress").click()
    page.get_by_role("button", name="Delete my progress").click()
    assert "/learn/" in page.url and not LessonDone.objects.exists()
    while sequencer.sequence_once():
        pass
    assert verification.verify(DatabaseSource()).ok

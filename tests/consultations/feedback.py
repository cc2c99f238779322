"""Plain functions for tests of how taking part was."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from commonhall.actions.actors import Actor
from commonhall.consultations.conversations.models import Conversation
from commonhall.consultations.feedback import actions, timers
from commonhall.consultations.feedback.models import Feedback
from commonhall.consultations.feedback.questions import QUESTIONS
from commonhall.core import clock
from tests.consultations import kit
from tests.kit import Hall

ANSWERS = {
    "heard": "4",
    "understood": "5",
    "views": "3",
    "fair": "4",
    "learned": "2",
    "answer": "1",
}


def ended(hall: Hall, people: int = 12, **given: Any) -> tuple[Conversation, list[Actor]]:
    """A conversation in which so many residents voted, closed in twelve days."""
    conversation = kit.opened(hall, **given)
    everybody = kit.two_camps(hall, conversation, each=people // 2)
    return kit.close(hall, conversation), everybody


def opened(hall: Hall, people: int = 12, **given: Any) -> tuple[Feedback, list[Actor]]:
    """The form after it, opened by the clock."""
    conversation, everybody = ended(hall, people, **given)
    with while_open():
        assert timers.ask_how_it_was() == 1
    return Feedback.objects.get(thing=conversation.ref), everybody


def while_open() -> Any:
    """The clock on a day on which the form is open."""
    return clock.replay(kit.days(12) + timedelta(hours=3))


def afterwards() -> Any:
    """The clock on a day after the form has closed."""
    return clock.replay(kit.days(12 + 20))


def give(who: Actor, one: Feedback, **answers: str) -> None:
    actions.give_feedback.perform(who, feedback=one, answers=answers or ANSWERS)


def published(one: Feedback) -> Feedback:
    with afterwards():
        assert timers.publish_how_it_was() == 1
    one.refresh_from_db()
    return one


def answered(one: Feedback, *who: Actor, **answers: str) -> None:
    with while_open():
        for actor in who:
            give(actor, one, **answers)


assert set(ANSWERS) == set(QUESTIONS)

"""How taking part was in Millbrook, and one count that the reviewer looked into."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from commonhall.actions.actors import Actor
from commonhall.consultations.askings.models import AskingReport
from commonhall.consultations.feedback import gatherings, queries
from commonhall.consultations.feedback.actions import (
    give_feedback,
    open_feedback,
    publish_feedback,
)
from commonhall.consultations.feedback.gatherings import Ended
from commonhall.consultations.feedback.models import Feedback
from commonhall.consultations.feedback.questions import QUESTIONS
from commonhall.core import clock
from commonhall.evaluation.gaming.actions import answer_gaming_signal, review_gaming_signal
from commonhall.evaluation.gaming.actions import raise_gaming_signal as tell
from commonhall.evaluation.gaming.finding import Found, last_month
from commonhall.evaluation.gaming.models import Watch
from commonhall.people import actors
from commonhall.people.actors import system
from commonhall.people.residents.models import Person
from commonhall.site.demo.evaluations import noon

if TYPE_CHECKING:
    from commonhall.site.demo.town import Town

# The share who answer; and how likely each question is agreed to.
ANSWERING = 0.9
AGREED = {
    "heard": 0.7,
    "understood": 0.8,
    "views": 0.65,
    "fair": 0.75,
    "learned": 0.6,
    "answer": 0.45,
}
REASONS = (
    "The crew worked only in the dry last week of the month. The work sheets of every day show it."
)
REPLY = "The river was too high before. From now on we report each section on the day it is done."


def build(town: Town) -> None:
    """Everything that has ended is asked about, the last one still; then the watch."""
    chance = random.Random("taking part")  # noqa: S311  (a made-up past)
    ended = list(_ended())
    for one in ended:
        _asked(one, chance)
    _watched(town)


def _ended() -> Iterator[Ended]:
    first = AskingReport.objects.order_by("at").values_list("at", flat=True).first()
    if first is not None:
        yield from sorted(gatherings.ended_since(first), key=lambda one: (one.at, one.thing))


def _asked(ended: Ended, chance: random.Random) -> None:
    """Asked on the day after, answered within the week, published when the form has closed."""
    people = sorted(queries.persons(ended.thing))
    after = ended.at + timedelta(hours=20)
    if not people or after >= clock.now():
        return
    with clock.replay(after):
        one: Feedback = open_feedback.perform(system(), ended=ended).result
    for person in people:
        if chance.random() > ANSWERING:
            continue
        moment = after + timedelta(hours=chance.uniform(1, 100))
        if moment < clock.now():
            with clock.replay(moment):
                give_feedback.perform(_actor(person), feedback=one, answers=_answers(chance))
    closing = noon(one.answer_by + timedelta(days=1))
    if closing < clock.now():
        with clock.replay(closing):
            publish_feedback.perform(system(), feedback=one)


def _actor(person: int) -> Actor:
    return actors.as_person(Person.objects.get(pk=person))


def _answers(chance: random.Random) -> dict[str, str]:
    """Four of five of those who agree say "mostly" or "fully"."""
    return {
        code: str(chance.choice((4, 5) if chance.random() < AGREED[code] else (1, 2, 3)))
        for code in QUESTIONS
    }


def _watched(town: Town) -> None:
    """Two months ago much was reported done in the last days of the month; the reviewer found why."""
    month: date = last_month(clock.today().replace(day=1) - timedelta(days=20))
    body = town.desks["streets-desk"].body if "streets-desk" in town.desks else None
    if body is None:
        return
    figures = {
        "observed": 14,
        "trials": 33,
        "expected": 450,
        "chance": 43,
        "level": 2083,
        "others": 0,
        "other_trials": 0,
    }
    found = Found(Watch.MONTH_ENDS, body, month, figures, [])
    raised = noon((month + timedelta(days=36)).replace(day=6))
    with clock.replay(raised):
        signal = tell.perform(system(), found=found).result
    with clock.replay(raised + timedelta(days=5)):
        review_gaming_signal.perform(
            town.desks["reviewer"], gaming_signal=signal, verdict="explained", reasons=REASONS
        )
    with clock.replay(raised + timedelta(days=7)):
        answer_gaming_signal.perform(town.desks["streets-desk"], gaming_signal=signal, reply=REPLY)

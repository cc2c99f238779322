"""A learning path of Millbrook's own, a lesson of it, and residents who finished the path for residents."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from commonhall.core import clock
from commonhall.people.learning import actions, counting, progress, queries
from commonhall.people.residents.models import Person
from commonhall.site.demo.said import said

if TYPE_CHECKING:
    from commonhall.site.demo.town import Town

# More than a few finished the path; it is told as twenty.
LEARNERS = 24
QUESTIONS = (
    (
        "The river is over the lower path. Who closes it?",
        "The Water Office",
        "Whoever comes first",
        "Nobody",
        "The Water Office measures the river and closes the path. A closed path is shown on the map.",
    ),
    (
        "When is a warning given?",
        "When the river at the mill is above two metres",
        "When it has rained for a day",
        "Every spring",
        "The gauge at the mill decides, not the weather.",
    ),
    (
        "Your cellar is under water. Whom do you call?",
        "The fire service",
        "The Council",
        "The newspaper",
        "The fire service pumps cellars. Raise a case as well, so that the cause is found.",
    ),
)


def build(town: Town) -> None:
    """Written a season ago by the Residents' Office; who learned since is counted."""
    desk = town.desks["hall-desk"]
    with clock.replay(timezone.now() - timedelta(days=80)):
        actions.write_path.perform(
            desk,
            code="millbrook",
            names=said("New in Millbrook"),
            abouts=said("What everybody who moves here should know about the river."),
        )
        lesson = actions.add_lesson.perform(
            desk,
            path="millbrook",
            names=said("When the river rises"),
            texts=said("The river rises two or three times a year. Keep off the lower path then."),
            steps=said("Look at the gauge\nStay off the lower path\nHelp your neighbours"),
            tasks=said("Look for cases by the river."),
            try_at="/cases/map/",
        ).result
        for ask, right, wrong, other, why in QUESTIONS:
            actions.add_question.perform(
                desk,
                lesson,
                asks=said(ask),
                right=said(right),
                wrong=said(wrong),
                other=said(other),
                whys=said(why),
            )
    path = next(one for one in queries.public_paths() if one.code == "resident")
    with clock.replay(timezone.now() - timedelta(days=20)):
        for number in Person.objects.order_by("pk").values_list("pk", flat=True)[:LEARNERS]:
            for one in path.lessons:
                progress.note(number, path, one.code)
    counting.count_finished()

"""Cases for everybody in Millbrook: a confidential category, a question of its own, "me too", and evidence from others."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from commonhall.cases.cases import actions as case_actions
from commonhall.cases.cases.models import Case
from commonhall.cases.categories.actions import set_category
from commonhall.cases.categories.models import Category
from commonhall.cases.categories.question_actions import ask_in_category
from commonhall.cases.evidence.actions import add_evidence
from commonhall.cases.me_too.actions import say_me_too
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.people.bodies.models import Body
from commonhall.site.demo.council import by_council
from commonhall.site.demo.said import said

if TYPE_CHECKING:
    from commonhall.site.demo.town import Town

EVIDENCE = (
    "It was the same on Monday evening.",
    "My neighbour fell over it last week.",
    "It begins where the bus turns.",
)
NEWEST, MOST = 6, 9


def build(town: Town) -> None:
    """The council opens a confidential category and asks more about lights; neighbours say that it concerns them."""
    now = timezone.now()
    with clock.replay(now - timedelta(days=20)):
        by_council(set_category).perform(
            town,
            code="at-home",
            names=said("Violence at home"),
            body=Body.objects.get(code="hall"),
            read_by="body",
        )
        first = Category.objects.exclude(code="at-home").order_by("pk")[0]
        by_council(ask_in_category).perform(
            town,
            category=first,
            code="since",
            names=said("Since when?"),
            kind="date",
            public=True,
        )
    with clock.replay(now - timedelta(days=6)):
        _confidential(town)
    with clock.replay(now - timedelta(hours=5)):
        _concerned(town)


def _confidential(town: Town) -> None:
    """One of them, answered the same day; everybody sees that it is there, and nothing of it."""
    case = case_actions.raise_case.perform(
        town.residents[7],
        kind=Case.Kind.REQUEST,
        title="I need somewhere safe for two nights",
        text="Please do not come to the door. Telephone after nine.",
        category=Category.objects.get(code="at-home"),
        unit=town.units[0],
    ).result
    case_actions.answer_case.perform(
        town.desks["hall-desk"], case=case, text="We telephoned. A room is ready from today."
    )


def _concerned(town: Town) -> None:
    """What was raised last concerns others, too, and some of them know more."""
    rows = Case.objects.filter(state=Case.State.OPEN, confidential=False)
    for number, case in enumerate(rows.order_by("-pk")[:NEWEST]):
        for by in town.residents[10 + number : 10 + number + max(1, MOST - number * 2)]:
            try:
                say_me_too.perform(by, case=case)
            except Refused:
                # Not confirmed as a resident, or their own.
                continue
        if number < len(EVIDENCE):
            add_evidence.perform(town.residents[30 + number], case=case, text=EVIDENCE[number])

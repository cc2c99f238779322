"""Samples of parts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from commonhall.ui.gallery_samples.data import Sum
from commonhall.ui.gallery_samples.town import (
    LONG_WORD,
    events,
    officer,
    stations,
)
from commonhall.ui.gallery_words import say
from commonhall.ui.parts import (
    OfficeLine,
    Step,
    Tab,
)


def for_parts(request: HttpRequest) -> dict[str, Any]:
    """Cards, lists, badges, facts, tables."""
    now = timezone.now()
    return {
        "badges": [
            (say("New"), "neutral"),
            (say("In work"), "info"),
            (say("Waiting for you"), "waiting"),
            (say("Solved, confirmed"), "good"),
            (say("Late by 3 days"), "warn"),
            (say("Promise broken"), "bad"),
        ],
        "cards": [
            (
                say("A safer Mill Road"),
                say("Where should the eight crossings go? Say which places matter most to you."),
                say("Open until 12 June"),
                "info",
            ),
            (
                say("Rules for the community garden"),
                say("Draft of the gardeners’ association, paragraph by paragraph."),
                say("Agreed"),
                "good",
            ),
            (
                LONG_WORD,
                say("Very long words break instead of pushing the page wide."),
                say("Draft"),
                "neutral",
            ),
        ],
        "items": [
            (
                say("Street light out at Canal Street 14"),
                say("Dark since Monday; the pavement is uneven there."),
                now - timedelta(hours=2),
                say("In work"),
                "info",
                12,
            ),
            (
                say("Noise at night from the loading bay behind the supermarket"),
                say("Lorries unload between two and four in the morning."),
                now - timedelta(days=3),
                say("Late by 3 days"),
                "warn",
                47,
            ),
            (
                say("More shade at the playground"),
                say("Six trees would do."),
                now - timedelta(days=80),
                say("Solved, confirmed"),
                "good",
                8,
            ),
        ],
        "rows": [
            (say("Works Department"), 412, 0.91, 0.74, 5.2),
            (say("Schools and Youth"), 268, 0.97, 0.81, 3.9),
            (say("Housing Association North"), 143, 0.84, 0.69, 7.8),
            (say("Water and Waste"), 530, 0.99, 0.88, 2.1),
        ],
        "tabs": [
            Tab(say("All"), "#a", True, 1187),
            Tab(say("Near me"), "#b", False, 41),
            Tab(say("I follow"), "#c", False, 3),
        ],
        "steps": [
            Step(say("What happened"), "done", "#"),
            Step(say("Where"), "current"),
            Step(say("About you")),
            Step(say("Check and send")),
        ],
        "stations": stations(),
        "events": events(),
        "offices": [
            officer(),
            OfficeLine(
                say("Riverside Neighbours’ Association"),
                say("runs the repair café and the tool library"),
                kind="organisation",
                url="#",
            ),
            OfficeLine(
                say("Ahmed Rahimi"),
                say("resident, member of the lottery-drawn panel"),
                kind="person",
            ),
        ],
        "lead": say(
            "Cards, lists, badges, facts and tables: the small pieces that all rooms share."
        ),
        "demo": {name: say(words) for name, words in PARTS_WORDS.items()},
        "sum": Sum(125_000_000, "EUR", 2),
    }


PARTS_WORDS = {
    "buttons": "Buttons and links",
    "raise": "Raise a matter",
    "follow": "Follow",
    "withdraw": "Withdraw",
    "more": "How answers are checked",
    "badges": "States",
    "cards": "Cards",
    "list": "List",
    "facts": "Facts",
    "solved": "confirmed as solved",
    "solved_note": "of 1,353 closed this year",
    "days": "days to a first answer",
    "days_note": "half of all matters are quicker",
    "money": "shared out by residents",
    "money_note": "participatory budget 2026",
    "table": "Answers by body, January to June",
    "body": "Body",
    "cases": "Matters",
    "answered": "Answered in time",
    "confirmed": "Confirmed solved",
    "median": "Median days",
    "people": "People and offices",
    "history": "History",
    "steps": "Steps",
    "thread": "The thread",
    "filter": "Find",
    "topic": "Topic",
    "state": "State",
    "apply": "Show",
    "all": "All",
    "supports": "people affected",
}

"""Samples of a whole page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from commonhall.ui.gallery_samples.town import (
    LONG_WORD,
    events,
    officer,
    stations,
)
from commonhall.ui.gallery_words import say
from commonhall.ui.parts import (
    Crumb,
    OfficeLine,
    Refusal,
    StatusBadge,
)


def for_page(request: HttpRequest) -> dict[str, Any]:
    """A case, as a resident meets it."""
    return {
        "crumbs": [
            Crumb(say("Matters"), "#"),
            Crumb(say("Roads and paths"), "#"),
            Crumb(say("Case 2026-1187")),
        ],
        "title": say("No safe way across Mill Road for children"),
        "status": StatusBadge(say("Promised for 28 August"), "waiting"),
        "body": say(
            "Cars come fast out of the bend at number 40, and the next crossing is **600 metres** away. "
            "About 120 children walk here every morning.\n\n"
            "We ask for:\n\n- a raised crossing at the bakery\n- 30 km/h between the bridge and the school\n\n"
            "> Last winter my daughter waited eleven minutes to cross. — a parent"
        ),
        "answer": say(
            "You are right: the count in May found 1,940 cars an hour at school time. Two raised crossings "
            "will be built by **28 August**; the speed limit needs the council, which decides on 9 September."
        ),
        "officer": officer(),
        "resident": OfficeLine(say("A resident of Mill Road"), kind="person"),
        "linked": {
            "@context": "https://schema.org",
            "@type": "DiscussionForumPosting",
            "headline": say("No safe way across Mill Road"),
        },
        "raised": timezone.now() - timedelta(days=30),
        "due": timezone.now() + timedelta(days=5),
        "stations": stations(),
        "events": events(),
        "long_word": LONG_WORD,
        "topics": [say("Roads"), say("Children"), say("Safety")],
        "refusal": Refusal(
            say("Only the person who raised a matter can say that it is solved."),
            say("Rules of the hall, article 7 (2)"),
            "#provision",
            say("Ask for an independent review instead"),
            "#review",
        ),
    }

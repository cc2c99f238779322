"""Samples of answers, receipts and empty states."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from commonhall.ui.gallery_samples.town import (
    HASH,
    officer,
)
from commonhall.ui.gallery_words import say
from commonhall.ui.parts import (
    Answered,
    FileLink,
    OfficeLine,
    Receipt,
    Refusal,
)


def for_rest(request: HttpRequest) -> dict[str, Any]:
    """What people get back."""
    return {
        "receipt": Receipt(
            HASH, timezone.now(), "#verify", "#download", timezone.now() + timedelta(minutes=1)
        ),
        "answers": [
            Answered(
                say("What is it about?"),
                say("No safe way across Mill Road"),
                "#",
            ),
            Answered(
                say("Where is it?"),
                say("Mill Road 40, Riverside"),
                "#",
            ),
            Answered(say("E-mail address"), "", "#"),
        ],
        "files": [
            FileLink(
                say("All matters of 2026"),
                "#",
                "CSV",
                482_133,
                say("one row per matter, no personal data"),
            ),
            FileLink(say("Council decision 2026/41"), "#", "PDF", 91_000),
        ],
        "refusal": Refusal(
            say("The consultation on this plan is still open, so nothing can be decided yet."),
            say("Participation rules, article 4"),
            "#",
            say("See when it closes"),
            "#",
        ),
        "words": {name: say(words) for name, words in REST_WORDS.items()},
        "officer": officer(),
        "resident": OfficeLine(say("A resident of Old Town"), kind="person"),
    }


REST_WORDS = {
    "good": "Your matter is recorded as 2026-1187.",
    "info": "The council meets on 9 September; everybody may listen.",
    "warn": "The deadline passes tomorrow at midnight.",
    "bad": "The promise of 28 August was not kept.",
    "bad_title": "A promise was broken",
    "empty": "Nobody has raised anything here yet",
    "empty_next": "If you see something that others should know, be the first.",
    "raise": "Raise a matter",
    "close": "Close the consultation",
    "confirm": "Withdraw your proposal?",
    "confirm_text": "It stays in the record as withdrawn. The 34 people who support it will be told.",
    "yes": "Withdraw it",
    "no": "Keep it",
    "term_before": "Every office rests on a",
    "term": "mandate",
    "term_means": "power lent for a time by those it concerns, with a date on which it ends.",
    "term_after": "that can be called back.",
    "comment": "Could the crossing be at the bakery instead? That is where the children come out.",
    "answer": "Yes. The plan was changed on 4 May: see measure 3.2.",
    "notices": "Notices",
    "check": "Check your answers",
    "receipts": "Receipt",
    "files": "Files",
    "cannot": "What cannot be done now",
    "talk": "Conversation",
    "ask": "Asking before a grave step",
    "explain": "A word explained",
}

"""What somebody is shown once before their case is sent: what is like it, whom it names, what else is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from commonhall.actions import action_pages
from commonhall.cases.cases.actions import raise_case
from commonhall.cases.cases.models import Case
from commonhall.cases.categories.answer_inputs import SHOWN
from commonhall.cases.categories.models import Category
from commonhall.cases.categories.questions import questions_of
from commonhall.cases.duplicates.views import alike
from commonhall.cases.named_people.finding import Found, named_in


@dataclass(frozen=True)
class Before:
    """similar: cases like it; named: what leads to a person; asks: questions that were not shown yet."""

    similar: list[Case]
    named: list[Found]
    asks: bool

    def __bool__(self) -> bool:
        return bool(self.similar or self.named or self.asks)


def before(request: HttpRequest, given: dict[str, Any]) -> Before:
    """A chosen photo has to be chosen again: what is merely similar is not worth that.
    similar_seen: a script showed it while it was written."""
    category: Category = given["category"]
    words = f"{given['title']} {given.get('address', '')}"
    seen = request.FILES or request.POST.get("similar_seen") or category.confidential
    similar = [] if seen else alike(given, words)
    text = "\n".join((given["title"], given.get("text", ""), given.get("address", "")))
    named = [] if category.confidential else named_in(text)
    unseen = request.POST.get(SHOWN) != str(category.pk) and questions_of(category).exists()
    return Before(similar, named, unseen)


action_pages.ask_before(raise_case, before)

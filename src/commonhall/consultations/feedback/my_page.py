"""Forms a person answered, on their page: that they did, never what they answered."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from commonhall.consultations.feedback.models import Feedback, FeedbackGiven
from commonhall.core import refs
from commonhall.people import my_page


def _show(rows: Sequence[FeedbackGiven]) -> list[my_page.Line]:
    known = refs.resolve([one.feedback.thing for one in rows])
    return [
        my_page.Line(
            Feedback.named(str(known[one.feedback.thing].title)),
            one.feedback.get_absolute_url(),
            one.feedback.get_state_display(),
            one.feedback.tone,
        )
        for one in rows
    ]


def register() -> None:
    my_page.kind(
        "feedback",
        _("What I said about taking part"),
        order=42,
        rows=lambda person: FeedbackGiven.objects.filter(person=person).select_related("feedback"),
        show=_show,
        about=_("What you answered is not shown: it is stored separately from your name."),
    )

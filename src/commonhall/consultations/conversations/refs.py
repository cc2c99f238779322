"""How conversations, drafts and round tables are shown wherever a ref names one."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.consultations.conversations import queries
from commonhall.consultations.conversations.models import Argument, Conversation, Report, Response
from commonhall.core import clock
from commonhall.core.refs import Described, describes
from commonhall.ui.text import colon


def _conversations(numbers: list[int]) -> dict[int, Described]:
    today = clock.today()
    return {
        row.pk: Described(
            row.ref,
            row.title,
            row.get_absolute_url(),
            queries.badge_of(row, today)[0],
            "consultation",
        )
        for row in Conversation.objects.filter(pk__in=numbers)
    }


def _of_conversation(model: type, label: Any):  # type: ignore[no-untyped-def]
    def describe(numbers: list[int]) -> dict[int, Described]:
        rows = model.objects.filter(pk__in=numbers).select_related("conversation")  # type: ignore[attr-defined]
        return {
            row.pk: Described(
                row.ref,
                f"{label}{colon()}{row.conversation.title}",
                row.conversation.get_absolute_url(),
            )
            for row in rows
        }

    return describe


def register() -> None:
    describes("consultations.conversation", _conversations)
    describes("consultations.argument", _of_conversation(Argument, _("Argument")))
    describes("consultations.report", _of_conversation(Report, _("Report")))
    describes("consultations.response", _of_conversation(Response, _("Answer")))

"""How conversations, drafts and round tables are shown wherever a ref names one."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.acts import clock
from commonhall.acts.registry import Described, describes
from commonhall.consult import queries
from commonhall.consult.models import (
    AgendaItem,
    Agreement,
    Amendment,
    Argument,
    Comment,
    CommentAppeal,
    Commitment,
    Conversation,
    Draft,
    Moderation,
    Paragraph,
    Report,
    Response,
    RoundTable,
    Seat,
    Statement,
    Survey,
    SurveyResult,
)
from commonhall.look.text import colon


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


def _statements(numbers: list[int]) -> dict[int, Described]:
    return {
        row.pk: Described(row.ref, row.shown, row.get_absolute_url(), row.get_state_display())
        for row in Statement.objects.filter(pk__in=numbers)
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


def _moderations(numbers: list[int]) -> dict[int, Described]:
    rows = Moderation.objects.filter(pk__in=numbers).select_related("statement")
    return {
        row.pk: Described(row.ref, row.get_reason_display(), row.statement.get_absolute_url())
        for row in rows
    }


def _drafts(numbers: list[int]) -> dict[int, Described]:
    return {
        row.pk: Described(
            row.ref, row.title, row.get_absolute_url(), row.get_state_display(), "proposal"
        )
        for row in Draft.objects.filter(pk__in=numbers)
    }


def _paragraphs(numbers: list[int]) -> dict[int, Described]:
    rows = Paragraph.objects.filter(pk__in=numbers).select_related("draft")
    return {
        row.pk: Described(row.ref, f"{row.draft.title} ({row.place})", row.get_absolute_url())
        for row in rows
    }


def _amendments(numbers: list[int]) -> dict[int, Described]:
    rows = Amendment.objects.filter(pk__in=numbers).select_related("paragraph__draft")
    return {
        row.pk: Described(
            row.ref,
            f"{_('Amendment')}{colon()}{row.paragraph.draft.title} ({row.paragraph.place})",
            row.get_absolute_url(),
            row.get_state_display(),
        )
        for row in rows
    }


def _comments(numbers: list[int]) -> dict[int, Described]:
    rows = Comment.objects.filter(pk__in=numbers).select_related("paragraph__draft")
    return {
        row.pk: Described(
            row.ref,
            f"{_('Comment')}{colon()}{row.paragraph.draft.title} ({row.paragraph.place})",
            row.get_absolute_url(),
        )
        for row in rows
    }


def _comment_appeals(numbers: list[int]) -> dict[int, Described]:
    rows = CommentAppeal.objects.filter(pk__in=numbers).select_related("comment__paragraph")
    return {
        row.pk: Described(
            row.ref,
            str(_("Appeal against a hidden comment")),
            row.comment.get_absolute_url(),
            row.get_verdict_display(),
        )
        for row in rows
    }


def _tables(numbers: list[int]) -> dict[int, Described]:
    return {
        row.pk: Described(
            row.ref, row.title, row.get_absolute_url(), row.get_state_display(), "consultation"
        )
        for row in RoundTable.objects.filter(pk__in=numbers)
    }


def _at_table(model: type, path: str):  # type: ignore[no-untyped-def]
    """Things at a round table are shown on its page."""

    def describe(numbers: list[int]) -> dict[int, Described]:
        rows = model.objects.filter(pk__in=numbers).select_related(path)  # type: ignore[attr-defined]
        found = {}
        for row in rows:
            table = row
            for step in path.split("__"):
                table = getattr(table, step)
            found[row.pk] = Described(row.ref, table.title, table.get_absolute_url())
        return found

    return describe


def _surveys(numbers: list[int]) -> dict[int, Described]:
    return {
        row.pk: Described(
            row.ref, row.name, row.get_absolute_url(), row.get_state_display(), "consultation"
        )
        for row in Survey.objects.filter(pk__in=numbers)
    }


def _survey_results(numbers: list[int]) -> dict[int, Described]:
    rows = SurveyResult.objects.filter(pk__in=numbers).select_related("survey")
    return {
        row.pk: Described(row.ref, row.survey.name, row.survey.get_absolute_url()) for row in rows
    }


def register() -> None:
    describes("consult.survey", _surveys)
    describes("consult.surveyresult", _survey_results)
    describes("consult.conversation", _conversations)
    describes("consult.statement", _statements)
    describes("consult.argument", _of_conversation(Argument, _("Argument")))
    describes("consult.report", _of_conversation(Report, _("Report")))
    describes("consult.response", _of_conversation(Response, _("Answer")))
    describes("consult.moderation", _moderations)
    describes("consult.draft", _drafts)
    describes("consult.paragraph", _paragraphs)
    describes("consult.amendment", _amendments)
    describes("consult.comment", _comments)
    describes("consult.commentappeal", _comment_appeals)
    describes("consult.roundtable", _tables)
    describes("consult.seat", _at_table(Seat, "table"))
    describes("consult.agendaitem", _at_table(AgendaItem, "table"))
    describes("consult.agreement", _at_table(Agreement, "item__table"))
    describes("consult.commitment", _at_table(Commitment, "agreement__item__table"))

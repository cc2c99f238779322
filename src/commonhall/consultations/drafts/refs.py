"""How drafts are shown wherever a ref names one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.consultations.drafts.models import Amendment, Comment, Draft, Paragraph
from commonhall.core.refs import Described, describes
from commonhall.ui.text import colon


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


def register() -> None:
    describes("consultations.draft", _drafts)
    describes("consultations.paragraph", _paragraphs)
    describes("consultations.amendment", _amendments)
    describes("consultations.comment", _comments)

"""How moderation are shown wherever a ref names one."""

from __future__ import annotations

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commonhall.consultations.conversations.models import Moderation
from commonhall.consultations.drafts.models import CommentAppeal
from commonhall.consultations.moderation.models import Withheld, WordsReport
from commonhall.core.refs import Described, describes, resolve


def _moderations(numbers: list[int]) -> dict[int, Described]:
    rows = Moderation.objects.filter(pk__in=numbers).select_related("statement")
    return {
        row.pk: Described(row.ref, row.get_reason_display(), row.statement.get_absolute_url())
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


def _reports(numbers: list[int]) -> dict[int, Described]:
    """Which words were reported is no secret, by whom is."""
    rows = {row.pk: row for row in WordsReport.objects.filter(pk__in=numbers)}
    shown = resolve({row.about for row in rows.values()})
    return {
        pk: Described(
            row.ref,
            format_lazy("{}: {}", _("Reported words"), shown[row.about].title),
            row.get_absolute_url(),
            row.get_outcome_display(),
        )
        for pk, row in rows.items()
    }


def _withheld(numbers: list[int]) -> dict[int, Described]:
    return {
        row.pk: Described(
            row.ref,
            format_lazy("{}: {}", _("Hidden by moderation"), row.get_what_display()),
            row.get_absolute_url(),
            row.get_verdict_display(),
        )
        for row in Withheld.objects.filter(pk__in=numbers)
    }


def register() -> None:
    describes("consultations.withheld", _withheld)
    describes("consultations.wordsreport", _reports)
    describes("consultations.moderation", _moderations)
    describes("consultations.commentappeal", _comment_appeals)

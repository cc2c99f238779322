"""What debates hold about a person, and how it goes: ties and marks go, words where they wish it."""

from __future__ import annotations

from commonhall.actions.context import Context
from commonhall.actions.erasure import erase
from commonhall.consultations.comments.actions import uncount
from commonhall.consultations.comments.models import Remark, RemarkAppeal, UsefulMark
from commonhall.consultations.comments.search import index_remark
from commonhall.consultations.moderation import originals
from commonhall.consultations.moderation.models import Withheld, WordsReport
from commonhall.people.residents.models import Person


def erase_person(ctx: Context, person: Person, words: bool) -> None:
    """Untie the person. Their marks count no more, because nobody could take them back."""
    marks = UsefulMark.objects.filter(person=person).select_related("remark")
    for mark in marks.order_by("pk"):
        if mark.taken_back_on is None:
            uncount(ctx, mark)
        erase(ctx, mark, ["person_id"])
    for remark in Remark.objects.filter(person=person).order_by("pk"):
        if words:
            for appeal in RemarkAppeal.objects.filter(remark=remark):
                erase(ctx, appeal, ["text"])
        erase(ctx, remark, ["person_id", *(["text"] if words else [])])
        index_remark(remark)
    for report in WordsReport.objects.filter(person=person).order_by("pk"):
        erase(ctx, report, ["person_id", *(["note"] if words else [])])
    for hidden in Withheld.objects.filter(author=person).order_by("pk"):
        if words and hidden.shown_at is None:
            originals.delete_files(hidden)
        erase(ctx, hidden, ["author_id", *(["original", "appeal"] if words else [])])

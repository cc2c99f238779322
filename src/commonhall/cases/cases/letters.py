"""What letters about a case say: the answer's words and day, the result, who answers now, what one may do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from commonhall.actions.notifications import says
from commonhall.cases.cases.models import Answer, Case, Confirmation


def _answer(ref: str, at: datetime) -> Answer | None:
    """What the body said at that moment."""
    found = Answer.objects.filter(case=_number(ref), at__lte=at).select_related("body", "to_body")
    return found.order_by("-at", "-pk").first()


def _number(ref: str) -> int:
    return int(ref.rpartition(":")[2])


def _page(action: str, ref: str) -> str:
    return settings.SITE_URL + reverse(f"cases:{action}", args=[_number(ref)])


@says("cases.answer_case")
def answered(ref: str, at: datetime) -> Iterator[str]:
    """The answer, and the day it promises."""
    if (answer := _answer(ref, at)) is None:
        return
    yield _("%(body)s writes:") % {"body": answer.body.name}
    yield answer.text
    if answer.promised_on:
        day = formats.date_format(answer.promised_on, "DATE_FORMAT")
        yield _("It promises to have it done by %(day)s.") % {"day": day}


@says("cases.mark_done")
def done(ref: str, at: datetime) -> Iterator[str]:
    """What was done, and where to say whether it helped."""
    if (answer := _answer(ref, at)) is None:
        return
    yield _("%(body)s writes:") % {"body": answer.body.name}
    if answer.text:
        yield answer.text
    yield _("Did you raise this case? Then only you can say whether it is solved.")
    yield _("Yes, it is solved: %(address)s") % {"address": _page("confirm_case", ref)}
    yield _("No, it is not: %(address)s") % {"address": _page("refuse_result", ref)}


@says("cases.pass_on_case")
def passed_on(ref: str, at: datetime) -> Iterator[str]:
    """Who answers now, until when, and why."""
    answer = _answer(ref, at)
    if answer is None or answer.to_body is None:
        return
    yield _("%(body)s passed it on to %(other)s, which answers now.") % {
        "body": answer.body.name,
        "other": answer.to_body.name,
    }
    if answer.text:
        yield answer.text
    case = Case.objects.get(pk=_number(ref))
    if case.due_on:
        day = formats.date_format(case.due_on, "DATE_FORMAT")
        yield _("An answer is due by %(day)s.") % {"day": day}


@says("cases.refuse_result")
def refused(ref: str, at: datetime) -> Iterator[str]:
    """Why it is not solved, in the words of whoever raised it."""
    found = (
        Confirmation.objects.filter(case=_number(ref), at__lte=at).order_by("-at", "-pk").first()
    )
    if found is not None and found.text:
        yield _("It was sent back as not solved, with these words:")
        yield found.text

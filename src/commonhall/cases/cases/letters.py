"""What letters about a case say: the answer's words and day, the result, who answers now, what one may do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonhall.actions.notification_letters import because, says
from commonhall.cases.cases.models import Answer, Case, Confirmation


def answer_at(ref: str, at: datetime) -> Answer | None:
    """What the body said at that moment."""
    found = Answer.objects.filter(case=number_of(ref), at__lte=at).select_related(
        "case", "body", "to_body", "decided_by"
    )
    return found.order_by("-at", "-pk").first()


def _said(ref: str, at: datetime) -> Confirmation | None:
    """What whoever raised it said at that moment."""
    found = Confirmation.objects.filter(case=number_of(ref), at__lte=at)
    return found.order_by("-at", "-pk").first()


def number_of(ref: str) -> int:
    return int(ref.rpartition(":")[2])


def _page(action: str, ref: str) -> str:
    return settings.SITE_URL + reverse(f"cases:{action}", args=[number_of(ref)])


def _written(ref: str, at: datetime, promised: str, otherwise: str = "") -> Iterator[str]:
    """Who answered and in which words; then the day, or what is said where none was named."""
    if (answer := answer_at(ref, at)) is None:
        return
    yield _("%(body)s writes:") % {"body": answer.body.name}
    yield answer.text
    if answer.promised_on:
        yield promised % {"day": formats.date_format(answer.promised_on, "DATE_FORMAT")}
    elif otherwise:
        yield otherwise


@says("cases.answer_case")
def answered(ref: str, at: datetime) -> Iterator[str]:
    """The answer, and the day it promises."""
    yield from _written(ref, at, _("It promises to do it by %(day)s."))


@says("cases.plan_case")
def planned(ref: str, at: datetime) -> Iterator[str]:
    """What will be done, and on which day."""
    yield from _written(ref, at, _("It plans to do it on %(day)s."))


@says("cases.part_done")
def partly(ref: str, at: datetime) -> Iterator[str]:
    """Which part is done, and by when the rest is promised."""
    said = _written(
        ref,
        at,
        _("It promises to do the rest by %(day)s."),
        _("It is still responsible for the rest."),
    )
    yield from said


@says("cases.decline_case")
def declined(ref: str, at: datetime) -> Iterator[str]:
    """Why it cannot be done."""
    if (answer := answer_at(ref, at)) is None:
        return
    yield _("%(body)s says that it cannot be done. The reasons:") % {"body": answer.body.name}
    yield answer.text


@says("cases.ask_raiser")
def asked(ref: str, at: datetime) -> Iterator[str]:
    """The question."""
    if (answer := answer_at(ref, at)) is None:
        return
    yield _("%(body)s asks the person who raised it:") % {"body": answer.body.name}
    yield answer.text


@says("cases.reply_to_question", "cases.contest_question")
def replied(ref: str, at: datetime) -> Iterator[str]:
    """The reply, in the words of whoever raised it."""
    if (said := _said(ref, at)) is not None and said.text:
        yield _("The person who raised it writes:")
        yield said.text


@says("cases.send_outside")
def outside(ref: str, at: datetime) -> Iterator[str]:
    """To whom it went, and that the body stays responsible."""
    if (answer := answer_at(ref, at)) is None:
        return
    yield _("%(body)s sent it to %(party)s and is still responsible for it.") % {
        "body": answer.body.name,
        "party": answer.party,
    }
    yield answer.text


@says("cases.settle_case")
def settled(ref: str, at: datetime) -> Iterator[str]:
    """Who answers now, who decided that, and why."""
    answer = answer_at(ref, at)
    if answer is None or answer.to_body is None or answer.decided_by is None:
        return
    yield _("%(body)s decided that %(other)s answers. This is binding.") % {
        "body": answer.decided_by.name,
        "other": answer.to_body.name,
    }
    yield answer.text


@says("cases.mark_late")
def missed(ref: str, _at: datetime) -> Iterator[str]:
    """Which day was missed, and by whom."""
    case = Case.objects.select_related("body").get(pk=number_of(ref))
    if case.missed_on:
        yield _(
            "%(body)s was due to act by %(day)s and did not. The delay is now on the record."
        ) % {
            "body": case.body.name,
            "day": formats.date_format(case.missed_on, "DATE_FORMAT"),
        }


@says("cases.merge_case", "cases.split_case")
def joined(ref: str, at: datetime) -> Iterator[str]:
    """With which case it is joined, or that it stands alone again, and why."""
    if (answer := answer_at(ref, at)) is None:
        return
    main = Case.objects.get(pk=number_of(ref)).main
    if answer.kind == Answer.Kind.JOINED and main is not None:
        yield _(
            "%(body)s thinks it is the same matter as “%(title)s”: %(address)s. You keep your own deadline, letters and final say."
        ) % {
            "body": answer.body.name,
            "title": main.heading,
            "address": settings.SITE_URL + main.get_absolute_url(),
        }
        yield _("Is it a different matter? Tell us: %(address)s") % {
            "address": _page("part_from_case", ref)
        }
    yield answer.text


@says("cases.mark_done")
def done(ref: str, at: datetime) -> Iterator[str]:
    """What was done."""
    if (answer := answer_at(ref, at)) is None:
        return
    yield _("%(body)s writes:") % {"body": answer.body.name}
    if answer.text:
        yield answer.text


@says("cases.pass_on_case")
def passed_on(ref: str, at: datetime) -> Iterator[str]:
    """Who answers now, until when, and why."""
    answer = answer_at(ref, at)
    if answer is None or answer.to_body is None:
        return
    names = {"body": answer.body.name, "other": answer.to_body.name}
    if answer.kind == Answer.Kind.DISPUTED:
        yield (
            _(
                "%(body)s says that %(other)s is responsible. The case has already been passed on twice, so another body now decides who answers. Until then, %(body)s does."
            )
            % names
        )
    else:
        yield _("%(body)s passed it on to %(other)s, which now answers.") % names
    if answer.kind == Answer.Kind.DISPUTED:
        yield answer.text
        return
    if answer.text:
        yield answer.text
    case = Case.objects.get(pk=number_of(ref))
    if case.due_on:
        day = formats.date_format(case.due_on, "DATE_FORMAT")
        yield _("An answer is due by %(day)s.") % {"day": day}


@says("cases.refuse_result")
def refused(ref: str, at: datetime) -> Iterator[str]:
    """Why it is not solved, in the words of whoever raised it."""
    found = _said(ref, at)
    if found is not None and found.text:
        yield _("It was sent back as not solved, with this message:")
        yield found.text


because("cases.raise_case", gettext_lazy("You are told because you raised it."))
because("cases.say_me_too", gettext_lazy("You are told because you said that it concerns you."))
because("cases.add_evidence", gettext_lazy("You are told because you added evidence to it."))

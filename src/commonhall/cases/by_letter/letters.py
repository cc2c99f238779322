"""What letters say only to whoever raised the case: the links by which they answer without signing in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonhall.actions.notification_letters import says_to
from commonhall.actions.subscriptions import on
from commonhall.cases.by_letter import acknowledgement, addresses, links
from commonhall.cases.cases.letters import answer_at
from commonhall.cases.cases.models import Answer, Case
from commonhall.people.accounts.models import Account


def _raised(ref: str, at: datetime, account: Account) -> tuple[Case, Answer] | None:
    """The case and what the body said, if this account raised it."""
    answer = answer_at(ref, at)
    if answer is None or links.speaks_for(account, answer.case) is None:
        return None
    return answer.case, answer


def _link(label: str, account: Account, answer: Answer, word: str) -> str:
    return f"{label}\n{links.address(account, answer, word)}"


def _examples(*words: tuple[Any, str]) -> Callable[[], Iterator[str]]:
    """What an example of a letter shows in place of links that work."""

    def example() -> Iterator[str]:
        for label, word in words:
            yield f"{label}\n{settings.SITE_URL}/cases/1/by-letter/{word}/…/"
        yield _only_for_you()

    return example


_SOLVED = (gettext_lazy("Yes, it is solved"), "solved")
_NOT_SOLVED = (gettext_lazy("No, it is not solved"), "not-solved")


@says_to("cases.mark_done", example=_examples(_SOLVED, _NOT_SOLVED))
def done(ref: str, at: datetime, account: Any) -> Iterator[str]:
    """The two links, and the way on for whoever would rather sign in."""
    if (found := _raised(ref, at, account)) is None:
        return
    _case, answer = found
    yield _("You raised this case, and only you can say whether it is solved.")
    yield _link(_("Yes, it is solved"), account, answer, "solved")
    yield _link(_("No, it is not solved"), account, answer, "not-solved")
    if solved := addresses.word_to(account, answer, addresses.SOLVED):
        yield (
            _("Or by e-mail, with your own words and photos. If it is solved, write to:")
            + f"\n{solved}"
        )
        other = addresses.word_to(account, answer, addresses.NOT_SOLVED)
        yield _("If it is not solved, write to:") + f"\n{other}"
    yield _only_for_you()


@says_to("cases.decline_case", example=_examples(_NOT_SOLVED))
def declined(ref: str, at: datetime, account: Any) -> Iterator[str]:
    """The link by which it is sent back."""
    if (found := _raised(ref, at, account)) is None:
        return
    _case, answer = found
    yield _("You raised this case, so you can send it back.")
    yield _link(_("No, it is not solved"), account, answer, "not-solved")
    yield _only_for_you()


@says_to("cases.ask_raiser", example=_examples((gettext_lazy("Reply"), "reply")))
def asked(ref: str, at: datetime, account: Any) -> Iterator[str]:
    """The link to reply, and while the time for the answer stands still the link to contest that."""
    if (found := _raised(ref, at, account)) is None:
        return
    case, answer = found
    yield _link(_("Reply"), account, answer, "reply")
    if addresses.reply_to(account, case):
        yield _("Or just reply to this letter. Your reply will be public, like your case.")
    if case.stopped and case.asked_until:
        day = formats.date_format(case.asked_until, "DATE_FORMAT")
        yield _(
            "The time for the answer is paused until you reply, or until %(day)s at the latest. Could they answer without it?"
        ) % {"day": day}
        yield _link(_("The question is not needed"), account, answer, "contest")
    yield _only_for_you()


def _only_for_you() -> str:
    return _(
        "These links work once, for 90 days, without signing in. They are only for you, so do not forward this letter. You can also sign in: %(address)s"
    ) % {"address": settings.SITE_URL + reverse("account_login")}


def register() -> None:
    on("cases.raise_case")(acknowledgement.queue)

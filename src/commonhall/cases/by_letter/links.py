"""Links in letters by which whoever raised a case speaks without signing in.

A link is made for one account, one case, one answer of the body and one word, and signed by the hall. It works
until something was said to that answer, or the case has moved on, or its time is over, or the account has
another e-mail address. The number of the case stands in the address, so that a broken link leads there, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor
from commonhall.actions.declaration import Action
from commonhall.cases.cases.actions import confirm_case, refuse_result
from commonhall.cases.cases.models import Answer, Case, Confirmation
from commonhall.cases.cases.state_actions import contest_question, reply_to_question
from commonhall.people.accounts.models import Account
from commonhall.people.actors import choices, person_of

SALT = "cases.by_letter"
LASTS = timedelta(days=90)
# What a link may say: word in the address → action.
WORDS: dict[str, Action[..., Confirmation]] = {
    "solved": confirm_case,
    "not-solved": refuse_result,
    "reply": reply_to_question,
    "contest": contest_question,
}
# The words that can be said to the same answer.
BESIDE = {
    "solved": "not-solved",
    "not-solved": "solved",
    "reply": "contest",
    "contest": "reply",
}
BROKEN = _("This link is not one of ours, or part of it is missing. Copy the whole link.")
EXPIRED = _("This link is older than 90 days and no longer works.")
SAID = _("This answer has already been replied to. Each link works only once.")
MOVED_ON = _("The case has changed since we wrote this letter.")
NOT_YOURS = _("This link was made for another person or another e-mail address.")


class Unusable(Exception):
    """A link that does nothing; reason: a sentence that says why."""

    def __init__(self, reason: Any, status: int = 410) -> None:
        super().__init__(str(reason))
        self.reason, self.status = reason, status


@dataclass(frozen=True)
class Link:
    """What a link stands for: who says which word to which answer."""

    account: Account
    case: Case
    answer: Answer
    word: str
    actor: Actor

    @property
    def action(self) -> Action[..., Confirmation]:
        return WORDS[self.word]

    @property
    def once(self) -> str:
        """The key of the submission: a link acts once, however often it is sent."""
        return f"{SALT} {self.answer.pk} {self.word}"


def _mark(email: str) -> str:
    """Changes with the e-mail address, and says nothing of it."""
    return salted_hmac(SALT, email.lower(), algorithm="sha256").hexdigest()[:12]


def path(account: Account, answer: Answer, word: str) -> str:
    """The page of one word to one answer, for one account."""
    token = signing.dumps(
        [account.pk, answer.case_id, answer.pk, word, _mark(account.email)], salt=SALT
    )
    return reverse("cases:by_letter", args=[answer.case_id, word, token])


def address(account: Account, answer: Answer, word: str) -> str:
    """The same as it stands in a letter."""
    return settings.SITE_URL + path(account, answer, word)


def speaks_for(account: Account, case: Case) -> Actor | None:
    """As whom an account speaks about a case it raised: in its own name, or for its organisation."""
    for choice in choices(person_of(account)):
        actor = choice.actor
        if case.organisation_id is not None and actor.organisation == case.organisation_id:
            return actor
        if case.person_id is not None and choice.key == "" and actor.person == case.person_id:
            return actor
    return None


def read(number: int, word: str, token: str) -> Link:
    """The link in an address. Raises `Unusable` where it does nothing."""
    try:
        account_id, case_id, answer_id, said, mark = signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.SignatureExpired as error:
        raise Unusable(EXPIRED) from error
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Unusable(BROKEN, 404) from error
    if (case_id, said) != (number, word):
        raise Unusable(BROKEN, 404)
    account = Account.objects.filter(pk=account_id, is_active=True).first()
    if account is None or not constant_time_compare(mark, _mark(account.email)):
        raise Unusable(NOT_YOURS)
    return of(account, answer_id, word)


def of(account: Account, answer_id: int, word: str) -> Link:
    """What an account says to an answer of the body. Raises `Unusable` where it may not, or no longer."""
    answer = Answer.objects.filter(pk=answer_id).select_related("case__body").first()
    actor = speaks_for(account, answer.case) if answer is not None else None
    if answer is None or actor is None:
        raise Unusable(NOT_YOURS)
    link = Link(account, answer.case, answer, word, actor)
    _still_open(link)
    return link


def _still_open(link: Link) -> None:
    """Raises `Unusable` where the answer was replied to, or is no longer the last."""
    rows = Confirmation.objects.filter(case=link.case)
    if rows.filter(at__gte=link.answer.at).exists():
        raise Unusable(SAID)
    last = link.case.answers.order_by("-at", "-pk").first()
    if last is None or last.pk != link.answer.pk:
        raise Unusable(MOVED_ON)
    permission = link.action.check(link.actor, link.case)
    if permission.refusal is not None:
        wrong_state = permission.refusal.rule == "state"
        raise Unusable(MOVED_ON if wrong_state else permission.refusal.message)

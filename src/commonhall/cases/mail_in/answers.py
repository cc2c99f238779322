"""What the hall answers to a message that came in: a link to confirm a case by, or what became of a word."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonhall.cases.by_letter import links
from commonhall.cases.cases.models import Case
from commonhall.cases.mail_in.models import MailDraft
from commonhall.cases.mail_in.reading import Mail
from commonhall.core import letter_samples, rate_limits
from commonhall.people.accounts.models import Account
from commonhall.ui import hall, languages

SALT = "cases.mail_in"
# A draft that nobody confirms is forgotten after that.
LASTS = timedelta(days=14)
NO_QUESTION = gettext_lazy("Nobody is waiting for a reply to this case at the moment.")
IN_ALL = "all"
# A Message-ID that can be repeated in a header of ours.
IDENTITY = re.compile(r"<[\w.!#$%&'*+/=?^`{|}~@:-]{3,250}>", re.A)


# --- how often ------------------------------------------------------------------------------------
def allowed(limit: str, address: str) -> bool:
    """May this address use a limit once more? The limits hold who it is as a hash."""
    return rate_limits.allowed(limit, hashlib.sha256(address.encode()).hexdigest())


def may_acknowledge(address: str) -> bool:
    """An acknowledgement goes to whoever stands in From: it must not become a way to flood somebody."""
    return allowed("mail_in_drafts", address) and rate_limits.allowed("mail_in_all", IN_ALL)


# --- the link to confirm a case by ----------------------------------------------------------------
def _mark(draft: MailDraft) -> str:
    return salted_hmac(
        SALT, f"{draft.pk}|{draft.mail_id}|{draft.at.isoformat()}", algorithm="sha256"
    ).hexdigest()[:16]


def path(draft: MailDraft) -> str:
    """The page on which whoever wrote it makes it a case."""
    return reverse("cases:by_mail", args=[signing.dumps([draft.pk, _mark(draft)], salt=SALT)])


def read(token: str) -> MailDraft | None:
    """The draft of a link; None where it is not ours, too old, or was confirmed or forgotten."""
    try:
        number, mark = signing.loads(token, salt=SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    draft = MailDraft.objects.filter(pk=number).first()
    return draft if draft is not None and constant_time_compare(mark, _mark(draft)) else None


# --- letters --------------------------------------------------------------------------------------
def acknowledge(draft: MailDraft, mail: Mail) -> None:
    """Write to the sender how their message becomes a case."""
    account = Account.objects.filter(email__iexact=draft.address).first()
    with translation.override(languages.of(account.language if account else "").code):
        _acknowledgement(draft, settings.SITE_URL + path(draft), mail.message_id).send()


def _acknowledgement(draft: MailDraft, address: str, identity: str) -> EmailMessage:
    said = {"draft": draft, "site": hall.name(), "days": LASTS.days, "address": address}
    subject = _("Your message to %(site)s: please confirm it") % {"site": hall.name()}
    return _answer(draft.address, subject, "cases/mail/draft.txt", said, identity)


@letter_samples.sample("cases.draft", gettext_lazy("A message arrived: please confirm it"))
def example_of_draft() -> EmailMessage:
    draft = MailDraft(address=letter_samples.NOBODY)
    return _acknowledgement(draft, settings.SITE_URL + "/cases/by-mail/…/", "")


@letter_samples.sample("cases.word", gettext_lazy("A message arrived: what came of it"))
def example_of_word() -> EmailMessage:
    said = {
        "site": hall.name(),
        "words": str(NO_QUESTION),
        "ways": [],
        "address": settings.SITE_URL + reverse("cases:list"),
    }
    subject = _("Your message changed nothing")
    return _answer(letter_samples.NOBODY, subject, "cases/mail/word.txt", said, "")


def taken(account: Account, case: Case, done: Any, mail: Mail) -> None:
    """Tell them that their word was taken."""
    _about(account, case, mail, lambda: _("We have your message"), lambda: str(done))


def pictures_added(account: Account, case: Case, mail: Mail) -> None:
    _about(
        account,
        case,
        mail,
        lambda: _("We have your photos"),
        lambda: _(
            "Your photos were added to the case. Your text was not, because nobody is waiting for a reply."
        ),
    )


def nothing_done(account: Account, case: Case | None, why: Any, mail: Mail) -> None:
    """Tell them that their message changed nothing, and where to go on."""
    _about(account, case, mail, lambda: _("Your message changed nothing"), lambda: str(why))


def _about(account: Account, case: Case | None, mail: Mail, subject: Any, words: Any) -> None:
    """A letter to whom an address was made for, whoever used it."""
    if not allowed("mail_in_answers", account.email):
        return
    with translation.override(languages.of(account.language).code):
        page = case.get_absolute_url() if case is not None else reverse("cases:list")
        said = {
            "site": hall.name(),
            "words": words(),
            "case": case,
            "ways": _ways(account, case),
            "address": settings.SITE_URL + page,
        }
        _answer(account.email, subject(), "cases/mail/word.txt", said, mail.message_id).send()


def _ways(account: Account, case: Case | None) -> list[tuple[Any, str]]:
    """The links by which the result can be spoken to, where it waits for that."""
    words = {Case.State.DONE: ("solved", "not-solved"), Case.State.CANNOT: ("not-solved",)}
    answer = case.answers.order_by("-at", "-pk").first() if case is not None else None
    if case is None or answer is None:
        return []
    return [
        (links.WORDS[word].title, links.address(account, answer, word))
        for word in words.get(Case.State(case.state), ())
    ]


def _answer(
    address: str, subject: str, template: str, said: dict[str, Any], identity: str
) -> EmailMessage:
    """An automatic answer (RFC 3834): marked as one, so that no machine answers it, and tied to the message."""
    headers = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}
    if IDENTITY.fullmatch(identity):
        headers |= {"In-Reply-To": identity, "References": identity}
    return EmailMessage(
        subject=subject, body=render_to_string(template, said), to=[address], headers=headers
    )

"""Addresses by which whoever raised a case speaks by e-mail, made for one account and one case or answer.

"r": a reply, to whatever the body asks; it stands as Reply-To in letters about the case. "s", "n": that it is
solved, or not, in reply to one answer. There are none where no mail comes in.
"""

from __future__ import annotations

from commonhall.cases.by_letter import links
from commonhall.cases.cases.models import Answer, Case
from commonhall.core import mail_addresses
from commonhall.core.mail_addresses import Code
from commonhall.people.accounts.models import Account

REPLY, SOLVED, NOT_SOLVED = "r", "s", "n"
WORDS = {SOLVED: "solved", NOT_SOLVED: "not-solved"}


def reply_to(account: Account, case: Case) -> str:
    """Where a reply to a letter about a case goes."""
    return mail_addresses.make(REPLY, account.pk, case.pk, mark=account.email)


def word_to(account: Account, answer: Answer, purpose: str) -> str:
    """Where it is said that an answer solved the case, or did not."""
    return mail_addresses.make(purpose, account.pk, answer.pk, mark=account.email)


def account_of(code: Code) -> Account | None:
    """For whom an address was made; None where it is not ours, or was made for a former e-mail address."""
    if code.purpose not in (REPLY, *WORDS) or len(code.numbers) != 2:
        return None
    account = Account.objects.filter(pk=code.numbers[0], is_active=True).first()
    return account if account is not None and code.fits(account.email) else None


def case_of(code: Code, account: Account) -> Case | None:
    """The case of a reply's address, if the account still speaks for it."""
    case = Case.objects.filter(pk=code.numbers[1]).first()
    return case if case is not None and links.speaks_for(account, case) is not None else None


def word_of(code: Code, account: Account) -> links.Link:
    """What an address says. Raises `links.Unusable` where it says nothing any more."""
    return links.of(account, code.numbers[1], WORDS[code.purpose])

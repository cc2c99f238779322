"""Letters about a case can be answered by e-mail, by whoever raised it, where mail comes in."""

from __future__ import annotations

from commonhall.actions import notification_letters
from commonhall.cases.by_letter import addresses, links
from commonhall.cases.cases.models import Case
from commonhall.core import mail_addresses
from commonhall.core import refs as core_refs
from commonhall.people.accounts.models import Account


def reply_to(ref: str, account: Account) -> str:
    """Where a reply to a letter about a thing goes; "" where a reply is not taken."""
    if not mail_addresses.own():
        return ""
    kind, number = core_refs.split(ref)
    if kind != Case._meta.label_lower:
        return ""
    case = Case.objects.filter(pk=number).first()
    if case is None or links.speaks_for(account, case) is None:
        return ""
    return addresses.reply_to(account, case)


def register() -> None:
    notification_letters.replies_to(reply_to)

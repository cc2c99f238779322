"""What incoming mail holds about a person: messages from their address that they have not confirmed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions.context import Context
from commonhall.cases.mail_in import drafts
from commonhall.cases.mail_in.models import MailDraft
from commonhall.people.personal_data import holds
from commonhall.people.residents.models import Person


def _of(person: Person) -> list[MailDraft]:
    # Of whoever is being erased, the account is known here alone by now.
    account = person.account
    if account is None:
        return []
    return list(MailDraft.objects.filter(address__iexact=account.email).order_by("pk"))


def _export(person: Person) -> dict[str, Any]:
    return {
        "messages": [
            {"title": one.title, "text": one.text, "at": one.at.isoformat()} for one in _of(person)
        ]
    }


def _erase(_ctx: Context, person: Person, _words: bool) -> None:
    for draft in _of(person):
        drafts.forget(draft)


NAMES = {"messages": _("Messages I sent and have not confirmed")}


def register() -> None:
    holds("mail_in", _export, _erase, NAMES)

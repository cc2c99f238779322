"""The account of an e-mail address, for whoever has just shown that they read its mail."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import F
from django.utils.translation import get_language

from commonhall.people.accounts.models import Account


def known(address: str) -> Account | None:
    """The account with this address; a further address counts once it is confirmed."""
    further = EmailAddress.objects.filter(email__iexact=address, verified=True)
    found = Account.objects.filter(pk__in=further.values("user")).first()
    return found or Account.objects.filter(email__iexact=address).first()


def account_of(address: str) -> Account:
    """The account, made now if there is none. Its owner signs in by a letter; there is no password.

    An account that somebody opened with this address and never confirmed may be a trap: its password goes.
    """
    with transaction.atomic():
        found = known(address)
        if found is None:
            found = Account.objects.create_user(address, None, language=get_language() or "")
            EmailAddress.objects.create(user=found, email=found.email, verified=True, primary=True)
            return found
        unproved = EmailAddress.objects.filter(user=found, email__iexact=address, verified=False)
        if unproved.exists():
            unproved.update(verified=True)
            found.set_unusable_password()
            found.save(update_fields=["password"])
            Account.objects.filter(pk=found.pk).update(credentials=F("credentials") + 1)
    return found

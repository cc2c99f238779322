"""Keys with which programs act for an account."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Personal
from commonhall.people.accounts.models import Account
from commonhall.people.bodies.models import Office
from commonhall.people.organisations.models import Organisation


class ApiKey(Personal):
    """A key with which a program acts for an account; only its hash is kept.

    scope: codes of the actions it is for; empty: it only reads; None: everything its owner may do.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(_("what it is for"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    office = models.ForeignKey(Office, on_delete=models.CASCADE, null=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True)
    scope = models.JSONField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)
    expires_on = models.DateField()

    def __str__(self) -> str:
        return self.name

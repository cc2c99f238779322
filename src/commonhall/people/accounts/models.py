"""Accounts: ways to sign in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Personal


class AccountManager(BaseUserManager["Account"]):
    """Accounts are made by sign-up or by an operator; there is no superuser."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Account:
        account = self.model(email=self.normalize_email(email).lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(email__iexact=username)


class Account(AbstractBaseUser, Personal):
    """A way to sign in. It carries no power: what somebody may do follows from person and office."""

    email = models.EmailField(_("e-mail address"), unique=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)
    language = models.CharField(max_length=10, blank=True)
    mail_notifications = models.BooleanField(_("send me e-mail"), default=True)
    # How often the ways to sign in changed; sessions from before a change end.
    credentials = models.PositiveIntegerField(default=0)
    # All that happened in one letter a day, instead of a letter each time.
    mail_daily = models.BooleanField(default=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = AccountManager()

    def __str__(self) -> str:
        return self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must have to go on: it changes with the password and every other way to sign in."""
        return salted_hmac(
            "commonhall.people.session",
            f"{self.password}|{self.credentials}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()

"""Drafts: what a signed-in person wrote in an action's form and did not send yet, kept for them alone.

They lie in the database, in no entry, log or search. Files are not kept. Ballots, secrets and proofs of identity never are.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.actions import beacon_numbers
from commonhall.actions.declaration import Action
from commonhall.actions.inputs import Lines, Names, Ref, Words
from commonhall.actions.models import KeptDraft
from commonhall.core.refusals import BadInput
from commonhall.ui import unsent
from commonhall.ui.text import excerpt

MOST, DAYS, LONGEST_TITLE = 20, 90, 90
# Of the form, not of what was written in it.
_NOT_WORDS = ("next", "amends")
_never: set[str] = set()
_nothing: set[str] = set()


def never(action: Action[..., Any]) -> None:
    """Say that what is sent with an action is never kept as a draft, whatever text goes with it: a ballot."""
    _never.add(action.code)


def keep_nothing(action: Action[..., Any]) -> None:
    """Say that what is sent with an action is kept nowhere before it is done: no draft, and no words that wait for a
    sign-in. Words of a dispute."""
    _nothing.add(action.code)


def is_secret(action: Action[..., Any]) -> bool:
    """Is something sealed or confidential sent with it, or something that proves who one is?"""
    if action.code in _nothing:
        return True
    return bool(action.guesses or action.veiled) or any(
        asked.input.sealed for asked in action.inputs.values()
    )


def takes(action: Action[..., Any]) -> bool:
    """Is there a long text to write, and may it be kept?"""
    long = any(
        getattr(asked.input, "long", False) and asked.input is not beacon_numbers.SIGNATURE
        for asked in action.inputs.values()
    )
    return long and action.code not in _never and not is_secret(action)


def ref_input(action: Action[..., Any]) -> str:
    """The input that says what is written about, where the action has no thing; "" where it need not be about any."""
    if action.thing is not None:
        return ""
    inputs = action.inputs.items()
    found = (name for name, asked in inputs if asked.required and isinstance(asked.input, Ref))
    return next(found, "")


def of_account(account: int) -> QuerySet[KeptDraft]:
    """Somebody's drafts, the newest first."""
    return KeptDraft.objects.filter(account_id=account).order_by("-kept_at", "-pk")


def find(account: int, action: Action[..., Any], about: str) -> KeptDraft | None:
    return of_account(account).filter(action=action.code, about=about).first()


def forget(account: int, action: Action[..., Any], about: str) -> None:
    of_account(account).filter(action=action.code, about=about).delete()


def forget_old() -> None:
    KeptDraft.objects.filter(kept_at__lt=timezone.now() - timedelta(days=DAYS)).delete()


def forgotten_at(draft: KeptDraft) -> datetime:
    return draft.kept_at + timedelta(days=DAYS)


def keep(request: HttpRequest, action: Action[..., Any], about: str, office: str) -> KeptDraft:
    """Keep what was sent, in place of the draft kept before. Raises `BadInput`."""
    values = {
        # PostgreSQL keeps no such character.
        name: [one.replace("\x00", "") for one in said]
        for name, said in unsent.values_of(request).items()
        if name not in _NOT_WORDS
    }
    if not words_of(action, values):
        raise BadInput("", _("Write something first. There is nothing to keep yet."))
    if unsent.is_too_long(values):
        raise BadInput(
            "", _("This is too long to be kept as a draft. Shorten it, or keep a copy yourself.")
        )
    account = request.user.pk or 0
    with transaction.atomic():
        # One after the other, so that two pages at once keep no more than the most.
        get_user_model().objects.select_for_update().get(pk=account)
        others = of_account(account).exclude(action=action.code, about=about)
        if others.count() >= MOST:
            raise BadInput(
                "", _("You have as many drafts as can be kept. Delete one on your page first.")
            )
        made, _new = KeptDraft.objects.update_or_create(
            account_id=account,
            action=action.code,
            about=about,
            defaults={"values": values, "office": office, "kept_at": timezone.now()},
        )
    return made


def words_of(action: Action[..., Any], values: dict[str, list[str]]) -> list[tuple[Any, str]]:
    """What was written, each with what its field is called, in the order of the form."""
    found = []
    for name, asked in action.inputs.items():
        if asked.input.WRITTEN or isinstance(asked.input, (Words, Names, Lines)):
            for key, said in values.items():
                part = key not in action.inputs and key.startswith(f"{name}_")
                if key == name or (part and key != f"{name}_shown"):
                    found += [(asked.input.label, one.strip()) for one in said if one.strip()]
    return found


def title_of(action: Action[..., Any] | None, draft: KeptDraft) -> str:
    """The first words written."""
    words = words_of(action, draft.values) if action is not None else []
    return excerpt(words[0][1], LONGEST_TITLE) if words else ""

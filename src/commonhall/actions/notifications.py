"""Telling people what happened to what they follow: on the site, and by e-mail if they like."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.utils import timezone, translation

from commonhall.actions import registry as actions_registry
from commonhall.actions.actors import Actor
from commonhall.actions.models import Follow, Notification
from commonhall.core import refs as core_refs
from commonhall.core.compiled_queries import CompiledQuery
from commonhall.core.jobs import job
from commonhall.ui import hall, languages

if TYPE_CHECKING:
    from commonhall.actions.declaration import Action

log = logging.getLogger(__name__)
_FOLLOWED: CompiledQuery[Follow] = CompiledQuery(
    lambda ref, actor: Follow.objects.filter(ref=ref).exclude(account_id=actor), ref="", actor=0
)


# What a letter says of an action beside its name: action code → (ref, moment) → paragraphs.
Says = Callable[[str, datetime], Iterable[str]]
_says: dict[str, Says] = {}


def says(*actions: str) -> Callable[[Says], Says]:
    """What letters about these actions say, in the language that is active: public words only."""

    def register(write: Says) -> Says:
        _says.update(dict.fromkeys(actions, write))
        return write

    return register


def enqueue(action: Action[..., Any], actor: Actor, bodies: list[dict[str, Any]]) -> None:
    """Queue the telling, inside the action's transaction, if anybody follows what was touched."""
    told = [
        body
        for body in bodies
        if body["subject"] and actions_registry.actions()[body["action"]].notifies
    ]
    if not told:
        return
    subjects = {body["subject"] for body in told}
    if not any(_FOLLOWED.exists(ref=ref, actor=actor.account_id) for ref in subjects):
        return
    # One notice per thing and transaction: children of the same act would only repeat it.
    first = {body["subject"]: body for body in reversed(told)}
    for subject, body in first.items():
        tell_followers.enqueue(
            entry=body["id"],
            code=body["action"],
            ref=subject,
            at=body["occurred_at"],
            actor=actor.account,
        )


@job()
def tell_followers(entry: str, code: str, ref: str, at: str, actor: int | None) -> int:
    """Make one notification per follower and mail those who want mail. Harmless to repeat."""
    followers = (
        Follow.objects.filter(ref=ref).exclude(account_id=actor or 0).select_related("account")
    )
    moment = datetime.fromisoformat(at)
    Notification.objects.bulk_create(
        [
            Notification(account=follow.account, entry=UUID(entry), action=code, ref=ref, at=moment)
            for follow in followers
        ],
        ignore_conflicts=True,
        batch_size=500,
    )
    return mail_waiting(entry)


def mail_waiting(entry: str) -> int:
    """Mail the notifications of one entry that are not mailed yet; marks each before the next."""
    waiting = Notification.objects.filter(
        entry=entry, mailed_at=None, account__mail_notifications=True
    ).select_related("account")
    connection, count = get_connection(), 0
    for notice in waiting:
        with translation.override(languages.of(notice.account.language).code):
            message = _message(notice)
        message.connection = connection
        try:
            message.send()
        except Exception:
            # One letter that cannot be written or taken stops none of the others.
            log.exception("Notification %s was not mailed", notice.pk)
            continue
        notice.mailed_at = timezone.now()
        notice.save(update_fields=["mailed_at"])
        count += 1
    return count


def _message(notice: Notification) -> EmailMessage:
    thing = core_refs.resolve([notice.ref])[notice.ref]
    action = actions_registry.actions().get(notice.action)
    done = str(action.done) if action else notice.action
    write = _says.get(notice.action)
    context = {
        "done": done,
        "thing": thing,
        "paragraphs": list(write(notice.ref, notice.at)) if write else [],
        "address": settings.SITE_URL + thing.url,
        "site": hall.name(),
        "settings_address": settings.SITE_URL + "/me/notifications/",
    }
    return EmailMessage(
        subject=f"{done}: {thing.title}".replace("\n", " ")[:180],
        body=render_to_string("actions/mail/notification.txt", context),
        to=[notice.account.email],
        headers={"Auto-Submitted": "auto-generated"},
    )

"""Telling people what happened to what they follow: on the site; by letter too, where they like (`notification_letters`)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q

from commonhall.actions import registry as actions_registry
from commonhall.actions.actors import Actor
from commonhall.actions.models import Follow, Notification
from commonhall.actions.notification_letters import CAME_FROM, mail_waiting
from commonhall.core import refs as core_refs
from commonhall.core.compiled_queries import CompiledQuery
from commonhall.core.jobs import job

if TYPE_CHECKING:
    from commonhall.actions.declaration import Action

log = logging.getLogger(__name__)
# Does anybody follow a thing, or anything to which others belong? Asked at every action, as one query.
_FOLLOWED: CompiledQuery[Follow] = CompiledQuery(
    lambda ref, actor: Follow.objects.filter(Q(ref=ref) | Q(wide=True)).exclude(account_id=actor),
    ref="",
    actor=0,
)


# Who may hear of things of a kind, where not everybody may: (ref, accounts) → those of them who may.
Hears = Callable[[str, Iterable[int]], set[int]]
_hears: dict[str, Hears] = {}


def heard_by(kind: str, which: Hears) -> None:
    """Say who may hear what happens to things of a kind ("cases.case"); of all others everybody may."""
    _hears[kind] = which


def may_hear(ref: str, accounts: Iterable[int]) -> set[int]:
    """Which of these accounts may hear what happens to a thing."""
    which = _hears.get(ref.partition(":")[0])
    return which(ref, accounts) if which else set(accounts)


# Kinds of things to which others belong: kind → the numbers of those that hold one, itself among them.
_wide: dict[str, Callable[[Any], Iterable[int]]] = {}


def wide(kind: str, holding: Callable[[Any], Iterable[int]] | None = None) -> None:
    """Say that who follows a thing of this kind ("people.body") hears of what belongs to it by a field of its own."""
    _wide[kind] = holding or (lambda thing: (thing.pk,))


def is_wide(ref: str) -> bool:
    return ref.partition(":")[0] in _wide


def wider(ref: str) -> list[str]:
    """What a thing belongs to, of the kinds that can be followed for all they hold; a query a field at most."""
    thing = core_refs.thing(ref)
    if thing is None:
        return []
    found = []
    for field in thing._meta.concrete_fields:
        related = field.related_model
        if related is None or isinstance(related, str) or field.name in type(thing).SEALED:
            continue
        kind = related._meta.label_lower
        held = getattr(thing, field.name) if kind in _wide else None
        if held is not None:
            found += [f"{kind}:{number}" for number in _wide[kind](held)]
    return list(dict.fromkeys(found))


def enqueue(action: Action[..., Any], actor: Actor, bodies: list[dict[str, Any]]) -> None:
    """Queue the telling, inside the action's transaction, if anybody follows what was touched."""
    told = [
        body
        for body in bodies
        if body["subject"] and _is_told(actions_registry.actions()[body["action"]])
    ]
    if not told:
        return
    for body in told:
        if links := body["data"].get("links") if body.get("data") else None:
            tell_who_asked.enqueue(
                entry=body["id"],
                code=body["action"],
                ref=body["subject"],
                origins=sorted({origin for origin, _kind, _target in links}),
                at=body["occurred_at"],
                actor=actor.account,
            )
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


def _is_told(action: Action[..., Any]) -> bool:
    return action.notifies or action.news


@job()
def tell_followers(entry: str, code: str, ref: str, at: str, actor: int | None) -> int:
    """Make one notification per follower of a thing, or of what it belongs to, and mail those who want mail.

    Harmless to repeat. Who follows both is told once, of the thing itself.
    """
    own = [ref] if actions_registry.actions()[code].notifies else []
    around = wider(ref) if Follow.objects.filter(wide=True).exists() else []
    rows = Follow.objects.filter(ref__in=[*own, *around]).exclude(account_id=actor or 0)
    order = {one: number for number, one in enumerate([ref, *around])}
    told: dict[int, Follow] = {}
    for follow in sorted(rows, key=lambda one: order[one.ref]):
        told.setdefault(follow.account_id, follow)
    followers = may_hear(ref, told)
    moment = datetime.fromisoformat(at)
    Notification.objects.bulk_create(
        [
            Notification(
                account_id=one,
                entry=UUID(entry),
                action=code,
                ref=ref,
                at=moment,
                via="" if told[one].ref == ref else told[one].ref,
                why=told[one].why,
                pace=told[one].pace,
            )
            for one in sorted(followers)
        ],
        ignore_conflicts=True,
        batch_size=500,
    )
    return mail_waiting(entry)


@job()
def tell_who_asked(
    entry: str, code: str, ref: str, origins: list[str], at: str, actor: int | None
) -> int:
    """Tell whoever follows the needs behind something, raisers first of all, that it got a station further.

    Harmless to repeat. Whoever follows the thing itself is told of it anyway.
    """
    from commonhall.actions import threads

    needs = [one for one in threads.needs_behind(set(origins)) if one != ref]
    if not needs:
        return 0
    there = Follow.objects.filter(ref=ref).values("account")
    rows = Follow.objects.filter(ref__in=needs).exclude(account_id=actor or 0)
    paces = dict(rows.exclude(account__in=there).values_list("account_id", "pace"))
    moment = datetime.fromisoformat(at)
    Notification.objects.bulk_create(
        [
            Notification(
                account_id=one,
                entry=UUID(entry),
                action=code,
                ref=ref,
                at=moment,
                why=CAME_FROM,
                pace=paces[one],
            )
            for one in sorted(may_hear(ref, paces))
        ],
        ignore_conflicts=True,
        batch_size=500,
    )
    return mail_waiting(entry)

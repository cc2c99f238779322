"""Telling people what happened to what they follow: on the site, and by e-mail if they like."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commonhall.actions import registry as actions_registry
from commonhall.actions import stopping
from commonhall.actions.actors import Actor
from commonhall.actions.models import Follow, Notification, Pace
from commonhall.core import letter_samples
from commonhall.core import refs as core_refs
from commonhall.core.compiled_queries import CompiledQuery
from commonhall.core.jobs import job
from commonhall.record.models import Entry
from commonhall.ui import hall, languages

if TYPE_CHECKING:
    from commonhall.actions.declaration import Action

log = logging.getLogger(__name__)
# Does anybody follow a thing, or anything to which others belong? Asked at every action, as one query.
_FOLLOWED: CompiledQuery[Follow] = CompiledQuery(
    lambda ref, actor: Follow.objects.filter(Q(ref=ref) | Q(wide=True)).exclude(account_id=actor),
    ref="",
    actor=0,
)
# A letter a day, a week, none: what a follow says, else what the account chose.
DAILY = Q(pace=Pace.DAILY) | Q(pace=Pace.USUAL, account__mail_daily=True)
WEEKLY = Q(pace=Pace.WEEKLY)
AT_ONCE = Q(pace=Pace.AT_ONCE) | Q(pace=Pace.USUAL, account__mail_daily=False)
# Why somebody is told of what their need led to.
CAME_FROM = "came-from"


# What a letter says of an action beside its name: action code → (ref, moment) → paragraphs.
Says = Callable[[str, datetime], Iterable[str]]
_says: dict[str, Says] = {}
# The same for one reader, whose account is the third: what only they may be told, such as links made for them.
SaysTo = Callable[[str, datetime, Any], Iterable[str]]
_says_to: dict[str, SaysTo] = {}
_examples: dict[str, Callable[[], Iterable[str]]] = {}


def says(*actions: str) -> Callable[[Says], Says]:
    """What letters about these actions say, in the language that is active: public words only."""

    def register(write: Says) -> Says:
        _says.update(dict.fromkeys(actions, write))
        return write

    return register


def says_to(
    *actions: str, example: Callable[[], Iterable[str]] = tuple
) -> Callable[[SaysTo], SaysTo]:
    """What letters about these actions say to one reader besides, in the language that is active.

    example: the same for a reader who does not exist, with links that lead nowhere.
    """

    def register(write: SaysTo) -> SaysTo:
        _says_to.update(dict.fromkeys(actions, write))
        _examples.update(dict.fromkeys(actions, example))
        return write

    return register


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


# Why somebody is told: the action by which they came to follow → a sentence.
_because: dict[str, Any] = {
    "": gettext_lazy("You are told because you follow it."),
    CAME_FROM: gettext_lazy("You are told because it came from your case."),
}


def because(code: str, words: Any) -> None:
    """Say why somebody is told of a thing that they follow because of what they did."""
    _because[code] = words


def why(notice: Notification, via: core_refs.Described | None = None) -> str:
    """Why somebody is told, in a sentence; via: what they follow, where it is not the thing itself."""
    if via is not None and notice.why != CAME_FROM:
        return _("You are told because you follow %(thing)s.") % {"thing": via.title}
    return str(_because.get(notice.why, _("You are told because you took part in it.")))


# Where a reply to a letter about a thing goes, for its reader; the app that takes mail in says it.
_reply_to: list[Callable[[str, Any], str]] = []


def replies_to(where: Callable[[str, Any], str]) -> None:
    """Say where a reply goes: (ref, account) → address, or "" where no reply is taken."""
    _reply_to[:] = [where]


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


def mail_waiting(entry: str) -> int:
    """Mail the notifications of one entry that are not mailed yet; marks each before the next."""
    waiting = Notification.objects.filter(
        AT_ONCE, entry=entry, mailed_at=None, account__mail_notifications=True
    ).select_related("account")
    connection, count = get_connection(), 0
    for notice in waiting:
        count += _mail([notice], connection, together=False)
    return count


def mail_daily() -> int:
    """One letter for each who wants one a day, with all that happened since the last. Harmless to repeat."""
    return _mail_together(DAILY)


def mail_weekly() -> int:
    """One letter for each who wants one a week about something. Harmless to repeat."""
    return _mail_together(WEEKLY)


def _mail_together(pace: Q) -> int:
    waiting = (
        Notification.objects.filter(pace, mailed_at=None, account__mail_notifications=True)
        .select_related("account")
        .order_by("account_id", "at", "pk")
    )
    connection, count = get_connection(), 0
    for _account, notices in groupby(waiting.iterator(), lambda one: one.account_id):
        count += _mail(list(notices), connection)
    return count


def _mail(notices: list[Notification], connection: Any, together: bool = True) -> int:
    """One letter about these, to the one whose they are; 1 if it was taken."""
    account = notices[0].account
    with translation.override(languages.of(account.language).code):
        try:
            message = _digest(notices) if together else _message(notices[0])
            message.connection = connection
            message.send()
        except Exception:
            # One letter that cannot be written or taken stops none of the others.
            log.exception("Notification %s was not mailed", notices[0].pk)
            return 0
    rows = Notification.objects.filter(pk__in=[one.pk for one in notices])
    rows.update(mailed_at=timezone.now())
    return 1


def _said_of(notice: Notification, things: dict[str, core_refs.Described]) -> dict[str, Any]:
    thing = things[notice.ref]
    action = actions_registry.actions().get(notice.action)
    write, write_to = _says.get(notice.action), _says_to.get(notice.action)
    paragraphs = list(write(notice.ref, notice.at)) if write else []
    if write_to is not None:
        paragraphs += write_to(notice.ref, notice.at, notice.account)
    return {
        "done": str(action.done) if action else notice.action,
        "thing": thing,
        "paragraphs": paragraphs,
        "address": settings.SITE_URL + thing.url,
        "why": why(notice, things.get(notice.via) if notice.via else None),
    }


def _message(notice: Notification) -> EmailMessage:
    said = _said_of(notice, core_refs.resolve([one for one in (notice.ref, notice.via) if one]))
    # What ends these letters is what is followed.
    stop = stopping.address(notice.account_id, notice.via or notice.ref)
    reply_to = _reply_to[0](notice.ref, notice.account) if _reply_to else ""
    return _about(said, stop, notice.account.email, reply_to)


def _about(said: dict[str, Any], stop: str, address: str, reply_to: str = "") -> EmailMessage:
    return EmailMessage(
        subject=f"{said['done']}: {said['thing'].title}".replace("\n", " ")[:180],
        body=render_to_string("actions/mail/notification.txt", {**said, **_foot(stop)}),
        to=[address],
        reply_to=[reply_to] if reply_to else None,
        headers=stopping.headers(stop),
    )


def _digest(notices: list[Notification]) -> EmailMessage:
    things = core_refs.resolve({ref for one in notices for ref in (one.ref, one.via) if ref})
    stop = stopping.address(notices[0].account_id)
    told = [_said_of(one, things) for one in notices]
    subject = ngettext(
        "%(count)d thing happened to what you follow",
        "%(count)d things happened to what you follow",
        len(told),
    ) % {"count": len(told)}
    return EmailMessage(
        subject=subject,
        body=render_to_string("actions/mail/digest.txt", {"told": told, **_foot(stop)}),
        to=[notices[0].account.email],
        headers=stopping.headers(stop),
    )


def told_of() -> list[str]:
    """The codes of actions of which letters say more than that they happened."""
    return list(_says)


def example(code: str) -> EmailMessage:
    """A letter about an action as it is sent: about the last thing to which that happened, else an invented one."""
    action = actions_registry.actions()[code]
    last = Entry.objects.filter(action=code).order_by("-recorded_at").first()
    thing = core_refs.Described("", _("The street light outside number 12 is broken"), "/")
    paragraphs = [_("This is where the text of the answer appears.")]
    if last is not None:
        body = json.loads(last.body)
        ref, at = str(body["subject"]), datetime.fromisoformat(body["occurred_at"])
        thing = core_refs.resolve([ref]).get(ref, thing)
        paragraphs = list(_says[code](ref, at))
    said = {
        "done": str(action.done),
        "thing": thing,
        "paragraphs": [*paragraphs, *_examples.get(code, tuple)()],
        "address": settings.SITE_URL + thing.url,
        "why": str(_because[""]),
    }
    return _about(said, settings.SITE_URL + "/letters/stop/…/", letter_samples.NOBODY)


def register_examples() -> None:
    """An example of each; called once all apps have said what their letters say."""
    for code in _says:
        title = actions_registry.actions()[code].done
        letter_samples.sample(code, title)(partial(example, code))


def _foot(stop: str) -> dict[str, str]:
    return {
        "site": hall.name(),
        "settings_address": settings.SITE_URL + "/me/",
        "stop_address": stop,
    }

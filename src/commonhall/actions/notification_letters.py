"""Letters about what happened to what people follow: what they say, and when they are written."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commonhall.actions import registry as actions_registry
from commonhall.actions import stopping
from commonhall.actions.models import Notification, Pace
from commonhall.core import letter_samples
from commonhall.core import refs as core_refs
from commonhall.record.models import Entry
from commonhall.ui import hall, languages

log = logging.getLogger(__name__)
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
